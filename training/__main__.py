"""`python -m training` trains in this process; `torchrun … -m training` in all that it starts."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from training.config import ConfigError
from training.datasets import DataError
from training.options import FOLDER
from training.processes import Team, joined
from training.recipe import configure
from training.train import train
from training.watch import Stopped

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--data", type=FOLDER, required=True, help="Folder of the data sets.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs/model"),
    show_default=True,
    help="Folder in which the model is written.",
)
@click.option("--images", type=FOLDER, help="Your own pictures, in folders named after symbols.")
@click.option("--own", type=_FILE, help="Your own samples, as gzipped rows of JSON.")
@click.option("--config", "recipe", type=_FILE, help="JSON of what is other than usual.")
@click.option("--epochs", type=click.IntRange(min=1), help="Number of epochs.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of everything that is random.")
@click.option("--epoch-size", type=click.IntRange(min=1), help="Samples of an epoch.")
@click.option("--batch-size", type=click.IntRange(min=1), help="Samples of a step.")
@click.option(
    "--parts",
    type=click.IntRange(min=1),
    help="Parts of a batch that are drawn apart; at least the number of processes.",
)
@click.option("--workers", type=click.IntRange(min=0), help="Helpers of each that make batches.")
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), help="Where to train.")
@click.pass_obj
def command(team: Team, /, recipe: Path | None, **options: Any) -> None:
    """Train a classifier and write it as a model bundle.

    Started by torchrun, processes on one or several machines train it together. A training that was
    cut off goes on when it is started again.
    """
    try:
        config = configure(recipe, options)
        config = replace(config, parts=max(config.parts, team.size))
        bundle = train(config, team=team)
    except (OSError, DataError, ConfigError) as error:
        raise click.ClickException(str(error)) from None
    if team.is_first:
        click.echo(f"The model is in {bundle}.")


def main() -> None:
    """Run the command; of the errors of several processes, show one."""
    try:
        with joined() as team:
            command(obj=team, prog_name="python -m training", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ConnectionError as error:
        sys.exit(f"Error: {error}")
    except (click.Abort, Stopped):
        sys.exit("Stopped; the same command goes on from the last epoch.")


if __name__ == "__main__":
    main()
