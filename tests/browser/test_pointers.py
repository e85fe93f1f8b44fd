"""Pens, fingers and mouse buttons: who writes, who erases, and who does not."""

from __future__ import annotations

import pytest
from hand import (
    draw,
    draw_with_finger,
    draw_with_pen,
    inked_pixels,
    kept_strokes,
    line,
    rub_with_pen_end,
    start_touch,
)
from playwright.sync_api import Page, expect
from readings import answer_with, number

FIRST = line(60, 100, 60, 180)
SECOND = line(160, 100, 160, 180)


@pytest.fixture(autouse=True)
def made_up_answers(phone: Page) -> None:
    answer_with(phone, number(42))


def test_touch_writes_until_a_pen_is_seen(phone):
    switch = phone.get_by_role("switch", name="Draw with finger")
    draw_with_finger(phone, [FIRST])
    assert len(kept_strokes(phone)) == 1
    expect(switch).to_be_hidden()
    draw_with_pen(phone, [SECOND])
    assert len(kept_strokes(phone)) == 2
    expect(switch).to_be_visible()
    draw_with_finger(phone, [line(220, 100, 260, 180)])
    assert len(kept_strokes(phone)) == 2


def test_the_switch_lets_fingers_write_beside_a_pen(phone):
    draw_with_pen(phone, [FIRST])
    switch = phone.get_by_role("switch", name="Draw with finger")
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    draw_with_finger(phone, [SECOND])
    assert len(kept_strokes(phone)) == 2


def test_a_pen_pressed_harder_writes_wider(phone):
    draw_with_pen(phone, [FIRST], force=0.1)
    light = inked_pixels(phone)
    phone.keyboard.press("Delete")
    draw_with_pen(phone, [FIRST], force=1)
    assert inked_pixels(phone) > 1.5 * light
    assert kept_strokes(phone)[0][3][3] == 1


def test_the_eraser_end_of_a_pen_erases(phone):
    draw_with_pen(phone, [FIRST, SECOND])
    rub_with_pen_end(phone, line(40, 140, 80, 140))
    assert [stroke[0][0] for stroke in kept_strokes(phone)] == [160]


def test_a_cancelled_touch_leaves_no_ink(phone):
    cancel = start_touch(phone, FIRST)
    cancel()
    expect(phone.locator("#paper .hint")).to_be_visible()
    assert (kept_strokes(phone), inked_pixels(phone)) == ([], 0)
    draw_with_finger(phone, [SECOND])
    assert len(kept_strokes(phone)) == 1


def test_only_one_pointer_writes_at_a_time(phone):
    cancel = start_touch(phone, FIRST)
    draw(phone, [SECOND])
    assert kept_strokes(phone) == []
    cancel()


def test_a_pen_takes_over_from_a_resting_palm(phone):
    cancel = start_touch(phone, FIRST)
    draw_with_pen(phone, [SECOND])
    cancel()
    assert [stroke[0][0] for stroke in kept_strokes(phone)] == [160]


@pytest.mark.parametrize("button", ["right", "middle"])
def test_other_buttons_of_the_mouse_do_not_write(phone, button):
    corner = phone.locator("#paper").bounding_box()
    phone.mouse.move(corner["x"] + 50, corner["y"] + 50)
    phone.mouse.down(button=button)
    phone.mouse.move(corner["x"] + 90, corner["y"] + 90)
    phone.mouse.up(button=button)
    assert kept_strokes(phone) == []
