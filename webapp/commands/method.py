"""The option that chooses how marks are grouped into symbols."""

from __future__ import annotations

import click

METHODS = ("lattice", "projection")

method_option = click.option(
    "--method",
    type=click.Choice(METHODS),
    default=METHODS[0],
    show_default=True,
    help="How strokes are grouped into symbols.",
)
