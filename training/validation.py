"""Validation: how well a network that is trained knows the symbols that are held out from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.samples import OUTLIER

_AT_ONCE = 1024  # pictures that are validated together; bounds the memory it takes


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Pictures (n, 3, 32, 32) and targets (n,) of one source that are never trained on."""

    source: str
    pictures: Tensor
    targets: NDArray[np.intp]


def validate(network: torch.nn.Module, held_out: Sequence[HeldOut]) -> float:
    """Return the mean over the held-out sources of the accuracy on their symbols."""
    logits = [network_logits(network, each.pictures) for each in held_out]
    shares = [each["accuracy"] for each in held_out_metrics(held_out, logits).values()]
    return float(np.mean(shares)) if shares else 0.0


def network_logits(network: torch.nn.Module, pictures: Tensor) -> NDArray[np.float32]:
    """Return the logits (n, classes) of pictures (n, 3, 32, 32), without training."""
    network.eval()
    with torch.inference_mode():
        parts = [network(part) for part in torch.split(pictures, _AT_ONCE)]
    return np.asarray(torch.cat(parts).float().numpy(), dtype=np.float32)


def held_out_metrics(
    held_out: Sequence[HeldOut], logits: Sequence[NDArray[np.float32]]
) -> dict[str, dict[str, float]]:
    """Return accuracy and number of symbols for each held-out source."""
    report = {}
    for each, scores in zip(held_out, logits, strict=True):
        known = each.targets != OUTLIER
        if known.any():
            accuracy = float((scores.argmax(axis=1) == each.targets)[known].mean())
            report[each.source] = {"n": int(known.sum()), "accuracy": round(accuracy, 5)}
    return report
