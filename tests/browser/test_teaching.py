"""Teaching from end to end: a 7 that is read as 1, one tap, and the same 7 is read as 7."""

from __future__ import annotations

import numpy as np
from hand import draw, line
from photo import BALLPOINT, PAPER, choose, encoded
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

PHOTO_SIZE = (1200, 700)
PEN = 9  # pixels of the photo


def seven(left: float, top: float) -> list[list[float]]:
    """Return a seven with so short a bar that the network takes it for a one."""
    corner = left + 12
    return [[left, top + 7], *line(corner, top, corner - 6, top + 80)]


def sum_with_seven(left: float, top: float) -> list[list[list[float]]]:
    """Return strokes of 7+2, the 7 badly written."""
    bar = line(left + 45, top + 42, left + 95, top + 42)
    rod = line(left + 70, top + 17, left + 70, top + 67)
    at = np.array([left + 130, top])
    two = np.array([[0, 20], [6, 6], [20, 0], [34, 6], [36, 22], [22, 44], [0, 78], [40, 78]])
    return [seven(left, top), bar, rod, (two + at).tolist()]


def photo_of(strokes: list[list[list[float]]]) -> bytes:
    picture = Image.new("RGB", PHOTO_SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    for stroke in strokes:
        pen.line([tuple(3 * np.array(point)) for point in stroke], BALLPOINT, PEN, "curve")
    return encoded(picture)


def expect_sum(page: Page, expression: str, result: str) -> None:
    expect(page.locator("#lines .value")).to_have_text(result)
    expect(page.locator("#lines .expression")).to_have_text(expression)


def say_seven(page: Page) -> None:
    """Tap the first symbol of the answer and then the 7 in the picker."""
    page.locator("#lines .expression [data-symbols]").first.click()
    page.locator("#picker [data-label='7']").click()


def test_a_seven_is_taught_with_one_tap(page, open_page):
    draw(page, sum_with_seven(100, 120))
    expect_sum(page, "1+2", "3")
    say_seven(page)
    expect_sum(page, "7+2", "9")
    page.keyboard.press("Delete")
    expect(page.locator("#display")).to_have_attribute("data-state", "empty")
    draw(page, sum_with_seven(180, 160))
    expect_sum(page, "7+2", "9")
    expect(page.locator("#boxes .settled")).to_have_count(0)

    stranger = open_page()
    draw(stranger, sum_with_seven(180, 160))
    expect_sum(stranger, "1+2", "3")


def test_a_seven_is_taught_on_a_photo(photo_page, open_page):
    choose(photo_page, photo_of(sum_with_seven(60, 60)))
    expect_sum(photo_page, "1+2", "3")
    say_seven(photo_page)
    expect_sum(photo_page, "7+2", "9")
    again = photo_of(sum_with_seven(90, 80))
    choose(photo_page, again, "again.jpg")
    expect(photo_page.locator("#print")).to_have_attribute("aria-label", "Your photo, again.jpg")
    expect_sum(photo_page, "7+2", "9")
    expect(photo_page.locator("#boxes .settled")).to_have_count(0)

    stranger = open_page("/photo")
    choose(stranger, again)
    expect_sum(stranger, "1+2", "3")


def test_what_the_canvas_was_taught_counts_on_photos(page):
    draw(page, sum_with_seven(100, 120))
    expect_sum(page, "1+2", "3")
    say_seven(page)
    expect_sum(page, "7+2", "9")
    page.goto(page.url.rstrip("/") + "/photo")
    choose(page, photo_of(sum_with_seven(60, 60)))
    expect_sum(page, "7+2", "9")
