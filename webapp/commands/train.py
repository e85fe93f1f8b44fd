"""The command that trains a classifier."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from webapp.commands.train_extra import train_extra

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option(
    "--data", type=FOLDER, help="Folder of the data sets; without it, public ones are fetched."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs/model"),
    show_default=True,
    help="Folder in which the model is written.",
)
@click.option("--images", type=FOLDER, help="Your own pictures, in folders named after symbols.")
@click.option("--epochs", type=click.IntRange(min=1), help="Number of epochs.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of everything that is random.")
def train(data: Path | None, **options: Any) -> None:
    """Train a classifier and write it as a model bundle.

    Without --data, public data sets are fetched first, each named with its licence, into the folder
    `data` of INKCALC_HOME (default: instance); what is there already is not fetched again.
    """
    with train_extra():
        from training.config import TrainConfig
        from training.datasets import DataError
        from training.fetching import fetch
        from training.sources import SOURCES
        from training.train import train as run

    given = {name: value for name, value in options.items() if value is not None}
    try:
        if data is None:
            data = _fetched_folder()
            fetch(SOURCES, data, click.echo)
        bundle = run(TrainConfig(data=data, **given))
    except (OSError, DataError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"The model is in {bundle}.")


def _fetched_folder() -> Path:
    return Path(os.environ.get("INKCALC_HOME") or "instance") / "data"
