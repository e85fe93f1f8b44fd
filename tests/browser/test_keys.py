"""The keyboard: what keys do, on every layout, and when they must do nothing."""

from __future__ import annotations

import pytest
from hand import draw, kept_strokes, line
from playwright.sync_api import Page, expect
from readings import answer_with, number

TWO_LINES = [line(100, 100, 100, 200), line(200, 100, 200, 200)]


@pytest.fixture(autouse=True)
def made_up_answers(page: Page) -> None:
    answer_with(page, number(42))


def test_keys_do_what_the_buttons_do(page):
    draw(page, TWO_LINES)
    counts = []
    for key in ("Control+z", "Control+y", "Control+z", "Control+Shift+z", "Delete", "Meta+z"):
        page.keyboard.press(key)
        counts.append(len(kept_strokes(page)))
    assert counts == [1, 2, 1, 2, 0, 2]


def test_backspace_takes_back_one_stroke_only(page):
    draw(page, TWO_LINES)
    page.keyboard.press("Backspace")
    assert len(kept_strokes(page)) == 1


KEYBOARDS = [
    ("я", "KeyZ", True, 1),
    ("z", "KeyW", True, 1),
    (";", "KeyZ", True, 0),
    ("я", "KeyZ", False, 0),
]


def test_undo_works_on_every_keyboard(page):
    for key, code, control, taken_back in KEYBOARDS:
        draw(page, TWO_LINES)
        before = len(kept_strokes(page))
        page.evaluate(
            "(init) => document.body.dispatchEvent(new KeyboardEvent('keydown', init))",
            {"key": key, "code": code, "ctrlKey": control, "bubbles": True},
        )
        assert len(kept_strokes(page)) == before - taken_back, key


def test_a_held_key_switches_once(page):
    for _ in range(2):
        page.keyboard.down("e")
    expect(page.get_by_role("button", name="Eraser")).to_have_attribute("aria-pressed", "true")


def test_letters_do_nothing_while_a_button_has_the_focus(page):
    page.keyboard.press("Tab")
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Eraser")).to_have_attribute("aria-pressed", "false")


def test_escape_takes_the_pen_again(page):
    eraser = page.get_by_role("button", name="Eraser")
    page.keyboard.press("e")
    expect(eraser).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(eraser).to_have_attribute("aria-pressed", "false")


def test_keys_rest_while_help_is_open(page):
    page.keyboard.press("?")
    page.keyboard.press("e")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Eraser")).to_have_attribute("aria-pressed", "false")
