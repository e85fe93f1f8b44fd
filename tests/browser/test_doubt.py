"""What else a line may say: offered where it changes the answer, chosen with one tap."""

from __future__ import annotations

import json

from hand import draw, line
from playwright.sync_api import Page, expect
from readings import READ, a_row, an_error, another, answer_with

SEVEN = another("7+2", "9", 0.2, ([0], "7"))
STROKES = [line(100 + 100 * at, 100, 110 + 100 * at, 180) for at in range(3)]


def offers(page: Page):
    return page.locator("#lines .offer")


def show(page: Page, *lines: dict) -> None:
    answer_with(page, *lines)
    draw(page, STROKES)
    expect(page.locator("#display")).to_have_attribute("data-state", "answer")


OFFERS = [
    ("1+2", SEVEN, "If the 1 is a 7: 9"),
    ("1+1", another("1+7", "8", 0.2, ([2], "7")), "If the second 1 is a 7: 8"),
    ("1+2", another("1÷2", "1/2", 0.2, ([1], "÷")), "If the plus is a division sign: 1/2"),
    ("1+0", another("1+8", "9", 0.2, ([2], "8")), "If the 0 is an 8: 9"),
    ("7÷2", another("7/0", None, 0.2, ([2], "0")), "If the 2 is a 0: no answer"),
    ("1-2", another("42", "42", 0.2, ([0, 1], "4")), "If 1 and minus are one 4: 42"),
    ("1+2", another("4", "4", 0.2, ([0, 1, 2], "4")), "If these 3 are one 4: 4"),
    ("1+2", another("7+3", "10", 0.2, ([0], "7"), ([2], "3")), "Or 7 + 3 = 10"),
    ("1+2", another("1+2**10", "-1025", 0.2, ([0], "7"), ([2], "3")), "Or 1 + 2¹⁰ = −1025"),
]


def test_an_offer_says_what_would_change(page):
    for labels, reading, words in OFFERS:
        show(page, a_row(labels, "3", reading))
        expect(offers(page)).to_have_text(words)


MATTERS = [
    (a_row("1+2", "3", another("7+2", "9", 0.02, ([0], "7"))), 0),
    (a_row("1+2", "3", another("7+2", "9", 0.02, ([0], "7")), unsure="1"), 1),
    (a_row("1+2", "3", another("2+1", "3", 0.4, ([0], "2"), ([2], "1"))), 0),
    (a_row("1+2", "3", *[SEVEN] * 4), 3),
    (an_error("incomplete_expression", "1+", 1) | {"readings": [SEVEN]}, 0),
    (an_error("division_by_zero", "7÷0", 1) | {"readings": [SEVEN]}, 1),
]


def test_only_what_matters_is_offered(page):
    for row, count in MATTERS:
        show(page, row)
        expect(offers(page)).to_have_count(count)


def test_one_tap_chooses_and_one_undo_takes_it_back(page):
    show(page, a_row("1+2", "3", SEVEN, unsure="1"))
    answer_with(page, a_row("7+2", "9", unsure="7"))
    with page.expect_request(READ) as sent:
        page.get_by_role("button", name="If the 1 is a 7: 9").click()
    assert json.loads(sent.value.post_data)["given"] == [{"marks": [0], "label": "7"}]
    expect(page.locator("#lines .value")).to_have_text("9")
    expect(page.locator("#boxes .settled text")).to_have_text("7✓")
    expect(page.locator("#boxes .unsure")).to_have_count(0)
    with page.expect_request(READ) as sent:
        page.keyboard.press("Control+z")
    body = json.loads(sent.value.post_data)
    assert (list(body), len(body["strokes"])) == (["strokes"], 3)


def test_what_cannot_be_said_is_only_told(page):
    layout = another("1**2", "1", 0.2)
    bar = another("1/2", "1/2", 0.2, ([1], "frac"))
    show(page, a_row("1+2", "3", layout, bar))
    expect(offers(page)).to_have_text(["Or 1² = 1", "If the plus is a fraction bar: 1/2"])
    expect(page.locator("button.offer")).to_have_text(["If the plus is a fraction bar: 1/2"])


def test_pointing_at_an_offer_lights_the_ink_concerned(page):
    show(page, a_row("1+2", "3", another("41", "41", 0.2, ([1, 2], "4"))))
    offers(page).hover()
    expect(page.locator("#boxes .pointed text")).to_have_text(["+", "2"])
    page.mouse.move(5, 5)
    expect(page.locator("#boxes .pointed")).to_have_count(0)
    offers(page).focus()
    expect(page.locator("#boxes .pointed")).to_have_count(2)


def test_an_offer_can_be_taken_with_the_keyboard(page):
    show(page, a_row("1+2", "3", SEVEN))
    answer_with(page, a_row("7+2", "9"))
    page.locator("#lines mo").first.focus()
    page.keyboard.press("Tab")
    expect(offers(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#lines .value")).to_have_text("9")
    expect(page.locator("#lines mo").first).to_be_focused()


def test_offers_are_spoken_after_the_answer(page):
    show(page, a_row("1+2", "3", SEVEN))
    expect(page.get_by_role("status")).to_have_text("1 + 2 = 3. If the 1 is a 7, the answer is 9")


def test_an_offer_for_ink_that_has_gone_changes_nothing(page):
    show(page, a_row("1+2", "3", SEVEN))
    page.route(READ, lambda route: None)
    page.keyboard.press("Delete")
    draw(page, STROKES[:1])
    given = "() => JSON.parse(localStorage.getItem('inkcalc.ink')).given"
    offers(page).evaluate_all("(buttons) => buttons.forEach((button) => button.click())")
    assert page.evaluate(given) is None


def test_offers_stay_within_the_band_on_a_phone(phone):
    many = [another(f"{n}+2", str(n), 0.2, ([0], str(n))) for n in (7, 8, 9)]
    answer_with(phone, a_row("1+2", "3", *many))
    draw(phone, STROKES)
    expect(offers(phone)).to_have_count(3)
    band, paper = phone.locator("#lines"), phone.locator("#paper").bounding_box()
    assert band.evaluate("(lines) => lines.scrollWidth - lines.clientWidth") <= 0
    expect(offers(phone).first).to_be_in_viewport(ratio=1)
    assert offers(phone).first.bounding_box()["y"] < paper["y"]
