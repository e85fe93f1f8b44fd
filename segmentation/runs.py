"""Runs: the marks of a line between its spaces, from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segmentation.ink import Box


@dataclass(frozen=True, slots=True)
class Run:
    """Marks with no wide space between them, and the space before them, 0 for the first.

    Marks rise; the space is in the units of the ink.
    """

    marks: tuple[int, ...]
    space: float


def runs(units: Sequence[Sequence[int]], boxes: Sequence[Box], room: float) -> tuple[Run, ...]:
    """Part the marks of a line where a space is wider than `room`, in the units of the ink.

    A space is where no unit stands, over its whole height; a unit is marks that stay together.
    """
    found: list[Run] = []
    reach = 0.0
    around = [(Box.around(boxes[mark] for mark in unit), unit) for unit in units]
    for box, unit in sorted(around, key=lambda pair: pair[0].as_tuple()):
        space = box.x0 - reach if found else 0.0
        reach = max(reach, box.x1) if found else box.x1
        if found and space <= room:
            last = found.pop()
            found.append(Run(tuple(sorted({*last.marks, *unit})), last.space))
        else:
            found.append(Run(tuple(sorted(unit)), space))
    return tuple(found)
