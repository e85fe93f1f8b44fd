"""Pages of rows of strokes, written as text, and the classifier that knows them by sight."""

from __future__ import annotations

import numpy as np
from scripted import Entry, Knowing

from segmentation.ink import Ink

_SIZE = 40.0  # the height of a symbol
_WIDTH, _GAP = 20.0, 10.0
_ROOM = 0.4 * _SIZE  # what a space of the text adds


def sheet(text: str, unsure: dict[int, Entry] | None = None) -> tuple[Ink, Knowing]:
    """Return the strokes of lines of text, one a symbol, and the classifier that knows them.

    Between symbols is a quarter of the typical size, and for each space 0.4 more; `.` is a dot and
    `=` two bars. `unsure` replaces what the classifier says of a stroke.
    """
    strokes: list[list[tuple[float, float]]] = []
    script: dict[tuple[int, ...], Entry] = {}
    for row, line in enumerate(text.split("\n")):
        x = 0.0
        for symbol in line:
            if symbol == " ":
                x += _ROOM
                continue
            drawn = _drawn(symbol, x, 2.5 * _SIZE * row, len(strokes))
            if symbol not in ".=":
                script[(len(strokes),)] = (unsure or {}).get(len(strokes), symbol)
            strokes += drawn
            x = max(point[0] for stroke in drawn for point in stroke) + _GAP
    ink = Ink.of(strokes)
    return ink, Knowing(ink, script)


def _drawn(symbol: str, x: float, y: float, seed: int) -> list[list[tuple[float, float]]]:
    if symbol == ".":
        return [[(x, y + _SIZE - 2), (x + 2, y + _SIZE)]]
    if symbol == "=":
        return [[(x, y + height), (x + _WIDTH, y + height)] for height in (14.0, 26.0)]
    bend = np.random.default_rng(seed).uniform(2, 18, 2)
    middle = (x + float(bend[0]), y + 2 * float(bend[1]))
    return [[(x, y), middle, (x + _WIDTH, y + _SIZE)]]
