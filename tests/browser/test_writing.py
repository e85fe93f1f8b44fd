"""Writing sums on the page, read by the real server."""

from __future__ import annotations

import re

import pytest
from hand import draw, draw_with_finger, load_ink, scaled
from playwright.sync_api import Page, expect

SUMS = ["12+30", "7x8-6", "84div2", "brackets-and-equals", "0.5+0.25"]
ON_A_PHONE = 0.68


def expect_answer(page: Page, expression: str, answer: str) -> None:
    expect(page.locator("#lines .expression math")).to_have_text(expression)
    expect(page.locator("#lines .value")).to_have_text(answer)


def typeset(expression: str) -> str:
    """Return an expression with the signs that people write."""
    return expression.translate(str.maketrans("*/-", "×÷−"))


@pytest.mark.parametrize("name", SUMS)
def test_a_written_sum_is_typeset_and_answered(page, name):
    ink = load_ink(name)
    draw(page, ink["strokes"])
    expect_answer(page, typeset(ink["expression"]), ink["answer"])


def test_a_finger_writes_on_a_phone(phone):
    ink = load_ink("12+30")
    draw_with_finger(phone, scaled(ink["strokes"], ON_A_PHONE))
    expect_answer(phone, "12+30", "42")


def test_the_answer_is_spoken_in_words(page):
    draw(page, load_ink("12+30")["strokes"])
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^12 \+ 30 = 42\b"))


def test_each_symbol_is_boxed_and_named_on_the_ink(page):
    draw(page, load_ink("12+30")["strokes"])
    expect(page.locator("#boxes text")).to_have_text(
        [re.compile(rf"^{re.escape(c)}") for c in "12+30"]
    )
    page.get_by_role("button", name="Boxes").click()
    expect(page.locator("#boxes .symbol").first).to_be_hidden()
    page.keyboard.press("b")
    expect(page.locator("#boxes .symbol").first).to_be_visible()


def test_exact_value_and_decimal_are_both_shown(page):
    draw(page, load_ink("16div3")["strokes"])
    expect(page.locator("#lines .value mfrac")).to_have_text("163")
    expect(page.locator("#lines .other .period")).to_have_text("3")
    expect(page.locator("#lines .other")).to_contain_text("5.3 repeating")


def test_an_error_is_one_sentence_that_marks_its_symbols(page):
    draw(page, load_ink("7div0")["strokes"])
    expect(page.locator("#lines .problem")).to_have_text(re.compile("zero"))
    expect(page.locator("#boxes .wrong").first).to_be_visible()
    expect(page.locator("#lines .wrong").first).to_be_visible()
    expect(page.locator("#lines .value")).to_have_count(0)


def test_pointing_at_a_number_lights_its_ink_and_the_reverse(page):
    draw(page, load_ink("12+30")["strokes"])
    expect_answer(page, "12+30", "42")
    page.locator("#lines mn").first.focus()
    expect(page.locator("#boxes .pointed")).to_have_count(2)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#boxes .pointed")).to_have_count(1)
    page.locator("#boxes .symbol rect").last.hover(force=True)
    expect(page.locator("#lines .pointed")).to_have_text("30")
