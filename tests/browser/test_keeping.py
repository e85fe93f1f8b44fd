"""Keeping corrections: each is a sample of the hand, once, and goes when it is taken back."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from hand import draw, line, load_ink
from keeping import STROKES, Keeping, expect_answer, labels, pressing, saying, show_doubtful
from playwright.sync_api import Page, expect
from readings import MODEL, READ, a_row, answer_with, fulfill

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture
def keeping(page: Page) -> Keeping:
    return Keeping(page)


@pytest.fixture
def answered(page: Page, keeping: Keeping) -> Page:
    """Show 1+2, of whose 1 the reading is not sure."""
    return show_doubtful(page)


# What is kept


def test_nothing_is_kept_before_anything_is_said(answered, keeping):
    answered.keyboard.press("Control+z")
    answered.keyboard.press("Control+y")
    expect_answer(answered)
    assert keeping.requests == []
    assert answered.context.cookies() == []


def test_a_correction_is_a_sample(answered, keeping):
    assert keeping.after(saying(answered, 0, "7")).status == 201
    body = keeping.body()
    (sample,) = body.pop("samples")
    assert UUID.fullmatch(sample.pop("id"))
    assert sample == {"marks": [0], "label": "7", "read_as": "1"}
    assert (body["source"], body["model"]) == ("correction", MODEL)
    assert len(body["strokes"]) == 3
    (kept,) = keeping.samples()
    assert (kept["label"], kept["read_as"], kept["medium"]) == ("7", "1", "ink")
    assert (kept["session"], kept["model"]) == (body["session"], MODEL)


def test_the_sample_of_real_ink_is_its_own_strokes(page, keeping):
    strokes = load_ink("84div2")["strokes"]
    draw(page, strokes)
    expect(page.locator("#lines .value")).to_have_text("42")
    assert keeping.after(saying(page, 0, "Backspace")).status == 201
    assert keeping.body()["model"].startswith("16-")
    (kept,) = keeping.samples()
    assert (kept["label"], kept["read_as"], len(kept["strokes"])) == ("none", "÷", 3)


@pytest.mark.parametrize(
    ("symbol", "key", "label", "read_as"),
    [
        (0, "1", "1", "1"),
        (1, ".", ".", "+"),
        (1, "=", "=", "+"),
        (2, "-", "-", "2"),
        (2, "Delete", "none", "2"),
    ],
)
def test_every_word_on_a_shape_is_a_sample(answered, keeping, symbol, key, label, read_as):
    keeping.after(saying(answered, symbol, key))
    (sample,) = keeping.body()["samples"]
    assert (sample["marks"], sample["label"], sample["read_as"]) == ([symbol], label, read_as)


def test_what_is_not_one_symbol_is_kept_as_none(page, keeping):
    row = a_row("1+", "1")
    row["symbols"][1]["marks"] = [1, 2]
    answer_with(page, row)
    draw(page, STROKES)
    expect_answer(page)
    keeping.after(saying(page, 1, "s"))
    (sample,) = keeping.body()["samples"]
    assert (sample["marks"], sample["label"], sample["read_as"]) == ([1, 2], "none", "+")


def test_joining_alone_is_no_sample_but_naming_it_is(answered, keeping):
    row = a_row("14", "14")
    row["symbols"][1]["marks"] = [1, 2]
    with answered.expect_request(READ):
        answered.locator("#lines mo").nth(1).click()
        answer_with(answered, row)
        answered.keyboard.press("j")
    expect(answered.locator("#boxes .settled text")).to_have_text("4✓")
    assert keeping.requests == []
    keeping.after(saying(answered, 1, "9"))
    (sample,) = keeping.body()["samples"]
    assert (sample["marks"], sample["label"], sample["read_as"]) == ([1, 2], "9", "4")


def test_a_taken_offer_is_a_sample(answered, keeping):
    keeping.after(answered.get_by_role("button", name="If the 1 is a 7: 9").click)
    (sample,) = keeping.body()["samples"]
    assert (sample["marks"], sample["label"], sample["read_as"]) == ([0], "7", "1")


def test_ids_are_made_on_a_plain_connection_too(open_page):
    page = open_page()
    page.add_init_script("delete Crypto.prototype.randomUUID")
    page.reload()
    keeping = Keeping(page)
    answer_with(page, a_row("1+2", "3"))
    draw(page, STROKES)
    expect_answer(page)
    assert keeping.after(saying(page, 0, "7")).status == 201
    assert UUID.fullmatch(keeping.body()["samples"][0]["id"])


def test_a_tab_is_one_session(answered, keeping):
    keeping.after(saying(answered, 0, "7"))
    expect_answer(answered)
    keeping.after(saying(answered, 2, "3"))
    answered.reload()
    expect_answer(answered)
    keeping.after(saying(answered, 1, "-"))
    assert len({keeping.body(at)["session"] for at in range(3)}) == 1


# What is taken back, and comes again


def test_undo_deletes_the_sample_and_redo_keeps_the_same(answered, keeping):
    keeping.after(saying(answered, 0, "7"))
    (sample,) = keeping.body()["samples"]
    keeping.after(pressing(answered, "Control+z"))
    assert keeping.body() == {"ids": [sample["id"]]}
    assert keeping.samples() == []
    keeping.after(pressing(answered, "Control+y"))
    assert keeping.body()["samples"] == [sample]
    assert keeping.methods == ["POST", "DELETE", "POST"]
    assert labels(keeping) == ["7"]


def test_the_last_word_takes_the_place_of_the_one_before(answered, keeping):
    keeping.after(saying(answered, 0, "7"))
    answer_with(answered, a_row("7+2", "9"))
    answered.keyboard.press("Control+z")
    answered.keyboard.press("Control+y")
    expect(answered.locator("#boxes .settled text")).to_have_text("7✓")
    saying(answered, 0, "4")()
    expect_answer(answered)
    (kept,) = keeping.samples()
    # What the model had read, and not what was said of it.
    assert (kept["label"], kept["read_as"]) == ("4", "1")


def test_putting_back_deletes_the_sample(answered, keeping):
    keeping.after(saying(answered, 0, "Delete"))
    keeping.after(answered.get_by_role("button", name="Put back").click)
    assert keeping.samples() == []


def test_what_is_said_stays_kept_when_its_ink_goes(answered, keeping):
    keeping.after(saying(answered, 0, "7"))
    expect_answer(answered)
    for key in ("Delete", "Control+z", "e"):
        answered.keyboard.press(key)
    draw(answered, [line(90, 140, 120, 140)])
    answered.keyboard.press("Control+z")
    expect_answer(answered)
    assert keeping.methods == ["POST"]
    assert labels(keeping) == ["7"]


def test_a_reload_keeps_nothing_again(answered, keeping):
    keeping.after(saying(answered, 0, "7"))
    answered.reload()
    expect_answer(answered)
    draw(answered, [line(400, 100, 410, 180)])
    expect_answer(answered)
    assert keeping.methods == ["POST"]
    (sample,) = keeping.body()["samples"]
    answer_with(answered, a_row("7+2", "9"))
    answered.reload()
    expect(answered.locator("#boxes .settled text")).to_have_text("7✓")
    saying(answered, 0, "8")()
    expect_answer(answered)
    assert keeping.methods == ["POST", "POST", "DELETE"]
    assert keeping.body() == {"ids": [sample["id"]]}
    assert labels(keeping) == ["8"]


# Whose hand is read


def test_an_answer_says_whose_hand_it_was_read_as(page):
    answer_with(page, a_row("1", "1"))
    draw(page, STROKES[:1])
    expect_answer(page)
    expect(page.locator("#personal")).to_be_hidden()

    def answer_personally(route):
        fulfill(route, a_row("1", "1"), personal=3)

    page.unroute(READ)
    page.route(READ, answer_personally)
    draw(page, STROKES[1:2])
    expect(page.get_by_role("link", name="reads your hand")).to_be_visible()
    assert page.locator("#personal").get_attribute("href") == "/collect"
    page.keyboard.press("Delete")
    expect(page.locator("#personal")).to_be_hidden()


KEEP = """([label, ids]) => {
    const sent = async () => {
        const { keepInk } = await import("/static/js/server.js");
        const { keepSample, setAdapts } = await import("/static/js/collect/server.js");
        const strokes = [[[0, 0], [0, 40]]];
        const samples = [{ id: ids[0], marks: [0], label }];
        const about = { source: "correction", session: "s", samples };
        await Promise.all([
            keepInk({ strokes, ...about }),
            keepSample("s", { id: ids[1], label, strokes }),
            setAdapts(true),
        ]);
    };
    window.sent = sent();
}"""


def test_two_tabs_that_keep_something_at_once_are_one_person(page, keeping):
    other = page.context.new_page()
    other.goto(page.url)
    for tab in (page, other):
        tab.evaluate(KEEP, ["1", [str(uuid4()), str(uuid4())]])
    for tab in (page, other):
        tab.evaluate("() => window.sent")
    assert len(keeping.samples()) == 4
