"""Undo, redo, clear, the eraser, and what survives a reload or another size of the window."""

from __future__ import annotations

import json
import math

import pytest
from hand import draw, ink_end, inked_pixels, keep_strokes, kept_strokes, line, load_ink
from playwright.sync_api import Page, expect
from readings import answer_with, number

TWO_LINES = [line(100, 100, 100, 200), line(200, 100, 200, 200)]

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(autouse=True)
def made_up_answers(page: Page) -> None:
    answer_with(page, number(42))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def expect_canvas_to_fit(page: Page) -> None:
    width = page.locator("#paper").evaluate("(paper) => paper.clientWidth")
    expect(page.locator("#settled")).to_have_js_property("width", width)


def test_undo_and_redo_go_back_and_forth(page):
    draw(page, TWO_LINES)
    both = kept_strokes(page)
    press(page, "Undo")
    assert kept_strokes(page) == both[:1]
    press(page, "Redo")
    assert kept_strokes(page) == both


def test_undoing_everything_brings_the_invitation_back(page):
    hint = page.locator("#paper .hint")
    expect(hint).to_be_visible()
    draw(page, TWO_LINES[:1])
    expect(hint).to_be_hidden()
    expect(page.locator("#lines .value")).to_have_text("42")
    press(page, "Undo")
    expect(hint).to_be_visible()
    expect(page.locator("#lines .value")).to_have_count(0)
    assert inked_pixels(page) == 0


def test_clear_empties_the_paper_and_can_be_undone(page):
    draw(page, TWO_LINES)
    before = inked_pixels(page)
    press(page, "Clear")
    assert (kept_strokes(page), inked_pixels(page)) == ([], 0)
    press(page, "Undo")
    assert (len(kept_strokes(page)), inked_pixels(page)) == (2, before)


def test_an_eraser_that_hits_nothing_paints_nothing(page):
    draw(page, TWO_LINES)
    page.keyboard.press("e")
    page.evaluate(
        """() => {
            window.paints = 0;
            const { clearRect } = CanvasRenderingContext2D.prototype;
            CanvasRenderingContext2D.prototype.clearRect = function (...box) {
                window.paints += 1;
                return clearRect.apply(this, box);
            };
        }"""
    )
    draw(page, [line(300, 100, 400, 100)])
    assert page.evaluate("() => window.paints") == 0
    draw(page, [line(80, 150, 220, 150)])
    assert page.evaluate("() => window.paints") > 0


def test_the_eraser_removes_whole_strokes_and_one_drag_is_one_step(page):
    draw(page, [*TWO_LINES, line(300, 100, 300, 200)])
    press(page, "Eraser")
    draw(page, [line(80, 150, 220, 150)])
    assert [stroke[0][0] for stroke in kept_strokes(page)] == [300]
    press(page, "Undo")
    assert len(kept_strokes(page)) == 3


def test_a_fast_eraser_misses_nothing_between_two_events(page):
    draw(page, TWO_LINES)
    page.keyboard.press("e")
    draw(page, [[[50, 150], [250, 150]]])
    assert kept_strokes(page) == []


def test_strokes_survive_a_reload(page):
    draw(page, TWO_LINES)
    before = (kept_strokes(page), inked_pixels(page))
    page.reload()
    assert (kept_strokes(page), inked_pixels(page)) == before
    expect(page.locator("#lines .value")).to_have_text("42")


def test_time_goes_on_after_a_reload(page):
    draw(page, TWO_LINES[:1])
    page.reload()
    draw(page, TWO_LINES[1:])
    times = [point[2] for stroke in kept_strokes(page) for point in stroke]
    assert times[0] == 0
    assert times == sorted(times)


DAMAGED = [
    "",
    "{",
    "null",
    "[]",
    '{"strokes": 3}',
    '{"strokes": [[]]}',
    '{"strokes": [[["1", 2, 3, 4]]]}',
]


def test_a_damaged_memory_is_an_empty_paper(page):
    for kept in DAMAGED:
        page.evaluate("(text) => localStorage.setItem('inkcalc.ink', text)", kept)
        page.reload()
        expect(page.locator("#paper .hint")).to_be_visible()
        draw(page, TWO_LINES)
        assert len(kept_strokes(page)) == 2, kept


def test_full_storage_does_not_stop_the_pen(page):
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    draw(page, TWO_LINES)
    assert inked_pixels(page) > 0
    expect(page.locator("#lines .value")).to_have_text("42")


def test_a_tap_is_a_dot(page):
    draw(page, [[[150, 150]]])
    assert [len(stroke) for stroke in kept_strokes(page)] == [1]
    assert inked_pixels(page) > 0


def test_ink_is_what_the_pen_drew_and_stays_so(page):
    strokes = load_ink("12+30")["strokes"]
    draw(page, strokes)
    drawn = kept_strokes(page)
    expect(page.locator("#lines .value")).to_have_text("42")
    assert kept_strokes(page) == drawn
    for stroke, original in zip(drawn, strokes, strict=True):
        for end in (0, -1):
            assert math.dist(stroke[end][:2], original[end][:2]) <= 1


def test_a_smaller_window_loses_no_ink_and_keeps_its_coordinates(page):
    draw(page, [*TWO_LINES, line(800, 100, 800, 400)])
    before = (kept_strokes(page), inked_pixels(page))
    page.set_viewport_size({"width": 400, "height": 700})
    expect_canvas_to_fit(page)
    assert 0.9 < ink_end(page) < 1
    page.set_viewport_size({"width": 1000, "height": 800})
    expect_canvas_to_fit(page)
    assert (kept_strokes(page), inked_pixels(page)) == before


def test_ink_at_the_edge_stays_in_its_place_after_a_reload(page):
    width = page.locator("#paper").evaluate("(paper) => paper.clientWidth")
    draw(page, [line(100, 100, width - 4, 100)])
    before = (ink_end(page), inked_pixels(page))
    page.reload()
    page.evaluate(TWO_FRAMES)
    assert (ink_end(page), inked_pixels(page)) == before


def test_shrunk_ink_keeps_its_size_when_the_pen_reaches_the_edge(page):
    keep_strokes(page, [[[100, 100, 0, 0.5], [1500, 100, 10, 0.5]]])
    page.evaluate(TWO_FRAMES)
    before = inked_pixels(page)
    width = page.locator("#paper").evaluate("(paper) => paper.clientWidth")
    draw(page, [line(width / 2, 300, width, 300)])
    assert inked_pixels(page) > before
    page.keyboard.press("Control+z")
    assert inked_pixels(page) == before


def test_a_pen_that_leaves_the_paper_stays_on_it(page):
    draw(page, [[[100, 100], [100, -50], [-50, -50]]])
    assert all(x >= 0 and y >= 0 for x, y, *_ in kept_strokes(page)[0])


def test_the_request_carries_strokes_with_time_and_pressure(page):
    with page.expect_request("**/read/ink") as sent:
        draw(page, TWO_LINES[:1])
    body = json.loads(sent.value.post_data)
    assert list(body) == ["strokes"]
    assert all(len(point) == 4 and 0 <= point[3] <= 1 for point in body["strokes"][0])
    assert body["strokes"][0][0][2] == 0
