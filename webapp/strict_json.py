"""JSON as RFC 8259 has it: UTF-8, finite numbers, no name twice, nothing too deep."""

from __future__ import annotations

import json
from typing import Any, NoReturn


class JsonError(ValueError):
    """Bytes that are no JSON; the message says why in plain words."""


def parse_json(data: bytes) -> object:
    """Return the value that `data` holds, or raise JsonError, whatever the bytes."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise JsonError("The text is not encoded in UTF-8.") from None
    if not text.strip():
        raise JsonError("Nothing was sent: JSON was expected.")
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise JsonError(f"This is no valid JSON ({place}).") from None
    except RecursionError:
        raise JsonError("The JSON is nested too deeply.") from None
    except JsonError:
        raise
    except ValueError:  # an integer of more digits than Python converts
        raise JsonError("A number in the JSON has too many digits.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is no number in JSON.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) < len(pairs):
        raise JsonError("A name occurs twice in one object of the JSON.")
    return names
