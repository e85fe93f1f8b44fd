"""Reading by the lattice: every group that may be a symbol competes in the reading of the line."""

from __future__ import annotations

from collections.abc import Sequence

from calculator.cells import Scored, fill, score
from calculator.given import Given
from calculator.interpretation import Interpretation, interpretation
from calculator.parts import ALL_PARTS, Parts
from calculator.search import Search
from calculator.weights import Weights
from recognizer.classifier import Classifier
from segmentation.ink import Ink


def interpret(
    ink: Ink, classifier: Classifier, weights: Weights, given: Sequence[Given], parts: Parts
) -> list[Interpretation]:
    """Return the best interpretations of one line of ink, the best first; at least one."""
    return search(score(ink, classifier, given, parts), weights, given, parts)


def search(
    scored: Scored, weights: Weights, given: Sequence[Given] = (), parts: Parts = ALL_PARTS
) -> list[Interpretation]:
    """Return the best interpretations of groups that were scored, as `interpret` does."""
    boxes = [stroke.box for stroke in scored.ink.strokes]
    cells = fill(scored, weights, given)
    found = Search(cells, boxes, scored.size, weights, parts.grammar).best((1 << len(boxes)) - 1)
    return [interpretation(each) for each in found]
