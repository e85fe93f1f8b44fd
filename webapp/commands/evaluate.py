"""The command that measures a classifier."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from webapp.commands.method import method_option
from webapp.commands.model import folder_of_model


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
    metavar="ID|FOLDER",
    help="Another model than the shipped one: one of `inkcalc models list`, or a bundle.",
)
@click.option(
    "--compare", "ways", flag_value="methods", help="Read expressions with every method instead."
)
@click.option(
    "--ablate",
    "ways",
    flag_value="ablations",
    help="Read expressions with one part of the lattice switched off at a time instead.",
)
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.html",
    help="Write a page that shows every expression and photo read wrongly.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate(
    folder: Path,
    only: tuple[str, ...],
    method: str,
    model: str | None,
    ways: str | None,
    errors: Path | None,
    as_json: bool,
) -> None:
    """Measure every set in FOLDER that is known, and print a table.

    A set is a file of symbols or expressions, or a folder of ink or photos with their truth; FOLDER
    may itself be such a folder. Photos are left out of --compare and --ablate.

    With --json, the figures of a set are under `sets`, by its name; with --compare under `methods`
    and with --ablate under `ablations`, by the name of the method or of what is left out, and then
    by the name of the set.
    """
    from recognizer.bundle import BundleError
    from training.datasets import DataError

    if ways and errors:
        raise click.UsageError("--errors shows one way of reading: leave --compare or --ablate out")
    if errors and not errors.parent.is_dir():
        raise click.UsageError(f"there is no folder {click.format_filename(errors.parent)}")
    try:
        with folder_of_model(model) as bundle:
            if ways:
                _print_comparison(folder, only, bundle, ways, as_json)
            else:
                _print_report(folder, only, method, bundle, errors, as_json)
    except (OSError, BundleError, DataError) as error:
        raise click.ClickException(str(error)) from None


def _print_comparison(
    folder: Path, only: tuple[str, ...], model: Path | None, name: str, as_json: bool
) -> None:
    from training.comparison import ABLATION_WAYS, METHOD_WAYS, compare

    ways = METHOD_WAYS if name == "methods" else ABLATION_WAYS
    comparison = compare(folder, only, ways, model, _show_progress)
    if as_json:
        click.echo(json.dumps(comparison.as_dict(name)))
    else:
        click.echo(comparison.by_figure() if name == "methods" else comparison.by_way())


def _print_report(
    folder: Path,
    only: tuple[str, ...],
    method: str,
    model: Path | None,
    errors: Path | None,
    as_json: bool,
) -> None:
    from training.errors_page import write_errors
    from training.evaluation import evaluate as measure

    report = measure(folder, only, method, model, _show_progress)
    click.echo(json.dumps(report.as_dict()) if as_json else report.as_table())
    if errors:
        count = write_errors(errors, report)
        click.echo(f"{count} errors are shown in {click.format_filename(errors)}", err=True)
