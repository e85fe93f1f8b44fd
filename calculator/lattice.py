"""Reading by the lattice: every group that may be a symbol competes in the reading of the line."""

from __future__ import annotations

from collections.abc import Sequence

from calculator.cells import fill
from calculator.given import Given
from calculator.interpretation import Interpretation, interpretation
from calculator.parts import Parts
from calculator.search import Search
from calculator.weights import Weights
from recognizer.classifier import Classifier
from segmentation.ink import Ink
from segmentation.lattice import propose
from segmentation.projection import typical_size


def interpret(
    ink: Ink, classifier: Classifier, weights: Weights, given: Sequence[Given], parts: Parts
) -> list[Interpretation]:
    """Return the best interpretations of one line of ink, the best first; at least one."""
    size = typical_size(ink)
    cells = fill(ink, propose(ink), size, classifier, weights, given, parts)
    boxes = [stroke.box for stroke in ink.strokes]
    search = Search(cells, boxes, size, weights, parts.grammar)
    found = search.best((1 << len(boxes)) - 1)
    return [interpretation(each) for each in found]
