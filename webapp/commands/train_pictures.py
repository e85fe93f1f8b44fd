"""What `inkcalc train` makes of pictures that are no symbols: a classifier of their classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

_MOST_NAMED = 8  # classes that are named in a sentence


def wants_own_classes(images: Path | None, data: Path | None, is_asked: bool) -> bool:
    """Tell whether a folder of pictures is to be learnt alone, with classes of its own.

    So it is where that is asked for, and where no class is named after a symbol and no data sets
    are given. Raises UsageError for options that contradict each other, OSError for a folder that
    cannot be read and DataError for one of which only some classes are symbols.
    """
    from training.picture_layout import has_own_classes

    if is_asked and (images is None or data is not None):
        raise click.UsageError("--own-classes wants --images, and no --data.")
    return is_asked or (images is not None and data is None and has_own_classes(images))


def train_own_classes(images: Path, out: Path, is_asked: bool, **given: Any) -> Path:
    """Train a classifier of the classes of a folder, say how well it does, and return its bundle.

    Raises as `train_pictures` does.
    """
    from recognizer.bundle import read_bundle
    from training.picture_layout import Layout
    from training.picture_scores import as_table
    from training.picture_training import picture_config, train_pictures

    classes = Layout.of(images).classes
    named = ", ".join(classes[:_MOST_NAMED]) + (" …" if len(classes) > _MOST_NAMED else "")
    told = f"training a classifier of these {len(classes)} classes."
    click.echo(f"{named}: {told}" if is_asked else f"{named} are no symbols: {told}")
    bundle = train_pictures(picture_config(images, out, **given))
    card = read_bundle(bundle).card
    click.echo(as_table(card["classes"], card["confusion"]))
    return bundle
