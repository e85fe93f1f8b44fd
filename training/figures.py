"""Figures: pictures of numbers as the program draws them, ink on a sheet of paper.

The sheet is opaque, so that a figure can be read on a light page and on a dark one. matplotlib is
loaded by those who draw only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

SHEET, INK, WRONG, MUTED = "#fffdf8", "#2b4a9b", "#b3261e", "#5d6273"
"""The paper, what is drawn on it, what is wrong, and what is said beside."""


def new_figure(width: float, height: float) -> Any:
    """Return an empty figure of so many inches."""
    from matplotlib.figure import Figure

    return Figure((width, height), layout="constrained", facecolor=SHEET)


def without_frame(axes: Any) -> None:
    """Leave of the frame around axes what has numbers on it."""
    axes.set_facecolor(SHEET)
    axes.spines[["top", "right"]].set_visible(False)


def save_figure(figure: Any, path: Path) -> None:
    """Write a figure; the ending of the path says as what. The same figure is the same file."""
    from matplotlib import rc_context

    with rc_context({"svg.hashsalt": "inkcalc", "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
