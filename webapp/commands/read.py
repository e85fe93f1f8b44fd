"""The command that reads files of ink and photos."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from webapp.commands.method import METHODS, method_option
from webapp.commands.model import classifier_named

if TYPE_CHECKING:
    from calculator.reading import Line, PhotoReading, Reading
    from recognizer.classifier import Classifier
    from segmentation.errors import InputError
    from segmentation.ink import Ink
    from segmentation.photo.files import Photo


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line for each file.")
@click.option(
    "--overlay",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.png",
    help="Draw what was read over the photo, of which there is one then.",
)
@method_option
@click.option(
    "--model",
    metavar="ID|FOLDER",
    help="Another model than the one in service: one of `inkcalc models list`, or a bundle.",
)
def read(
    files: tuple[Path, ...], as_json: bool, overlay: Path | None, method: str, model: str | None
) -> None:
    """Read ink (JSON or InkML) and photos (JPEG, PNG, WebP or BMP), and print what they say.

    A FILE is known by its content, not by its name; `-` is the standard input.
    """
    from calculator.reading import PhotoReading
    from segmentation.errors import InputError
    from segmentation.ink import Ink
    from segmentation.photo.files import Photo
    from webapp.files import load

    if overlay and len(files) > 1:
        raise click.UsageError("--overlay takes one photo at a time.")
    if overlay and overlay.exists() and files[0].exists() and overlay.samefile(files[0]):
        raise click.UsageError("--overlay would overwrite the photo itself.")
    classifier = classifier_named(model)
    failed = False
    for path in files:
        try:
            content = load(path)
            if overlay and isinstance(content, Ink):
                raise click.UsageError("--overlay draws over a photo, and this file is ink.")
            reading = _read(content, classifier, method)
        except InputError as error:
            failed = True
            _report(path, error, as_json)
            continue
        _show(path, reading, as_json)
        if overlay and isinstance(content, Photo) and isinstance(reading, PhotoReading):
            _draw(content, reading, overlay)
    raise SystemExit(int(failed))


def _read(content: Ink | Photo, classifier: Classifier, method: str) -> Reading:
    from calculator.photo import read_photo
    from calculator.read import read_ink
    from segmentation.errors import InputError
    from segmentation.ink import Ink

    if isinstance(content, Ink):
        return read_ink(content, classifier, method)
    if method != METHODS[0]:
        told = f"A photo is read by the method {METHODS[0]} only."
        raise InputError("unsupported_method", told)
    return read_photo(content, classifier)


def _draw(photo: Photo, reading: PhotoReading, overlay: Path) -> None:
    from webapp.commands.overlay import draw, write

    try:
        write(draw(photo, reading), overlay)
    except OSError as error:
        told = f"{click.format_filename(overlay)} cannot be written: {error.strerror}"
        raise click.ClickException(told) from None


def _show(path: Path, reading: Reading, as_json: bool) -> None:
    if as_json:
        _print_json(path, reading.as_dict())
        return
    for concern in _concerns(reading):
        click.echo(f"{click.format_filename(path)}: Warning: {concern}", err=True)
    for text in _sentences(reading):
        click.echo(f"{click.format_filename(path)}: {text}")


def _concerns(reading: Reading) -> list[str]:
    from calculator.reading import PhotoReading

    if not isinstance(reading, PhotoReading):
        return []
    return [concern.message for concern in reading.concerns]


def _report(path: Path, error: InputError, as_json: bool) -> None:
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
    """Give `12+30 = 42`, `1/4 (0.25)`, `26`, or the expression so far and what is wrong.

    The number of a question stands before them: `3) 4+5 = 9`.
    """
    if line.number:
        yield line.number
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
