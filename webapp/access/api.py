"""The guard before what is kept, and where a browser shows the token to pass it."""

from __future__ import annotations

from hmac import compare_digest

from flask import Blueprint, Flask, Response, current_app, jsonify, request

from webapp.access.attempts import Attempts
from webapp.access.locality import is_local
from webapp.access.passes import give_pass, has_pass
from webapp.access.token import present_hash, token_hash
from webapp.bodies import json_body
from webapp.guards import is_guarded
from webapp.refusals import Refusal
from webapp.store.current import current_store

access = Blueprint("access", __name__, url_prefix="/api/v1/access")

_NAME = "inkcalc-attempts"


def register_access(app: Flask) -> None:
    """Let an application want the token before it shows or changes what is kept."""
    app.extensions[_NAME] = Attempts()
    app.before_request(_want_token)
    app.register_blueprint(access)


@access.get("")
def show() -> dict[str, bool]:
    """Say whether no token is wanted here, and whether who asks is let in."""
    is_open = _is_open()
    return {"open": is_open, "granted": is_open or _is_granted()}


@access.post("")
def enter() -> Response:
    """Let in who sends the token, from now on without it."""
    key = _checked(_sent_token())
    response = jsonify(open=_is_open(), granted=True)
    give_pass(request, response, key)
    return response


def _want_token() -> None:
    if is_guarded(request.path) and not _is_open() and not _is_granted():
        raise Refusal(
            401,
            "token_wanted",
            "This wants the token of the server, which it showed when it was first started.",
            {"WWW-Authenticate": "Bearer"},
        )


def _is_open() -> bool:
    return not current_app.config["ASK_TOKEN"] and is_local(request)


def _is_granted() -> bool:
    """Say whether the request bears the token or a pass; raises Refusal for a wrong token."""
    said = request.authorization
    if said is not None and said.type == "bearer":
        _checked(said.token or "")
        return True
    key = present_hash(current_store().database)
    return key is not None and has_pass(request, key)


def _checked(token: str) -> bytes:
    """Return the hash of the token if this is it; raises Refusal, and lets guessing wait."""
    attempts: Attempts = current_app.extensions[_NAME]
    address = request.remote_addr or ""
    wait = attempts.wait(address)
    if wait > 0:
        told = f"Too many wrong tokens came from your address; try again in {wait} seconds."
        raise Refusal(429, "too_many_tries", told, {"Retry-After": str(wait)})
    key = present_hash(current_store().database)
    if key is None or not compare_digest(key, token_hash(token)):
        attempts.fail(address)
        raise Refusal(403, "wrong_token", "This is not the token of this server.")
    return key


def _sent_token() -> str:
    body = json_body()
    if not isinstance(body, dict) or body.keys() != {"token"} or type(body["token"]) is not str:
        raise Refusal(422, "malformed_token", 'What is sent must be an object of "token", a text.')
    token: str = body["token"]
    return token
