"""Orders: what a person asks for, a training or a judging, from the JSON of a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.jobs.job import JUDGE, KINDS, NONE, WHOSE
from webapp.refusals import Refusal

MAX_TITLE = 200
NUMBERS = {
    "epochs": (1, 1000),
    "seed": (0, 2**32 - 1),
    "epoch_size": (512, 65_536),
    "batch_size": (16, 1024),
}
"""The numbers of a training, with the least and the most of each."""
LEAST_BATCHES = 8
"""Of an epoch."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: the kind of a job, its title and its settings."""

    kind: str
    title: str
    settings: dict[str, Any]


def order_from_json(data: object, usual: Mapping[str, int], sets: Mapping[str, float]) -> Order:
    """Return the order that parsed JSON holds; raises Refusal for what is malformed.

    `usual` has the numbers that are taken where the order does not say, and `sets` the usual share
    of each set that can be learnt from.
    """
    if not isinstance(data, dict) or data.get("kind") not in KINDS:
        raise malformed(f'What is sent must be an object whose "kind" is {_choice(KINDS)}.')
    known = {"model"} if data["kind"] == JUDGE else {"shares", "own", *NUMBERS}
    unknown = data.keys() - {"kind", "title", *known}
    if unknown:
        raise malformed(f'"{min(unknown)}" is nothing that can be said of this kind of job.')
    settings = _judging(data) if data["kind"] == JUDGE else _training(data, usual, sets)
    return Order(data["kind"], _title(data) or _usual_title(settings), settings)


def malformed(message: str) -> Refusal:
    """Return the refusal of what is no order."""
    return Refusal(422, "malformed_job", message)


def _judging(data: dict[str, Any]) -> dict[str, Any]:
    model = data.get("model")
    if not isinstance(model, str) or not model:
        raise malformed('"model" must be the id of a model.')
    return {"model": model}


def _training(
    data: dict[str, Any], usual: Mapping[str, int], sets: Mapping[str, float]
) -> dict[str, Any]:
    own = data.get("own", NONE)
    if not isinstance(own, str) or own not in WHOSE:
        raise malformed(f'"own" must be {_choice(WHOSE)}.')
    shares = _shares(data.get("shares", {}), sets)
    if own == NONE and not any((dict(sets) | shares).values()):
        raise malformed("There is nothing to learn from: every set has a share of 0.")
    numbers = {name: _number(name, data[name]) for name in NUMBERS if name in data}
    all_numbers = dict(usual) | numbers
    if all_numbers["epoch_size"] < LEAST_BATCHES * all_numbers["batch_size"]:
        raise malformed(f'"epoch_size" must be at least {LEAST_BATCHES} times "batch_size".')
    always = {name: all_numbers[name] for name in ("epochs", "seed")}
    return {**always, **numbers, "shares": shares, "own": own}


def _number(name: str, value: object) -> int:
    least, most = NUMBERS[name]
    if type(value) is not int or not least <= value <= most:
        raise malformed(f'"{name}" must be a whole number from {least} to {most}.')
    return value


def _shares(data: object, sets: Mapping[str, float]) -> dict[str, float]:
    if not isinstance(data, dict):
        raise malformed('"shares" must be an object with a number for the name of each set.')
    unknown = data.keys() - sets.keys()
    if unknown:
        raise malformed("A share is given for a set that is not there.")
    if not all(type(share) in (int, float) and 0 <= share <= 1 for share in data.values()):
        raise malformed("A share must be a number from 0 to 1.")
    return {name: float(share) for name, share in data.items()}


def _title(data: dict[str, Any]) -> str:
    title = data.get("title", "")
    if not isinstance(title, str) or len(title) > MAX_TITLE:
        raise malformed(f'"title" must be a text of at most {MAX_TITLE} characters.')
    title = " ".join(title.split())
    if not title.isprintable():
        raise malformed('"title" must be a text that can be printed.')
    return title


def _usual_title(settings: dict[str, Any]) -> str:
    if "model" in settings:
        return f"Judging of {settings['model']}"[:MAX_TITLE]
    return f"{settings['epochs']} epochs, seed {settings['seed']}"


def _choice(names: Iterable[str]) -> str:
    return " or ".join(f'"{name}"' for name in names)
