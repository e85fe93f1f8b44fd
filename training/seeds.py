"""Trainings of one recipe side by side: how far their seeds alone make them differ.

`python -m training.seeds FOLDER BUNDLE…` measures the bundles and the shipped model on the sets of
FOLDER and prints a table in Markdown: each figure in percent, their mean over the bundles, and how
many points that is from the shipped model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from tqdm import tqdm

from calculator.read import METHODS
from recognizer.bundle import BundleError
from recognizer.classifier import Classifier, load_classifier
from training.benchmarks import AnySet, ExpressionSet, PhotoSet, SymbolSet, load_set, set_paths
from training.datasets import DataError
from training.evaluation import measure_symbols
from training.judgement import figures_of, judge, judge_photos, photo_figures_of
from training.options import FOLDER, folder_argument

_SYMBOL_FIGURES = {"accuracy": "", "accuracy_among_digits": ", among digits"}
_EXPRESSION_FIGURES = {"exact": ", exact"}
SETS = (
    "crohme2014_symbols",
    "mdas_test",
    "mnist_test",
    "pendigits_test",
    "composed2014",
    "crohme2014_linear",
    "crohme2014_calc",
    "crohme2013train_linear",
    "crohme2013train_calc",
)
_PHOTOS = ("photos",)


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate of a set of `n`, of the shipped model and of each bundle."""

    name: str
    n: int
    shipped: float
    rates: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Return the mean over the bundles."""
        return float(np.mean(self.rates))


def compare_seeds(
    folder: Path, only: Sequence[str], shipped: Classifier, others: Sequence[Classifier]
) -> Iterator[Figure]:
    """Measure models on the sets of a folder; raises DataError for one that is not there."""
    for name, path in set_paths(folder, only).items():
        loaded = load_set(name, path)
        if loaded is None:
            continue
        before, *found = (measure(loaded, classifier) for classifier in (shipped, *others))
        for key, what in (_SYMBOL_FIGURES | _EXPRESSION_FIGURES).items():
            if key in before:
                rates = tuple(figures[key] for figures in found)
                yield Figure(name + what, before["n"], before[key], rates)


def measure(loaded: AnySet, classifier: Classifier) -> dict[str, Any]:
    """Return the figures of one set, as an evaluation does."""
    match loaded:
        case SymbolSet():
            return measure_symbols(loaded, classifier)
        case ExpressionSet():
            return figures_of(loaded, judge(loaded.expressions, classifier, METHODS[0]))
        case PhotoSet():
            return photo_figures_of(loaded, judge_photos(loaded.photos, classifier))


def markdown(figures: Iterable[Figure], shipped: str, names: Sequence[str]) -> str:
    """Return figures as a table, the shipped model first, then the bundles by their names."""
    heads = ("%", "n", shipped, *names, "mean", "points")
    rows = [heads, ("---", *["---:"] * (len(heads) - 1)), *map(_row, figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(figure: Figure) -> tuple[str, ...]:
    rates = (figure.shipped, *figure.rates, figure.mean)
    difference = 100 * (figure.mean - figure.shipped)
    shown = (f"{100 * rate:.2f}" for rate in rates)
    return figure.name, str(figure.n), *shown, f"{difference:+.2f}"


@click.command()
@folder_argument
@click.argument("bundles", nargs=-1, required=True, type=FOLDER)
@click.option("--photos", is_flag=True, help="Read the photos too, which takes minutes a model.")
def main(folder: Path, bundles: tuple[Path, ...], photos: bool) -> None:
    """Compare BUNDLES, trained from several seeds, with the shipped model on FOLDER's sets."""
    sets = (*SETS, *_PHOTOS) if photos else SETS
    try:
        shipped, *others = (load_classifier(bundle) for bundle in (None, *bundles))
        found = compare_seeds(folder, sets, shipped, others)
        figures = list(tqdm(found, desc="figures", leave=False))
    except (DataError, BundleError) as error:
        raise click.ClickException(str(error)) from None
    names = [f"{each.model_id}, seed {each.card['seed']}" for each in others]
    click.echo(markdown(figures, f"{shipped.model_id}, shipped", names))


if __name__ == "__main__":
    main()
