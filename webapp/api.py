"""The JSON API, version 1."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from calculator.photo import read_photo
from calculator.read import read_ink
from calculator.reading import Reading
from recognizer.classifier import Classifier
from segmentation.codecs import ink_from_json
from segmentation.photo.files import Photo
from segmentation.photo.marks import find_marks
from segmentation.photo.quality import concerns
from webapp.bodies import PhotoForm, json_body, photo_form
from webapp.given import given_from_json
from webapp.hands import Hand, base_classifier, hand_for
from webapp.people import known_person
from webapp.photos import place, work_on
from webapp.refusals import Refusal

api = Blueprint("api", __name__, url_prefix="/api/v1")


@api.get("/health")
def health() -> dict[str, str]:
    """Say that the server answers, and with which model."""
    return {"status": "ok", "model": base_classifier().model_id}


@api.post("/read/ink")
def read() -> dict[str, Any]:
    """Read the ink in the body, with what a person said about it under `given`."""
    body = json_body()
    ink = ink_from_json(body)
    said = body.get("given", []) if isinstance(body, dict) else []
    given = given_from_json(said, len(ink.strokes))
    hand = hand_for(known_person())
    return _told(read_ink(ink, _classifier(hand), given=given), hand)


@api.post("/read/photo")
def read_sent_photo() -> dict[str, Any]:
    """Read the photo in the form, with what a person said about it under `given` and `turn`."""
    hand = hand_for(known_person())
    classifier = _classifier(hand)
    with place():
        form = photo_form()
        return work_on(form.photo, lambda photo: _told(_read(photo, form, classifier), hand))


@api.post("/check/photo")
def check_sent_photo() -> dict[str, Any]:
    """Say of the photo in the form what makes it hard to read, without reading it."""
    with place():
        form = photo_form()
        return work_on(form.photo, lambda photo: _check(photo.turned(form.turn or 0)))


def _classifier(hand: Hand | None) -> Classifier:
    return base_classifier() if hand is None else hand.classifier


def _told(reading: Reading, hand: Hand | None) -> dict[str, Any]:
    """Return a reading as JSON; after `model`, from how many samples of a hand that has learnt."""
    told = reading.as_dict()
    if hand is None:
        return told
    first = {"kind": told.pop("kind"), "model": told.pop("model")}
    return {**first, "personal": hand.samples, **told}


def _read(photo: Photo, form: PhotoForm, classifier: Classifier) -> Reading:
    try:
        return read_photo(photo, classifier, form.given, form.turn)
    except ValueError as error:
        # How many marks there are is known only now.
        if not form.given:
            raise
        told = "A given symbol has a mark that is not in the photo."
        raise Refusal(422, "malformed_given", told) from error


def _check(photo: Photo) -> dict[str, Any]:
    found = concerns(photo, find_marks(photo))
    return {"size": list(photo.size), "warnings": [concern.as_dict() for concern in found]}
