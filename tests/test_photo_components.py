"""Components: pieces of ink, which of them are writing, and how many there can be."""

import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt

from segmentation.photo import components, masks
from segmentation.photo.components import find_components
from segmentation.photo.masks import closed, ink_mask
from segmentation.photo.selection import within, written

SHAPE = (300, 400)
HARSH = {
    "blank": np.zeros(SHAPE, np.float32),
    "full": np.ones(SHAPE, np.float32),
    "noise": np.random.default_rng(0).random(SHAPE, np.float32),
    "checkerboard": (np.indices(SHAPE).sum(axis=0) % 2).astype(np.float32),
    "strip": np.random.default_rng(1).random((8, 2000), np.float32),
    "one pixel": np.eye(1, 300 * 400, 7000, dtype=np.float32).reshape(SHAPE),
}


def picture(*boxes: tuple[slice, slice, float]) -> np.ndarray:
    dark = np.zeros(SHAPE, np.float32)
    for rows, columns, value in boxes:
        dark[rows, columns] = value
    return dark


@pytest.mark.parametrize("name", HARSH)
@pytest.mark.parametrize("gap", [0.0, 2.5])
def test_no_picture_breaks_it(name, gap):
    dark = HARSH[name]
    mask = closed(ink_mask(dark), gap)
    found = written(find_components(dark, mask), dark.shape)
    assert mask.shape == dark.shape
    assert len(found) <= len(dark[0])
    assert all(each.radius >= 1 and 0 <= each.dark <= 1 for each in found)


def test_what_is_dark_somewhere_is_ink_where_it_is_fainter():
    fading, faint = slice(50, 150), slice(200, 300)
    dark = picture((slice(100, 106), fading, 0.8), (slice(200, 206), faint, 0.35))
    dark[100:106, 100:150] = 0.35
    mask = ink_mask(dark)
    assert mask[102, 60:140].all()
    assert not mask[200:206].any()


def test_a_large_picture_is_measured_by_a_part_of_it(monkeypatch):
    noise = np.random.default_rng(3).normal(0.1, 0.01, SHAPE).astype(np.float32)
    dark = noise + picture((slice(100, 108), slice(50, 350), 0.6))
    whole = ink_mask(dark)
    monkeypatch.setattr(masks, "_SAMPLE", 5000)
    assert np.mean(ink_mask(dark) != whole) < 0.001
    assert whole[104, 60:340].all()


@pytest.mark.parametrize("gap", [1.0, 2.5, 6.0, 9.7])
def test_closing_is_that_of_a_disk(gap):
    mask = np.random.default_rng(0).random((60, 90)) < 0.02
    widened = distance_transform_edt(~mask) <= gap / 2
    expected = (distance_transform_edt(widened) > gap / 2) | mask
    assert np.array_equal(closed(mask, gap), expected)
    assert closed(mask, gap).sum() >= mask.sum()


def test_noise_does_not_become_thousands(monkeypatch):
    monkeypatch.setattr(components, "_MOST", 20)
    mask = np.zeros(SHAPE, bool)
    mask[::4, ::4] = mask[1::4, ::4] = True
    mask[100:120, 100:103] = True
    found = find_components(mask.astype(np.float32), mask)
    assert len(found) == 20
    assert found[0].area >= 60


def test_of_frames_in_frames_the_widest_are_left_out(monkeypatch):
    monkeypatch.setattr(components, "_MOST_PIXELS", 1.5)
    mask = np.zeros(SHAPE, bool)
    for inset in range(0, 40, 4):
        mask[inset : 300 - inset, inset : 400 - inset] = True
        mask[inset + 1 : 299 - inset, inset + 1 : 399 - inset] = False
    mask[140:160, 200:203] = True
    found = find_components(mask.astype(np.float32), mask)
    assert sum(each.mask.size for each in found) <= 1.5 * mask.size
    assert any(each.area == 60 for each in found)


@pytest.mark.parametrize("many", [0.0, 100.0])
def test_thickness_is_the_same_found_at_once_or_one_by_one(many, monkeypatch):
    monkeypatch.setattr(components, "_MANY_PIXELS", many)
    mask = np.zeros((600, 200), bool)
    mask[240:270, 20:120] = mask[500:503, 20:120] = mask[0:9, 150:] = True
    found = find_components(mask.astype(np.float32), mask)
    assert [each.radius for each in found] == [15.0, 5.0, 2.0]


def test_writing_is_neither_edge_nor_crumb():
    symbols = [(slice(100, 130), slice(x, x + 4), 0.8) for x in range(100, 300, 25)]
    dark = picture(*symbols, (slice(0, 300), slice(0, 30), 0.8), (slice(110, 111), 80, 0.8))
    dark[110:112, 80] = 0.8
    found = find_components(dark, dark > 0)
    assert len(found) == len(symbols) + 2
    assert len(within(found, SHAPE)) == len(symbols) + 1
    assert len(written(found, SHAPE)) == len(symbols)


def test_a_bar_is_writing_beside_symbols_that_are_thicker_at_their_crossings():
    symbols = [(slice(100, 130), slice(x, x + 7), 0.8) for x in range(100, 300, 25)]
    dark = picture(*symbols, (slice(113, 116), slice(320, 350), 0.8))
    assert len(written(find_components(dark, dark > 0), SHAPE)) == len(symbols) + 1
