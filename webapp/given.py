"""What a person said about the ink, from the JSON of a request.

The JSON form is a list of `{"marks": [3, 4], "label": "7"}`: the strokes with these indices are one
symbol with this label. Labelled `none`, they are in no symbol; labelled `one`, they are one symbol
of whatever label; labelled `apart`, they are not one symbol together.
"""

from __future__ import annotations

from typing import Any

from calculator.automaton import EQUALS, FRACTION, POINT
from calculator.given import APART, NO_SYMBOL, ONE, Given
from recognizer.alphabet import LABELS
from webapp.refusals import Refusal

MAX_GIVEN = 400
GIVEN_LABELS: tuple[str, ...] = (*LABELS, POINT, EQUALS, FRACTION, NO_SYMBOL, ONE, APART)
"""What a person can say of strokes."""


def given_from_json(data: object, strokes: int) -> tuple[Given, ...]:
    """Return what was said about ink of so many strokes.

    Raises Refusal for what is malformed, not in the ink, or said of one stroke twice; only what is
    `apart` may have strokes of others.
    """
    if not isinstance(data, list) or len(data) > MAX_GIVEN:
        raise _malformed(f'"given" must be a list of at most {MAX_GIVEN} symbols.')
    given = tuple(_given(entry, f"Given symbol {at + 1}", strokes) for at, entry in enumerate(data))
    marks = [mark for entry in given if entry.label != APART for mark in entry.marks]
    if len(set(marks)) < len(marks):
        raise _malformed("A stroke belongs to two given symbols.")
    if len(set(given)) < len(given):
        raise _malformed("The same is said twice.")
    return given


def _given(entry: object, name: str, strokes: int) -> Given:
    if not isinstance(entry, dict) or entry.keys() != {"marks", "label"}:
        raise _malformed(f'{name} must be an object of "marks" and "label".')
    label = entry["label"]
    if not isinstance(label, str) or label not in GIVEN_LABELS:
        raise _malformed(f"{name} has a label that is none of {' '.join(GIVEN_LABELS)}.")
    marks = _marks(entry["marks"], name, strokes)
    if label == APART and len(marks) < 2:
        raise _malformed(f"{name} has a single mark, which cannot be parted.")
    return Given(marks, label)


def _marks(data: Any, name: str, strokes: int) -> frozenset[int]:
    if not isinstance(data, list) or not data:
        raise _malformed(f"{name} must have a list of at least one mark.")
    if not all(type(mark) is int and 0 <= mark < strokes for mark in data):
        raise _malformed(f"{name} has a mark that is no index of a stroke.")
    if len(set(data)) < len(data):
        raise _malformed(f"{name} has a mark twice.")
    return frozenset(data)


def _malformed(message: str) -> Refusal:
    return Refusal(422, "malformed_given", message)
