"""Robustness to the camera: how much of what is read as ink is read from photographs of it.

`python -m training.photo_robustness FOLDER` photographs the real expressions of FOLDER's sets under
each of `training.conditions`, and under those of strangers, drawn by lot.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

import click
import numpy as np
from PIL import Image

from calculator.grammar import parse_text
from calculator.photo import read_photo
from calculator.read import read_ink
from calculator.reading import Reading
from calculator.tree import Node
from recognizer.bundle import BundleError
from recognizer.classifier import Classifier, load_classifier
from segmentation.photo.files import PhotoError, open_photo
from training.benchmarks import Expression, grouped_expressions
from training.conditions import CONDITIONS
from training.datasets import DataError
from training.judgement import has_answer, is_exact, rate, written_lines
from training.options import folder_argument, model_option, only_option
from training.photographs import Photograph, photograph, random_conditions
from training.report import lay_out, percent

SETS = ("composed2014", "crohme2014_linear")
INK = "ink itself"
STRANGERS = "drawn by lot"
NAMES = (INK, *CONDITIONS, STRANGERS)
"""What expressions are read as or under, in the order of the table."""
_HEADS = ("condition", "n", "exact %", "answer %", "read as the ink is %")
_COLUMNS = ("exact", "answer", "as_ink")


@dataclass(frozen=True, slots=True)
class Trial:
    """One expression to be read under a named condition; `seed` is that of its photograph."""

    name: str
    expression: Expression
    seed: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a reading is exact, has the right answer, and is what is read of the ink itself."""

    exact: bool
    answer: bool
    as_ink: bool


def try_reading(trial: Trial, classifier: Classifier) -> Outcome:
    """Read an expression under its condition and judge what is read."""
    truth = trial.expression.truth
    ink = read_ink(trial.expression.ink, classifier)
    reading = ink if trial.name == INK else read_photographed(trial, classifier)
    if reading is None:
        return Outcome(False, False, False)
    same = meanings(reading) == meanings(ink)
    return Outcome(is_exact(reading, truth), has_answer(reading, truth), same)


def read_photographed(trial: Trial, classifier: Classifier) -> Reading | None:
    """Return what is read of a trial's photograph; None where it is refused."""
    rng = np.random.default_rng(trial.seed)
    conditions = random_conditions(rng) if trial.name == STRANGERS else CONDITIONS[trial.name]
    try:
        photo = open_photo(png_of(photograph(trial.expression.ink, conditions, rng)))
    except PhotoError:
        return None
    return read_photo(photo, classifier)


def png_of(taken: Photograph) -> bytes:
    """Return a photograph as the file that somebody would send."""
    file = BytesIO()
    Image.fromarray(taken.pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def meanings(reading: Reading) -> tuple[Node | None, ...]:
    """Return what each line that has any symbol means; None is no expression."""
    read = (line.expression for line in written_lines(reading))
    return tuple(None if each is None else parse_text(each) for each in read)


def spread(expressions: Sequence[Expression], limit: int) -> list[Expression]:
    """Return no more than so many expressions, evenly spaced over those given."""
    count = min(limit, len(expressions))
    return [expressions[i * len(expressions) // count] for i in range(count)]


def figures(trials: Iterable[Trial], outcomes: Iterable[Outcome]) -> dict[str, dict[str, Any]]:
    """Return how many trials of each name there are, and their rates with 95 % intervals."""
    found: defaultdict[str, list[Outcome]] = defaultdict(list)
    for trial, outcome in zip(trials, outcomes, strict=True):
        found[trial.name].append(outcome)
    return {name: {"n": len(each), **_rates(each)} for name, each in found.items()}


def table(report: dict[str, Any], markdown: bool = False) -> str:
    """Lay out a report, plainly or in Markdown."""
    rows = [
        (name, str(each["n"]), *(percent(each, column) for column in _COLUMNS))
        for name, each in report["conditions"].items()
    ]
    if not markdown:
        return f"model {report['model']}, {', '.join(report['sets'])}\n\n{lay_out(_HEADS, rows)}"
    return "\n".join(f"| {' | '.join(row)} |" for row in (_HEADS, ("---",) * len(_HEADS), *rows))


class _Map(Protocol):
    def __call__(self, trials: Sequence[Trial]) -> Iterator[Outcome]: ...


@cache
def _classifier(model: Path | None) -> Classifier:
    """Load a model once in each process."""
    return load_classifier(model)


def _try(job: tuple[Trial, Path | None]) -> Outcome:
    trial, model = job
    return try_reading(trial, _classifier(model))


@contextmanager
def _working(workers: int, model: Path | None) -> Iterator[_Map]:
    """Return a map of trials to outcomes that keeps their order, in one or several processes."""
    if workers == 1:
        yield lambda trials: (_try((trial, model)) for trial in trials)
        return
    # A forked process would inherit the threads of ONNX Runtime in an unknown state.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield lambda trials: pool.map(_try, [(trial, model) for trial in trials], chunksize=8)


def _rates(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        key: value
        for column in _COLUMNS
        for key, value in rate(column, [getattr(each, column) for each in outcomes]).items()
    }


@click.command()
@folder_argument
@only_option(SETS)
@click.option(
    "--condition",
    "names",
    multiple=True,
    type=click.Choice(NAMES),
    default=NAMES,
    help="Read under this condition; may be repeated. Without it, under all.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=150,
    show_default=True,
    help="Read so many expressions, evenly spaced over the sets.",
)
@model_option
@click.option("--seed", default=0, show_default=True, help="Seed of the photographs.")
@click.option("--workers", type=click.IntRange(1, 8), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--markdown", is_flag=True, help="Print the table in Markdown.")
def main(
    folder: Path,
    only: tuple[str, ...],
    names: tuple[str, ...],
    limit: int,
    model: Path | None,
    seed: int,
    workers: int,
    as_json: bool,
    markdown: bool,
) -> None:
    """Measure how well photographs of FOLDER's expressions are read."""
    try:
        classifier = _classifier(model)
        expressions = spread(grouped_expressions(folder, only), limit)
    except (OSError, BundleError, DataError) as error:
        raise click.ClickException(str(error)) from None
    trials: list[Trial] = []
    outcomes: list[Outcome] = []
    with _working(workers, model) as read_all:
        for name in names:
            click.echo(f"{name} …", err=True)
            batch = [Trial(name, each, (seed, i)) for i, each in enumerate(expressions)]
            outcomes += read_all(batch)
            trials += batch
    found = figures(trials, outcomes)
    report = {"model": classifier.model_id, "sets": list(only), "conditions": found}
    click.echo(json.dumps(report) if as_json else table(report, markdown))


if __name__ == "__main__":
    main()
