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

    symbol: float = 1.0
    """Factor of the network's logarithmic probabilities."""
    strokes: float = 0.5
    """Cost of a number of strokes that is not usual for the class."""
    large_point: float = 10.0
    """Cost of a decimal point larger than a dot, for each typical symbol size beyond it."""
    dot_within: float = 2.5
    """Cost of taking a dot into a symbol that has none, as into a 7 before a decimal point."""
    height: float = 0.22
    """How far the middle of a symbol strays from the axis of its level; standard deviation."""
    size: float = 0.40
    """How far the height of a digit strays from the level's; logarithm, standard deviation."""
    point_height: float = 0.42
    """How far under the axis a decimal point stands."""
    raised: float = 0.62
    """How far over its base's axis an exponent stands."""
    raised_height: float = 0.30
    """How far it strays from there; standard deviation."""
    raised_size: float = 0.65
    """The size of an exponent, as a share of its base's."""
    power: float = 2.0
    """Cost of an exponent."""
    fraction: float = 0.5
    """Cost of a fraction."""
    overlap: float = 3.0
    """Cost of standing over the symbol before, for each width that is more than usual."""
    unfinished: float = 4.0
    """Cost of stopping where more has to come."""
    broken: float = 6.0
    """Cost of a line that no grammar allows."""
    after_bracket: float = 2.5
    """Cost of a digit right after a closing bracket."""
    leading_zero: float = 0.7
    """Cost of a digit after a zero that begins a number."""
    two_signs: float = 1.5
    """Cost of a sign right after an operator."""
    stray: float = 8.0
    """Cost of a dot that belongs to nothing."""

    confidence_slope: float = 1.0
    """Factor of the logarithmic odds of a reading's share of all readings that were found."""
    confidence_shift: float = 0.0
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

    def confidence(self, share: float) -> float:
        """Return the probability of a reading to be right, from its share of all readings."""
        odds = self.confidence_slope * log_odds(share) + self.confidence_shift
        return 1 / (1 + math.exp(-odds))


def log_odds(share: float) -> float:
    """Return the logarithmic odds of a probability, within bounds that no evidence passes."""
    bounded = min(max(share, _LEAST_SHARE), 1 - _LEAST_SHARE)
    return math.log(bounded / (1 - bounded))
