"""All samples as pictures: filtered, selected by pointer and keys, relabelled and deleted."""

from __future__ import annotations

import pytest
from collecting import labels, open_part, teach
from conftest import OpenPage
from playwright.sync_api import Locator, Page, expect

SHOWN = (("1", "1"), ("2", "2"), ("2", "2"), ("0", "0"), ("+", "+"), ("3", "7"))
"""Shapes, each with the label that it is kept with: the last is none of its own."""


@pytest.fixture
def samples(open_page: OpenPage) -> Page:
    """Open the samples of a person who has six."""
    page = open_page("/collect")
    teach(page, *SHOWN)
    open_part(page, "Samples")
    expect(tiles(page)).to_have_count(len(SHOWN))
    return page


def tiles(page: Page) -> Locator:
    return page.locator("#grid .sample")


def chip(page: Page, name: str) -> Locator:
    return page.locator("#classes").get_by_role("button", name=name, exact=True)


def relabel(page: Page, name: str) -> None:
    page.get_by_role("button", name="Relabel").click()
    page.locator("#relabelling").get_by_role("button", name=name, exact=True).click()


def test_what_looks_like_something_else_comes_first(samples):
    first = tiles(samples).first
    expect(first).to_contain_text("looks like 3")
    expect(first).to_have_accessible_name("7, written, looks like 3")
    samples.get_by_role("button", name="Doubtful only").click()
    expect(tiles(samples)).to_have_count(1)


def test_one_class_or_one_source_is_shown(samples):
    expect(chip(samples, "2").locator(".number")).to_have_text("2")
    chip(samples, "2").click()
    expect(tiles(samples)).to_have_count(2)
    chip(samples, "2").click()
    expect(tiles(samples)).to_have_count(len(SHOWN))
    samples.get_by_text("Imported", exact=True).click()
    expect(samples.get_by_text("None of these")).to_be_visible()


def test_several_are_relabelled_at_once(samples):
    chip(samples, "2").click()
    expect(tiles(samples)).to_have_count(2)
    tiles(samples).nth(0).click()
    tiles(samples).nth(1).click()
    expect(samples.locator("#selected")).to_have_text("2 selected")
    relabel(samples, "8")
    expect(tiles(samples)).to_have_count(0)
    expect(chip(samples, "8").locator(".number")).to_have_text("2")
    assert labels(samples) == sorted("1880+7")


def test_a_mislabelled_one_is_put_right_with_its_key(samples):
    tiles(samples).first.click()
    samples.get_by_role("button", name="Relabel").press("Enter")
    samples.keyboard.press("3")
    expect(tiles(samples).first).to_have_accessible_name("3, written")
    expect(samples.get_by_role("button", name="Doubtful only")).to_be_hidden()
    assert labels(samples) == sorted("1220+3")


def test_several_are_deleted_once_the_time_to_undo_is_over(samples):
    tiles(samples).nth(1).click()
    tiles(samples).nth(3).click(modifiers=["Shift"])
    expect(samples.locator("#selected")).to_have_text("3 selected")
    samples.get_by_role("button", name="Delete").click()
    expect(tiles(samples)).to_have_count(len(SHOWN) - 3)
    assert len(labels(samples)) == len(SHOWN)
    with samples.expect_response(lambda answer: answer.request.method == "DELETE"):
        open_part(samples, "Files")
    assert len(labels(samples)) == len(SHOWN) - 3
    expect(samples.locator("#total")).to_have_text("3")


def test_what_was_deleted_is_brought_back(samples):
    undo = samples.locator("#notice").get_by_role("button", name="Undo")
    for bring_back in (lambda: samples.keyboard.press("Control+z"), undo.click):
        samples.get_by_role("button", name="Select all shown").click()
        samples.keyboard.press("Delete")
        expect(samples.get_by_text("Nothing here yet")).to_be_visible()
        bring_back()
        expect(tiles(samples)).to_have_count(len(SHOWN))
    assert len(labels(samples)) == len(SHOWN)


def test_what_was_deleted_counts_no_longer_and_leaves_with_its_notice(samples):
    chip(samples, "2").click()
    samples.get_by_role("button", name="Select all shown").click()
    samples.keyboard.press("Delete")
    expect(chip(samples, "2").locator(".number")).to_have_text("0")
    expect(samples.locator("#total")).to_have_text("4")
    expect(samples.locator("#notice")).to_be_visible()
    open_part(samples, "Files")
    expect(samples.locator("#notice")).to_be_hidden()


def test_what_could_not_be_deleted_is_shown_again(samples, complaints):
    samples.route("**/api/v1/samples", lambda route: route.abort())
    tiles(samples).last.click()
    samples.keyboard.press("Delete")
    expect(tiles(samples)).to_have_count(len(SHOWN) - 1)
    tiles(samples).first.click()
    samples.keyboard.press("Delete")
    expect(samples.locator("#notice")).to_contain_text("The server does not answer.")
    expect(tiles(samples)).to_have_count(len(SHOWN) - 1)
    expect(samples.locator("#total")).to_have_text(str(len(SHOWN) - 1))
    complaints.clear()


def test_samples_are_selected_from_the_keyboard(samples):
    selected = samples.locator("#grid [aria-selected='true']")
    tiles(samples).first.focus()
    samples.keyboard.press("Space")
    samples.keyboard.press("ArrowRight")
    samples.keyboard.press("Space")
    expect(selected).to_have_count(2)
    samples.keyboard.press("Escape")
    expect(selected).to_have_count(0)
    samples.keyboard.press("Home")
    samples.keyboard.press("Space")
    samples.keyboard.press("Shift+End")
    expect(selected).to_have_count(len(SHOWN))
    samples.keyboard.press("Escape")
    samples.keyboard.press("Control+a")
    expect(samples.locator("#selected")).to_have_text(f"{len(SHOWN)} selected")


def test_more_than_a_page_is_shown_little_by_little(open_page, complaints):
    page = open_page("/collect")
    page.route("**/api/v1/samples?*", lambda route: route.fulfill(json=many(route.request.url)))
    open_part(page, "Samples")
    expect(tiles(page)).to_have_count(100)
    tiles(page).last.scroll_into_view_if_needed()
    expect(tiles(page)).to_have_count(200)
    page.keyboard.press("Control+a")
    expect(page.locator("#selected")).to_have_text("200 selected")


def many(url: str) -> dict:
    """Return a page of 250 made-up samples."""
    offset = int(url.partition("offset=")[2].partition("&")[0])
    stroke = [[0, 0], [10, 40]]
    about = {"label": "1", "source": "imported", "suspect": None, "picture": None}
    found = [
        {"id": str(at), "strokes": [stroke], **about}
        for at in range(offset, min(offset + 100, 250))
    ]
    return {"total": 250, "samples": found}


def test_nothing_yet_points_to_writing(open_page):
    page = open_page("/collect#samples")
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    page.get_by_role("link", name="Write some symbols").click()
    expect(page.locator("#paper")).to_be_visible()
