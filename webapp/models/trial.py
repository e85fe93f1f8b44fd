"""A trial: what a model says of one picture, whether it serves or not.

`training` is imported where it is needed, so that serving starts without it.
"""

from __future__ import annotations

from math import isfinite

import numpy as np
from PIL import Image

from calculator.given import NO_SYMBOL
from recognizer.bundle import PICTURES, Bundle, BundleError, kind_of
from recognizer.classifier import Classifier
from segmentation.photo.files import Photo

Shares = list[tuple[str, float]]
"""Classes with their probabilities, the likeliest first."""


def tried(bundle: Bundle, photo: Photo) -> Shares:
    """Return what a model takes a picture for.

    A model of symbols is shown the picture of one symbol, which may be none. Raises BundleError,
    and PictureError for a picture in which nothing is drawn.
    """
    if kind_of(bundle.card) == PICTURES:
        from recognizer.picture_classifier import PictureClassifier

        shares = PictureClassifier(bundle).classify(photo.pixels)
    else:
        shares = _as_symbol(Classifier(bundle), photo)
    if not all(isfinite(share) for _, share in shares):
        raise BundleError(f"What the model {bundle.model_id} says of a picture is no number.")
    return shares


def _as_symbol(classifier: Classifier, photo: Photo) -> Shares:
    from training.personalising import Lesson, pictures_of
    from training.pictures import inked, reduced, traced

    ink = traced(inked(reduced(np.asarray(Image.fromarray(photo.pixels).convert("L")))))
    [row] = classifier.classify(pictures_of([Lesson(ink, len(ink.strokes), None, None)]))
    shares = [*map(float, row), max(0.0, 1 - float(row.sum()))]
    labels = (*classifier.card["classes"], NO_SYMBOL)
    return sorted(zip(labels, shares, strict=True), key=lambda share: -share[1])
