"""The pages that people see."""

from __future__ import annotations

from flask import Blueprint, render_template

from webapp.given import GIVEN_LABELS

pages = Blueprint("pages", __name__)


@pages.get("/")
def index() -> str:
    """Show the canvas."""
    return render_template("index.html", labels=GIVEN_LABELS)


@pages.get("/photo")
def photo() -> str:
    """Show the page for photos."""
    return render_template("photo.html", labels=GIVEN_LABELS)
