"""Benchmarks: the sets that only measure, recognised by their form.

`*.npz` holds labelled pictures; rows of `*.jsonl.gz` with a `label` are isolated symbols, rows with
an `expr` whole expressions on one line, rows with `latex` whole expressions in two dimensions; a
folder with `expr.tsv` holds InkML files and their truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calculator.errors import CalculatorError
from calculator.grammar import parse_text
from calculator.tree import Node
from segmentation.codecs import InkError
from segmentation.ink import Ink
from segmentation.inkml import ink_from_inkml
from training.datasets import DataError, read_pictures, read_rows, read_symbols, trace_all
from training.latex import MeaninglessLatex, parse_latex


@dataclass(frozen=True, slots=True, eq=False)
class SymbolSet:
    """Isolated symbols and their labels, foreign ones among them."""

    name: str
    inks: Sequence[Ink]
    labels: Sequence[str]


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


def load_expressions(name: str, path: Path) -> ExpressionSet | None:
    """Load a set of expressions, or return None for anything else."""
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
        return SymbolSet(name, *read_symbols(path))
    if rows and ("expr" in rows[0] or "latex" in rows[0]):
        return _load_expressions(name, path, rows)
    return None


def _load_expressions(name: str, path: Path, rows: list[dict[str, Any]]) -> ExpressionSet:
    expressions, left_out = [], []
    for number, row in enumerate(rows):
        try:
            expressions.append(_expression(row))
        except MeaninglessLatex as unknown:
            left_out.append(unknown)
        except (KeyError, TypeError, ValueError, CalculatorError) as error:
            raise DataError(f"{path.name}, row {number + 1}, is no expression: {error}") from error
    return ExpressionSet(name, expressions, len(left_out), sum(each.is_root for each in left_out))


def _expression(row: dict[str, Any]) -> Expression:
    groups = tuple(frozenset(marks) for _, marks in row.get("symbols", ()))
    truth = parse_latex(row["latex"]) if "latex" in row else parse_text(row["expr"])
    return _checked(Expression(Ink.of(row["strokes"]), truth, groups))


def _inkml(folder: Path) -> Iterator[Expression]:
    for row in (folder / "expr.tsv").read_text(encoding="utf-8").splitlines():
        file, _, truth = row.partition("\t")
        try:
            ink = ink_from_inkml((folder / file).read_bytes())
            yield _checked(Expression(ink, parse_text(truth)))
        except (OSError, InkError, ValueError, CalculatorError) as error:
            raise DataError(f"{folder.name}/{file} is no expression: {error}") from error


def _checked(expression: Expression) -> Expression:
    """Refuse what cannot be measured: no ink at all."""
    if not expression.ink.strokes:
        raise ValueError("it has no strokes")
    return expression
