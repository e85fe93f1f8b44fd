"""Ruling: printed lines are found and taken away, writing stays."""

import numpy as np
import pytest

from segmentation.photo.components import find_components
from segmentation.photo.masks import ink_mask
from segmentation.photo.ruling import Ruling

SHAPE = (400, 600)


def ruled(pitch: int, slope: float = 0.0, down: bool = False) -> np.ndarray:
    dark = np.zeros(SHAPE, np.float32)
    columns = np.arange(SHAPE[1])
    for row in range(pitch // 2, SHAPE[0] + 200, pitch):
        rows = np.rint(row - 100 + slope * columns).astype(int)
        for y in (rows, rows + 1):
            inside = (y >= 0) & (y < SHAPE[0])
            dark[y[inside], columns[inside]] = 0.3
    if down:
        dark[:, pitch // 2 :: pitch] = 0.3
        dark[:, pitch // 2 + 1 :: pitch] = 0.3
    return dark


def test_plain_paper_has_no_lines():
    dark = np.zeros(SHAPE, np.float32)
    dark[100:140, 200:204] = 0.8
    ruling = Ruling.of(ink_mask(dark))
    assert ruling.across == ruling.down == ()
    assert ruling.erased(dark) is dark
    assert not ruling.near.any()


@pytest.mark.parametrize("slope", [-0.1, 0.0, 0.1])
def test_lines_are_found_and_taken_away(slope):
    dark = ruled(50, slope)
    ruling = Ruling.of(ink_mask(dark))
    assert len(ruling.across) >= 5
    assert ruling.down == ()
    assert ruling.erased(dark).sum() < 0.2 * dark.sum()


def test_squares_are_taken_away_and_writing_stays():
    dark = ruled(40, down=True)
    dark[110:165, 300:306] = 0.8
    ruling = Ruling.of(ink_mask(dark))
    erased = ruling.erased(dark)
    assert len(ruling.across) == SHAPE[0] // 40
    assert len(ruling.down) == SHAPE[1] // 40
    assert np.min(erased[112:163, 301:305]) > 0.7
    assert erased.sum() < 0.8 * 55 * 6 + 0.1 * dark.sum()


def test_a_rest_of_a_line_is_covered_and_a_symbol_is_not():
    dark = ruled(50)
    ruling = Ruling.of(ink_mask(dark))
    row = round(float(ruling.across[2][300]))
    pieces = np.zeros(SHAPE, np.float32)
    pieces[row - 1 : row + 2, 300:310] = pieces[row + 10 : row + 40, 400:404] = 0.5
    symbol, rest = find_components(pieces, pieces > 0)
    assert ruling.covers(rest)
    assert not ruling.covers(symbol)


HARSH = {
    "all ink": np.ones(SHAPE, bool),
    "noise": np.random.default_rng(0).random(SHAPE) < 0.3,
    "hatching": np.arange(SHAPE[0])[:, np.newaxis] % np.full(SHAPE, 4) == 0,
    "one pixel": np.eye(1, 400 * 600, 7000, dtype=bool).reshape(SHAPE),
    "strip": np.random.default_rng(0).random((8, 2000)) < 0.3,
}


@pytest.mark.parametrize("name", HARSH)
def test_no_picture_breaks_it(name):
    mask = HARSH[name]
    dark = mask.astype(np.float32)
    erased = Ruling.of(mask).erased(dark)
    assert erased.shape == dark.shape
    assert np.isfinite(erased).all()
    assert 0 <= erased.min() <= erased.max() <= 1
