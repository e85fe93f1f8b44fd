"""What `inkcalc train --search` does and says: a search for settings, and how to train by them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click


def search_settings(recipe: Path | None, trials: int, storage: str | None, **options: Any) -> None:
    """Search by short trainings, print what was found, and how to train with the best.

    Raises DataError, and ConfigError for a recipe that is none.
    """
    from training.recipe import configure
    from training.search import EPOCHS, search

    config = configure(recipe, options | {"epochs": options["epochs"] or EPOCHS})
    found = search(config, trials, storage)
    click.echo(found.table)
    click.echo(f"The best trial knows {found.accuracy:.2%} of what is held out. To train so:")
    command = ["inkcalc", "train", "--config", found.recipe, "--data", config.data]
    if config.images is not None:
        command += ["--images", config.images]
    click.echo(shlex.join(map(str, [*command, "--out", config.out])))
