"""Options that the commands of this room share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
"""A folder that is there."""
folder_argument = click.argument("folder", type=FOLDER)
model_option = click.option(
    "--model",
    type=FOLDER,
    help="Folder of another model bundle than the shipped one.",
)


def only_option(sets: Sequence[str]) -> Callable[[_Command], _Command]:
    """Return the option that names the sets to read, by default those given."""
    return click.option(
        "--only",
        multiple=True,
        metavar="NAME",
        default=sets,
        show_default=True,
        help="Read this set; may be repeated.",
    )
