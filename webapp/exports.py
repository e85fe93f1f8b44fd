"""Exporting everything that is kept of a person, as files that other programs read."""

from __future__ import annotations

import json
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO, cast

from flask import Blueprint, Response, request, send_file

from webapp.instants import instant
from webapp.people import known_person
from webapp.refusals import Refusal
from webapp.store.current import current_store
from webapp.store.rows import Person

AT_ONCE = 2
"""Exports that are made at the same time, so that reading stays quick; others are refused."""
_IN_MEMORY = 8 * 2**20
"""Bytes of an export; a larger one lies in a file without a name until it is sent."""

exports = Blueprint("exports", __name__, url_prefix="/api/v1/me/export")
_places = BoundedSemaphore(AT_ONCE)


@exports.get("")
def export() -> Response:
    """Send the samples of who asks as a ZIP; of everything, also what is kept beside them."""
    form = _form()
    person = known_person()
    if person is None:
        raise Refusal(404, "unknown_person", "Nothing is kept of you, so there is no export.")
    if not _places.acquire(blocking=False):
        told = "Other exports are being made; ask for it again when they are through."
        raise Refusal(429, "busy", told)
    try:
        file = _written(person, form)
    finally:
        _places.release()
    return send_file(
        file, "application/zip", as_attachment=True, download_name="inkcalc-samples.zip"
    )


def about_person(person: Person) -> bytes:
    """Return all that is kept of a person beside the samples, as JSON."""
    fields = {
        "id": person.id,
        "created": instant(person.created),
        "adapts": person.adapts,
        "revision": person.revision,
        "reset_at": instant(person.reset_at) if person.reset_at else None,
    }
    return json.dumps(fields, indent=2).encode() + b"\n"


def _form() -> str:
    from training.exchange.export import FORMS

    forms = request.args.getlist("format") or [FORMS[0]]
    if request.args.keys() - {"format"} or len(forms) > 1 or forms[0] not in FORMS:
        raise Refusal(422, "malformed_format", f"`format` must be one of {', '.join(FORMS)}.")
    return forms[0]


def _written(person: Person, form: str) -> IO[bytes]:
    from training.exchange.export import write_export

    others = {"person.json": about_person(person)} if form == "all" else {}
    with ExitStack() as stack:
        file = cast(IO[bytes], stack.enter_context(SpooledTemporaryFile(_IN_MEMORY)))
        write_export(file, current_store().each_sample(person.id), form, others)
        file.seek(0)
        stack.pop_all()  # whoever sends it closes it
    return file
