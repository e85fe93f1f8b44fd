"""The course of a training as a picture: its loss, and what it knew of what is held out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.figures import INK, MUTED, new_figure, save_figure, without_frame

_SIZE = (6.4, 4.8)  # inches
_ROOM = 1.02  # of the epochs that have passed, for the mark of the last
_LINE: dict[str, Any] = {"color": INK, "linewidth": 2, "marker": "."}


def curves(
    history: Sequence[dict[str, float]], losses: Sequence[tuple[float, float]], path: Path
) -> None:
    """Draw a training of any classes into a file.

    `history` has the mean `loss` of each epoch and the `accuracy` after it, between 0 and 1;
    `losses` are pairs of how many epochs had passed and the loss there.
    """
    figure = new_figure(*_SIZE)
    upper, lower = figure.subplots(2, sharex=True)
    _draw_losses(upper, history, losses)
    _draw_accuracy(lower, history)
    lower.set_xlabel("epochs")
    # A tenth of an epoch is no tick, and the first epoch is whole when it has passed.
    lower.xaxis.get_major_locator().set_params(integer=True)
    passed = max([1, len(history), *(at for at, _ in losses)])
    lower.set_xlim(0, passed * _ROOM)
    save_figure(figure, path)


def _draw_losses(
    axes: Any, history: Sequence[dict[str, float]], losses: Sequence[tuple[float, float]]
) -> None:
    without_frame(axes)
    axes.plot(*_columns(losses), color=MUTED, linewidth=0.8, alpha=0.7)
    means = [epoch["loss"] for epoch in history]
    # A mean is that of all its epoch, and stands in its middle.
    axes.plot([at + 0.5 for at in range(len(means))], means, **_LINE)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("loss")


def _draw_accuracy(axes: Any, history: Sequence[dict[str, float]]) -> None:
    without_frame(axes)
    shares = [100 * epoch["accuracy"] for epoch in history]
    axes.plot(range(1, len(shares) + 1), shares, **_LINE)
    axes.set_ylabel("held out, read right, %")
    if shares:
        axes.annotate(
            f"{shares[-1]:.2f} %",
            (len(shares), shares[-1]),
            (-6, -14),
            textcoords="offset points",
            ha="right",
            color=INK,
        )


def _columns(pairs: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [at for at, _ in pairs], [value for _, value in pairs]
