"""Samples as rows of JSON: all that is kept of each, in the form of our own export."""

from __future__ import annotations

import base64
import json
from binascii import Error as Base64Error
from collections.abc import Iterator
from typing import Any, NoReturn
from uuid import UUID

from segmentation.codecs import ink_from_json, ink_to_json
from segmentation.errors import InputError
from segmentation.ink import Ink
from training.exchange.classes import label_of
from training.exchange.entries import Entry, as_told, readable
from training.exchange.labelled import Labelled
from training.exchange.specimen import Found, Skipped, Specimen, Unreadable
from training.pictures import as_png, symbol_picture, traced

ROWS_FILE = "samples.jsonl"
MAX_FILE_BYTES = 2**29
MAX_ROW_BYTES = 4 * 2**20
_CHUNK = 2**20


def row_of(sample: Labelled) -> dict[str, Any]:
    """Return the row of a sample: its strokes, what stands around it, and where it is from."""
    marks = range(len(sample.ink.strokes))
    picture = sample.picture and base64.b64encode(sample.picture).decode("ascii")
    return {
        "id": sample.id,
        "label": sample.label,
        "strokes": ink_to_json(sample.ink.select(marks[: sample.own]))["strokes"],
        "around": ink_to_json(sample.ink.select(marks[sample.own :]))["strokes"],
        "size": sample.size,
        "source": sample.source,
        "medium": sample.medium,
        "session": sample.session,
        "model": sample.model,
        "read_as": sample.read_as,
        "created": sample.created.isoformat(),
        "picture": picture,
    }


def count_rows(entry: Entry) -> int:
    """Return how many lines a file has; raises Unreadable."""
    if entry.size > MAX_FILE_BYTES:
        raise Unreadable("too_large", f"It is larger than {MAX_FILE_BYTES // 2**20} MB.")
    count, last = 0, b"\n"
    with readable(entry) as file:
        while chunk := file.read(_CHUNK):
            count += chunk.count(b"\n")
            last = chunk[-1:]
    return count + (last != b"\n")


def samples_of_rows(entry: Entry) -> Iterator[Found]:
    """Yield what each line of a file is; raises Unreadable where it breaks off."""
    with readable(entry) as file:
        number = 0
        while row := file.readline(MAX_ROW_BYTES + 1):
            number += 1
            if len(row) > MAX_ROW_BYTES:
                told = f"Its line {number:,} is longer than that of any sample."
                raise Unreadable("too_large", told)
            yield (_found(f"{as_told(entry.name)}, line {number:,}", row),) if row.strip() else ()


def _found(name: str, row: bytes) -> Specimen | Skipped:
    try:
        return _specimen(name, _parsed(row))
    except InputError as error:
        return Skipped(name, error.message)


def _specimen(name: str, row: dict[str, Any]) -> Specimen:
    label = label_of(row["label"]) if isinstance(row.get("label"), str) else None
    if label is None:
        raise Unreadable("unknown_label", "It has no label of a symbol.")
    ink = ink_from_json({"strokes": row.get("strokes", [])})
    if row.get("picture") is not None:
        picture = symbol_picture(_bytes(row["picture"]))
        shown = ink if ink.strokes else traced(picture)
        return Specimen(name, label, shown, as_png(picture), _id(row))
    if not ink.strokes:
        raise Unreadable("no_ink", "It has neither strokes nor a picture.")
    return Specimen(name, label, Ink(ink.strokes), None, _id(row))


def _parsed(row: bytes) -> dict[str, Any]:
    try:
        value = json.loads(row, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Unreadable("bad_json", "It is no JSON.") from None
    if not isinstance(value, dict):
        raise Unreadable("bad_json", "It is no object of JSON.")
    return value


def _id(row: dict[str, Any]) -> str | None:
    """Return the id of a row, by which what is there still is not kept twice; None without one."""
    try:
        return str(UUID(row.get("id")))
    except (AttributeError, TypeError, ValueError):
        return None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (Base64Error, ValueError):
        raise Unreadable("bad_picture", "Its picture is not encoded in base64.") from None
