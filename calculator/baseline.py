"""Reading by the projection rule: groups are settled first, then each is given its label."""

from __future__ import annotations

import math

from calculator.candidates import score
from calculator.decode import decode
from calculator.interpretation import Interpretation, Sign
from calculator.layout import glyphs
from recognizer.classifier import Classifier
from segmentation import projection
from segmentation.ink import Ink


def interpret(ink: Ink, classifier: Classifier) -> list[Interpretation]:
    """Return the best interpretations of one line of ink, the best first; at least one."""
    candidates = score(ink, projection.segment(ink), classifier)
    decoding = decode(candidates)
    interpretations = []
    for labels, probability in zip(decoding.readings, decoding.probabilities, strict=True):
        signs = (
            Sign(label, each.group, each.no_symbol)
            for label, each in zip(labels, candidates, strict=True)
        )
        weight = math.log(max(probability, 1e-300))
        interpretations.append(Interpretation(tuple(signs), glyphs(labels), weight))
    return interpretations
