"""Data sets of a few drawn symbols, and trainings on them that take seconds.

Run as a script it is `python -m training` for such trainings, in double precision, so that torchrun
can start it. Each process notes in the folder `INKCALC_TEST_NOTES` what it has learnt; where
`INKCALC_TEST_BREAK` is set, the process of that rank fails in the second epoch.
"""

from __future__ import annotations

import copy
import gzip
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from safetensors.torch import save_file
from torch import Tensor, nn

import training.fitting
import training.memory
import training.train
import training.validation
from training.__main__ import main
from training.datasets import DataError
from training.symbol_lessons import SymbolLessons

SMALL: dict[str, Any] = {
    "epoch_size": 128,
    "batch_size": 32,
    "synthesized_per_glyph": 1,
    "held_out": 0.2,
}
Lines = Sequence[tuple[int, int, int, int]]
Drawn = Mapping[str, Lines]
LINES: Drawn = {
    "1": ((14, 4, 14, 24),),
    "7": ((8, 5, 20, 5), (20, 5, 12, 24)),
    "+": ((6, 14, 22, 14), (14, 6, 14, 22)),
    "h": ((9, 4, 9, 24), (9, 15, 17, 13), (17, 13, 18, 24)),
}
EACH = 10  # samples of a symbol


def make_data(folder: Path, drawn: Drawn = LINES) -> None:
    """Write a set of pictures and one of strokes, of symbols by their lines on a 28×28 grid."""
    names = [label for label in drawn for _ in range(EACH)]
    images = np.stack([picture(drawn[each], i % EACH / 4) for i, each in enumerate(names)])
    np.savez_compressed(folder / "bars.npz", images=images, labels=np.array(names))
    rows = [
        json.dumps({"label": label, "strokes": _strokes(drawn[label], number % EACH)})
        for number, label in enumerate(names)
    ]
    # Without a time: what is held out hangs on the hash of the file.
    packed = gzip.compress("\n".join(rows).encode(), mtime=0)
    (folder / "pen_symbols.jsonl.gz").write_bytes(packed)


def picture(lines: Lines, shift: float, size: int = 28) -> NDArray[np.uint8]:
    """Draw lines on a dark picture, shifted by some pixels."""
    image = Image.new("L", (size, size))
    for line in lines:
        places = [value * size / 28 + shift for value in line]
        ImageDraw.Draw(image).line(places, fill=255, width=size // 12)
    return np.asarray(image)


def _strokes(lines: Lines, bend: int) -> list[list[list[float]]]:
    return [[[a, b], [(a + c) / 2 + bend / 5, (b + d) / 2], [c, d]] for a, b, c, d in lines]


@contextmanager
def tiny() -> Iterator[pytest.MonkeyPatch]:
    """Draw little beside the data, and keep to one thread."""
    threads = torch.get_num_threads()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training.train, "_LETTERS_PER_GLYPH", 1)
        patch.setattr(training.train, "_SCRIBBLES", 50)
        patch.setattr(training.validation, "_CONTEXTS", 60)
        patch.setattr(training.validation, "_PHOTOS", 30)
        patch.setattr(training.memory, "_OF_CONTEXTS", 60)
        patch.setattr(torch, "set_num_threads", lambda count: None)
        torch.set_num_threads(1)
        yield patch
    torch.set_num_threads(threads)


class DoubleLessons(SymbolLessons):
    """The same lessons in double precision, in which rounding hides no mistake."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        for network in self._teachers._networks:
            network.float()

    def batches(self, epoch: int) -> Iterator[tuple[Tensor, Tensor]]:
        for pictures, targets in super().batches(epoch):
            yield pictures.double(), targets

    def accuracy(self, network: nn.Module) -> float:
        return super().accuracy(copy.deepcopy(network).float())


def train_in_double(patch: pytest.MonkeyPatch, notes: Path) -> None:
    """Have trainings run in double precision, and note in a folder what they end with.

    No model is written, which takes longer than to train it; its card is among the notes.
    """
    rank = os.environ.get("RANK", "0")
    fit = training.train.fit

    def fitted(*arguments: Any) -> Any:
        network, history = fit(*arguments)
        state = {name: value.contiguous() for name, value in network.state_dict().items()}
        save_file(state, notes / f"{rank}.safetensors")
        return network.float(), history

    def export(network: nn.Module, memory: None, card: dict[str, Any], folder: Path) -> None:
        (notes / f"{rank}.json").write_text(json.dumps(card), encoding="utf-8")

    torch.set_default_dtype(torch.float64)
    patch.setattr(torch, "autocast", lambda *_: nullcontext())
    patch.setattr(training.train, "SymbolLessons", DoubleLessons)
    patch.setattr(training.train, "fit", fitted)
    patch.setattr(training.train, "calibrate", lambda *_: {})
    patch.setattr(training.train, "remember", lambda *_: None)
    patch.setattr(training.train, "export", export)


def fail_in_second_epoch(patch: pytest.MonkeyPatch) -> None:
    """Have the lessons of this process break off."""
    batches = DoubleLessons.batches

    def broken(self: DoubleLessons, epoch: int) -> Iterator[tuple[Tensor, Tensor]]:
        if epoch == 1:
            raise DataError("There is nothing here.")
        return batches(self, epoch)

    patch.setattr(DoubleLessons, "batches", broken)


if __name__ == "__main__":
    with tiny() as patched:
        train_in_double(patched, Path(os.environ["INKCALC_TEST_NOTES"]))
        if os.environ.get("INKCALC_TEST_BREAK") == os.environ["RANK"]:
            fail_in_second_epoch(patched)
        main()
