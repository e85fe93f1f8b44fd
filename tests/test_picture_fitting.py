"""Fitting: what a network of pictures is shown of a picture of any size and kind of pixels."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from recognizer.picture_fitting import fit_picture


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def test_a_picture_of_the_right_size_stays_as_it_is(rng):
    picture = rng.integers(0, 256, (48, 48, 3), np.uint8)
    assert (fit_picture(picture, 48) == picture).all()


def test_grey_is_three_equal_colours(rng):
    picture = rng.integers(0, 256, (48, 48), np.uint8)
    assert (fit_picture(picture, 48) == picture[..., None]).all()


@pytest.mark.parametrize("height, width", [(300, 300), (64, 50), (17, 48), (30, 20)])
def test_pictures_are_scaled_as_pillow_does(rng, height, width):
    picture = np.asarray(
        Image.fromarray(rng.integers(0, 256, (9, 9, 3), np.uint8)).resize((width, height))
    )
    fitted = fit_picture(picture, 48)
    longest = max(height, width)
    size = round(48 * width / longest), round(48 * height / longest)
    expected = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR))
    top, left = (48 - size[1]) // 2, (48 - size[0]) // 2
    found = fitted[top : top + size[1], left : left + size[0]]
    assert np.abs(found.astype(int) - expected).max() <= 1


def test_a_wide_picture_goes_on_above_and_below():
    picture = np.zeros((10, 40), np.uint8)
    picture[:, 20:] = 200
    fitted = fit_picture(picture, 16)
    assert (fitted == fitted[:1]).all()
    assert (fitted[:, :7] == 0).all() and (fitted[:, 9:] == 200).all()


def test_what_is_transparent_lies_on_white():
    picture = np.zeros((16, 16, 4), np.uint8)
    picture[:8, :, 3] = 255
    fitted = fit_picture(picture, 16)
    assert (fitted[:8] == 0).all() and (fitted[8:] == 255).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (700, 2, 3), (5, 5, 4)], ids=str)
def test_any_size_fits(shape):
    fitted = fit_picture(np.full(shape, 255, np.uint8), 24)
    assert fitted.shape == (24, 24, 3) and (fitted == 255).all()


@pytest.mark.parametrize("shape", [(0, 5), (5,), (5, 5, 1), (5, 5, 2), (1, 5, 5, 3)], ids=str)
def test_what_is_no_picture_is_refused(shape):
    with pytest.raises(ValueError, match="no picture"):
        fit_picture(np.zeros(shape, np.uint8), 24)
