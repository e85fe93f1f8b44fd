"""The learning curve: how the error on a writer's symbols falls with the number of corrections.

`python -m training.learning_curve FOLDER FILE` draws it from the sets in FOLDER (`training/
writers.py` says how hands are simulated); the ending of FILE says as what.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from recognizer.classifier import load_classifier
from training.benchmarks import SymbolSet, load_set, set_paths
from training.options import folder_argument, model_option, only_option
from training.writers import Hands

SETS = ("crohme2014_symbols", "mnist_test", "mdas_test", "pendigits_test")
_SIZE = (5.6, 3.4)  # inches
_INK, _BAND = "#2b4a9b", "#2b4a9b33"


def draw_curve(figures: dict[str, Any], file: Path) -> None:
    """Draw the error after each number of corrections, with its 95 % interval, into a file."""
    # Only those who draw pictures wait for it.
    from matplotlib.figure import Figure

    errors = [100 * error for error in figures["errors"]]
    lows, highs = zip(*figures["errors_intervals"], strict=True)
    counts = range(len(errors))
    figure = Figure(_SIZE, layout="constrained")
    axes = figure.subplots()
    axes.fill_between(
        counts,
        [100 * low for low in lows],
        [100 * high for high in highs],
        color=_BAND,
        linewidth=0,
    )
    axes.plot(counts, errors, color=_INK, marker="o", linewidth=2)
    for count, error in zip(counts, errors, strict=True):
        axes.annotate(f"{error:.1f} %", (count, error), (6, 8), textcoords="offset points")
    axes.set_xticks(list(counts))
    axes.set_ylim(bottom=0)
    axes.set_xlabel("corrections of each confused class")
    axes.set_ylabel("symbols misread, %")
    axes.set_title(f"{figures['n']} writers never seen in training", loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    # Without a date, the same figures are the same file.
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)


@click.command()
@folder_argument
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@model_option
@only_option(SETS)
def main(folder: Path, file: Path, model: Path | None, only: Sequence[str]) -> None:
    """Draw the learning curve of the writers of the sets in FOLDER into FILE."""
    hands = Hands(load_classifier(model))
    for name, path in set_paths(folder, only).items():
        symbols = load_set(name, path)
        if isinstance(symbols, SymbolSet):
            hands.add(symbols)
    figures = hands.figures()
    if not figures:
        raise click.ClickException(f"{folder.name} has no writers whose symbols are confused.")
    draw_curve(figures, file)
    for count, error in enumerate(figures["errors"]):
        click.echo(f"{count} corrections: {100 * error:.2f} % misread")


if __name__ == "__main__":
    main()
