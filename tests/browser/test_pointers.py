"""Pens, fingers and mouse buttons: who writes, who erases, and who does not."""

from __future__ import annotations

import pytest
from hand import (
    draw,
    draw_with_finger,
    draw_with_pen,
    inked_pixels,
    keep_strokes,
    kept_strokes,
    line,
    move_pen_in_one_frame,
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


def test_a_pen_and_the_choice_to_write_with_fingers_are_remembered(phone):
    draw_with_pen(phone, [FIRST])
    phone.reload()
    switch = phone.get_by_role("switch", name="Draw with finger")
    expect(switch).to_be_visible()
    draw_with_finger(phone, [SECOND])
    assert len(kept_strokes(phone)) == 1
    switch.click()
    phone.reload()
    expect(switch).to_have_attribute("aria-checked", "true")
    draw_with_finger(phone, [SECOND])
    assert len(kept_strokes(phone)) == 2


@pytest.mark.parametrize("force", [0.25, 1])
def test_the_pressure_of_a_pen_is_kept(phone, force):
    draw_with_pen(phone, [FIRST], force=force)
    assert {pressure for *_, pressure in kept_strokes(phone)[0][1:]} == {force}


def test_a_stroke_pressed_harder_is_wider(phone):
    widths = []
    for pressure in (0.1, 1):
        points = [[x, y, 10 * at, pressure] for at, (x, y) in enumerate(FIRST)]
        keep_strokes(phone, [points])
        widths.append(inked_pixels(phone))
    assert widths[1] > 1.5 * widths[0]


def test_every_place_of_a_fast_pen_is_kept(phone):
    move_pen_in_one_frame(phone, FIRST)
    kept = kept_strokes(phone)[0]
    assert [y for _, y, *_ in kept] == pytest.approx([y for _, y in FIRST], abs=0.02)


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
