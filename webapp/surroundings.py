"""Surroundings: what stands around a symbol, as far as the network looked when it read the line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calculator.scores import rounded
from segmentation.context import marks_in_view
from segmentation.ink import Group, Ink
from segmentation.projection import typical_size
from webapp.refusals import Refusal

MAX_POINTS = 5_000
"""Of one sample; of what stands around it, only what has room beside the symbol itself is kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """A symbol cut out of an ink: its `own` strokes first, then those around it.

    `size` is the typical size of the symbols of its line, None for a symbol that stands nowhere.
    """

    ink: Ink
    own: int
    size: float | None


def alone(ink: Ink, marks: Sequence[int]) -> Excerpt:
    """Cut out a symbol that stands nowhere; raises Refusal for one that is too long."""
    own = ink.select(marks)
    if _points(own) > MAX_POINTS:
        told = f"A symbol of more than {MAX_POINTS:,} points is not kept."
        raise Refusal(413, "too_many_points", told)
    return Excerpt(own, len(marks), None)


def surrounded(ink: Ink, lines: Iterable[Sequence[int]], marks: Sequence[int]) -> Excerpt:
    """Cut out a symbol with what is seen around it in its line; raises Refusal as `alone` does."""
    room = MAX_POINTS - _points(alone(ink, marks).ink)
    # What a person joins may have been parted into lines; it is read as one line then.
    touched = [line for line in lines if not set(marks).isdisjoint(line)]
    line = sorted(mark for each in touched for mark in each)
    own = ink.select(line)
    size = rounded(typical_size(own))
    group = Group(tuple(line.index(mark) for mark in marks), ink.select(marks).box)
    [view] = marks_in_view(own, [group], size)
    others = []
    for mark in (line[at] for at in view.tolist() if line[at] not in marks):
        room -= len(ink.strokes[mark].points)
        if room < 0:
            break
        others.append(mark)
    return Excerpt(ink.select([*marks, *others]), len(marks), size)


def _points(ink: Ink) -> int:
    return sum(len(stroke.points) for stroke in ink.strokes)
