"""What a search has found: a table of its trials, and a picture of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from training.search_space import SPACE, short

DONE = (TrialState.COMPLETE, TrialState.PRUNED)
"""The states of trials that are over, at their end or because they were broken off."""
_COLUMNS = 5  # of the parameters' pictures
_CELL = 2.3, 2.2  # inches
_SMALL = 8  # points
_INK, _PALE, _BEST = "#2b4a9b", "#2b4a9b55", "#b4552d"


def ranked(study: Study) -> list[FrozenTrial]:
    """Return the trials that are over, best first; those that were broken off come last."""

    def rank(trial: FrozenTrial) -> tuple[bool, float]:
        return trial.state == TrialState.COMPLETE, accuracy(trial)

    return sorted(study.get_trials(deepcopy=False, states=DONE), key=rank, reverse=True)


def accuracy(trial: FrozenTrial) -> float:
    """Return the accuracy on what is held out after the last epoch of a trial."""
    return trial.intermediate_values[max(trial.intermediate_values)]


def table(trials: Sequence[FrozenTrial]) -> str:
    """Return trials as a table in Markdown, in columns of one width."""
    names = list(map(short, SPACE))
    rows = [["trial", "accuracy, %", "epochs", *names], *map(_row, trials)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * (width - 1) + ":" for width in widths])
    lines = (
        " | ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "".join(f"| {line} |\n" for line in lines)


def _row(trial: FrozenTrial) -> list[str]:
    epochs = f"{max(trial.intermediate_values)}"
    if trial.state == TrialState.PRUNED:
        epochs += ", broken off"
    values = [f"{trial.params[name]:.3g}" for name in SPACE]
    return [str(trial.number), f"{100 * accuracy(trial):.2f}", epochs, *values]


def draw(trials: Sequence[FrozenTrial], file: Path) -> None:
    """Draw the accuracy by trial with the best so far, and against each parameter.

    `trials` are ranked. Those that were broken off are pale, and at the bottom where they are lower
    than all that came to their end.
    """
    # Only those who draw pictures wait for it.
    from matplotlib.figure import Figure

    rows = -(-len(SPACE) // _COLUMNS)
    figure = Figure((_CELL[0] * _COLUMNS, _CELL[1] * (rows + 1)), layout="constrained")
    grid = figure.add_gridspec(rows + 1, _COLUMNS)
    course = figure.add_subplot(grid[0, :])
    _scatter(course, [trial.number for trial in trials], trials)
    _draw_best(course, trials)
    course.set_xlabel("trial", fontsize=_SMALL)
    course.set_title("symbols held out that are known, %", loc="left", fontsize=10)
    for place, (name, span) in enumerate(SPACE.items()):
        row, column = divmod(place, _COLUMNS)
        axes = figure.add_subplot(grid[1 + row, column], sharey=course)
        _scatter(axes, [trial.params[name] for trial in trials], trials)
        axes.set_xscale("log" if span.log else "linear")
        axes.set_xlim(span.low, span.high)
        axes.set_xlabel(short(name).replace("_", " "), fontsize=_SMALL)
        axes.tick_params(labelleft=column == 0)
    # Without a date, the same figures are the same file.
    figure.savefig(file, metadata={"Date": None})


def _draw_best(axes: Any, trials: Sequence[FrozenTrial]) -> None:
    """Draw the best accuracy so far as a stair."""
    whole = sorted((trial.number, 100 * accuracy(trial)) for trial in _whole(trials))
    numbers, accuracies = zip(*whole, strict=True)
    axes.step(numbers, np.maximum.accumulate(accuracies), where="post", color=_BEST, zorder=0)


def _scatter(axes: Any, places: Sequence[float], trials: Sequence[FrozenTrial]) -> None:
    lowest = min(map(accuracy, _whole(trials)))
    colors = [_INK if trial.state == TrialState.COMPLETE else _PALE for trial in trials]
    heights = [100 * max(accuracy(trial), lowest) for trial in trials]
    axes.scatter(places, heights, c=[_BEST, *colors[1:]], s=18)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=_SMALL)


def _whole(trials: Sequence[FrozenTrial]) -> list[FrozenTrial]:
    """Return the trials that came to their end."""
    return [trial for trial in trials if trial.state == TrialState.COMPLETE]
