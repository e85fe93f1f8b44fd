"""Decoding: of all the readings that scored groups allow, the best few, with their probabilities.

A beam search from left to right. The grammar is a weight, not a wall: a line that is still being
written, or is simply wrong, must be read as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from calculator.automaton import State, accepts, advance, start
from calculator.candidates import Candidates

BEAM = 48
"""How many partial readings are kept."""
UNFINISHED_COST = 4.0
"""What a reading pays that stops where more has to come; in natural logarithms.

This and BROKEN_COST were chosen on crohme2013train_linear, where more does not help.
"""
BROKEN_COST = 6.0
"""What a reading pays that no grammar allows; in natural logarithms."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Labels for the groups so far, their logarithmic weight, and where the grammar stands.

    `state` is None once the grammar is broken.
    """

    labels: tuple[str, ...]
    weight: float
    state: State | None


@dataclass(frozen=True, slots=True)
class Decoding:
    """The best readings, most likely first, and their probabilities, which sum to 1."""

    readings: tuple[tuple[str, ...], ...]
    probabilities: tuple[float, ...]


def decode(line: Sequence[Candidates]) -> Decoding:
    """Return the best readings of the groups of a line, at least one group long."""
    beam = [Hypothesis((), 0.0, start())]
    for candidates in line:
        longer = [h for hypothesis in beam for h in _extended(hypothesis, candidates)]
        beam = sorted(longer, key=lambda h: -h.weight)[:BEAM]
    ended = sorted(((h, h.weight - _end_cost(h)) for h in beam), key=lambda pair: -pair[1])
    powers = [math.exp(weight - ended[0][1]) for _, weight in ended]
    total = sum(powers)
    return Decoding(tuple(h.labels for h, _ in ended), tuple(power / total for power in powers))


def _extended(hypothesis: Hypothesis, candidates: Candidates) -> list[Hypothesis]:
    extended = []
    for label, probability in candidates.labels:
        weight = hypothesis.weight + math.log(probability)
        state = advance(hypothesis.state, label) if hypothesis.state else None
        if state is None and hypothesis.state is not None:
            weight -= BROKEN_COST
        extended.append(Hypothesis((*hypothesis.labels, label), weight, state))
    return extended


def _end_cost(hypothesis: Hypothesis) -> float:
    finished = hypothesis.state is None or accepts(hypothesis.state)
    return 0.0 if finished else UNFINISHED_COST
