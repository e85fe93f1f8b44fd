"""Watching a training: who wants to know how far it is, and may end it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from tqdm import tqdm

_SHOWN_EVERY = 16  # steps
_SHOWN_MEAN = 64  # steps

History = list[dict[str, float]]
"""The mean `loss` of each epoch, and the `accuracy` on what is held out after it."""


class Stopped(Exception):
    """A training was asked to end before its end; it can go on from its last checkpoint."""


class Watch:
    """One who does not care. Others say more; each method may raise Stopped."""

    def says(self, stage: str) -> None:
        """Hear in words what is done now."""

    def drew(self, sheet: bytes) -> None:
        """See a PNG of samples as the network sees them."""

    def stepped(self, epoch: int, step: int, steps: int, loss: float) -> None:
        """Hear that `step` of the `steps` of an epoch is taken, both counted from 1."""

    def finished(self, history: History) -> None:
        """Hear that an epoch is over: what was learnt is safe, and this is the course so far."""


class Console(Watch):
    """Shows a bar for each epoch, and a line after it."""

    def __init__(self, epochs: int) -> None:
        self._epochs = epochs
        self._bar: tqdm[None] | None = None
        self._losses: list[float] = []

    def says(self, stage: str) -> None:
        tqdm.write(f"{stage}.")

    def stepped(self, epoch: int, step: int, steps: int, loss: float) -> None:
        if self._bar is None:
            self._losses = []
            self._bar = tqdm(total=steps, desc=f"epoch {epoch}/{self._epochs}")
        self._losses.append(loss)
        self._bar.update()
        if step % _SHOWN_EVERY == 0:
            self._bar.set_postfix(loss=f"{_mean(self._losses[-_SHOWN_MEAN:]):.4f}")

    def finished(self, history: History) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
        last = history[-1]
        told = f"loss {last['loss']}, validation {last['accuracy']:.4%}"
        tqdm.write(f"epoch {len(history)}: {told}")


def _mean(losses: Sequence[float]) -> float:
    return float(np.mean(losses))
