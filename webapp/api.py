"""The JSON API, version 1."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request

from calculator.read import read_ink
from recognizer.classifier import Classifier
from segmentation.codecs import ink_from_json
from webapp.given import given_from_json
from webapp.refusals import Refusal
from webapp.strict_json import parse_json

api = Blueprint("api", __name__, url_prefix="/api/v1")


@api.get("/health")
def health() -> dict[str, str]:
    """Say that the server answers, and with which model."""
    return {"status": "ok", "model": _classifier().model_id}


@api.post("/read/ink")
def read() -> dict[str, Any]:
    """Read the ink in the body, with what a person said about it under `given`."""
    body = _json_body()
    ink = ink_from_json(body)
    said = body.get("given", []) if isinstance(body, dict) else []
    return read_ink(ink, _classifier(), given=given_from_json(said, len(ink.strokes))).as_dict()


@api.after_request
def _keep_out_of_caches(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _classifier() -> Classifier:
    classifier: Classifier = current_app.config["CLASSIFIER"]
    return classifier


def _json_body() -> object:
    # A page of another site can send plain text unasked, but JSON only after a preflight.
    if request.mimetype != "application/json":
        raise Refusal(415, "wrong_type", "The body must be of type application/json.")
    if request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise Refusal(415, "wrong_encoding", "The body must be encoded in UTF-8.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refusal(415, "wrong_encoding", "The body must not be compressed.")
    return parse_json(request.get_data(cache=False))
