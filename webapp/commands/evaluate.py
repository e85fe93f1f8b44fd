"""The command that measures a classifier."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from webapp.commands.method import method_option


def _show_progress(names: list[str]) -> Iterator[str]:
    """Hand on the names of the sets; where a person watches, a bar says which is measured."""
    if not sys.stderr.isatty():
        yield from names
        return
    shown = click.progressbar(names, file=sys.stderr, item_show_func=lambda name: name or "")
    with shown as bar:
        yield from bar


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only", multiple=True, metavar="NAME", help="Measure this set; may be repeated.")
@method_option
@click.option(
    "--model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of another model bundle than the shipped one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate(
    folder: Path, only: tuple[str, ...], method: str, model: Path | None, as_json: bool
) -> None:
    """Measure every set in FOLDER that is known, and print a table."""
    from recognizer.bundle import BundleError
    from training.datasets import DataError
    from training.evaluation import evaluate as measure

    try:
        report = measure(folder, only, method, model, _show_progress)
    except (OSError, BundleError, DataError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(report.as_dict()) if as_json else report.as_table())
