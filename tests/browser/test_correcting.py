"""Saying what no label says: several symbols, one with its neighbour, none at all."""

from __future__ import annotations

import json

import pytest
from hand import draw, kept_strokes, line, load_ink
from playwright.sync_api import Page, expect
from readings import READ, a_row, answer_with

STROKES = [line(100 + 60 * at, 100, 110 + 60 * at, 180) for at in range(4)]


@pytest.fixture
def answered(page: Page) -> Page:
    """Show 1+2, whose plus has two of the four strokes."""
    row = a_row("1+2", "3")
    for symbol, marks in zip(row["symbols"], ([0], [1, 2], [3]), strict=True):
        symbol["marks"] = marks
    answer_with(page, row)
    draw(page, STROKES)
    expect_answer(page)
    return page


def expect_answer(page: Page) -> None:
    expect(page.locator("#display")).to_have_attribute("data-state", "answer")


def picker(page: Page):
    return page.locator("#picker")


def open_picker(page: Page, symbol: int) -> None:
    page.locator("#lines mo").nth(symbol).click()
    expect(picker(page)).to_be_visible()


def remedy(page: Page, name: str):
    return picker(page).locator(f'[data-remedy="{name}"]')


def said(page: Page, *steps: str) -> list[dict] | None:
    """Take the remedies or press the keys, and return what the next request has as given."""
    with page.expect_request(READ) as sent:
        for step in steps:
            if step in ("split", "previous", "next", "none"):
                remedy(page, step).click()
            else:
                page.keyboard.press(step)
    expect(picker(page)).to_be_hidden()
    expect_answer(page)
    return json.loads(sent.value.post_data).get("given")


def expect_given(page: Page, *given: tuple[list[int], str]) -> None:
    """Expect what the page keeps as said about the ink."""
    kept = page.evaluate("() => JSON.parse(localStorage.getItem('inkcalc.ink')).given ?? []")
    assert [(entry["marks"], entry["label"]) for entry in kept] == list(given)


REMEDIES = [
    ("split", "s", [1, 2], "apart"),
    ("previous", "k", [1, 2, 0], "one"),
    ("next", "j", [1, 2, 3], "one"),
    ("none", "Backspace", [1, 2], "none"),
    ("none", "Delete", [1, 2], "none"),
    ("split", "Shift+S", [1, 2], "apart"),
]


@pytest.mark.parametrize("way", ["tap", "key"])
def test_each_remedy_says_what_it_says(answered, way):
    for name, key, marks, label in REMEDIES:
        open_picker(answered, 1)
        step = name if way == "tap" else key
        assert said(answered, step) == [{"marks": marks, "label": label}]
        expect_given(answered, (marks, label))
        answered.keyboard.press("Control+z")
        expect_given(answered)
        expect_answer(answered)


def test_the_keyboard_alone_is_enough(answered):
    answered.locator("#lines mo").first.focus()
    for key in ("ArrowRight", "Enter"):
        answered.keyboard.press(key)
    expect(picker(answered)).to_be_visible()
    for _ in range(40):
        answered.keyboard.press("ArrowRight")
    expect(remedy(answered, "none")).to_be_focused()
    assert said(answered, "Enter") == [{"marks": [1, 2], "label": "none"}]


def test_only_what_makes_sense_is_offered(answered):
    expected = [{"next", "none"}, {"split", "previous", "next", "none"}, {"previous", "none"}]
    for symbol, names in enumerate(expected):
        open_picker(answered, symbol)
        shown = picker(answered).locator("[data-remedy]:visible").all()
        assert {each.get_attribute("data-remedy") for each in shown} == names
        answered.keyboard.press("Escape")
    open_picker(answered, 0)
    for key in ("s", "k"):
        answered.keyboard.press(key)
    expect(picker(answered)).to_be_visible()
    expect_given(answered)


def test_joining_points_at_both_symbols(answered):
    open_picker(answered, 1)
    remedy(answered, "next").hover()
    expect(answered.locator("#boxes .pointed")).to_have_count(2)
    expect(remedy(answered, "next")).to_have_accessible_name("Join with the next symbol, 2")
    answered.locator("#picker-title").hover()
    expect(answered.locator("#boxes .pointed")).to_have_count(1)


def test_what_was_joined_is_settled_and_can_be_named(answered):
    open_picker(answered, 1)
    row = a_row("14", "14")
    for symbol, marks in zip(row["symbols"], ([0], [1, 2, 3]), strict=True):
        symbol["marks"] = marks
    row["symbols"][1] |= {"confidence": 0.5, "alternatives": [["9", 0.3]]}
    answer_with(answered, row)
    said(answered, "next")
    expect(answered.locator("#boxes .settled text")).to_have_text("4✓")
    open_picker(answered, 1)
    assert said(answered, "9") == [{"marks": [1, 2, 3], "label": "9"}]


def test_splitting_takes_a_joining_back_and_the_other_way_round(answered):
    open_picker(answered, 1)
    said(answered, "next")
    row = a_row("14", "14")
    row["symbols"][1]["marks"] = [1, 2, 3]
    answer_with(answered, row)
    answered.get_by_role("button", name="Undo").click()
    answered.keyboard.press("Control+y")
    expect(answered.locator("#boxes .settled text")).to_have_text("4✓")
    open_picker(answered, 1)
    assert said(answered, "split") == [{"marks": [1, 2, 3], "label": "apart"}]
    open_picker(answered, 0)
    assert said(answered, "next") == [{"marks": [0, 1, 2, 3], "label": "one"}]


def test_saying_a_part_of_what_was_split_leaves_it_split(answered):
    open_picker(answered, 1)
    said(answered, "split")
    answer_with(answered, a_row("1234", "1234"))
    open_picker(answered, 0)
    said(answered, "7")
    open_picker(answered, 1)
    said(answered, "8")
    expect_given(answered, ([1, 2], "apart"), ([0], "7"), ([1], "8"))


def test_saying_the_same_again_is_no_step(answered):
    open_picker(answered, 0)
    said(answered, "7")
    answer_with(answered, a_row("7+2", "9"))
    answered.reload()
    expect_answer(answered)
    open_picker(answered, 0)
    answered.keyboard.press("7")
    expect(picker(answered)).to_be_hidden()
    undo = answered.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("aria-disabled", "true")


def test_probabilities_are_shown_where_they_are_known(page):
    row = a_row("1+2", "3", unsure="1")
    row["symbols"][0] |= {"confidence": 0.504, "alternatives": [["7", 0.3], ["(", 0.004]]}
    answer_with(page, row)
    draw(page, STROKES[:3])
    expect_answer(page)
    open_picker(page, 0)
    shares = [
        button.get_attribute("data-share").replace("\u202f", " ")
        for button in picker(page).locator(".likely button").all()
    ]
    assert shares == ["50 %", "30 %", "<1 %"]
    expect(picker(page).locator(".others [data-share]:not([data-share=''])")).to_have_count(0)


# Left out, and put back


@pytest.fixture
def left_out(answered: Page) -> Page:
    """Leave the plus out."""
    open_picker(answered, 1)
    row = a_row("12", "12")
    row["symbols"][1]["marks"] = [3]
    answer_with(answered, row)
    said(answered, "none")
    return answered


def test_what_is_left_out_is_struck_through_and_counted(left_out):
    expect(left_out.locator("#left-out")).to_contain_text("2 marks left out")
    expect(left_out.locator("#boxes .left-out")).to_have_count(1)
    box = left_out.locator("#boxes .left-out rect").bounding_box()
    paper = left_out.locator("#paper").bounding_box()
    assert box["x"] - paper["x"] < 160 < 230 < box["x"] + box["width"] - paper["x"]
    assert len(kept_strokes(left_out)) == 4
    expect(left_out.locator("#spoken")).to_contain_text("2 marks left out")


@pytest.mark.parametrize("way", ["tap", "key", "undo"])
def test_what_is_left_out_can_be_put_back(left_out, way):
    button = left_out.get_by_role("button", name="Put back")
    if way == "tap":
        button.click()
    elif way == "key":
        button.focus()
        left_out.keyboard.press("Enter")
    else:
        left_out.keyboard.press("Control+z")
    expect(left_out.locator("#left-out")).to_be_hidden()
    expect(left_out.locator("#boxes .left-out")).to_have_count(0)
    expect_given(left_out)


def test_putting_back_can_be_undone(left_out):
    left_out.get_by_role("button", name="Put back").click()
    expect(left_out.locator("#left-out")).to_be_hidden()
    left_out.keyboard.press("Control+z")
    expect(left_out.locator("#left-out")).to_contain_text("2 marks left out")


def test_one_mark_is_one_mark(answered):
    open_picker(answered, 0)
    said(answered, "none")
    expect(answered.locator("#left-out-count")).to_have_text("1 mark left out")


def test_ink_that_is_all_left_out_says_so(page):
    answer_with(page, a_row("1", "1"))
    draw(page, STROKES[:1])
    expect_answer(page)
    open_picker(page, 0)
    answer_with(page)
    page.keyboard.press("Delete")
    expect(page.locator("#display")).to_have_attribute("data-state", "nothing")
    expect(page.locator("#notice")).to_have_text("All of it is left out.")
    answer_with(page, a_row("1", "1"))
    page.get_by_role("button", name="Put back").click()
    expect_answer(page)


def test_ink_that_was_left_out_can_be_erased_and_cleared(left_out):
    left_out.keyboard.press("e")
    draw(left_out, [line(140, 140, 250, 140)])
    expect(left_out.locator("#boxes .left-out")).to_have_count(0)
    expect_given(left_out)
    left_out.keyboard.press("Control+z")
    expect(left_out.locator("#left-out")).to_be_visible()
    left_out.keyboard.press("Delete")
    expect(left_out.locator("#left-out")).to_be_hidden()


def test_what_is_said_without_a_label_survives_a_reload(answered):
    open_picker(answered, 1)
    said(answered, "split")
    open_picker(answered, 0)
    said(answered, "none")
    with answered.expect_request(READ) as sent:
        answered.reload()
    expected = [{"marks": [1, 2], "label": "apart"}, {"marks": [0], "label": "none"}]
    assert json.loads(sent.value.post_data)["given"] == expected


# With the real reader


def test_a_real_symbol_is_left_out_split_and_joined_again(page):
    draw(page, load_ink("84div2")["strokes"])
    lines = page.locator("#lines")
    expect(lines).to_contain_text("42")
    page.locator("#lines mo").first.click()
    page.keyboard.press("Delete")
    expect(lines).to_contain_text("842")
    page.get_by_role("button", name="Put back").click()
    expect(page.locator("#lines .value")).to_have_text("42")
    page.locator("#lines mo").first.click()
    page.keyboard.press("s")
    expect(page.locator("#boxes .symbol")).not_to_have_count(4)
    page.keyboard.press("Control+z")
    expect(page.locator("#lines .value")).to_have_text("42")


def test_the_picker_fits_on_a_phone_with_all_it_offers(phone):
    row = a_row("1+2", "3", unsure="+")
    row["symbols"][1] |= {"marks": [1, 2], "alternatives": [["÷", 0.3], ["4", 0.1], ["×", 0.05]]}
    row["symbols"][2]["marks"] = [3]
    answer_with(phone, row)
    draw(phone, [line(40 + 60 * at, 100, 50 + 60 * at, 180) for at in range(4)])
    expect_answer(phone)
    phone.locator("#lines mo").nth(1).tap()
    expect(picker(phone)).to_be_in_viewport(ratio=1)
    buttons = picker(phone).locator("button:visible").all()
    assert len(buttons) == 18 + 4
    boxes = [button.bounding_box() for button in buttons]
    assert all(min(box["width"], box["height"]) >= 44 for box in boxes)
    heights = {
        picker(phone).locator(".likely button").nth(at).bounding_box()["y"] for at in range(4)
    }
    assert len(heights) == 1
