"""What a person says that symbols are, to be kept: from the JSON of a request.

The JSON form is `{"session": "…", "model": "16-…", "samples": [{"id": "…", "marks": [0, 1],
"label": "7", "read_as": "1"}]}`; `model` and `read_as` may be null, or left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from calculator.automaton import FRACTION
from calculator.given import SAMPLE_LABELS
from webapp.refusals import Refusal

MAX_AT_ONCE = 100
"""Samples of one request."""
MAX_IDS = 1000
"""Samples that one request changes or deletes."""
READ_LABELS = (*SAMPLE_LABELS, FRACTION)
"""What a symbol may have been read as."""
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_MODEL = re.compile(r"[0-9]{1,4}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Symbol:
    """The marks of one symbol, rising, what it is, and what it was read as."""

    id: str
    marks: tuple[int, ...]
    label: str
    read_as: str | None


@dataclass(frozen=True, slots=True)
class Labelled:
    """Symbols of one ink, the model that had read it if any had, and what they were written in."""

    session: str
    model: str | None
    symbols: tuple[Symbol, ...]


def labelled_from_json(data: object) -> Labelled:
    """Return the labelled symbols that parsed JSON holds; raises Refusal for what is malformed.

    Whether their marks are there is for `check_marks`.
    """
    if not isinstance(data, dict) or not {"session", "samples"} <= data.keys():
        raise malformed('What is sent must be an object with a "session" and "samples".')
    unknown = data.keys() - {"session", "model", "samples"}
    if unknown:
        raise malformed('Beside "session", "model" and "samples" nothing can be said.')
    session, model = data["session"], data.get("model")
    if not isinstance(session, str) or not _SESSION.fullmatch(session):
        raise malformed('"session" must be 1 to 64 letters, digits, "_" or "-".')
    if model is not None and not (isinstance(model, str) and _MODEL.fullmatch(model)):
        raise malformed('"model" must be null or the name of a model.')
    return Labelled(session, model, tuple(_symbols(data["samples"])))


def check_marks(labelled: Labelled, strokes: int) -> None:
    """Refuse symbols whose marks are not among so many strokes."""
    for at, symbol in enumerate(labelled.symbols):
        if symbol.marks[-1] >= strokes:
            raise malformed(f"Sample {at + 1} has a mark that is no index of a stroke.")


def ids_from_json(data: object) -> tuple[str, ...]:
    """Return the ids that parsed JSON holds; raises Refusal for what is malformed."""
    if not isinstance(data, list) or not all(_is_id(each) for each in data):
        raise malformed('"ids" must be a list of ids of samples.')
    if len(data) > MAX_IDS:
        raise Refusal(413, "too_many_samples", f"At most {MAX_IDS:,} samples change at once.")
    return tuple(dict.fromkeys(data))


def label_from_json(data: object) -> str:
    """Return the label that parsed JSON holds; raises Refusal for what is none."""
    if not isinstance(data, str) or data not in SAMPLE_LABELS:
        raise malformed(f'"label" must be one of {" ".join(SAMPLE_LABELS)}.')
    return data


def malformed(message: str) -> Refusal:
    """Return the refusal of what is no sample."""
    return Refusal(422, "malformed_samples", message)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _symbols(data: object) -> Iterator[Symbol]:
    if not isinstance(data, list) or not data:
        raise malformed('"samples" must be a list of at least one sample.')
    if len(data) > MAX_AT_ONCE:
        raise Refusal(413, "too_many_samples", f"At most {MAX_AT_ONCE} samples are kept at once.")
    known: set[str] = set()
    for at, entry in enumerate(data):
        symbol = _symbol(entry, f"Sample {at + 1}")
        if symbol.id in known:
            raise malformed(f"Sample {at + 1} has the id of another one.")
        known.add(symbol.id)
        yield symbol


def _symbol(entry: object, name: str) -> Symbol:
    if not isinstance(entry, dict) or not {"id", "marks", "label"} <= entry.keys():
        raise malformed(f'{name} must be an object with "id", "marks" and "label".')
    if entry.keys() - {"id", "marks", "label", "read_as"}:
        raise malformed(f'{name} says more than "id", "marks", "label" and "read_as".')
    if not _is_id(entry["id"]):
        raise malformed(f"{name} has an id that is no UUID in small letters.")
    label, read_as = entry["label"], entry.get("read_as")
    if not isinstance(label, str) or label not in SAMPLE_LABELS:
        raise malformed(f"{name} has a label that is none of {' '.join(SAMPLE_LABELS)}.")
    if read_as is not None and not (isinstance(read_as, str) and read_as in READ_LABELS):
        raise malformed(f"{name} was read as something that is no label.")
    return Symbol(entry["id"], _marks(entry["marks"], name), label, read_as)


def _marks(data: object, name: str) -> tuple[int, ...]:
    if not isinstance(data, list) or not data:
        raise malformed(f"{name} must have a list of at least one mark.")
    if not all(type(mark) is int and mark >= 0 for mark in data):
        raise malformed(f"{name} has a mark that is no index of a stroke.")
    if len(set(data)) < len(data):
        raise malformed(f"{name} has a mark twice.")
    return tuple(sorted(data))
