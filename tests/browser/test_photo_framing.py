"""Cropping and turning: what is shown is what is sent, and both can be undone."""

from __future__ import annotations

import pytest
from photo import (
    CHECK,
    SIZE,
    a_photo_row,
    choose,
    encoded,
    expect_state,
    part,
    read_as,
    sent_picture,
)
from PIL import Image
from playwright.sync_api import Page, Request, expect

QUARTERS = {"nw": (200, 40, 40), "ne": (40, 160, 40), "sw": (40, 40, 200), "se": (220, 200, 40)}


def a_quartered_picture() -> Image.Image:
    """Return a picture whose quarters have colours of their own."""
    width, height = SIZE
    picture = Image.new("RGB", SIZE)
    for name, colour in QUARTERS.items():
        left, top = width // 2 * ("e" in name), height // 2 * ("s" in name)
        picture.paste(colour, (left, top, left + width // 2, top + height // 2))
    return picture


def quarters_of(picture: Image.Image) -> list[str]:
    """Return which quarter's colour stands in each corner, from top left clockwise."""
    right, bottom = picture.width - 5, picture.height - 5
    places = [(5, 5), (right, 5), (right, bottom), (5, bottom)]
    return [nearest(picture.convert("RGB").getpixel(place)) for place in places]


def nearest(colour: tuple[int, ...]) -> str:
    distance = {
        name: sum(abs(a - b) for a, b in zip(colour, known, strict=True))
        for name, known in QUARTERS.items()
    }
    return min(distance, key=distance.__getitem__)


@pytest.fixture
def framed(photo_page: Page) -> Page:
    """Show a picture of four colours, read as 1+2."""
    read_as(photo_page, a_photo_row("1+2", "3"))
    choose(photo_page, encoded(a_quartered_picture(), quality=95))
    expect_state(photo_page, "answer")
    return photo_page


def hole(page: Page) -> dict[str, float]:
    """Return the part that is chosen, as shares of the photo."""
    whole, part_ = page.locator("#cropper").bounding_box(), page.locator(".hole").bounding_box()
    return {
        "left": (part_["x"] - whole["x"]) / whole["width"],
        "top": (part_["y"] - whole["y"]) / whole["height"],
        "width": part_["width"] / whole["width"],
        "height": part_["height"] / whole["height"],
    }


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag with the mouse between two places in shares of the photo."""
    whole = page.locator("#cropper").bounding_box()
    for at, (x, y) in enumerate((start, end)):
        page.mouse.move(whole["x"] + x * whole["width"], whole["y"] + y * whole["height"], steps=4)
        if at == 0:
            page.mouse.down()
    page.mouse.up()


def request_after(page: Page, name: str) -> Request:
    """Press a button and return the request that checks what is then shown."""
    with page.expect_request(CHECK) as sent:
        page.get_by_role("button", name=name).click()
    return sent.value


@pytest.mark.parametrize(
    ("buttons", "corners"),
    [
        (["Turn right"], ["sw", "nw", "ne", "se"]),
        (["Turn left"], ["ne", "se", "sw", "nw"]),
        (["Turn right", "Turn right"], ["se", "sw", "nw", "ne"]),
    ],
)
def test_a_turned_photo_is_sent_as_it_is_shown(framed, buttons, corners):
    for name in buttons:
        request = request_after(framed, name)
        expect_state(framed, "answer")
    assert quarters_of(sent_picture(request)) == corners
    assert part(request, "turn") == "0"
    shown = framed.locator("#print").bounding_box()
    assert (shown["height"] > shown["width"]) == (len(buttons) % 2 == 1)


def test_turning_is_undone_and_done_again(framed):
    request_after(framed, "Turn right")
    expect_state(framed, "answer")
    heights = []
    for key in ("z", "y"):
        framed.keyboard.press(f"Control+{key}")
        heights.append(framed.locator("#print").bounding_box()["height"])
        expect_state(framed, "answer")
    assert heights[0] < heights[1]


def test_a_part_is_drawn_and_only_it_is_sent(framed):
    framed.get_by_role("button", name="Crop").click()
    drag(framed, (0.55, 0.1), (0.95, 0.45))
    request = request_after(framed, "Read this part")
    picture = sent_picture(request)
    assert quarters_of(picture) == ["ne"] * 4
    assert abs(picture.width - 0.4 * SIZE[0]) < 16
    assert abs(picture.height - 0.35 * SIZE[1]) < 16
    assert part(request, "turn") is None
    expect_state(framed, "answer")
    framed.keyboard.press("Control+z")
    framed.get_by_role("button", name="Crop").click()
    assert hole(framed)["width"] == pytest.approx(1, abs=0.01)


def test_handles_and_the_inside_of_the_part_are_dragged(framed):
    framed.get_by_role("button", name="Crop").click()
    drag(framed, (0.2, 0.2), (0.6, 0.6))
    drag(framed, (0.6, 0.6), (0.7, 0.8))
    assert hole(framed) == pytest.approx(
        {"left": 0.2, "top": 0.2, "width": 0.5, "height": 0.6}, abs=0.02
    )
    drag(framed, (0.4, 0.4), (0.9, 0.5))
    assert hole(framed) == pytest.approx(
        {"left": 0.5, "top": 0.3, "width": 0.5, "height": 0.6}, abs=0.02
    )
    drag(framed, (0.1, 0.1), (0.101, 0.101))
    assert hole(framed)["width"] == pytest.approx(0.5, abs=0.02)


def test_a_part_is_chosen_with_the_keyboard(framed):
    framed.keyboard.press("x")
    expect(framed.get_by_role("button", name="Top left corner")).to_be_focused()
    for key in ["Shift+ArrowRight"] * 11 + ["Shift+ArrowDown"] * 11 + ["ArrowLeft", "ArrowUp"]:
        framed.keyboard.press(key)
    assert hole(framed) == pytest.approx(
        {"left": 0.54, "top": 0.54, "width": 0.46, "height": 0.46}, abs=0.01
    )
    with framed.expect_request(CHECK) as sent:
        framed.keyboard.press("Enter")
    assert quarters_of(sent_picture(sent.value)) == ["se"] * 4


def test_cropping_is_cancelled_and_the_answer_stays(framed):
    requests = []
    framed.on("request", lambda request: requests.append(request))
    framed.keyboard.press("x")
    framed.keyboard.press("Shift+ArrowRight")
    framed.keyboard.press("Escape")
    expect(framed.locator("#cropper")).to_be_hidden()
    expect(framed.locator("#lines .value")).to_have_text("3")
    framed.keyboard.press("x")
    framed.get_by_role("button", name="Whole photo").click()
    framed.get_by_role("button", name="Read this part").click()
    expect(framed.locator("#boxes .symbol")).to_have_count(3)
    assert requests == []


def test_a_cropped_photo_is_cropped_and_turned_further(framed):
    framed.get_by_role("button", name="Crop").click()
    drag(framed, (0.0, 0.5), (0.5, 0.5))
    request_after(framed, "Read this part")
    expect_state(framed, "answer")
    request = request_after(framed, "Turn right")
    assert quarters_of(sent_picture(request)) == ["se", "ne", "ne", "se"]
    expect_state(framed, "answer")
    framed.get_by_role("button", name="Crop").click()
    assert hole(framed) == pytest.approx(
        {"left": 0, "top": 0.5, "width": 1, "height": 0.5}, abs=0.01
    )
