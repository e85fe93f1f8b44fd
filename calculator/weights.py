"""The weights of reading: few, named, and stored with the model that they were tuned with."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

_LEAST_SHARE = 1e-4


@dataclass(frozen=True, slots=True)
class Weights:
    """What evidence counts, in natural logarithms unless a unit is given.

    Lengths are in sizes of the level that a symbol stands on: a line, or an exponent within it.
    """

    symbol: float = 1.25
    """Factor of the network's logarithmic probabilities."""
    strokes: float = 1.0
    """Cost of a number of strokes that is not usual for the class."""
    large_point: float = 10.0
    """Cost of a decimal point larger than a dot, for each typical symbol size beyond it."""
    dot_within: float = 5.0
    """Cost of taking a dot into a symbol that has none, as into a 7 before a decimal point."""
    height: float = 0.22
    """How far the middle of a symbol strays from the axis of its level; standard deviation."""
    size: float = 0.51
    """How far the height of a digit strays from the level's; logarithm, standard deviation."""
    point_height: float = 0.32
    """How far under the axis a decimal point stands."""
    raised: float = 0.62
    """How far over its base's axis an exponent stands."""
    raised_height: float = 0.5
    """How far it strays from there; standard deviation."""
    raised_size: float = 0.55
    """The size of an exponent, as a share of its base's."""
    power: float = 1.0
    """Cost of an exponent."""
    power_of_power: float = 2.0
    """Further cost of an exponent within an exponent."""
    fraction: float = 0.5
    """Cost of a fraction."""
    overlap: float = 6.0
    """Cost of standing over the symbol before, for each width that is more than usual."""
    unfinished: float = 5.0
    """Cost of stopping where more has to come."""
    broken: float = 8.0
    """Cost of a line that no grammar allows."""
    after_bracket: float = 2.5
    """Cost of a digit right after a closing bracket."""
    leading_zero: float = 1.1
    """Cost of a digit after a zero that begins a number."""
    two_signs: float = 1.5
    """Cost of a sign right after an operator."""
    bare_point: float = 1.0
    """Cost of a decimal point that has not a digit on either side."""
    stray: float = 4.5
    """Cost of a dot that belongs to nothing."""
    cut: float = 2.0
    """Cost of each symbol that has to be cut off from another, where a camera saw it."""
    dirt: float = 2.0
    """Cost of such a dot where a camera saw it: paper has specks."""

    confidence_share: float = 1.0
    """Factor of the logarithmic odds of a reading's share of all readings that were found."""
    confidence_symbol: float = 0.3
    """Factor of the logarithmic odds that its most doubtful symbol is one at all."""
    confidence_shift: float = -1.0
    """What is added to them; the sum is the logarithmic odds that the reading is right."""

    @classmethod
    def of(cls, card: dict[str, Any]) -> Self:
        """Return the weights that a model's card names, the usual ones where it names none."""
        known = {field.name for field in fields(cls)}
        given = card.get("weights", {})
        return cls(**{name: float(value) for name, value in given.items() if name in known})

    def as_dict(self) -> dict[str, float]:
        """Return the weights for a model's card."""
        return asdict(self)

    def confidence(self, evidence: Evidence) -> float:
        """Return the probability of a reading to be right."""
        odds = self.confidence_share * log_odds(evidence.share)
        odds += self.confidence_symbol * log_odds(evidence.symbol) + self.confidence_shift
        return 1 / (1 + math.exp(-odds))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reading's confidence rests on.

    `share` is its share of all readings that were found, `symbol` the probability that its most
    doubtful group is a symbol at all.
    """

    share: float
    symbol: float


def log_odds(share: float) -> float:
    """Return the logarithmic odds of a probability, within bounds that no evidence passes."""
    bounded = min(max(share, _LEAST_SHARE), 1 - _LEAST_SHARE)
    return math.log(bounded / (1 - bounded))
