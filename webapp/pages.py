"""The pages that people see."""

from __future__ import annotations

from flask import Blueprint, render_template

from calculator.given import SAMPLE_LABELS
from recognizer.alphabet import ALPHABET
from webapp.given import GIVEN_LABELS
from webapp.imports import MAX_IMPORT_BYTES

pages = Blueprint("pages", __name__)


@pages.get("/")
def index() -> str:
    """Show the canvas."""
    return render_template("index.html", labels=GIVEN_LABELS)


@pages.get("/photo")
def photo() -> str:
    """Show the page for photos."""
    return render_template("photo.html", labels=GIVEN_LABELS)


@pages.get("/collect")
def collect() -> str:
    """Show the page on which a person's hand is taught and looked at."""
    return render_template(
        "collect.html", alphabet=ALPHABET, labels=SAMPLE_LABELS, most_bytes=MAX_IMPORT_BYTES
    )


@pages.get("/train")
def train() -> str:
    """Show the page on which models are trained, compared and put in service."""
    return render_template("train.html")
