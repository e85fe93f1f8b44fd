"""The page and the server together: photos that the test draws itself are read and corrected."""

from __future__ import annotations

import re

import numpy as np
import pytest
from photo import SIZE, a_picture, choose, encoded, expect_state, stroke_boxes
from PIL import Image
from playwright.sync_api import Page, expect

PATIENCE_MS = 60_000
PAPER = (246, 243, 234)


def a_photograph(quarter_turns: int = 0) -> bytes:
    """Return a photo of 12 + 30: turned by 3 degrees, darker to the right, with some noise."""
    askew = a_picture().rotate(3, Image.Resampling.BICUBIC, fillcolor=PAPER)
    light = np.linspace(1.0, 0.65, askew.width)[None, :, None]
    noise = np.random.default_rng(7).normal(0, 2, (askew.height, askew.width, 1))
    lit = np.clip(np.asarray(askew) * light + noise, 0, 255).astype(np.uint8)
    return encoded(Image.fromarray(np.rot90(lit, quarter_turns)), quality=85)


def expect_read(page: Page, expression: str, answer: str) -> None:
    expect(page.locator("#lines .expression math")).to_have_text(expression, timeout=PATIENCE_MS)
    expect(page.locator("#lines .value")).to_have_text(answer)


def middle(box: dict[str, float], whole: dict[str, float]) -> float:
    """Return where the middle of a box stands, as a share of the width of the whole."""
    return (box["x"] + box["width"] / 2 - whole["x"]) / whole["width"]


@pytest.mark.parametrize("quarter_turns", [0, 1])
def test_a_photo_is_read_with_a_box_around_each_symbol(photo_page, quarter_turns):
    choose(photo_page, a_photograph(quarter_turns))
    expect_read(photo_page, "12+30", "42")
    labels = photo_page.locator("#boxes .symbol text")
    expect(labels).to_have_text([re.compile(f"^{re.escape(label)}") for label in "12+30"])
    shown = photo_page.locator("#print").bounding_box()
    assert shown["width"] > shown["height"]
    boxes = [rect.bounding_box() for rect in photo_page.locator("#boxes rect").all()]
    one, two, bar, _stem, three, zero = stroke_boxes()
    places = [one, two, (bar[0], 0, bar[2], 0), three, zero]
    for box, (left, _, right, _) in zip(boxes, places, strict=True):
        assert abs(middle(box, shown) - (left + right) / 2 / SIZE[0]) < 0.03


def test_a_correction_is_understood_and_taken_back(photo_page):
    choose(photo_page, a_photograph())
    expect_read(photo_page, "12+30", "42")
    photo_page.locator("#lines mo").click()
    photo_page.locator("#picker").get_by_role("button", name="minus", exact=True).click()
    expect_read(photo_page, "12−30", "−18")
    expect(photo_page.locator("#boxes .settled")).to_have_count(1)
    photo_page.keyboard.press("Control+z")
    expect_read(photo_page, "12+30", "42")
    expect(photo_page.locator("#boxes .settled")).to_have_count(0)


def test_blank_paper_has_nothing_to_read(photo_page):
    choose(photo_page, encoded(Image.new("RGB", SIZE, PAPER)))
    expect_state(photo_page, "nothing")
    expect(photo_page.locator("#notice")).to_contain_text("No writing was found")
