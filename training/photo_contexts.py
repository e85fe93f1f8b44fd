"""Groups in their context as a photo shows them: composed, photographed and found again.

A camera leaves other ink than a pen: thinned lines, broken or grown together, and what is no ink.
What each found group is, is known, because every point of the composed ink is known in the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from segmentation.context import rasterize_in_context
from segmentation.ink import Group, Ink
from segmentation.lattice import propose
from segmentation.lines import split_lines
from segmentation.photo.files import Photo
from segmentation.photo.level import levelled
from segmentation.photo.marks import find_marks
from segmentation.projection import typical_size
from segmentation.raster import Pictures
from training.composition import Composed, Composer
from training.conditions import Conditions
from training.expressions import random_line
from training.ownership import Ownership
from training.photographs import photograph, random_conditions
from training.samples import OUTLIER

_HEIGHTS = (26.0, 64.0)  # pixels; of a symbol, small enough to be photographed quickly
_MOST_ROOM = 0.8  # typical symbol sizes; paper without writing costs time and teaches nothing
_LONGEST_SIDE = 1200  # pixels
_MOST_BLUR = 0.06  # of the height of a symbol; what is blurred more, nobody could read


def photo_contexts(
    composer: Composer, count: int, rng: np.random.Generator
) -> tuple[Pictures, NDArray[np.intp]]:
    """Photograph until there are `count` groups: pictures (count, 3, 32, 32), targets (count,)."""
    pictures: list[Pictures] = []
    targets: list[int] = []
    while len(targets) < count:
        composed = composer.compose(random_line(rng), rng)
        lines = list(cut(composed, cheap_conditions(rng), rng))
        chosen = _balanced([target for _, pairs in lines for _, target in pairs], rng)
        chosen = chosen[: count - len(targets)]
        first = 0
        for line, pairs in lines:
            own = [pairs[i - first] for i in sorted(chosen) if 0 <= i - first < len(pairs)]
            groups = [group for group, _ in own]
            pictures.append(rasterize_in_context(line, groups, typical_size(line)))
            targets += [target for _, target in own]
            first += len(pairs)
    return np.concatenate(pictures), np.array(targets, dtype=np.intp)


def cheap_conditions(rng: np.random.Generator) -> Conditions:
    """Return the conditions of a stranger who came near, held upright and showed no table."""
    drawn = random_conditions(rng)
    height = float(rng.uniform(*_HEIGHTS))
    return replace(
        drawn,
        symbol_height=height,
        room=(min(drawn.room[0], _MOST_ROOM / 2), min(drawn.room[1], _MOST_ROOM)),
        quarter_turns=0,
        table_sides=(),
        finger=False,
        blur=min(drawn.blur, _MOST_BLUR * height),
        longest_side=_LONGEST_SIDE,
    )


def cut(
    composed: Composed, conditions: Conditions, rng: np.random.Generator
) -> Iterator[tuple[Ink, list[tuple[Group, int]]]]:
    """Photograph an expression once; yield each line that is found and what its groups are.

    A group comes with the class of its symbol, or OUTLIER; one that is doubtful is left out.
    """
    taken = photograph(composed.ink, conditions, rng)
    height, width = taken.pixels.shape[:2]
    found = find_marks(Photo(taken.pixels, (width, height))).ink
    if not found.strokes:
        return
    owned = Ownership.of(composed, taken.transform, found)
    ink = levelled(found)
    for marks in split_lines(ink):
        line = ink.select(marks)
        groups = ((group, owned.target([marks[i] for i in group.marks])) for group in propose(line))
        yield line, [(group, target) for group, target in groups if target is not None]


def _balanced(targets: list[int], rng: np.random.Generator) -> list[int]:
    """Return the indices of all symbols and of about as many groups that are none, in any order."""
    right = [i for i, target in enumerate(targets) if target != OUTLIER]
    wrong = [i for i, target in enumerate(targets) if target == OUTLIER]
    chosen = [*right, *rng.permutation(wrong)[: len(right) + 1].tolist()]
    return [chosen[i] for i in rng.permutation(len(chosen))]
