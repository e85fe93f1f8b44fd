"""What is taken for what: counted over any classes, and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.figures import INK, SHEET, WRONG, new_figure, save_figure

_CELL = 0.34  # inches
_MARGIN = (1.4, 1.2)  # inches, for labels
_LEAST_SIDE = 3.0  # inches
_DARK = 0.5  # of the strongest colour; on what is darker, counts are as light as the paper
_LONG = 4  # characters; longer labels stand upright under their columns

Matrix = Sequence[Sequence[int]]
"""How often each truth, a row, was read as each class, a column."""


def count_confusions(
    truth: NDArray[np.intp], read: NDArray[np.intp], classes: int
) -> list[list[int]]:
    """Count what was read as what: truths and readings (n,) are indices of so many classes."""
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (truth, read), 1)
    rows: list[list[int]] = counts.tolist()
    return rows


def confusion(matrix: Matrix, labels: Sequence[str], path: Path) -> None:
    """Draw a confusion matrix (k, k) of any classes into a file.

    A cell is the darker the larger its share of its truth is, right ones in another colour than
    wrong ones.
    """
    side = max(_CELL * len(labels), _LEAST_SIDE)
    figure = new_figure(side + _MARGIN[0], side + _MARGIN[1])
    axes = figure.subplots()
    strengths = _strengths(matrix)
    axes.imshow(_colours(strengths), interpolation="nearest")
    for row, counts in enumerate(matrix):
        for column, count in enumerate(counts):
            if count:
                light = strengths[row, column] > _DARK
                _write(axes, row, column, count, SHEET if light else INK)
    places, shown = range(len(labels)), [label.replace("$", r"\$") for label in labels]
    axes.set_xticks(places, shown, rotation=90 if max(map(len, labels)) > _LONG else 0)
    axes.set_yticks(places, shown)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_xlabel("read as")
    axes.set_ylabel("truth")
    save_figure(figure, path)


def _write(axes: Any, row: int, column: int, count: int, colour: str) -> None:
    axes.text(column, row, str(count), ha="center", va="center", fontsize=7, color=colour)


def _strengths(matrix: Matrix) -> NDArray[np.float64]:
    """Return how strong the colour of each cell is (k, k), 0 to 1; rare confusions show too."""
    counts = np.array(matrix, dtype=np.float64)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    strengths: NDArray[np.float64] = np.sqrt(shares)
    return strengths


def _colours(strengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the colours (k, k, 3) of cells: of paper, and of ink as far as they are strong."""
    from matplotlib.colors import to_rgb

    paper, right, wrong = (np.array(to_rgb(colour)) for colour in (SHEET, INK, WRONG))
    is_right = np.eye(len(strengths), dtype=bool)[..., None]
    colours: NDArray[np.float64] = paper + strengths[..., None] * (
        np.where(is_right, right, wrong) - paper
    )
    return colours
