"""Refusals: every request that is not served gets a plain reason, as JSON or on a page."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from segmentation.errors import InputError
from webapp.store.errors import StoreError
from webapp.strict_json import JsonError

API_ROOT = "/api/"

REASONS: dict[int, tuple[str, str]] = {
    400: ("bad_request", "The request could not be understood."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take requests of this method."),
    413: ("too_large", "The request is too large."),
    415: ("wrong_type", "The body has a type that is not taken here."),
}

TOO_MUCH = frozenset({"too_large", "too_many_strokes", "too_many_points", "too_many_pixels"})

_PAGE = Markup(
    '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width">\n<title>{status} {phrase}</title>\n'
    '<h1>{phrase}</h1>\n<p>{message}</p>\n<p><a href="/">Back to the calculator</a></p>\n</html>\n'
)


class Refusal(Exception):
    """A request that is refused: `status` is a 4xx, `kind` a stable name, `message` a sentence.

    `headers` go with the answer.
    """

    def __init__(
        self, status: int, kind: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.headers = headers or {}


def register_refusals(app: Flask) -> None:
    """Answer every error of the app in one form."""
    app.register_error_handler(Refusal, _refuse)
    app.register_error_handler(JsonError, _refuse_json)
    app.register_error_handler(InputError, _refuse_input)
    app.register_error_handler(StoreError, _refuse_for_now)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(Exception, _apologise)


def _refuse(refusal: Refusal) -> Response:
    response = _answer(refusal.status, refusal.kind, refusal.message)
    response.headers.update(refusal.headers)
    return response


def _refuse_json(error: JsonError) -> Response:
    return _answer(400, "bad_json", str(error))


def _refuse_input(error: InputError) -> Response:
    if error.kind == "unsupported":
        return _answer(415, error.kind, error.message)
    return _answer(413 if error.kind in TOO_MUCH else 422, error.kind, error.message)


def _refuse_http(error: HTTPException) -> Response:
    # What goes wrong with a cookie, before a view is asked or after it, comes wrapped.
    cause = getattr(error, "original_exception", None)
    if cause is not None:
        return _refuse_for_now(cause) if isinstance(cause, StoreError) else _apologise(cause)
    status = error.code or 400
    response = _answer(status, *REASONS.get(status, REASONS[400]))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    return response


def _refuse_for_now(error: StoreError) -> Response:
    current_app.logger.error("%s %s: %s", request.method, request.path, error)
    return _answer(503, "store_unavailable", "What is kept cannot be reached now; try again soon.")


def _apologise(error: Exception) -> Response:
    current_app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return _answer(500, "internal", "Something went wrong here; it was not your writing.")


def _answer(status: int, kind: str, message: str) -> Response:
    if _wants_page():
        phrase = HTTPStatus(status).phrase
        page = _PAGE.format(status=status, phrase=phrase, message=message)
        response = Response(page, mimetype="text/html")
    else:
        response = jsonify(error={"kind": kind, "message": message})
    response.status_code = status
    response.vary.add("Accept")
    return response


def _wants_page() -> bool:
    """Say whether a person follows a link: a browser then prefers a page to everything else."""
    if request.path.startswith(API_ROOT):
        return False
    wanted = request.accept_mimetypes
    return wanted.quality("text/html") > wanted.quality("application/json")
