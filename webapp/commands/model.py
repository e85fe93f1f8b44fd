"""The classifier that commands put in service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from recognizer.classifier import Classifier


def shipped_classifier() -> Classifier:
    """Load the shipped classifier, or tell in one line why it cannot be loaded."""
    from recognizer.bundle import BundleError
    from recognizer.classifier import load_classifier

    try:
        return load_classifier()
    except BundleError as error:
        raise click.ClickException(str(error)) from None
