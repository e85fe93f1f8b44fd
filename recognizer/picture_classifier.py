"""The classifier of pictures with classes of their own: the class list is data of its bundle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from onnxruntime import NodeArg

from recognizer.bundle import PICTURES, Bundle, BundleError, kind_of
from recognizer.picture_fitting import Pixels, fit_picture
from recognizer.session import load_session

_BRIGHTEST = np.float32(255)
_Floats = NDArray[np.float32]


class PictureClassifier:
    """A model of pictures; safe to use from several threads at once."""

    def __init__(self, bundle: Bundle) -> None:
        if kind_of(bundle.card) != PICTURES:
            raise BundleError(f"{bundle.model_id} is no classifier of pictures.")
        self._session = load_session(bundle)
        self._classes, self._temperature = bundle.classes, np.float32(bundle.temperature)
        shown, said = self._session.get_inputs()[0], self._session.get_outputs()[0]
        side, count = bundle.card.get("size"), len(self._classes)
        if (_form(shown), _form(said)) != (("pictures", [3, side, side]), ("logits", [count])):
            raise BundleError(f"The network of {bundle.model_id} is not as its card describes it.")
        self._side: int = shown.shape[-1]

    def classify(self, picture: Pixels) -> list[tuple[str, float]]:
        """Return the probability of every class, the likeliest first.

        The picture is grey (h, w), RGB (h, w, 3) or RGBA (h, w, 4), of any size. Raises ValueError
        for another shape.
        """
        seen = as_seen(fit_picture(picture, self._side)[None])
        (logits,) = self._session.run(["logits"], {"pictures": seen})
        (scores,) = softmax(np.asarray(logits, np.float32) / self._temperature)
        return sorted(zip(self._classes, scores.tolist(), strict=True), key=lambda pair: -pair[1])


def as_seen(pictures: Pixels) -> _Floats:
    """Turn fitted pictures (n, side, side, 3) into what a network sees: (n, 3, side, side) of 0..1.

    That is red, green and blue.
    """
    return np.ascontiguousarray(np.moveaxis(pictures, 3, 1), np.float32) / _BRIGHTEST


def softmax(logits: _Floats) -> _Floats:
    """Turn logits (n, k) into probabilities (n, k), of which a row adds up to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores: _Floats = powers / powers.sum(axis=1, keepdims=True)
    return scores


def _form(node: NodeArg) -> tuple[str, list[int | str]]:
    """Return the name of what goes in or out of a network, and the shape of one of a batch."""
    return node.name, node.shape[1:]
