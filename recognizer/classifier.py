"""The classifier in service: pictures in, calibrated probabilities out, by ONNX Runtime."""

from __future__ import annotations

from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.adaptation import Adaptation
from recognizer.alphabet import LABELS
from recognizer.bundle import SYMBOLS, Bundle, BundleError, kind_of, read_bundle
from recognizer.memory import Memory, memory_of
from recognizer.session import load_session

Scores = NDArray[np.float32]
"""Probabilities (n, 16) over the classes; what a row lacks to 1 is "no symbol"."""
_Floats = NDArray[np.float32]

_OUTPUTS = ("logits", "features")
"""What the network gives: its scores, and what its last layer makes them of."""


class Classifier:
    """A model in service; safe to use from several threads at once."""

    def __init__(self, bundle: Bundle) -> None:
        if kind_of(bundle.card) != SYMBOLS:
            told = f"{len(bundle.classes)} other classes, not the calculator's"
            raise BundleError(f"{bundle.model_id} is a classifier of {told}.")
        if bundle.classes != LABELS:
            raise BundleError(f"The classes of {bundle.model_id} are not the calculator's.")
        self._session = load_session(bundle)
        self._channels = int(self._session.get_inputs()[0].shape[1])
        self._adaptation: Adaptation | None = None
        self.memory: Memory | None = memory_of(bundle)
        if self.memory is not None and len(self._session.get_outputs()) < len(_OUTPUTS):
            raise BundleError(f"The model {bundle.model_id} has a memory but no features.")
        self.model_id = bundle.model_id
        self.card: dict[str, Any] = bundle.card
        self._temperature = np.float32(bundle.temperature)

    def classify(self, pictures: NDArray[np.float32]) -> Scores:
        """Score pictures, ink 1 on paper 0: calibrated probabilities (n, 16).

        Pictures are (n, 3, 32, 32) for groups in their context (`segmentation/context.py`), or
        (n, 32, 32) for symbols that stand nowhere.
        """
        return probabilities(self.logits(pictures) / self._temperature)

    def logits(self, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return logits (n, 16) for pictures as `classify` takes them.

        They are the network's own, with what is added for a hand where this is adapted to one.
        """
        if len(pictures) == 0:
            return np.zeros((0, len(self.card["classes"])), np.float32)
        if self._adaptation is None:
            (logits,) = self._run(pictures, _OUTPUTS[:1])
            return logits
        logits, points = self.perceive(pictures)
        return logits + self._adaptation.added(points)

    def perceive(self, pictures: NDArray[np.float32]) -> tuple[_Floats, _Floats]:
        """Return the network's own logits (n, 16), n ≥ 1, and where the pictures lie in its memory.

        The points are (n, d), as `Memory.place` gives them. Raises ValueError without a memory.
        """
        if self.memory is None:
            raise ValueError(f"the model {self.model_id} has no memory")
        logits, features = self._run(pictures, _OUTPUTS)
        return logits, self.memory.place(features)

    def adapted(self, adaptation: Adaptation) -> Classifier:
        """Return this classifier as it reads one hand; raises ValueError without a memory."""
        if self.memory is None:
            raise ValueError(f"the model {self.model_id} has no memory")
        personal = copy(self)
        personal._adaptation = adaptation
        return personal

    def _run(self, pictures: NDArray[np.float32], outputs: tuple[str, ...]) -> list[_Floats]:
        shown = {"pictures": _with_channels(pictures, self._channels)}
        return [np.asarray(each, np.float32) for each in self._session.run(outputs, shown)]


def _with_channels(pictures: NDArray[np.float32], channels: int) -> NDArray[np.float32]:
    """Return pictures with as many channels as the network wants: blank ones, or fewer."""
    if pictures.ndim == 3:
        pictures = pictures[:, None]
    missing = channels - pictures.shape[1]
    if missing <= 0:
        return pictures[:, :channels]
    return np.pad(pictures, ((0, 0), (0, missing), (0, 0), (0, 0)))


def probabilities(logits: NDArray[np.float32]) -> Scores:
    """Turn logits (n, k) into probabilities, the logit of "no symbol" being fixed at 0."""
    top = np.maximum(logits.max(axis=1, keepdims=True, initial=0), 0)
    powers = np.exp(logits - top)
    scores: Scores = powers / (powers.sum(axis=1, keepdims=True) + np.exp(-top))
    return scores


def load_classifier(folder: Path | None = None) -> Classifier:
    """Load the model in `folder` (None: the shipped one); raises BundleError."""
    return Classifier(read_bundle(folder))
