"""Samples for tests: what a person might write, as the store keeps it and as the API takes it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from segmentation.ink import Ink
from webapp.store.sample import Sample

ONE = [[0.0, 0.0], [0.5, 40.0]]
DASH = [[20.0, 20.0], [50.0, 20.0]]
SESSION = "s-1"
LONG_AGO = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def new_id() -> str:
    return str(uuid4())


def sample(label: str = "7", **fields: Any) -> Sample:
    """Return a sample of a stroke, collected and without a guess unless `fields` say otherwise."""
    usual = {
        "id": new_id(),
        "label": label,
        "ink": Ink.of([ONE]),
        "own": 1,
        "size": None,
        "source": "collected",
        "medium": "ink",
        "session": SESSION,
        "model": "16-000000000000",
        "created": datetime.now(UTC),
    }
    return Sample(**(usual | fields))


def entry(label: str = "7", marks: tuple[int, ...] = (0,), **fields: Any) -> dict[str, Any]:
    """Return a sample as a request names it."""
    return {"id": new_id(), "marks": list(marks), "label": label, **fields}


def body(*entries: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a request that keeps samples, collected on a canvas with a one and a dash."""
    return {
        "strokes": [ONE, DASH],
        "source": "collected",
        "session": SESSION,
        "model": None,
        "samples": list(entries or [entry()]),
        **fields,
    }
