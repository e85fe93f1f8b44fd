"""Correcting on a photo without a label, and keeping it: as on the canvas, by the marks found."""

from __future__ import annotations

import json

import pytest
from keeping import NOT_YET, Keeping
from photo import (
    READ,
    a_picture,
    choose,
    encoded,
    expect_state,
    part,
    sent_picture,
)
from playwright.sync_api import Page, expect


@pytest.fixture
def keeping(photo_page: Page) -> Keeping:
    return Keeping(photo_page)


@pytest.fixture
def answered(photo_page: Page, keeping: Keeping) -> Page:
    """Show a real reading of 84÷2."""
    # Forms with files can be looked at only in requests that are taken on their way.
    keeping.answer(lambda route: route.continue_())
    photo_page.route(READ, lambda route: route.continue_())
    choose(photo_page, encoded(a_picture("84div2")))
    expect_result(photo_page, "42")
    return photo_page


def expect_result(page: Page, result: str) -> None:
    expect(page.locator("#lines .value")).to_have_text(result)
    expect_state(page, "answer")


def tap(page: Page, kind: str, at: int = 0) -> None:
    box = page.locator(f"#boxes .{kind} rect").nth(at).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def about(keeping: Keeping) -> dict:
    return json.loads(part(keeping.requests[-1], "about"))


def test_a_corrected_symbol_of_a_photo_is_a_sample(answered, keeping):
    tap(answered, "symbol", 3)
    with answered.expect_request(READ) as read:
        assert keeping.after(lambda: answered.keyboard.press("4")).status == 201
    (given,) = json.loads(part(read.value, "given"))
    (sample,) = about(keeping)["samples"]
    assert sample["marks"] == given["marks"]
    assert (sample["label"], sample["read_as"]) == ("4", "2")
    assert part(keeping.requests[-1], "turn") == part(read.value, "turn") == "0"
    assert sent_picture(keeping.requests[-1]).size == sent_picture(read.value).size
    expect_result(answered, "21")
    (kept,) = keeping.samples()
    assert (kept["label"], kept["medium"], kept["model"]) == ("4", "photo", about(keeping)["model"])
    assert len(kept["strokes"]) == len(given["marks"])


@pytest.mark.parametrize("key", ["Backspace", "Delete"])
def test_what_is_no_symbol_is_put_back_by_a_tap(answered, keeping, key):
    tap(answered, "symbol", 2)
    assert keeping.after(lambda: answered.keyboard.press(key)).status == 201
    (sample,) = about(keeping)["samples"]
    assert (sample["label"], sample["read_as"]) == ("none", "÷")
    expect_result(answered, "842")
    expect(answered.locator("#left-out")).to_contain_text("3 marks left out")
    keeping.after(lambda: tap(answered, "left-out"))
    assert keeping.methods == ["POST", "DELETE"]
    expect_result(answered, "42")
    expect(answered.locator("#left-out")).to_be_hidden()
    assert keeping.samples() == []


def test_the_band_puts_back_on_a_photo_too(answered, keeping):
    tap(answered, "symbol", 2)
    answered.keyboard.press("Delete")
    expect_result(answered, "842")
    answered.get_by_role("button", name="Put back").press("Enter")
    expect_result(answered, "42")


def test_marks_are_split_and_joined_on_a_photo(answered, keeping):
    tap(answered, "symbol", 2)
    with answered.expect_request(READ) as read:
        answered.keyboard.press("s")
    (given,) = json.loads(part(read.value, "given"))
    assert (given["label"], len(given["marks"])) == ("apart", 3)
    assert about(keeping)["samples"][0]["label"] == "none"
    expect_state(answered, "answer")
    answered.keyboard.press("Control+z")
    expect_result(answered, "42")
    tap(answered, "symbol", 0)
    with answered.expect_request(READ) as read:
        answered.keyboard.press("j")
    (given,) = json.loads(part(read.value, "given"))
    assert given["label"] == "one"
    expect(answered.locator("#boxes .settled")).to_have_count(1)
    assert keeping.methods == ["POST", "DELETE"]


def test_undo_and_redo_delete_and_keep_again(answered, keeping):
    tap(answered, "symbol", 3)
    keeping.after(lambda: answered.keyboard.press("4"))
    (sample,) = about(keeping)["samples"]
    expect_result(answered, "21")
    keeping.after(lambda: answered.keyboard.press("Control+z"))
    assert keeping.body() == {"ids": [sample["id"]]}
    expect_result(answered, "42")
    keeping.after(lambda: answered.keyboard.press("Control+y"))
    assert about(keeping)["samples"] == [sample]
    expect_result(answered, "21")
    assert [each["label"] for each in keeping.samples()] == ["4"]


def test_another_photo_or_turn_leaves_samples_kept(answered, keeping):
    tap(answered, "symbol", 3)
    keeping.after(lambda: answered.keyboard.press("4"))
    expect_result(answered, "21")
    answered.keyboard.press("l")
    answered.keyboard.press("Control+z")
    expect_result(answered, "21")
    choose(answered, encoded(a_picture("12+30")))
    expect_result(answered, "42")
    assert keeping.methods == ["POST"]


def test_what_could_not_be_kept_is_kept_with_the_next_change(answered, keeping, complaints):
    keeping.break_off()
    tap(answered, "symbol", 3)
    answered.keyboard.press("4")
    expect_result(answered, "21")
    expect(answered.locator("#unkept")).to_have_text(NOT_YET)
    keeping.mend()
    tap(answered, "symbol", 2)
    keeping.after(lambda: answered.keyboard.press("+"))
    expect_result(answered, "88")
    expect(answered.locator("#unkept")).to_be_empty()
    assert sorted(each["label"] for each in keeping.samples()) == ["+", "4"]
    complaints.clear()


def test_a_photo_that_is_all_left_out_says_so(answered, keeping):
    for _ in range(4):
        tap(answered, "symbol")
        keeping.after(lambda: answered.keyboard.press("Delete"))
        expect(answered.locator("#display")).not_to_have_attribute("data-state", "reading")
    expect_state(answered, "nothing")
    expect(answered.locator("#notice")).to_have_text("All of it is left out.")
    expect(answered.locator("#boxes .left-out")).to_have_count(4)
    answered.get_by_role("button", name="Put back").click()
    expect_result(answered, "42")


def test_the_page_says_what_is_kept(photo_page):
    told = photo_page.locator("#welcome .promise-kept")
    expect(told).to_contain_text("is not kept there")
    expect(told).to_contain_text("Only symbols that you correct are kept, as strokes")
