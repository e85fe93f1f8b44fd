"""Correcting what was read from a photo: as on the canvas, and on the photo itself."""

from __future__ import annotations

import json

import pytest
from photo import (
    READ,
    a_photo_row,
    a_picture,
    choose,
    drawn_boxes,
    encoded,
    expect_state,
    part,
    read_as,
)
from playwright.sync_api import Page, Request, expect
from readings import another

SEVEN = another("7+2", "9", 0.2, ([0], "7"))


@pytest.fixture
def answered(photo_page: Page) -> Page:
    """Show 1+2, of whose 1 the reading is not sure."""
    read_as(photo_page, a_photo_row("1+2", "3", SEVEN, unsure="1"))
    choose(photo_page, encoded(a_picture()))
    expect_state(photo_page, "answer")
    return photo_page


def picker(page: Page):
    return page.locator("#picker")


def given(request: Request) -> list[dict] | None:
    """Return what a request says about the photo."""
    said = part(request, "given")
    return None if said is None else json.loads(said)


def tap(page: Page, symbol: int) -> None:
    """Tap the box of a symbol on the photo."""
    box = drawn_boxes(page).nth(symbol).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_doubt_is_marked_and_one_tap_settles_it(answered):
    expect(answered.locator("#boxes .unsure text")).to_have_text("1?")
    read_as(answered, a_photo_row("7+2", "9", unsure="7"))
    with answered.expect_request(READ) as sent:
        answered.get_by_role("button", name="If the 1 is a 7: 9").click()
    assert given(sent.value) == [{"marks": [0], "label": "7"}]
    assert part(sent.value, "turn") == "0"
    expect(answered.locator("#lines .value")).to_have_text("9")
    expect(answered.locator("#boxes .settled text")).to_have_text("7✓")


def test_a_choice_is_undone_and_done_again(answered):
    with answered.expect_request(READ):
        answered.get_by_role("button", name="If the 1 is a 7: 9").click()
    said = []
    for key in ("z", "y"):
        with answered.expect_request(READ) as sent:
            answered.keyboard.press(f"Control+{key}")
        said.append(given(sent.value))
    assert said == [None, [{"marks": [0], "label": "7"}]]


@pytest.mark.parametrize("place", ["photo", "answer"])
def test_every_symbol_is_corrected_where_it_is_seen(answered, place):
    if place == "photo":
        tap(answered, 2)
    else:
        answered.locator("#lines mo").nth(2).click()
    expect(answered.locator("#boxes .pointed")).to_have_attribute("data-symbol", "2")
    with answered.expect_request(READ) as sent:
        picker(answered).get_by_role("button", name="8", exact=True).click()
    assert given(sent.value) == [{"marks": [2], "label": "8"}]


def test_choices_are_kept_together_while_the_photo_is_shown(answered):
    for symbol, label in ((0, "7"), (2, "8")):
        tap(answered, symbol)
        with answered.expect_request(READ) as sent:
            picker(answered).get_by_role("button", name=label, exact=True).click()
        expect_state(answered, "answer")
    assert given(sent.value) == [{"marks": [0], "label": "7"}, {"marks": [2], "label": "8"}]


def test_a_tap_beside_the_symbols_opens_nothing(answered):
    corner = answered.locator("#print").bounding_box()
    answered.mouse.click(corner["x"] + 5, corner["y"] + 5)
    expect(picker(answered)).to_be_hidden()


def test_a_symbol_is_opened_although_its_box_is_hidden(answered):
    box = drawn_boxes(answered).first.bounding_box()
    answered.keyboard.press("b")
    expect(drawn_boxes(answered).first).to_be_hidden()
    answered.mouse.click(box["x"] + 10, box["y"] + 10)
    expect(picker(answered)).to_be_visible()
    assert abs(picker(answered).bounding_box()["x"] - box["x"]) < 400


def test_the_portrait_is_cut_out_of_the_photo(photo_page):
    picture = a_picture()
    picture.paste((10, 160, 60), (500, 500, 600, 700))
    read_as(photo_page, a_photo_row("1+2", "3"))
    choose(photo_page, encoded(picture))
    expect_state(photo_page, "answer")
    tap(photo_page, 1)
    colour = photo_page.locator("#picker .portrait").evaluate(
        """(canvas) => {
            const { width, height } = canvas;
            const at = [Math.floor(width / 2), Math.floor(height / 2)];
            return [...canvas.getContext("2d").getImageData(...at, 1, 1).data];
        }"""
    )
    assert colour[1] > 120 > 100 > max(colour[0], colour[2])


def test_pointing_at_the_photo_lights_the_answer(answered):
    box = drawn_boxes(answered).last.bounding_box()
    answered.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(answered.locator("#lines .pointed")).to_have_text("2")
    answered.mouse.move(2, 2)
    expect(answered.locator("#lines .pointed")).to_have_count(0)


def test_a_finger_corrects_on_a_phone(photo_phone):
    read_as(photo_phone, a_photo_row("1+2", "3"))
    choose(photo_phone, encoded(a_picture()))
    expect_state(photo_phone, "answer")
    box = drawn_boxes(photo_phone).first.bounding_box()
    photo_phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(picker(photo_phone)).to_be_in_viewport(ratio=1)
    read_as(photo_phone, a_photo_row("7+2", "9"))
    picker(photo_phone).get_by_role("button", name="7", exact=True).tap()
    expect(photo_phone.locator("#lines .value")).to_have_text("9")


def test_the_answers_can_be_copied(answered):
    answered.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answered.keyboard.press("c")
    expect(answered.locator("#copy-label")).to_have_text("Copied")
    assert answered.evaluate("() => navigator.clipboard.readText()") == "3"
