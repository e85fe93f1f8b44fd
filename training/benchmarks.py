"""Benchmarks: the sets that only measure, recognised by their form.

`*.npz` holds labelled pictures; rows of `*.jsonl.gz` with a `label` are isolated symbols, rows with
an `expr` whole expressions on one line, rows with `latex` whole expressions in two dimensions; a
folder with `expr.tsv` holds InkML files and their truth, one with `labels.jsonl` photos and theirs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from calculator.errors import CalculatorError
from calculator.grammar import parse_text
from calculator.tree import Node
from segmentation.codecs import InkError
from segmentation.ink import Ink
from segmentation.inkml import ink_from_inkml
from training.datasets import DataError, read_pictures, read_rows, read_symbols, trace_all
from training.latex import MeaninglessLatex, parse_latex

_INKML_TRUTHS = "expr.tsv"
_PHOTO_TRUTHS = "labels.jsonl"


@dataclass(frozen=True, slots=True, eq=False)
class SymbolSet:
    """Isolated symbols and their labels, foreign ones among them, and who wrote each, if known."""

    name: str
    inks: Sequence[Ink]
    labels: Sequence[str]
    writers: Sequence[str] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A written expression, what it means, and the strokes of each symbol, if known."""

    ink: Ink
    truth: Node
    groups: tuple[frozenset[int], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ExpressionSet:
    """Whole expressions, and how many are left out because no tree of ours means their truth.

    `roots` of those `left_out` have a root.
    """

    name: str
    expressions: Sequence[Expression]
    left_out: int = 0
    roots: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class PhotoExpression:
    """A file with the picture of a written expression, what that means, and where it is from.

    `kind` is `photo`, or `canvas` for a drawing; `source` names the people who gave it.
    """

    path: Path
    truth: Node
    kind: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class PhotoSet:
    """Pictures of whole expressions, and how many are left out, as of an ExpressionSet."""

    name: str
    photos: Sequence[PhotoExpression]
    left_out: int = 0
    roots: int = 0


AnySet = SymbolSet | ExpressionSet | PhotoSet


def set_paths(folder: Path, only: Sequence[str] = ()) -> dict[str, Path]:
    """Return the files of a folder that may be sets, or those named in `only`, by their names.

    A set's name is its file's name up to the first dot. A folder that is a set has no other.
    Raises DataError for a name that is not there.
    """
    folder = folder.resolve()
    is_set = any((folder / truths).is_file() for truths in (_INKML_TRUTHS, _PHOTO_TRUTHS))
    files = [folder] if is_set else sorted(folder.iterdir())
    paths = {path.name.partition(".")[0]: path for path in files}
    missing = [name for name in only if name not in paths]
    if missing:
        raise DataError(f"{folder.name} has no set named {', '.join(missing)}.")
    return {name: paths[name] for name in only or paths}


def load_set(name: str, path: Path) -> AnySet | None:
    """Load a set by its form, or return None where the form is unknown.

    Raises DataError for a set of a known form that is broken.
    """
    if path.suffix == ".npz":
        pictures, labels = read_pictures(path)
        return SymbolSet(name, trace_all(pictures), labels)
    if path.name.endswith(".jsonl.gz"):
        return _load_rows(name, path)
    if (path / _INKML_TRUTHS).is_file():
        return ExpressionSet(name, list(_inkml(path)))
    if (path / _PHOTO_TRUTHS).is_file():
        return PhotoSet(name, *_parsed(f"{path.name}/{_PHOTO_TRUTHS}", _photo_rows(path), _photo))
    return None


def load_expressions(name: str, path: Path) -> ExpressionSet | None:
    """Load a set of expressions in ink, or return None for anything else."""
    # Pictures would be traced first, which takes minutes.
    found = None if path.suffix == ".npz" else load_set(name, path)
    return found if isinstance(found, ExpressionSet) else None


def grouped_expressions(folder: Path, only: Sequence[str]) -> list[Expression]:
    """Load the expressions of the named sets whose groups are known; raises DataError for none."""
    sets = [load_expressions(name, path) for name, path in set_paths(folder, only).items()]
    found = [each for one in sets if one for each in one.expressions if each.groups]
    if not found:
        raise DataError(f"{folder.name} has no expressions whose symbols are known.")
    return found


def _load_rows(name: str, path: Path) -> SymbolSet | ExpressionSet | None:
    rows = read_rows(path)
    if rows and "label" in rows[0]:
        writers = [str(row["writer"]) for row in rows if "writer" in row]
        return SymbolSet(name, *read_symbols(path), writers if len(writers) == len(rows) else ())
    if rows and ("expr" in rows[0] or "latex" in rows[0]):
        return ExpressionSet(name, *_parsed(path.name, rows, _expression))
    return None


Row = dict[str, Any]
Written = TypeVar("Written")


def _parsed(
    name: str, rows: Iterable[Row], parse: Callable[[Row], Written]
) -> tuple[list[Written], int, int]:
    """Return what rows tell of, how many have no meaning here, and how many of those have roots."""
    found, left_out = [], []
    for number, row in enumerate(rows):
        try:
            found.append(parse(row))
        except MeaninglessLatex as unknown:
            left_out.append(unknown)
        except (KeyError, TypeError, ValueError, CalculatorError) as error:
            raise DataError(f"{name}, row {number + 1}, is no expression: {error}") from error
    return found, len(left_out), sum(each.is_root for each in left_out)


def _expression(row: Row) -> Expression:
    groups = tuple(frozenset(marks) for _, marks in row.get("symbols", ()))
    truth = parse_latex(row["latex"]) if "latex" in row else parse_text(row["expr"])
    return _checked(Expression(Ink.of(row["strokes"]), truth, groups))


def _inkml(folder: Path) -> Iterator[Expression]:
    for row in (folder / _INKML_TRUTHS).read_text(encoding="utf-8").splitlines():
        file, _, truth = row.partition("\t")
        try:
            ink = ink_from_inkml((folder / file).read_bytes())
            yield _checked(Expression(ink, parse_text(truth)))
        except (OSError, InkError, ValueError, CalculatorError) as error:
            raise DataError(f"{folder.name}/{file} is no expression: {error}") from error


def _photo_rows(folder: Path) -> list[Row]:
    """Return the rows of a folder of photos, each with the folder in which its file lies."""
    try:
        rows = (folder / _PHOTO_TRUTHS).read_text(encoding="utf-8").splitlines()
        return [{"kind": "photo", "source": "", **json.loads(row), "in": folder} for row in rows]
    except (TypeError, ValueError) as error:
        raise DataError(f"{folder.name}/{_PHOTO_TRUTHS} is no file of JSON rows.") from error


def _photo(row: Row) -> PhotoExpression:
    path = row["in"] / row["file"]
    if not path.is_file():
        raise ValueError(f"there is no file {row['file']}")
    return PhotoExpression(path, parse_latex(row["expr"]), str(row["kind"]), str(row["source"]))


def _checked(expression: Expression) -> Expression:
    """Refuse what cannot be measured: no ink at all."""
    if not expression.ink.strokes:
        raise ValueError("it has no strokes")
    return expression
