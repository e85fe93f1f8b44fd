"""The course of a training: the losses of its steps, few enough to be drawn."""

from __future__ import annotations

import numpy as np

from training.watch import History, Watch

_MOST_POINTS = 400


class Course(Watch):
    """Notes the losses of a training for a picture of them, and tells all to who else watches."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._losses: list[tuple[float, float]] = []

    @property
    def losses(self) -> list[tuple[float, float]]:
        """Return how many epochs had passed and the loss there, each a mean of some steps."""
        if not self._losses:
            return []
        parts = np.array_split(np.array(self._losses), min(len(self._losses), _MOST_POINTS))
        return [(float(at), float(loss)) for at, loss in (part.mean(axis=0) for part in parts)]

    def says(self, stage: str) -> None:
        self._watch.says(stage)

    def drew(self, sheet: bytes) -> None:
        self._watch.drew(sheet)

    def stepped(self, epoch: int, step: int, steps: int, loss: float) -> None:
        self._losses.append((epoch - 1 + step / steps, loss))
        self._watch.stepped(epoch, step, steps, loss)

    def finished(self, history: History) -> None:
        self._watch.finished(history)
