"""Symbols are asked for one at a time, kept when the pen rests, and taken back."""

from __future__ import annotations

import pytest
from collecting import asked, labels, me, open_part, write_one
from conftest import SMALL_PHONE, OpenPage
from hand import draw, draw_with_finger, line
from playwright.sync_api import Page, expect

SAMPLES = "**/api/v1/samples"
TRIES, PAUSE_MS = 100, 50


@pytest.fixture
def paper(open_page: OpenPage) -> Page:
    """Open the page that is taught, with the shortest pause."""
    page = open_page("/collect")
    page.get_by_text("Quick", exact=True).click()
    return page


def kept(page: Page) -> int:
    return me(page)["samples"]["total"]


def expect_kept(page: Page, number: int) -> None:
    """Wait until the server has so many samples, as the page says after asking it."""
    for _ in range(TRIES):
        if kept(page) == number:
            break
        page.wait_for_timeout(PAUSE_MS)
    with page.expect_response("**/api/v1/me") as answer:
        open_part(page, "Your hand")
    assert answer.value.json()["samples"]["total"] == number


def test_three_symbols_are_written_kept_and_counted(paper):
    written = []
    for _ in range(3):
        with paper.expect_response(SAMPLES):
            written.append(write_one(paper))
    assert labels(paper) == sorted(written)
    assert len(set(written)) == 3
    expect(paper.locator("#goal-count")).to_have_text("3")
    expect(paper.locator("#total")).to_have_text("3")
    expect(paper.locator("#strip > *")).to_have_count(3)
    expect(paper.locator(f"#tiles [data-label='{written[0]}'] .number")).to_have_text("1")
    paper.reload()
    expect(paper.locator("#goal-count")).to_have_text("3")


def test_nobody_is_known_before_something_is_kept(paper):
    expect(paper.locator("#goal-count")).to_have_text("0")
    assert paper.context.cookies() == []


def test_the_last_symbol_is_taken_back_deleted_and_asked_for_again(paper):
    for key in ("Control+z", "Backspace"):
        with paper.expect_response(SAMPLES):
            label = write_one(paper)
        with paper.expect_response(lambda answer: answer.request.method == "DELETE"):
            paper.keyboard.press(key)
        assert asked(paper) == label
        assert kept(paper) == 0
    expect(paper.locator("#goal-count")).to_have_text("0")
    expect(paper.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")


def test_what_is_on_the_paper_is_taken_back_before_it_is_kept(paper):
    paper.get_by_text("Slow", exact=True).click()
    label = asked(paper)
    draw(paper, [line(100, 60, 140, 200)])
    paper.get_by_role("button", name="Undo").click()
    expect(paper.locator("#paper")).not_to_have_class("resting")
    assert asked(paper) == label
    assert kept(paper) == 0


def test_a_symbol_of_several_strokes_is_kept_as_one(paper):
    paper.locator("#tiles [data-label='+']").click()
    with paper.expect_request(SAMPLES) as sent:
        draw(paper, [line(80, 120, 180, 120), line(130, 70, 130, 170)])
    body = sent.value.post_data_json
    assert body["source"] == "collected"
    assert body["samples"][0]["marks"] == [0, 1]
    assert body["samples"][0]["label"] == "+"


def test_one_class_only_is_asked_for_until_its_tile_is_pressed_again(paper):
    tile = paper.locator("#tiles [data-label='7']")
    tile.click()
    for number in ("1", "2"):
        draw(paper, [line(100, 60, 140, 200)])
        expect(tile.locator(".number")).to_have_text(number)
        assert asked(paper) == "7"
    tile.click()
    assert asked(paper) != "7"


def test_skipping_asks_for_another(paper):
    for skip in (lambda: paper.keyboard.press("s"), paper.get_by_role("button", name="Skip").click):
        before = asked(paper)
        skip()
        assert asked(paper) != before


def test_a_tap_is_no_symbol(paper):
    before = asked(paper)
    draw(paper, [line(100, 100, 102, 101)])
    expect(paper.locator("#paper")).not_to_have_class("resting")
    paper.get_by_role("button", name="Undo").click()
    assert (asked(paper), kept(paper)) == (before, 0)


def test_a_finger_writes_on_a_phone(open_page):
    phone = open_page("/collect", **SMALL_PHONE)
    phone.get_by_text("Quick", exact=True).tap()
    before = asked(phone)
    with phone.expect_response(SAMPLES):
        draw_with_finger(phone, [line(100, 60, 140, 200)])
    assert labels(phone) == [before]


def test_what_is_kept_is_spoken(paper):
    write_one(paper)
    expect(paper.locator("#spoken")).to_contain_text("Kept. Write a")


def test_nothing_is_lost_without_a_connection(paper, complaints):
    paper.route(SAMPLES, lambda route: route.abort())
    written = [write_one(paper), write_one(paper)]
    expect(paper.locator("#notice")).to_have_text("No connection: 2 symbols wait in this browser.")
    expect(paper.locator("#goal-count")).to_have_text("2")
    assert kept(paper) == 0
    paper.unroute(SAMPLES)
    paper.reload()
    expect(paper.locator("#goal-count")).to_have_text("2")
    expect_kept(paper, 2)
    assert labels(paper) == sorted(written)
    complaints.clear()


def test_what_could_not_be_sent_is_sent_when_the_connection_is_back(paper, complaints):
    paper.route(SAMPLES, lambda route: route.abort())
    write_one(paper)
    expect(paper.locator("#notice")).to_contain_text("No connection")
    paper.unroute(SAMPLES)
    with paper.expect_response(SAMPLES):
        paper.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(paper.locator("#notice")).to_be_hidden()
    assert kept(paper) == 1
    complaints.clear()


ASK = """async ([labels, counts, last]) => {
    const { nextLabel } = await import("/static/js/collect/asking.js");
    const asked = [0, 0.4, 0.7, 0.999].map((at) => nextLabel([...labels], counts, last, () => at));
    return [...new Set(asked)].sort().join("");
}"""

ASKED = [
    ("123", {}, None, "123"),
    ("123", {}, "1", "23"),
    ("123", {"1": 5}, None, "23"),
    ("123", {"1": 5, "2": 5}, "1", "3"),
    ("123", {"1": 5, "2": 5}, "3", "12"),
    ("1", {"1": 3}, "1", "1"),
]


def test_the_rarest_are_asked_for_and_never_the_last_unless_it_is_the_only_one(paper):
    for of, counts, last, expected in ASKED:
        assert paper.evaluate(ASK, [of, counts, last]) == expected, (of, counts, last)


REST = """async ([written, usual]) => {
    const { restMs } = await import("/static/js/collect/asking.js");
    return restMs("normal", written, usual) / restMs("normal", 1, [1]);
}"""


def test_the_pen_may_rest_longer_where_a_stroke_is_missing(paper):
    finished, possible, missing = (
        paper.evaluate(REST, [written, usual])
        for written, usual in ((2, [2, 1]), (1, [1, 2]), (1, [2, 1]))
    )
    assert 1 == finished < possible < missing
