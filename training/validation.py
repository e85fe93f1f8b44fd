"""Validation: how well a network that is trained knows the symbols that are held out from it.

The pictures are the same for every training, whatever its seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from segmentation.context import without_context
from segmentation.raster import draw, fit
from training.composition import Composer
from training.config import TrainConfig
from training.contexts import contexts
from training.photo_pool import make_pool
from training.samples import OUTLIER, Samples

_CONTEXTS = 4_000  # groups cut from expressions of held-out symbols
_PHOTOS = 2_000  # and from photographs of them
_SEED = 20_261_122  # of all that is drawn
_AT_ONCE = 1024  # pictures that are validated together; bounds the memory it takes


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Pictures (n, 3, 32, 32) and targets (n,) of one source that are never trained on."""

    source: str
    pictures: Tensor
    targets: NDArray[np.intp]


def validation_sets(parts: Sequence[Samples], config: TrainConfig) -> list[HeldOut]:
    """Draw what is held out: each symbol alone, and groups of expressions composed from them."""
    rng = np.random.default_rng(_SEED)
    drawn = [_alone(samples) for samples in parts]
    if config.context_share and parts:
        composer = Composer(parts, rng)
        groups, targets = contexts(composer, _CONTEXTS, rng)
        drawn.append(HeldOut("contexts", torch.from_numpy(groups), targets))
        if config.has_photos:
            groups, targets = make_pool(composer, parts, _PHOTOS, replace(config, seed=_SEED)).all()
            drawn.append(HeldOut("photos", torch.from_numpy(groups), targets))
    return drawn


def _alone(samples: Samples) -> HeldOut:
    segments, _ = samples.take(np.arange(len(samples)))
    pictures = torch.from_numpy(without_context(draw(fit(segments))))
    return HeldOut(samples.source, pictures, samples.target)


def validate(network: torch.nn.Module, held_out: Sequence[HeldOut]) -> float:
    """Return the mean over the held-out sources of the accuracy on their symbols."""
    logits = [network_logits(network, each.pictures) for each in held_out]
    shares = [each["accuracy"] for each in held_out_metrics(held_out, logits).values()]
    return float(np.mean(shares)) if shares else 0.0


def network_logits(network: torch.nn.Module, pictures: Tensor) -> NDArray[np.float32]:
    """Return the logits (n, classes) of pictures (n, 3, 32, 32), without training."""
    network.eval()
    device = next(network.parameters()).device
    with torch.inference_mode():
        parts = [network(part.to(device)) for part in torch.split(pictures, _AT_ONCE)]
    return np.asarray(torch.cat(parts).float().cpu().numpy(), dtype=np.float32)


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
