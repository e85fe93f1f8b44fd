"""Columns: sums that stand side by side on one line of a page.

A line is parted at a space far wider than any within a sum, where both sides are sums of their own.
What follows `=` is its result, or another way to write the same: a sum that waits for its result is
parted only from others that wait for theirs, or that have a number.
"""

from __future__ import annotations

from collections.abc import Sequence

from calculator.automaton import FRACTION, POINT, SIGNS
from calculator.numbering import propose
from calculator.passages import Passage
from recognizer.alphabet import DIGITS
from segmentation.columns import WIDE

_WIDER = 3.0
"""The least space between two sums where no `=` ends the first, in typical sizes."""
_MOST_ROOMS = 4
"""How many ways to part a line are tried at most."""
_MOST_RUNS = 16
"""A line with more wide spaces is no row of sums; bounds the time that a strange page takes."""
_BLANK = frozenset({"-", POINT})
"""As what the line is read, drawn or dotted, on which a result is to be written."""
_ANSWER = DIGITS | {"-", POINT, FRACTION}
"""What a result is made of."""


def columns(line: Passage) -> tuple[Passage, ...]:
    """Part a line into the sums that stand side by side on it, from left to right."""
    spaces = sorted({run.space for run in line.runs(WIDE)[1:]}, reverse=True)
    # Somebody may write so wide that spaces within a sum are among them, but those are narrower.
    rooms = [WIDE, *spaces[1:_MOST_ROOMS]] if spaces else []
    return max((_parted(line, room) for room in rooms), key=len, default=(line,))


def _parted(line: Passage, room: float) -> tuple[Passage, ...]:
    """Part a line at those spaces wider than `room` between which sums stand, if all are sums."""
    runs = line.runs(room)
    if len(runs) > _MOST_RUNS:
        return (line,)
    sums = [line.part(runs[0].marks)]
    for at in range(1, len(runs)):
        following = [line.part(run.marks) for run in runs[at : at + 2]]
        if _is_sum(sums[-1]) and _is_apart(sums[-1], following, runs[at].space):
            sums.append(following[0])
        else:
            sums.append(_joined(sums.pop(), following[0]))
    return tuple(sums) if all(map(_is_sum, sums)) else (line,)


def _is_apart(before: Passage, following: Sequence[Passage], space: float) -> bool:
    """Tell whether what follows a sum begins one of its own, given it and what comes next."""
    if _has_number(following[0]) or (len(following) > 1 and _has_number(_joined(*following))):
        return True
    first = following[0]
    if not first.is_sum:
        return False
    if _waits(before):
        return _waits(first)
    if not first.has_operator or first.labels[0] in SIGNS:
        return False
    return _is_answered(before) if before.result is not None else space > _WIDER


def _waits(passage: Passage) -> bool:
    """Tell whether a sum ends with `=` and has no result yet."""
    return passage.result is not None and _BLANK.issuperset(passage.result)


def _is_answered(passage: Passage) -> bool:
    """Tell whether a number or a fraction follows `=`, and nothing that could go on."""
    labels = passage.result or ()
    return labels[-1:] not in (("-",), (POINT,)) and _ANSWER.issuperset(labels)


def _joined(one: Passage, other: Passage) -> Passage:
    return one.part((*one.marks, *other.marks))


def _is_sum(passage: Passage) -> bool:
    return passage.is_sum or _has_number(passage)


def _has_number(passage: Passage) -> bool:
    """Tell whether a passage is a sum with its number."""
    number = propose(passage)
    return number is not None and number.rest.is_sum and number.is_needed()
