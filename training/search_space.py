"""The space of a search: which hyper-parameters it tries, and between which bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from optuna.distributions import FloatDistribution
from optuna.trial import Trial

from training.config import TrainConfig

_OF_AUGMENTATION = "augmentation."
SPACE = {
    "learning_rate": FloatDistribution(5e-4, 1e-2, log=True),
    "weight_decay": FloatDistribution(5e-3, 0.5, log=True),
    "context_share": FloatDistribution(0.2, 0.8),
    "outlier_share": FloatDistribution(0.1, 0.4),
    "augmentation.plain_share": FloatDistribution(0.0, 0.6),
    "augmentation.rotation": FloatDistribution(2.0, 16.0),
    "augmentation.slant": FloatDistribution(0.05, 0.35),
    "augmentation.stretch": FloatDistribution(0.05, 0.30),
    "augmentation.warp": FloatDistribution(0.0, 0.07),
    "augmentation.pen_spread": FloatDistribution(0.05, 0.40),
}
"""Fields of a TrainConfig and of its augmentation."""


def suggested(trial: Trial) -> dict[str, float]:
    """Return a value for each hyper-parameter, as the sampler of a trial chooses."""
    return {
        name: trial.suggest_float(name, span.low, span.high, log=span.log)
        for name, span in SPACE.items()
    }


def with_parameters(config: TrainConfig, values: Mapping[str, float]) -> TrainConfig:
    """Return a configuration with other values of hyper-parameters."""
    own: dict[str, Any] = {
        name: value for name, value in values.items() if not name.startswith(_OF_AUGMENTATION)
    }
    deformations = {short(name): value for name, value in values.items() if name not in own}
    return replace(config, augmentation=replace(config.augmentation, **deformations), **own)


def short(name: str) -> str:
    """Return the name of a hyper-parameter without where it belongs."""
    return name.removeprefix(_OF_AUGMENTATION)
