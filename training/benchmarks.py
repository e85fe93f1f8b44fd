"""Benchmarks: the sets that only measure, recognised by their form.

`*.npz` holds labelled pictures; rows of `*.jsonl.gz` with a `label` are isolated symbols, rows with
an `expr` whole expressions on one line; a folder with `expr.tsv` holds InkML files and their truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calculator.errors import CalculatorError
from calculator.grammar import parse_text
from segmentation.codecs import InkError
from segmentation.ink import Ink
from segmentation.inkml import ink_from_inkml
from training.datasets import DataError, read_pictures, read_rows, read_symbols, trace_all


@dataclass(frozen=True, slots=True, eq=False)
class SymbolSet:
    """Isolated symbols and their labels, foreign ones among them."""

    name: str
    inks: Sequence[Ink]
    labels: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A written expression, its truth in infix text, and the strokes of each symbol, if known."""

    ink: Ink
    truth: str
    groups: tuple[frozenset[int], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ExpressionSet:
    """Whole expressions on one line."""

    name: str
    expressions: Sequence[Expression]


def set_paths(folder: Path, only: Sequence[str] = ()) -> dict[str, Path]:
    """Return the files of a folder that may be sets, or those named in `only`, by their names.

    A set's name is its file's name up to the first dot. Raises DataError for a name that is not
    there.
    """
    paths = {path.name.partition(".")[0]: path for path in sorted(folder.iterdir())}
    missing = [name for name in only if name not in paths]
    if missing:
        raise DataError(f"{folder.name} has no set named {', '.join(missing)}.")
    return {name: paths[name] for name in only or paths}


def load_set(name: str, path: Path) -> SymbolSet | ExpressionSet | None:
    """Load a set by its form, or return None where the form is unknown.

    Raises DataError for a set of a known form that is broken.
    """
    if path.suffix == ".npz":
        pictures, labels = read_pictures(path)
        return SymbolSet(name, trace_all(pictures), labels)
    if path.name.endswith(".jsonl.gz"):
        return _load_rows(name, path)
    if (path / "expr.tsv").is_file():
        return ExpressionSet(name, list(_inkml(path)))
    return None


def load_expressions(folder: Path) -> list[Expression]:
    """Load the expressions of all sets in a folder, and nothing else of it."""
    sets = (_load_rows(path.name, path) for path in sorted(folder.glob("*.jsonl.gz")))
    found = [each.expressions for each in sets if isinstance(each, ExpressionSet)]
    return [expression for expressions in found for expression in expressions]


def _load_rows(name: str, path: Path) -> SymbolSet | ExpressionSet | None:
    rows = read_rows(path)
    if rows and "label" in rows[0]:
        return SymbolSet(name, *read_symbols(path))
    if rows and "expr" in rows[0]:
        return ExpressionSet(name, [_expression(path, number, r) for number, r in enumerate(rows)])
    return None


def _expression(path: Path, number: int, row: dict[str, Any]) -> Expression:
    try:
        groups = tuple(frozenset(marks) for _, marks in row.get("symbols", ()))
        return _checked(Expression(Ink.of(row["strokes"]), row["expr"], groups))
    except (KeyError, TypeError, ValueError, CalculatorError) as error:
        raise DataError(f"{path.name}, row {number + 1}, is no expression: {error}") from error


def _inkml(folder: Path) -> Iterator[Expression]:
    for row in (folder / "expr.tsv").read_text(encoding="utf-8").splitlines():
        file, _, truth = row.partition("\t")
        try:
            yield _checked(Expression(ink_from_inkml((folder / file).read_bytes()), truth))
        except (OSError, InkError, ValueError, CalculatorError) as error:
            raise DataError(f"{folder.name}/{file} is no expression: {error}") from error


def _checked(expression: Expression) -> Expression:
    """Refuse what cannot be measured: no ink at all, or a truth that means nothing."""
    if not expression.ink.strokes:
        raise ValueError("it has no strokes")
    parse_text(expression.truth)
    return expression
