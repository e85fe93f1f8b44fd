"""A model of the registry, its times in service, its judgements, and what can go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recognizer.bundle import MODEL_FILE, SYMBOLS, kind_of

HELD, OVERRIDDEN, BACK, SHIPPED_GATE = "held", "overridden", "back", "shipped"
"""How a model came into service: by the gate, in spite of it, again, or with Inkcalc itself."""

MAX_REASON = 500
"""Characters of the reason to put a model in service in spite of the gate."""


class UnknownModel(LookupError):
    """A model that is not in the registry, or a name that several models have."""


class HasServed(Exception):
    """A model that has served, and is kept so that it can serve again."""


class NothingBefore(Exception):
    """No other model has served before the present one."""


def checked_reason(text: str) -> str:
    """Return the reason for an override as it is recorded; raises ValueError, with a sentence."""
    reason = " ".join(text.split())
    if not 0 < len(reason) <= MAX_REASON or not reason.isprintable():
        told = f"The reason for an override must be a text of up to {MAX_REASON} characters."
        raise ValueError(told)
    return reason


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A model: its card, where it is from, which job made it, and how large its network is.

    The shipped one has no time at which it was `created` here.
    """

    id: str
    card: dict[str, Any]
    origin: str
    size_bytes: int
    job: str | None = None
    created: datetime | None = None

    @property
    def is_shipped(self) -> bool:
        return self.created is None

    @property
    def kind(self) -> str:
        return kind_of(self.card)

    @property
    def is_of_symbols(self) -> bool:
        """Say whether it can be the calculator's classifier."""
        return self.kind == SYMBOLS

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.card["classes"])

    @property
    def network(self) -> str:
        """Return the hash of its network."""
        return str(self.card["files"][MODEL_FILE])

    @property
    def accuracy(self) -> float | None:
        """Return the share of held-out pictures that it read right, where its card says that."""
        try:
            parts = [(part["n"], part["accuracy"]) for part in self.card["metrics"].values()]
            return float(sum(n * rate for n, rate in parts) / sum(n for n, _ in parts))
        except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError):
            return None


@dataclass(frozen=True, slots=True)
class Serving:
    """A model's time in service: since when, how it came there, and why in spite of the gate.

    The `number` rises with each switch; it is 0, at no time, for the shipped model before any.
    """

    number: int
    model: str
    at: datetime | None
    gate: str
    reason: str | None = None
    judgement: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What came of comparing a candidate with another model, as `training.judging` reports it."""

    id: str
    at: datetime
    candidate: str
    against: str
    held: bool
    report: dict[str, Any]
