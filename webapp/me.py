"""What is kept of the person who asks, and what it does: looked at, switched off, forgotten."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint

from calculator.given import SAMPLE_LABELS
from webapp.bodies import json_body
from webapp.hands import base_classifier, current_hands
from webapp.instants import instant
from webapp.people import forget_cookie, known_person, person_to_keep_for
from webapp.refusals import Refusal
from webapp.store.current import current_store
from webapp.store.errors import UnknownPerson
from webapp.store.filter import Counts
from webapp.store.rows import Person
from webapp.store.sample import SOURCES

me = Blueprint("me", __name__, url_prefix="/api/v1/me")


@me.get("")
def show() -> dict[str, Any]:
    """Say what is kept, and what was learnt from it."""
    return _about(known_person())


@me.patch("")
def change() -> dict[str, Any]:
    """Let the reading adapt, or not."""
    body = json_body()
    if not isinstance(body, dict) or body.keys() != {"adapts"} or type(body["adapts"]) is not bool:
        told = 'What is sent must be an object of "adapts", which is true or false.'
        raise Refusal(422, "malformed_change", told)
    person = person_to_keep_for()
    # Another page of the same person may have had all forgotten in the meantime.
    with suppress(UnknownPerson):
        current_store().set_adapts(person.id, body["adapts"])
    return _about(known_person())


@me.post("/reset")
def reset() -> dict[str, Any]:
    """Let what was learnt so far count no longer; the samples stay."""
    person = known_person()
    if person:
        with suppress(UnknownPerson):
            current_store().reset(person.id)
    return _about(known_person())


@me.delete("")
def forget() -> dict[str, int]:
    """Delete all that is kept, and take the cookie back."""
    person = known_person()
    deleted = 0
    if person:
        # A cookie that went before a store that fails would leave samples that nobody can delete.
        deleted = current_store().forget(person.id)
        current_hands().drop(person)
    forget_cookie()
    return {"deleted": deleted}


def _about(person: Person | None) -> dict[str, Any]:
    counts = current_store().counts(person.id) if person else Counts()
    return {
        "known": person is not None,
        "adapts": person is None or person.adapts,
        "since": instant(person.created) if person else None,
        "samples": {
            "total": counts.total,
            "labels": {label: counts.labels.get(label, 0) for label in SAMPLE_LABELS},
            "sources": {source: counts.sources.get(source, 0) for source in SOURCES},
            "suspects": counts.suspects,
        },
        "hand": _hand(person, counts),
    }


def _hand(person: Person | None, counts: Counts) -> dict[str, Any]:
    from training.personalising import MOST_LESSONS

    seconds = current_hands().seconds(person, base_classifier()) if person else None
    return {
        "samples": min(counts.teaching, MOST_LESSONS),
        "seconds": None if seconds is None else round(seconds, 3),
        "changes": [
            {"label": change.label, "read_as": change.read_as, "count": change.count}
            for change in counts.changes
        ],
    }
