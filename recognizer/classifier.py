"""The classifier in service: pictures in, calibrated probabilities out, by ONNX Runtime."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from recognizer.alphabet import LABELS
from recognizer.bundle import Bundle, BundleError, read_bundle

Scores = NDArray[np.float32]
"""Probabilities (n, 16) over the classes; what a row lacks to 1 is "no symbol"."""


class Classifier:
    """A model in service; safe to use from several threads at once."""

    def __init__(self, bundle: Bundle) -> None:
        if bundle.classes != LABELS:
            raise BundleError(f"The classes of {bundle.model_id} are not the calculator's.")
        options = onnxruntime.SessionOptions()
        # One reading is a small batch: a pool of threads would cost more than it gives.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                bundle.model, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # ONNX Runtime raises types of its own, unlisted
            raise BundleError(f"The model {bundle.model_id} cannot be loaded: {error}") from error
        self._channels = int(self._session.get_inputs()[0].shape[1])
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
        """Return the network's own output (n, 16) for pictures as `classify` takes them."""
        if len(pictures) == 0:
            return np.zeros((0, len(self.card["classes"])), np.float32)
        (logits,) = self._session.run(None, {"pictures": _with_channels(pictures, self._channels)})
        return np.asarray(logits, dtype=np.float32)


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
