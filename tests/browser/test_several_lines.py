"""Several lines, fractions and small symbols: what is shown of them, and where labels stand."""

from __future__ import annotations

import pytest
from hand import draw, line
from playwright.sync_api import Page, expect
from readings import a_line, a_row, answer_with

STROKE = line(60, 100, 60, 160)
FRACTION = (
    '<math><mfrac data-symbols="1"><mn data-symbols="0">7</mn><mn data-symbols="2">2</mn></mfrac>'
    "</math>"
)


def placed(row: dict, *boxes: list[float], first_mark: int = 0) -> dict:
    """Return a line whose symbols have other boxes and marks."""
    for at, (symbol, box) in enumerate(zip(row["symbols"], boxes, strict=True)):
        symbol |= {"box": box, "marks": [first_mark + at]}
    return row


def a_fraction() -> dict:
    """Return 7 over 2, of which the bar is symbol 1."""
    row = a_line("7/2", FRACTION, "7/2", confidences=[0.99] * 3)
    row["symbols"][1]["label"] = "frac"
    return placed(row, [100, 60, 140, 120], [80, 140, 160, 142], [100, 160, 140, 220])


def show(page: Page, *lines: dict) -> None:
    answer_with(page, *lines)
    draw(page, [STROKE])
    expect(page.locator("#lines .line")).to_have_count(len(lines))


@pytest.mark.parametrize("newest", [0, 2, 5])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (1400, 860)])
def test_the_line_of_the_newest_stroke_is_in_sight(open_page, width, height, newest):
    page = open_page(viewport={"width": width, "height": height})
    lines = [a_row(str(n), str(n)) for n in range(6)]
    lines[newest]["symbols"][0]["marks"] = [9]
    show(page, *lines)
    expect(page.locator("#lines .sum").nth(newest)).to_be_in_viewport(ratio=1)
    box, sum_ = (
        page.locator(at).bounding_box()
        for at in ("#lines", f"#lines :nth-child({newest + 1}) > .sum")
    )
    assert box["y"] <= sum_["y"] and sum_["y"] + sum_["height"] <= box["y"] + box["height"]


def test_two_lines_are_both_in_sight_on_a_phone(phone):
    show(phone, a_row("1+2", "3"), a_row("4+5", "9"))
    for row in phone.locator("#lines .line").all():
        expect(row).to_be_in_viewport(ratio=1)


def test_a_fraction_bar_can_be_pointed_at_and_has_no_label(page):
    show(page, a_fraction())
    expect(page.locator("#boxes .bar text")).to_have_count(0)
    page.locator("#lines mfrac").focus()
    expect(page.locator("#boxes .pointed")).to_have_attribute("data-symbol", "1")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#boxes .pointed")).to_have_attribute("data-symbol", "0")
    page.locator("#lines mn").last.hover()
    expect(page.locator("#boxes .pointed")).to_have_attribute("data-symbol", "2")


def test_pointing_at_the_ink_of_a_bar_lights_only_the_bar(page):
    show(page, a_fraction())
    colour = "(element) => getComputedStyle(element).color"
    before = page.locator("#lines mn").first.evaluate(colour)
    corner = page.locator("#paper").bounding_box()
    page.mouse.move(corner["x"] + 150, corner["y"] + 141)
    expect(page.locator("#lines mfrac")).to_have_class("pointed")
    assert page.locator("#lines mn").first.evaluate(colour) == before
    assert page.locator("#lines mfrac").evaluate(colour) != before


@pytest.mark.parametrize(
    "boxes",
    [
        [[60, 60, 100, 120], [104, 40, 118, 62], [122, 30, 130, 44]],
        [[60, 2, 100, 60], [104, 2, 140, 60], [144, 2, 180, 60]],
        [[60, 60, 160, 62], [80, 66, 100, 100], [110, 66, 130, 100]],
    ],
    ids=["exponents", "at the edge", "under a bar"],
)
def test_labels_hide_no_ink_and_not_each_other(page, boxes):
    show(page, placed(a_row("123", "123"), *boxes))
    corner = page.locator("#paper").bounding_box()
    labels = [label.bounding_box() for label in page.locator("#boxes text").all()]
    assert len(labels) == 3
    middles = [
        (box["x"] + box["width"] / 2 - corner["x"], box["y"] + box["height"] / 2 - corner["y"])
        for box in labels
    ]
    assert len(set(middles)) == 3
    for x, y in middles:
        assert not any(x0 < x < x1 and y0 < y < y1 for x0, y0, x1, y1 in boxes)
