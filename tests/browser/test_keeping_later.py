"""What cannot be kept at once: it is kept later, in its order, and reading goes on meanwhile."""

from __future__ import annotations

import pytest
from hand import draw, line
from keeping import (
    NOT_YET,
    STROKES,
    Keeping,
    expect_answer,
    labels,
    pressing,
    saying,
    show_doubtful,
)
from playwright.sync_api import Page, expect
from readings import READ, a_row, answer_with

NOT_KEPT = "Your correction counts here, but could not be kept."


@pytest.fixture
def keeping(page: Page) -> Keeping:
    return Keeping(page)


@pytest.fixture
def answered(page: Page, keeping: Keeping) -> Page:
    """Show 1+2, of whose 1 the reading is not sure."""
    return show_doubtful(page)


def test_reading_waits_until_a_correction_is_kept(answered, keeping):
    order = []
    answered.on("response", lambda response: order.append(response.url.rsplit("/", 1)[1]))
    keeping.after(saying(answered, 0, "7"))
    expect_answer(answered)
    assert order == ["samples", "ink"]


def test_reading_does_not_wait_for_ever(answered, keeping):
    held = []
    keeping.answer(lambda route: held.append(route))
    answer_with(answered, a_row("7+2", "9"))
    with answered.expect_request(READ):
        saying(answered, 0, "7")()
    expect(answered.locator("#lines .value")).to_have_text("9")
    held[0].fulfill(status=201, json={"kept": []})
    expect(answered.locator("#unkept")).to_be_empty()


@pytest.mark.parametrize("again", ["change", "online", "load"])
def test_what_could_not_be_kept_is_kept_later(answered, keeping, complaints, again):
    keeping.break_off()
    answer_with(answered, a_row("7+2", "9"))
    saying(answered, 0, "7")()
    expect(answered.locator("#lines .value")).to_have_text("9")
    expect(answered.locator("#unkept")).to_have_text(NOT_YET)
    expect(answered.locator("#unkept")).to_be_visible()
    first = keeping.body()
    keeping.mend()
    if again == "change":
        keeping.after(lambda: draw(answered, [line(400, 100, 410, 180)]))
    elif again == "online":
        keeping.after(lambda: answered.evaluate("() => window.dispatchEvent(new Event('online'))"))
    else:
        keeping.after(answered.reload)
    expect(answered.locator("#unkept")).to_be_empty()
    assert keeping.body() == first
    assert labels(keeping) == ["7"]
    complaints.clear()


def test_trying_to_read_again_keeps_too(answered, keeping, complaints):
    keeping.break_off()
    answered.unroute(READ)
    answered.route(READ, lambda route: route.abort())
    saying(answered, 0, "7")()
    again = answered.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(answered.locator("#unkept")).to_have_text(NOT_YET)
    keeping.mend()
    answer_with(answered, a_row("7+2", "9"))
    keeping.after(again.click)
    expect(answered.locator("#lines .value")).to_have_text("9")
    expect(answered.locator("#unkept")).to_be_empty()
    assert labels(keeping) == ["7"]
    complaints.clear()


def test_what_waits_goes_in_its_order(answered, keeping, complaints):
    keeping.break_off()
    for symbol, key in [(0, "7"), (1, "-"), (2, "3")]:
        saying(answered, symbol, key)()
        expect_answer(answered)
    answered.keyboard.press("Control+z")
    expect_answer(answered)
    keeping.mend()
    del keeping.requests[:]
    answered.reload()
    expect_answer(answered)
    expect(answered.locator("#unkept")).to_be_empty()
    answered.wait_for_timeout(300)
    assert keeping.methods == ["POST", "POST", "POST", "DELETE"]
    assert labels(keeping) == ["-", "7"]
    complaints.clear()


def test_a_server_in_trouble_is_asked_again(answered, keeping, complaints):
    keeping.answer(lambda route: route.fulfill(status=500, json={}))
    saying(answered, 0, "7")()
    expect(answered.locator("#unkept")).to_have_text(NOT_YET)
    keeping.mend()
    keeping.after(pressing(answered, "Control+z"))
    expect(answered.locator("#unkept")).to_be_empty()
    expect_answer(answered)
    assert keeping.samples() == []
    complaints.clear()


def test_what_is_refused_is_not_sent_again(answered, keeping, complaints):
    error = {"error": {"kind": "made_up", "message": "No."}}
    keeping.answer(lambda route: route.fulfill(status=422, json=error))
    saying(answered, 0, "7")()
    expect(answered.locator("#unkept")).to_have_text(NOT_KEPT)
    expect_answer(answered)
    draw(answered, [line(400, 100, 410, 180)])
    expect(answered.locator("#unkept")).to_be_empty()
    assert len(keeping.requests) == 1
    complaints.clear()


def test_forbidden_storage_costs_no_correction(open_page):
    page = open_page()
    page.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"]) {
            Object.defineProperty(window, name, { get() { throw new DOMException("no"); } });
        }"""
    )
    page.reload()
    keeping = Keeping(page)
    answer_with(page, a_row("1+2", "3"))
    draw(page, STROKES)
    expect_answer(page)
    assert keeping.after(saying(page, 0, "7")).status == 201
    assert labels(keeping) == ["7"]
