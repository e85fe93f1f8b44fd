"""Importing files of labelled symbols; how far it is is told while it goes on.

The answer is a line of JSON after each batch that is on the disk, and a last one with the outcome.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Blueprint, Response, copy_current_request_context, current_app, request

from webapp.bodies import check_type
from webapp.hands import base_classifier
from webapp.keeping import keep
from webapp.people import person_to_keep_for
from webapp.refusals import Refusal
from webapp.specimens import Tally, keep_all
from webapp.store.rows import Person
from webapp.store.sample import Sample

if TYPE_CHECKING:
    from training.exchange.entries import Entry
    from training.exchange.intake import Intake
    from training.exchange.specimen import Found

MAX_IMPORT_BYTES = 64 * 2**20
MAX_FILES = 2_000
AT_ONCE = 2
"""Imports that go on at the same time, so that reading stays quick."""
_NOBODY = str(UUID(int=0))
"""Whose samples are those of an import without any."""
_MAX_TEXT_BYTES = 256 * 1024
"""Of what is no file in the form, which is then refused; no less than what is parsed at once."""

imports = Blueprint("imports", __name__, url_prefix="/api/v1/imports")
_places = BoundedSemaphore(AT_ONCE)


@imports.post("")
def import_files() -> Response:
    """Import the files in the form; the answer begins when the first symbol is found."""
    if not _places.acquire(blocking=False):
        told = "Other imports are going on; send it again when they are through."
        raise Refusal(429, "busy", told)
    with ExitStack() as stack:
        stack.callback(_places.release)
        parts, total, person = _found(stack.enter_context(_intake()))
        end = stack.pop_all().close
    lines = _until_end(_lines(parts, total, person), end)
    answer = Response(lines, mimetype="application/x-ndjson")
    # A client may go away before the first line, and then no line is ever asked for.
    answer.call_on_close(end)
    return answer


def _intake() -> Intake:
    from training.exchange.intake import Intake

    return Intake(_files())


def _files() -> list[Entry]:
    """Return the files of the form, which lie in memory; raises Refusal."""
    from training.exchange.entries import entry_of

    check_type("multipart/form-data")
    request.max_content_length = MAX_IMPORT_BYTES
    request.max_form_memory_size = _MAX_TEXT_BYTES
    request.max_form_parts = MAX_FILES
    files = list(request.files.items(multi=True))
    if not files or request.form or any(field != "files" for field, _ in files):
        told = "The form must have files in its field `files`, and nothing else."
        raise Refusal(400, "bad_form", told)
    return [entry_of(file.filename or "", file.read()) for _, file in files]


def _found(intake: Intake) -> tuple[Iterator[Found], int, Person | None]:
    """Return the parts of an import, how many they are, and for whom they are kept."""
    parts, has_symbols = _until_first(iter(intake))
    # The cookie goes before the lines, and nobody gets one for whom nothing is kept.
    return parts, intake.total, person_to_keep_for() if has_symbols else None


def _until_end(lines: Iterator[str], end: Callable[[], None]) -> Iterator[str]:
    try:
        yield from lines
    finally:
        end()


def _until_first(parts: Iterator[Found]) -> tuple[Iterator[Found], bool]:
    """Return the same parts, and whether a symbol is among them."""
    from training.exchange.specimen import Specimen

    seen: list[Found] = []
    for part in parts:
        seen.append(part)
        if any(isinstance(each, Specimen) for each in part):
            return chain(seen, parts), True
    return iter(seen), False


def _lines(parts: Iterator[Found], total: int, person: Person | None) -> Iterator[str]:
    """Return the lines of the answer; the request is over when they are asked for."""
    model = base_classifier().model_id

    @copy_current_request_context
    def keeping(samples: Sequence[Sample]) -> int:
        return 0 if person is None else keep(person, samples)

    told = copy_current_request_context(_told)

    def lines() -> Iterator[str]:
        tally = Tally()
        try:
            for _ in keep_all(parts, person.id if person else _NOBODY, model, keeping, tally):
                yield _line({"done": tally.done, "total": total})
        except Exception as error:  # whatever it is, the client is owed a last line
            yield _line({"error": told(error), **_outcome(tally), "total": total})
        else:
            yield _line({**_outcome(tally), "total": total})

    return lines()


def _outcome(tally: Tally) -> dict[str, Any]:
    skipped = [{"name": each.name, "reason": each.reason} for each in tally.named]
    return {
        "imported": tally.imported,
        "known": tally.known,
        "skipped": skipped,
        "skipped_count": tally.skipped,
    }


def _told(error: Exception) -> dict[str, str]:
    """Return an error as it is told where it is the whole answer."""
    answer = current_app.make_response(current_app.handle_user_exception(error))
    told: dict[str, str] = answer.get_json()["error"]
    return told


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content) + "\n"
