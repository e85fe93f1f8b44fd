"""The command that reads files of ink."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from webapp.commands.method import method_option
from webapp.commands.model import shipped_classifier

if TYPE_CHECKING:
    from calculator.reading import Line, Reading
    from segmentation.codecs import InkError


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line for each file.")
@method_option
def read(files: tuple[Path, ...], as_json: bool, method: str) -> None:
    """Read ink (JSON or InkML) and print what it says; `-` is the standard input."""
    from calculator.read import read_ink
    from segmentation.codecs import InkError
    from webapp.inkfiles import load_ink

    classifier = shipped_classifier()
    failed = False
    for path in files:
        try:
            reading = read_ink(load_ink(path), classifier, method)
        except InkError as error:
            failed = True
            _report(path, error, as_json)
        else:
            _show(path, reading, as_json)
    raise SystemExit(int(failed))


def _show(path: Path, reading: Reading, as_json: bool) -> None:
    if as_json:
        _print_json(path, reading.as_dict())
        return
    for text in _sentences(reading):
        click.echo(f"{click.format_filename(path)}: {text}")


def _report(path: Path, error: InkError, as_json: bool) -> None:
    if as_json:
        _print_json(path, {"error": {"kind": error.kind, "message": error.message}})
    else:
        click.echo(f"{click.format_filename(path)}: {error.message}", err=True)


def _print_json(path: Path, fields: dict[str, Any]) -> None:
    click.echo(json.dumps({"path": str(path), **fields}))


def _sentences(reading: Reading) -> Iterator[str]:
    if not reading.lines:
        yield "nothing is written"
    for line in reading.lines:
        yield " ".join(_words(line))


def _words(line: Line) -> Iterator[str]:
    """Give `12+30 = 42`, `1/4 (0.25)`, `26`, or the expression so far and what is wrong."""
    if line.error:
        if line.expression:
            yield f"{line.expression}:"
        yield line.error.message
    elif line.result and line.expression:
        yield line.expression
        if line.result.exact != line.expression:
            yield f"= {line.result.exact}"
        if line.result.decimal != line.result.exact:
            yield f"({line.result.decimal})"
