"""The samples of a person: kept, shown, given another label, deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request, url_for

from calculator.given import SAMPLE_LABELS
from calculator.photo import ink_of_photo
from segmentation.codecs import ink_from_json
from segmentation.columns import level_columns
from segmentation.ink import Ink
from segmentation.lines import split_lines
from webapp.bodies import json_body, samples_form
from webapp.hands import base_classifier
from webapp.instants import instant
from webapp.keeping import keep
from webapp.labelled import (
    Labelled,
    check_marks,
    ids_from_json,
    label_from_json,
    labelled_from_json,
    malformed,
)
from webapp.people import known_person, person_to_keep_for
from webapp.photos import place, work_on
from webapp.refusals import Refusal
from webapp.store.current import current_store
from webapp.store.filter import Filter, Page
from webapp.store.rows import suspicion
from webapp.store.sample import SOURCES, Sample
from webapp.surroundings import Excerpt, alone, surrounded

samples = Blueprint("samples", __name__, url_prefix="/api/v1/samples")

WRITTEN_SOURCES = SOURCES[:2]
"""How samples of ink come: imported ones come as files."""
MAX_LIMIT = 200
DEFAULT_LIMIT = 100
MAX_OFFSET = 10**6

Cut = Callable[[Sequence[int]], Excerpt]


@samples.post("")
def keep_ink() -> tuple[dict[str, Any], int]:
    """Keep symbols of the ink in the body; answer when they are on the disk."""
    body = json_body()
    if not isinstance(body, dict):
        raise malformed("What is sent must be an object.")
    said = {name: value for name, value in body.items() if name not in ("strokes", "source")}
    source = body.get("source")
    if source not in WRITTEN_SOURCES:
        raise malformed(f'"source" must be one of {" ".join(WRITTEN_SOURCES)}.')
    labelled = labelled_from_json(said)
    ink = ink_from_json(body)
    check_marks(labelled, len(ink.strokes))
    made = _made(labelled, _cut(ink, str(source)), str(source), "ink")
    return _keep(made)


@samples.post("/photo")
def keep_photo() -> tuple[dict[str, Any], int]:
    """Keep symbols of the photo in the form, by the marks of its reading at the same turn."""
    with place():
        form = samples_form()
        labelled = labelled_from_json(form.about)
        ink = work_on(form.photo, lambda photo: ink_of_photo(photo, form.turn))
    check_marks(labelled, len(ink.strokes))
    lines = level_columns(ink, split_lines(ink))
    made = _made(labelled, lambda marks: surrounded(ink, lines, marks), "correction", "photo")
    return _keep(made)


@samples.get("")
def show() -> dict[str, Any]:
    """Show some samples: suspects first, the surest first, then the newest first."""
    wanted = _filter()
    offset = _number("offset", 0, 0, MAX_OFFSET)
    limit = _number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    person = known_person()
    found = current_store().samples(person.id, wanted, offset, limit) if person else Page(0, ())
    return {"total": found.total, "samples": [_shown(sample) for sample in found.samples]}


@samples.get("/<uuid:sample>/picture")
def picture(sample: object) -> Response:
    """Send the picture of an imported sample."""
    person = known_person()
    data = current_store().picture(person.id, str(sample)) if person else None
    if data is None:
        raise Refusal(404, "not_found", "There is no such picture.")
    return Response(data, mimetype="image/png")


@samples.patch("")
def relabel() -> dict[str, int]:
    """Give samples another label."""
    body = _object_of("ids", "label")
    ids, label = ids_from_json(body["ids"]), label_from_json(body["label"])
    person = known_person()
    return {"changed": current_store().relabel(person.id, ids, label) if person else 0}


@samples.delete("")
def delete() -> dict[str, int]:
    """Delete samples."""
    ids = ids_from_json(_object_of("ids")["ids"])
    person = known_person()
    return {"deleted": current_store().delete(person.id, ids) if person else 0}


def _cut(ink: Ink, source: str) -> Cut:
    """Return how symbols are cut out of ink: one that was asked for stands nowhere."""
    if source == "collected":
        return lambda marks: alone(ink, marks)
    lines = split_lines(ink)
    return lambda marks: surrounded(ink, lines, marks)


def _made(labelled: Labelled, cut: Cut, source: str, medium: str) -> list[Sample]:
    model = labelled.model or base_classifier().model_id
    now = datetime.now(UTC)
    made = []
    for symbol in labelled.symbols:
        excerpt = cut(symbol.marks)
        sample = Sample(
            symbol.id,
            symbol.label,
            excerpt.ink,
            excerpt.own,
            excerpt.size,
            source,
            medium,
            labelled.session,
            model,
            now,
            symbol.read_as,
        )
        made.append(sample)
    return made


def _keep(made: Sequence[Sample]) -> tuple[dict[str, Any], int]:
    keep(person_to_keep_for(), made)
    return {"kept": [sample.id for sample in made]}, 201


def _shown(sample: Sample) -> dict[str, Any]:
    is_suspect = suspicion(sample) > 0
    own = sample.ink.strokes[: sample.own]
    has_picture = sample.picture is not None
    return {
        "id": sample.id,
        "label": sample.label,
        "source": sample.source,
        "medium": sample.medium,
        "session": sample.session,
        "model": sample.model,
        "read_as": sample.read_as,
        "created": instant(sample.created),
        "suspect": {"label": sample.guess, "confidence": sample.sure} if is_suspect else None,
        "strokes": [stroke.points.tolist() for stroke in own],
        "picture": url_for("samples.picture", sample=sample.id) if has_picture else None,
    }


def _object_of(*names: str) -> dict[str, Any]:
    body = json_body()
    if not isinstance(body, dict) or body.keys() != set(names):
        told = " and ".join(f'"{name}"' for name in names)
        raise malformed(f"What is sent must be an object of {told}.")
    return body


def _filter() -> Filter:
    unknown = request.args.keys() - {"label", "source", "suspect", "offset", "limit"}
    if unknown or any(len(values) > 1 for _, values in request.args.lists()):
        raise _bad_filter("`label`, `source`, `suspect`, `offset` and `limit` may be given, once.")
    suspect = _choice("suspect", ("0", "1"))
    return Filter(
        _choice("label", SAMPLE_LABELS),
        _choice("source", SOURCES),
        None if suspect is None else suspect == "1",
    )


def _choice(name: str, choices: Sequence[str]) -> str | None:
    value = request.args.get(name)
    if value is not None and value not in choices:
        raise _bad_filter(f"`{name}` must be one of {' '.join(choices)}.")
    return value


def _number(name: str, default: int, least: int, most: int) -> int:
    text = request.args.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        raise _bad_filter(f"`{name}` must be a number from {least} to {most:,}.")
    if not least <= int(text) <= most:
        raise _bad_filter(f"`{name}` must be a number from {least} to {most:,}.")
    return int(text)


def _bad_filter(message: str) -> Refusal:
    return Refusal(422, "malformed_filter", message)
