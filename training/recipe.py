"""A recipe: a file of JSON that says what of a training's configuration is other than usual."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from recognizer.alphabet import INDEX
from training.config import Augmentation, ConfigError, TrainConfig

_Check = Callable[[Any], bool]
_FORM = "{name} is no file of JSON with fields of a training's configuration."


def configure(recipe: Path | None, options: Mapping[str, Any]) -> TrainConfig:
    """Return a configuration from a recipe and from options, which come first where not None.

    Raises ConfigError where the recipe has a field that is unknown or has no such value.
    """
    given = {name: value for name, value in options.items() if value is not None}
    return TrainConfig(**(read_recipe(recipe) if recipe else {}) | given)


def read_recipe(path: Path) -> dict[str, Any]:
    """Return the fields of a recipe, checked; raises ConfigError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ConfigError(_FORM.format(name=path.name)) from error
    if not isinstance(content, dict):
        raise ConfigError(_FORM.format(name=path.name))
    for name, value in content.items():
        if name not in _CHECKS:
            raise ConfigError(f"{path.name} has a field {name!r} that no training has.")
        if not _CHECKS[name](value):
            raise ConfigError(f"{path.name} has a value for {name} that is not possible.")
    if "augmentation" in content:
        content["augmentation"] = Augmentation(**content["augmentation"])
    return content


def write_recipe(config: TrainConfig, path: Path, without: tuple[str, ...] = ()) -> None:
    """Write a configuration as a recipe, without some of its fields."""
    content = {name: value for name, value in config.as_dict().items() if name not in without}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _count(low: int) -> _Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= low


def _number(low: float, high: float = math.inf) -> _Check:
    def check(value: Any) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and math.isfinite(value) and low <= value <= high

    return check


def _table(names: _Check, values: _Check) -> _Check:
    def check(value: Any) -> bool:
        return isinstance(value, dict) and all(names(n) and values(v) for n, v in value.items())

    return check


_SHARE = _number(0, 1)
_DEFORMATIONS = {field.name for field in fields(Augmentation)}
_CHECKS: dict[str, _Check] = {
    "epochs": _count(1),
    "seed": _count(0),
    "epoch_size": _count(1),
    "batch_size": _count(2),
    "parts": _count(1),
    "learning_rate": _number(1e-9, 1),
    "weight_decay": _number(0),
    "average_decay": _SHARE,
    "context_share": _SHARE,
    "outlier_share": _SHARE,
    "photo_share": _SHARE,
    "photo_groups": _count(0),
    "synthesized_per_glyph": _count(0),
    "shares": _table(lambda name: True, _SHARE),
    "logit_shifts": _table(INDEX.__contains__, _number(-math.inf)),
    "held_out": _SHARE,
    "augmentation": _table(_DEFORMATIONS.__contains__, _number(0)),
}
