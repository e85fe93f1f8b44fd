"""Cells: the groups of the lattice, each with the labels that it may bear and what they are worth.

The network scores shapes in their context. What is no class of it is found by geometry: a dot may
be a decimal point, two bars over each other are an equals sign.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calculator.automaton import EQUALS, FRACTION, POINT
from calculator.bars import is_equals
from calculator.given import ONE, Given, is_parted, symbols
from calculator.parts import Parts
from calculator.scores import scores_in_context
from calculator.weights import Weights
from recognizer.alphabet import BY_LABEL, LABELS
from recognizer.classifier import Classifier
from segmentation.ink import Group, Ink
from segmentation.lattice import propose
from segmentation.projection import typical_size
from segmentation.raster import rasterize

DOT_SIZE = 0.28
"""A mark smaller than this is a dot, which may be stray; in typical symbol sizes."""
POINT_SIZE = 0.5
"""A mark smaller than this may be a decimal point: a comma, or a dot drawn as a dash."""
STRAY = ""
"""The label of a dot that belongs to nothing."""
_KEPT = 5
"""How many labels of a group are considered."""
_LEAST = -9.0
"""The least logarithmic probability of a label; what is less likely is considered only for a mark
that has no better one."""
_DOTTED = "÷"
"""The one class that has dots beside other strokes."""
_LEAST_NONE = -1.5
"""The least logarithmic weight of what geometry finds, however sure the network is of a symbol."""
_LEAST_BAR = -2.0
"""The logarithmic weight of a fraction bar that the network does not take for a minus."""
_NOTHING = 1e-12
"""The least probability that a logarithm is taken of, and the least sum that can be shared out."""
_CONTRARY = -30.0
"""The logarithmic weight of reading a mark as a minus that is said to be the bar of a fraction."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A group, the (label, logarithmic weight) that it may bear, and its marks as bits of a mask.

    `no_symbol` is the probability that the group is none at all.
    """

    group: Group
    mask: int
    labels: tuple[tuple[str, float], ...]
    no_symbol: float


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """The groups of one ink, its typical size, and the network's probabilities (n, 16)."""

    ink: Ink
    size: float
    groups: tuple[Group, ...]
    scores: NDArray[np.float32]


def score(ink: Ink, classifier: Classifier, given: Sequence[Given], parts: Parts) -> Scored:
    """Propose groups and score them in one batch; those at odds with what is given are left out."""
    size = typical_size(ink)
    told = _told(given).keys()
    settled = {mark for marks in told for mark in marks}
    groups = [
        group
        for group in propose(ink)
        if group.marks in told
        or (settled.isdisjoint(group.marks) and not is_parted(group.marks, given))
    ]
    missing = told - {group.marks for group in groups}
    groups += [Group(marks, ink.select(marks).box) for marks in sorted(missing)]
    return Scored(ink, size, tuple(groups), _scores(ink, groups, size, classifier, parts))


def fill(scored: Scored, weights: Weights, given: Sequence[Given] = ()) -> tuple[Cell, ...]:
    """Return the groups that may be symbols, with what each label is worth."""
    told = _told(given)
    cells = []
    for group, row in zip(scored.groups, scored.scores, strict=True):
        mask = sum(1 << mark for mark in group.marks)
        label = told.get(group.marks)
        no_symbol = float(max(0.0, 1 - row.sum())) if label is None else 0.0
        if label is None or label == ONE:
            labels = _labels(scored.ink, group, scored.size, row, weights, label == ONE)
        else:
            labels = _told_labels(label)
        if labels:
            cells.append(Cell(group, mask, labels, no_symbol))
    return tuple(cells)


def _told(given: Sequence[Given]) -> dict[tuple[int, ...], str]:
    """Return the label of each group that is given as a symbol."""
    return {tuple(sorted(each.marks)): each.label for each in symbols(given)}


def _told_labels(label: str) -> tuple[tuple[str, float], ...]:
    """Return what a group is that was given; nothing can force a fraction where there is none."""
    told = (label, 0.0)
    return (told, ("-", _CONTRARY)) if label == FRACTION else (told,)


def _scores(
    ink: Ink, groups: Sequence[Group], size: float, classifier: Classifier, parts: Parts
) -> NDArray[np.float32]:
    if parts.context:
        scores = scores_in_context(ink, groups, size, classifier)
    else:
        scores = classifier.classify(rasterize([ink.select(group.marks) for group in groups]))
    if parts.no_symbol:
        return scores
    shares: NDArray[np.float32] = scores / np.maximum(scores.sum(axis=1, keepdims=True), _NOTHING)
    return shares


def _labels(
    ink: Ink,
    group: Group,
    size: float,
    row: NDArray[np.float32],
    weights: Weights,
    is_one: bool,
) -> tuple[tuple[str, float], ...]:
    """Return what a group may be; nothing for several marks that are no symbol together.

    With `is_one` it is a symbol for certain, and the best of its labels costs nothing.
    """
    best = np.argsort(-row)[:_KEPT]
    scored = [(LABELS[i], math.log(max(float(row[i]), _NOTHING))) for i in best]
    alone = len(group.marks) == 1
    kept = [pair for pair in scored if is_one or pair[1] > _LEAST]
    if alone and not kept:
        kept = [(label, _LEAST) for label, _ in scored[:3]]
    dots = sum(ink.strokes[mark].box.size < DOT_SIZE * size for mark in group.marks)
    labels = [
        (label, weights.symbol * score - _habit_cost(label, ink, group, dots, weights))
        for label, score in kept
    ]
    # To the network a decimal point and an equals sign are no symbols, but it may be mistaken.
    none = max(math.log(max(1.0 - float(row.sum()), _NOTHING)), _LEAST_NONE)
    large = group.box.size / size - DOT_SIZE if size > 0 else -DOT_SIZE
    stands_free = alone and _stands_free(ink, group.marks[0])
    if stands_free and large < POINT_SIZE - DOT_SIZE:
        cost = weights.large_point * max(large, 0.0)
        labels.append((POINT, weights.symbol * none - cost))
    if stands_free and large < 0 and not is_one:
        labels.append((STRAY, -weights.stray if ink.components is None else -weights.dirt))
    if len(group.marks) == 2 and is_equals(*(ink.strokes[mark].box for mark in group.marks)):
        labels.append((EQUALS, weights.symbol * none))
    if alone:
        labels.append((FRACTION, dict(labels).get("-", _LEAST_BAR)))
    best_weight = max(weight for _, weight in labels) if is_one else 0.0
    return tuple((label, weight - best_weight) for label, weight in labels)


def _is_cut_off(ink: Ink, group: Group) -> bool:
    """Tell whether a part of what was written in one piece is missing from a group."""
    if ink.components is None:
        return False
    pieces = {ink.components[mark] for mark in group.marks}
    return sum(each in pieces for each in ink.components) > len(group.marks)


def _stands_free(ink: Ink, mark: int) -> bool:
    """Tell whether a mark was not cut from a symbol; what was is neither a point nor dirt."""
    return ink.components is None or ink.components.count(ink.components[mark]) == 1


def _habit_cost(label: str, ink: Ink, group: Group, dots: int, weights: Weights) -> float:
    """Return the cost of an unusual number of strokes, and of dots in what has none."""
    usual, marks = BY_LABEL[label].strokes, len(group.marks)
    if ink.components is None:
        unusual = min(abs(marks - count) for count in usual)
    else:
        # What touches is one piece to a camera: only too many pieces are unusual.
        unusual = max(len({ink.components[mark] for mark in group.marks}) - max(usual), 0)
    cost = weights.strokes * unusual + weights.cut * _is_cut_off(ink, group)
    if 0 < dots < marks and label != _DOTTED:
        cost += weights.dot_within
    return cost
