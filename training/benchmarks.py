"""Benchmarks: the sets that only measure, recognised by their form.

`*.npz` holds labelled pictures; rows of `*.jsonl.gz` with a `label` are isolated symbols, rows with
an `expr` whole expressions on one line; a folder with `expr.tsv` holds InkML files and their truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmentation.ink import Ink
from segmentation.inkml import ink_from_inkml
from training.datasets import DataError, read_pictures, read_rows, trace_all


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


def find_sets(folder: Path, only: Sequence[str] = ()) -> Iterator[SymbolSet | ExpressionSet]:
    """Yield every set in a folder whose form is known, or those named in `only`.

    A set's name is its file's name up to the first dot. Raises DataError for a name that is not
    there, and when there is nothing at all.
    """
    paths = {path.name.partition(".")[0]: path for path in sorted(folder.iterdir())}
    missing = [name for name in only if name not in paths]
    if missing:
        raise DataError(f"{folder.name} has no set named {', '.join(missing)}.")
    count = 0
    for name in only or paths:
        found = _load(name, paths[name])
        if found is not None:
            count += 1
            yield found
    if not count:
        raise DataError(f"{folder.name} has no set whose form is known.")


def load_expressions(folder: Path) -> list[Expression]:
    """Load the expressions of all sets in a folder, and nothing else of it."""
    sets = (_load_rows(path.name, path) for path in sorted(folder.glob("*.jsonl.gz")))
    found = [each.expressions for each in sets if isinstance(each, ExpressionSet)]
    return [expression for expressions in found for expression in expressions]


def _load(name: str, path: Path) -> SymbolSet | ExpressionSet | None:
    if path.suffix == ".npz":
        pictures, labels = read_pictures(path)
        return SymbolSet(name, trace_all(pictures), labels)
    if path.name.endswith(".jsonl.gz"):
        return _load_rows(name, path)
    if (path / "expr.tsv").is_file():
        return ExpressionSet(name, list(_inkml(path)))
    return None


def _load_rows(name: str, path: Path) -> SymbolSet | ExpressionSet | None:
    rows = read_rows(path)
    if rows and "label" in rows[0]:
        return SymbolSet(name, [Ink.of(r["strokes"]) for r in rows], [r["label"] for r in rows])
    if rows and "expr" in rows[0]:
        expressions = [
            Expression(
                Ink.of(row["strokes"]),
                row["expr"],
                tuple(frozenset(marks) for _, marks in row["symbols"]),
            )
            for row in rows
        ]
        return ExpressionSet(name, expressions)
    return None


def _inkml(folder: Path) -> Iterator[Expression]:
    for row in (folder / "expr.tsv").read_text(encoding="utf-8").splitlines():
        file, truth = row.split("\t")
        yield Expression(ink_from_inkml((folder / file).read_bytes()), truth)
