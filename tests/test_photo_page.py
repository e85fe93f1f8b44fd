"""The page: what lies beside it, and what only looks so."""

import numpy as np
import pytest

from segmentation.photo.page import off_page

SHAPE = (300, 400, 3)
PAPER = np.full(SHAPE, 230, np.uint8)


def covered(columns: slice, colour: tuple[int, int, int]) -> np.ndarray:
    pixels = PAPER.copy()
    pixels[:, columns] = colour
    return pixels


@pytest.mark.parametrize("colour", [(84, 56, 38), (30, 30, 30), (40, 90, 160)])
def test_a_table_is_not_paper(colour):
    off = off_page(covered(slice(0, 100), colour))
    assert off[:, :95].all()
    assert not off[:, 120:].any()


@pytest.mark.parametrize(
    "pixels",
    [
        PAPER,
        np.zeros(SHAPE, np.uint8),
        covered(slice(0, 150), (130, 130, 128)),
        covered(slice(200, 204), (20, 20, 20)),
        np.full((8, 2000, 3), 200, np.uint8),
    ],
    ids=["plain", "black", "shadow", "line", "strip"],
)
def test_paper_shadow_and_writing_are_on_the_page(pixels):
    assert not off_page(pixels).any()
    assert off_page(pixels).shape == pixels.shape[:2]


def test_noise_has_a_page_of_its_shape():
    noise = np.random.default_rng(0).integers(0, 256, SHAPE, dtype=np.uint8)
    assert off_page(noise).shape == SHAPE[:2]
