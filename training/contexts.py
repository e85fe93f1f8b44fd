"""Groups in their context, cut from composed expressions: symbols, and what the lattice mistakes.

The wrong groups are those that the segmenter itself proposes: halves of symbols, neighbours taken
together, the bars of an equals sign. With what stands around them to see, they are no symbols.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from recognizer.alphabet import INDEX
from segmentation.context import rasterize_in_context
from segmentation.ink import Box, Group, Ink
from segmentation.lattice import propose
from segmentation.projection import typical_size
from segmentation.raster import Pictures
from training.composition import Composed, Composer
from training.expressions import random_line
from training.samples import OUTLIER


def contexts(
    composer: Composer, count: int, rng: np.random.Generator
) -> tuple[Pictures, NDArray[np.intp]]:
    """Compose until there are `count` groups: pictures (count, 3, 32, 32) and targets (count,)."""
    pictures, targets, missing = [], [], count
    while missing > 0:
        drawn, target = _of_one(composer.compose(random_line(rng), rng), missing, rng)
        pictures.append(drawn)
        targets.append(target)
        missing -= len(target)
    return np.concatenate(pictures), np.concatenate(targets)


def _of_one(
    composed: Composed, most: int, rng: np.random.Generator
) -> tuple[Pictures, NDArray[np.intp]]:
    penned = composed.as_penned()
    pairs = list(targeted(composed, penned))
    wrong = [pair for pair in pairs if pair[1] == OUTLIER]
    pairs = [pair for pair in pairs if pair[1] != OUTLIER]
    pairs += [wrong[i] for i in rng.permutation(len(wrong))[: len(pairs) + 1]]
    pairs = [pairs[i] for i in rng.permutation(len(pairs))[:most]]
    pictures = rasterize_in_context(
        composed.ink, [group for group, _ in pairs], typical_size(penned)
    )
    return pictures, np.array([target for _, target in pairs], dtype=np.intp)


def targeted(composed: Composed, penned: Ink) -> Iterator[tuple[Group, int]]:
    """Yield the groups of an expression, true and proposed ones, each with what it is.

    Decimal points and equals signs, for which the network has no class, are no symbols to it.
    """
    truth = dict(zip(composed.groups, composed.labels, strict=True))
    for marks, label in truth.items():
        yield _group(composed.ink, marks), INDEX.get(label, OUTLIER)
    for proposed in propose(penned):
        marks = tuple(sorted(mark for piece in proposed.marks for mark in composed.pieces[piece]))
        if marks not in truth:
            yield _group(composed.ink, marks), OUTLIER


def _group(ink: Ink, marks: tuple[int, ...]) -> Group:
    return Group(marks, Box.around(ink.strokes[mark].box for mark in marks))
