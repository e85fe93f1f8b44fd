"""The command that trains a classifier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from webapp.commands.search import search_settings
from webapp.commands.train_extra import train_extra
from webapp.commands.train_pictures import train_own_classes, wants_own_classes
from webapp.jobs.address import data_folder

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


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
@click.option("--images", type=FOLDER, help="Your own pictures, a folder for each class.")
@click.option(
    "--own-classes", is_flag=True, help="Names of folders are classes of their own, not symbols."
)
@click.option(
    "--config", "recipe", type=FILE, help="JSON of what is other than usual, as a search writes it."
)
@click.option("--epochs", type=click.IntRange(min=1), help="Number of epochs.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of everything that is random.")
@click.option(
    "--search",
    "trials",
    type=click.IntRange(min=1),
    metavar="TRIALS",
    help="Search for better settings by so many short trainings instead.",
)
@click.option("--storage", metavar="URL", help="Database of a search that several machines share.")
def train(
    data: Path | None,
    own_classes: bool,
    recipe: Path | None,
    trials: int | None,
    storage: str | None,
    **options: Any,
) -> None:
    """Train a classifier and write it as a model bundle.

    Without --data, public data sets are fetched first, each named with its licence, into the folder
    INKCALC_DATA (default: `data` in INKCALC_HOME, which is `instance` by default); what is there
    already is not fetched again.

    Folders of --images are named after symbols: 0, plus, times, and `other` for what is none. Where
    none of them is, as in one of faces with the folders happy, sad and so on, a classifier of these
    classes is trained, on these pictures alone.
    """
    with train_extra():
        from training.config import ConfigError
        from training.datasets import DataError
        from training.fetching import fetch
        from training.recipe import configure
        from training.sources import SOURCES
        from training.train import train as run

    given = {name: value for name, value in options.items() if value is not None}
    try:
        if wants_own_classes(options["images"], data, own_classes):
            if recipe or trials:
                raise click.UsageError("--config and --search are for symbols.")
            bundle = train_own_classes(is_asked=own_classes, **given)
        else:
            if data is None:
                data = data_folder()
                fetch(SOURCES, data, click.echo)
            if trials:
                return search_settings(recipe, trials, storage, data=data, **options)
            bundle = run(configure(recipe, {"data": data, **options}))
    except (OSError, DataError, ConfigError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"The model is in {bundle}.")
    click.echo(f"`inkcalc models add {bundle}` lets it be judged and put in service.")
