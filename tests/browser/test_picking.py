"""Saying what a symbol is: two taps in the answer, kept with the ink it concerns."""

from __future__ import annotations

import json

import pytest
from hand import draw, kept_strokes, line
from playwright.sync_api import Page, expect
from readings import READ, a_line, a_row, answer_with

STROKES = [line(100 + 100 * at, 100, 110 + 100 * at, 180) for at in range(3)]
NUMBER = '<math><mn data-symbols="0 1 2">123</mn></math>'


@pytest.fixture
def answered(page: Page) -> Page:
    """Show 1+2, written with three strokes."""
    answer_with(page, a_row("1+2", "3"))
    write(page)
    return page


def write(page: Page) -> None:
    """Draw the strokes, and wait until all of them were read."""
    draw(page, STROKES)
    expect(page.locator("#display")).to_have_attribute("data-state", "answer")


def picker(page: Page):
    return page.locator("#picker")


def kept_given(page: Page) -> list[dict]:
    """Return what was said about the ink that the page keeps for the next visit, without ids."""
    kept = page.evaluate("() => JSON.parse(localStorage.getItem('inkcalc.ink')).given ?? []")
    return [{"marks": said["marks"], "label": said["label"]} for said in kept]


def say(page: Page, symbol: int, label: str) -> None:
    """Say what a symbol is with two taps."""
    page.locator("#lines mo").nth(symbol).click()
    picker(page).get_by_role("button", name=label, exact=True).click()
    expect(picker(page)).to_be_hidden()
    expect(page.locator("#display")).to_have_attribute("data-state", "answer")


def test_any_symbol_can_be_corrected_to_anything_in_two_taps(answered):
    answer_with(answered, a_row("1÷2", "1/2"))
    with answered.expect_request(READ) as sent:
        say(answered, 1, "division sign")
    assert json.loads(sent.value.post_data)["given"] == [{"marks": [1], "label": "÷"}]
    expect(answered.locator("#boxes .settled text")).to_have_text("÷✓")
    expect(answered.locator("#lines mo.settled")).to_have_text("÷")


def test_every_label_is_offered_and_the_likely_ones_first(page):
    row = a_row("1+2", "3")
    row["symbols"][0]["alternatives"] = [["7", 0.2], ["(", 0.1]]
    answer_with(page, row)
    write(page)
    page.locator("#lines mo").first.click()
    expect(picker(page).locator(".likely button")).to_have_text(["1", "7", "("])
    buttons = picker(page).locator(".likely button, .others button")
    assert sorted(buttons.all_inner_texts()) == sorted("0123456789+−×÷().=")


def test_what_was_read_can_be_confirmed(page):
    answer_with(page, a_row("1+2", "3", unsure="1"))
    write(page)
    expect(page.locator("#boxes .unsure text")).to_have_text("1?")
    say(page, 0, "1 is right")
    assert kept_given(page) == [{"marks": [0], "label": "1"}]
    expect(page.locator("#boxes .unsure")).to_have_count(0)
    expect(page.locator("#boxes .settled text")).to_have_text("1✓")


def test_a_digit_of_a_number_is_chosen_where_it_is_tapped(page):
    answer_with(page, a_line("123", NUMBER, "123", confidences=[0.99] * 3))
    write(page)
    number = page.locator("#lines mn")
    width, height = (number.bounding_box()[side] for side in ("width", "height"))
    number.click(position={"x": width * 0.9, "y": height / 2})
    digits = picker(page).locator(".digits button")
    expect(digits.nth(2)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#boxes .pointed")).to_have_attribute("data-symbol", "2")
    digits.nth(1).click()
    picker(page).get_by_role("button", name="4", exact=True).click()
    assert kept_given(page) == [{"marks": [1], "label": "4"}]


def test_the_keyboard_opens_types_and_closes(answered):
    leaf = answered.locator("#lines mo").first
    leaf.focus()
    answered.keyboard.press("Enter")
    expect(picker(answered)).to_be_visible()
    answered.keyboard.press("Escape")
    expect(picker(answered)).to_be_hidden()
    expect(leaf).to_be_focused()
    answered.keyboard.press("Enter")
    answered.keyboard.press("/")
    expect(picker(answered)).to_be_hidden()
    assert kept_given(answered) == [{"marks": [0], "label": "÷"}]


def test_keys_of_the_page_rest_while_the_picker_is_open(answered):
    answered.locator("#lines mo").first.click()
    for key in ("e", "b", "c", "?"):
        answered.keyboard.press(key)
    eraser = answered.get_by_role("button", name="Eraser")
    expect(eraser).to_have_attribute("aria-pressed", "false")
    expect(answered.locator("#help")).to_be_hidden()
    expect(answered.locator("#boxes .symbol").first).to_be_visible()
    assert len(kept_strokes(answered)) == 3


def test_a_tap_on_the_paper_draws_and_never_opens(answered):
    draw(answered, [[[110, 140]]])
    expect(picker(answered)).to_be_hidden()
    assert len(kept_strokes(answered)) == 4
    answered.locator("#lines mo").first.click()
    draw(answered, [line(300, 400, 400, 420)])
    expect(picker(answered)).to_be_hidden()
    assert len(kept_strokes(answered)) == 5


def test_the_last_word_on_a_symbol_counts(answered):
    say(answered, 0, "7")
    say(answered, 0, "4")
    assert kept_given(answered) == [{"marks": [0], "label": "4"}]


def test_undo_and_redo_keep_what_was_said_with_its_ink(answered):
    say(answered, 0, "7")
    draw(answered, [line(500, 100, 500, 180)])
    said = [{"marks": [0], "label": "7"}]
    steps = []
    for key in ("z", "z", "y", "y"):
        answered.keyboard.press(f"Control+{key}")
        steps.append((len(kept_strokes(answered)), kept_given(answered)))
    assert steps == [(3, said), (3, []), (3, said), (4, said)]


def test_what_was_said_goes_with_its_stroke_and_follows_the_others(answered):
    say(answered, 0, "7")
    say(answered, 2, "3")
    answered.keyboard.press("e")
    draw(answered, [line(90, 140, 120, 140)])
    assert kept_given(answered) == [{"marks": [1], "label": "3"}]
    answered.keyboard.press("Control+z")
    assert [said["marks"] for said in kept_given(answered)] == [[0], [2]]


def test_what_was_said_survives_a_reload(answered):
    say(answered, 2, "3")
    with answered.expect_request(READ) as sent:
        answered.reload()
    assert json.loads(sent.value.post_data)["given"] == [{"marks": [2], "label": "3"}]


DAMAGED = [
    "7",
    '{"marks": [0]}',
    '[null, {"marks": [], "label": "7"}, {"marks": [0, 0], "label": "7"}]',
    '[{"marks": [9], "label": "7"}, {"marks": ["0"], "label": "7"}]',
    '[{"marks": [0], "label": "sqrt"}, {"marks": [0]}]',
]


def test_what_is_damaged_in_memory_was_never_said(answered):
    for given in DAMAGED:
        answered.evaluate(
            """(given) => {
                const kept = JSON.parse(localStorage.getItem("inkcalc.ink"));
                const text = JSON.stringify({ ...kept, given: JSON.parse(given) });
                localStorage.setItem("inkcalc.ink", text);
            }""",
            given,
        )
        with answered.expect_request(READ) as sent:
            answered.reload()
        assert "given" not in json.loads(sent.value.post_data), given


def test_what_does_not_count_can_be_corrected_too(page):
    row = a_row("1=2", "1") | {"mathml": '<math><mn data-symbols="0">1</mn></math>'}
    answer_with(page, row)
    write(page)
    expect(page.locator("#lines .aside")).to_have_text("not counted: 2")
    page.locator("#lines .equals").click()
    picker(page).get_by_role("button", name="minus", exact=True).click()
    assert kept_given(page) == [{"marks": [1], "label": "-"}]


def test_the_picker_fits_on_a_phone_and_its_keys_are_large(phone):
    answer_with(phone, a_row("1+2", "3"))
    draw(phone, STROKES)
    expect(phone.locator("#display")).to_have_attribute("data-state", "answer")
    phone.locator("#lines mo").last.tap()
    expect(picker(phone)).to_be_in_viewport(ratio=1)
    boxes = [button.bounding_box() for button in picker(phone).locator("button:visible").all()]
    assert len(boxes) == 18 + 2
    assert all(min(box["width"], box["height"]) >= 44 for box in boxes)
