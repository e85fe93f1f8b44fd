"""The command that trains a classifier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from webapp.commands.train_extra import train_extra

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", type=FOLDER, required=True, help="Folder of the data sets.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs"),
    show_default=True,
    help="Folder in which the model is written.",
)
@click.option("--images", type=FOLDER, help="Your own pictures, in folders named after symbols.")
@click.option("--epochs", type=click.IntRange(min=1), help="Number of epochs.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of everything that is random.")
def train(**options: Any) -> None:
    """Train a classifier and write it as a model bundle."""
    with train_extra():
        from training.config import TrainConfig
        from training.datasets import DataError
        from training.train import train as run

    given = {name: value for name, value in options.items() if value is not None}
    try:
        bundle = run(TrainConfig(**given))
    except (OSError, DataError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"The model is in {bundle}.")
