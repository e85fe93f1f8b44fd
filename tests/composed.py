"""Expressions composed of drawn symbols, some as a pen and some as a camera would leave them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from training.composition import Composed, Composer
from training.expressions import random_line
from training.samples import Samples
from training.synthesis import letters, synthesize

_PER_GLYPH = 3


def drawn_sets() -> list[Samples]:
    """Return drawn symbols as if they were of several sources, and letters."""
    rng = np.random.default_rng(5)
    sources = ("synthesized", "mnist_train", "pendigits_train")
    symbols = [replace(synthesize(_PER_GLYPH, rng), source=source) for source in sources]
    return [*symbols, letters(1, rng)]


@cache
def composer() -> Composer:
    """Return a composer that writes with drawn symbols."""
    return Composer(drawn_sets(), np.random.default_rng(1))


def composed_lines(count: int) -> Iterator[Composed]:
    """Compose the first random lines."""
    for seed in range(count):
        rng = np.random.default_rng(seed)
        yield composer().compose(random_line(rng), rng)
