"""Robustness: how often a reading stays what it was when the ink is changed without its meaning.

`python -m training.robustness FOLDER` reads the real expressions of FOLDER's sets again after each
change of `training.distortions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from calculator.read import METHODS, read_ink
from recognizer.bundle import BundleError
from recognizer.classifier import Classifier, load_classifier
from segmentation.ink import Ink
from training import metrics
from training.benchmarks import Expression, grouped_expressions
from training.datasets import DataError
from training.distortions import CHANGES, Change
from training.options import folder_argument, model_option, only_option
from training.report import lay_out
from training.serving import SETS


def unchanged(
    expressions: Sequence[Expression],
    change: Change,
    before: Sequence[tuple[str | None, ...]],
    classifier: Classifier,
    method: str,
    rng: np.random.Generator,
) -> int:
    """Count the expressions that are read after a change as they were before it."""
    after = [read_lines(change(each, rng), classifier, method) for each in expressions]
    return sum(a == b for a, b in zip(after, before, strict=True))


def read_lines(ink: Ink, classifier: Classifier, method: str) -> tuple[str | None, ...]:
    """Return the expression of each line that is read."""
    return tuple(line.expression for line in read_ink(ink, classifier, method).lines)


@click.command()
@folder_argument
@only_option(SETS)
@click.option("--method", type=click.Choice(METHODS), default=METHODS[0], show_default=True)
@model_option
@click.option("--seed", default=0, show_default=True, help="Seed of the orders that are drawn.")
def main(folder: Path, only: tuple[str, ...], method: str, model: Path | None, seed: int) -> None:
    """Measure how often the readings of FOLDER's expressions stay the same."""
    try:
        classifier = load_classifier(model)
        expressions = grouped_expressions(folder, only)
    except (OSError, BundleError, DataError) as error:
        raise click.ClickException(str(error)) from None
    before = [read_lines(each.ink, classifier, method) for each in expressions]
    rows = []
    for name, change in CHANGES.items():
        click.echo(f"{name} …", err=True)
        rng = np.random.default_rng(seed)
        same = unchanged(expressions, change, before, classifier, method, rng)
        rows.append((name, str(len(expressions)), _percent(same, len(expressions))))
    click.echo(f"model {classifier.model_id}, method {method}, {', '.join(only)}\n")
    click.echo(lay_out(("change", "n", "unchanged %"), rows))


def _percent(count: int, n: int) -> str:
    low, high = metrics.wilson(count, n)
    return f"{100 * count / n:.2f} ({100 * low:.1f}–{100 * high:.1f})"


if __name__ == "__main__":
    main()
