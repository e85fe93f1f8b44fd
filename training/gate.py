"""The gate: what a candidate must not lose against the model in service.

A rule over the figures of a judgement, without anything else of this room: servers apply it too.
Classes of which nothing is held out are told too: nobody knows how a candidate reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recognizer.alphabet import LABELS

CLASS_MARGIN = 0.03
"""How far the accuracy of a class may fall; trainings that differ by their seed alone differ by
less (docs/decisions.md)."""
EXPRESSION_MARGIN = 0.02
"""How far the share of exactly read expressions may fall, chosen likewise."""
LEAST_LOST = 3
"""Fewer symbols of a class, or expressions, are lost by chance, whatever share of a few it is."""

_DIGITS = 6  # after the point; 3 % of 100 are 3, not a little more
_SHOWN = 3  # falls that a sentence tells of; the report has them all


def gate(candidate: dict[str, Any], against: dict[str, Any]) -> dict[str, Any]:
    """Return the margins, what falls by more, the farthest first, and what was not examined."""
    falls = [*_classes(candidate, against), *_expressions(candidate, against)]
    return {
        "margins": {
            "class": CLASS_MARGIN,
            "expressions": EXPRESSION_MARGIN,
            "least_lost": LEAST_LOST,
        },
        "falls": sorted(falls, key=lambda fall: -float(fall["fall"])),
        "unexamined": sorted(set(LABELS) - {each["label"] for each in against["classes"]}),
    }


def holds(verdict: dict[str, Any]) -> bool:
    """Tell whether nothing falls, and every class was examined."""
    return not verdict["falls"] and not verdict["unexamined"]


def sentence(verdict: dict[str, Any]) -> str:
    """Say what a gate found, in one sentence."""
    margins, falls = verdict["margins"], verdict["falls"]
    if holds(verdict):
        return (
            f"The gate holds: no class falls by more than {_points(margins['class'])} where that "
            f"is {margins['least_lost']} symbols or more, and expressions by no more than "
            f"{_points(margins['expressions'])}."
        )
    if not falls:
        named = _listed(verdict["unexamined"])
        return f"The gate does not hold: nothing is held out that shows how it reads {named}."
    first, *others = falls[:_SHOWN]
    told = [f"{_name(first)} would fall by {_points(first['fall'])}"]
    told += [f"{_name(fall)} by {_points(fall['fall'])}" for fall in others]
    rest = len(falls) - len(told)
    told += [f"{rest} more by less"] if rest else []
    return f"The gate does not hold: {_listed(told)}."


def _classes(candidate: dict[str, Any], against: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found = {each["label"]: each for each in candidate["classes"]}
    for before in against["classes"]:
        after = found[before["label"]]
        rates = before["accuracy"][0], after["accuracy"][0]
        yield from _fall("class", before["label"], rates, before["n"], CLASS_MARGIN)


def _expressions(candidate: dict[str, Any], against: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "expressions" in against:
        before, after = against["expressions"], candidate["expressions"]
        rates = before["exact"][0], after["exact"][0]
        yield from _fall("expressions", "composed", rates, before["n"], EXPRESSION_MARGIN)


def _fall(
    what: str, label: str, rates: tuple[float, float], n: int, margin: float
) -> Iterator[dict[str, Any]]:
    """Yield a fall, if it is one, of a rate of `n` samples that are the same for both models."""
    before, after = rates
    lost = round((before - after) * n)
    if lost >= LEAST_LOST and lost > round(margin * n, _DIGITS):
        yield {"what": what, "label": label, "from": before, "to": after, "fall": before - after}


def _name(fall: dict[str, Any]) -> str:
    return f"the class {fall['label']}" if fall["what"] == "class" else "composed expressions"


def _points(rate: float) -> str:
    points = f"{100 * rate:.1f}".removesuffix(".0")
    return f"{points} point" if points == "1" else f"{points} points"


def _listed(texts: list[str]) -> str:
    *others, last = texts
    return f"{', '.join(others)} and {last}" if others else last
