"""Bodies of requests: JSON, or the form with a photo."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

import flask
from flask import request

from calculator.given import Given
from calculator.photo import TURNS
from segmentation.photo.files import MAX_FILE_BYTES
from webapp.given import given_from_json
from webapp.refusals import Refusal
from webapp.strict_json import parse_json

MAX_TEXT_BYTES = 256 * 1024
"""Of the text in a form with a photo."""
MAX_UPLOAD_BYTES = MAX_FILE_BYTES + MAX_TEXT_BYTES
MAX_PARTS = 8
"""Of a form: a photo and what is said about it are three."""
MAX_MARKS = 10**6
"""Marks are named in a form before it is known how many its photo has; no photo has more."""


@dataclass(frozen=True, slots=True)
class PhotoForm:
    """The bytes of what may be a photo, what was said about its marks, and its turn in degrees."""

    photo: bytes
    given: tuple[Given, ...]
    turn: int | None


@dataclass(frozen=True, slots=True)
class SamplesForm:
    """The bytes of what may be a photo, its turn in degrees, and the JSON about its symbols."""

    photo: bytes
    turn: int
    about: object


class Request(flask.Request):
    """A request that holds the files of its form in memory, and leaves none on the disk."""

    def _get_file_stream(self, *lengths_and_names: Any, **more: Any) -> IO[bytes]:
        return BytesIO()


def json_body() -> object:
    """Return the JSON value that was sent; raises Refusal or JsonError for anything else."""
    # A page of another site can send plain text unasked, but JSON only after a preflight.
    check_type("application/json")
    if request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise Refusal(415, "wrong_encoding", "The body must be encoded in UTF-8.")
    return parse_json(request.get_data(cache=False))


def photo_form() -> PhotoForm:
    """Return the form that was sent, with its photo; raises Refusal or JsonError."""
    _check_form()
    given = _text("given")
    return PhotoForm(
        _photo(),
        () if given is None else given_from_json(parse_json(given.encode()), MAX_MARKS),
        _turn(),
    )


def samples_form() -> SamplesForm:
    """Return the form that was sent, with a photo and its symbols; raises Refusal or JsonError."""
    _check_form()
    turn, about = _turn(), _text("about")
    if turn is None or about is None:
        raise Refusal(400, "bad_form", "The form must have the fields `turn` and `about`.")
    return SamplesForm(_photo(), turn, parse_json(about.encode()))


def _check_form() -> None:
    check_type("multipart/form-data")
    request.max_content_length = MAX_UPLOAD_BYTES
    request.max_form_memory_size = MAX_TEXT_BYTES
    request.max_form_parts = MAX_PARTS
    if not request.files and not request.form:
        raise Refusal(400, "bad_form", "The form could not be understood, or it is empty.")


def check_type(wanted: str) -> None:
    """Refuse a body of another type than `wanted`, or a compressed one."""
    if request.mimetype != wanted:
        raise Refusal(415, "wrong_type", f"The body must be of type {wanted}.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refusal(415, "wrong_encoding", "The body must not be compressed.")


def _photo() -> bytes:
    files = list(request.files.items(multi=True))
    if len(files) > 1:
        raise Refusal(400, "several_files", "Send one photo at a time.")
    if not files or files[0][0] != "photo":
        raise Refusal(400, "no_photo", "The form must have a file in its field `photo`.")
    data: bytes = files[0][1].read()
    return data


def _turn() -> int | None:
    text = _text("turn")
    if text is None:
        return None
    turns = {str(turn): turn for turn in TURNS}
    if text not in turns:
        raise Refusal(422, "malformed_turn", f"`turn` must be one of {', '.join(turns)}.")
    return turns[text]


def _text(name: str) -> str | None:
    values = request.form.getlist(name)
    if len(values) > 1:
        raise Refusal(400, "bad_form", f"The form has the field `{name}` twice.")
    return values[0] if values else None
