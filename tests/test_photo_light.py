"""Light: what is found dark on paper, in shadow and on boards."""

import numpy as np
import pytest

from segmentation.photo.light import darkness, is_board, rough_darkness, slid

LINE = (slice(None), slice(50, 53))
PLAIN = {
    "white": np.full((80, 100, 3), 255, np.uint8),
    "black": np.zeros((80, 100, 3), np.uint8),
    "red": np.full((80, 100, 3), (255, 0, 0), np.uint8),
    "narrow": np.full((8, 400, 3), 230, np.uint8),
}


def a_page(paper: int = 230, ink: int = 60) -> np.ndarray:
    pixels = np.full((80, 100, 3), paper, np.uint8)
    pixels[LINE] = ink
    return pixels


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_picture_has_no_writing(name):
    pixels = PLAIN[name]
    assert not is_board(pixels)
    second = darkness(pixels, 3.0, 0.12)
    assert second.shape == pixels.shape[:2]
    assert np.ptp(second) == 0
    assert np.ptp(rough_darkness(pixels)) == 0


@pytest.mark.parametrize("thickness", [1.5, 3.0, 8.0, 21.0])
def test_a_line_is_as_dark_whatever_the_window(thickness):
    dark = darkness(a_page(), thickness, 0.01)
    assert np.allclose(dark[LINE], 1 - 60 / 230, atol=0.03)
    assert np.max(dark[:, 10:40]) < 0.01


def test_a_first_look_sees_a_line_too():
    dark = rough_darkness(a_page())
    assert np.min(dark[LINE]) > 0.6
    assert np.max(np.abs(dark[:, :40])) < 0.02


def test_the_edge_of_a_shadow_is_not_dark():
    pixels = a_page()
    pixels[:, 70:] //= 2
    dark = darkness(pixels, 3.0, 0.01)
    assert np.max(dark[:, 60:]) < 0.05
    assert np.min(dark[LINE]) > 0.6


def test_colour_is_as_dark_as_in_its_darkest_channel():
    pixels = a_page()
    pixels[LINE] = (230, 60, 60)
    dark = darkness(pixels, 3.0, 0.01)
    mixed = (1 - 60 / 230 + 2 / 3 * (1 - 60 / 230)) / 2
    assert np.allclose(dark[LINE], mixed, atol=0.02)


def test_light_lines_on_dark_are_a_board():
    large = np.pad(a_page(), ((150, 150), (150, 150), (0, 0)), "edge")
    assert is_board(255 - large)
    assert not is_board(large)


@pytest.mark.parametrize("side", [1, 2, 3, 7, 12])
def test_sliding_looks_at_as_many_rows_as_said(side):
    values = np.random.default_rng(side).integers(0, 100, (20, 3))
    before, after = (side - 1) // 2, side - 1 - (side - 1) // 2
    expected = [values[max(i - before, 0) : i + after + 1].max(axis=0) for i in range(20)]
    assert np.array_equal(slid(values, side, np.maximum), expected)
