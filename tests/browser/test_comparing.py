"""Two models side by side: the verdict, what rose and fell, and the samples behind each number."""

from __future__ import annotations

import pytest
from conftest import SMALL_PHONE
from judgements import FALL, a_judgement
from playwright.sync_api import Page, expect
from test_collect_frame import LOWEST_CONTRAST
from test_colours import AA_TEXT
from workshop import NEWER, OLDER, SHIPPED, Workshop, a_job, a_model, faces, query_of


@pytest.fixture
def workshop() -> Workshop:
    workshop = Workshop(models=[a_model(OLDER, "fell"), a_model(SHIPPED, "in_service")])
    workshop.judgements = {OLDER: a_judgement(OLDER, SHIPPED, FALL)}
    return workshop


@pytest.fixture
def compared(open_page, workshop) -> Page:
    """Open the comparison of a model that falls."""
    page = workshop.visit(open_page, f"/train#models/{OLDER}")
    expect(page.locator("#verdict")).to_be_visible()
    return page


def cell(page: Page, truth: str, read: str):
    return page.locator(f"#confusion [data-truth='{truth}'][data-read='{read}']")


def test_the_verdict_is_a_sentence_with_what_falls_by_how_much(compared):
    expect(compared.locator("#verdict-words")).to_have_text(
        "It falls in one place, so it does not go into service by itself."
    )
    expect(compared.locator("#falls li")).to_have_text(
        "“7” falls by 2.1 points, from 98.40\u202f% to 96.30\u202f%; the limit is 1 point."
    )
    expect(compared.locator("#verdict-more")).to_contain_text("a score of sums by 0.5 points")


def test_a_verdict_against_a_model_that_no_longer_serves_says_so(open_page, workshop):
    workshop.models = [a_model(OLDER, "not_judged"), a_model(NEWER, "in_service")]
    page = workshop.visit(open_page, f"/train#models/{OLDER}")
    expect(page.locator("#verdict-words")).to_contain_text(f"{SHIPPED}, with which it was compared")
    expect(page.get_by_role("button", name="Compare them")).to_be_visible()


def test_both_models_stand_side_by_side_with_intervals(compared):
    row = compared.locator("#figures [data-figure='accuracy']")
    expect(row.locator("td.candidate")).to_have_text("98.30\u202f% 97.9–98.7")
    expect(row.locator("td.against")).to_have_text("98.10\u202f% 97.7–98.5")
    expect(row.locator(".change.better")).to_have_text("+0.20")
    error = compared.locator("#figures [data-figure='ece'] .change.better")
    expect(error).to_have_text("−0.20")
    expect(compared.locator("#figures tbody tr")).to_have_count(8)


def test_what_a_judgement_lacks_is_left_out(open_page, workshop):
    for figures in workshop.judgements[OLDER]["models"].values():
        del figures["rejection"]
    page = workshop.visit(open_page, f"/train#models/{OLDER}")
    expect(page.locator("#figures tbody tr")).to_have_count(7)
    expect(page.locator("#by-class tbody tr")).to_have_count(16)


def test_which_symbols_rose_and_fell_is_told_and_drawn(compared):
    expect(compared.locator("#by-class-words")).to_have_text(
        "Worse: 7 by 1.99 points. Better: 2 by 0.28, 5 by 0.28, 8 by 0.28, minus by 0.28 and"
        " opening bracket by 0.28 points. The others change by less than 0.2."
    )
    seven = compared.locator("#by-class [data-label='7'] .bar.worse")
    two = compared.locator("#by-class [data-label='2'] .bar.better")
    widths = [bar.bounding_box()["width"] for bar in (seven, two)]
    assert widths[0] > 5 * widths[1] > 0


def test_a_cell_opens_the_samples_in_it_page_by_page(compared, workshop):
    with compared.expect_response("**/cell.png?*page=0*"):
        cell(compared, "7", "1").click()
    dialog = compared.get_by_role("dialog", name="7 taken for 1")
    expect(dialog).to_contain_text(f"72 samples, read by {OLDER}.")
    sheet = dialog.get_by_role("img", name="60 pictures of 7 that were read as 1")
    expect(sheet).to_have_js_property("complete", True)
    with compared.expect_response("**/cell.png?*page=1*"):
        dialog.get_by_role("button", name="Further ones").click()
    expect(dialog.get_by_role("img", name="12 pictures of 7")).to_be_visible()
    expect(dialog.locator("#cell-page")).to_have_text("2 of 2")
    asked = {"of": "candidate", "truth": "7", "read": "1"}
    pages = [query_of(url) for url in workshop.looked if "cell.png" in url]
    assert pages == [asked | {"page": "0"}, asked | {"page": "1"}]
    compared.keyboard.press("Escape")
    expect(cell(compared, "7", "1")).to_be_focused()


def test_signs_of_arithmetic_reach_the_server_as_they_are(compared, workshop):
    with compared.expect_response("**/cell.png?*"):
        cell(compared, "+", "+").click()
    expect(compared.get_by_role("dialog", name="Plus, read right")).to_be_visible()
    assert [query_of(url)["truth"] for url in workshop.looked if "cell" in url] == ["+", "+"]


def test_the_difference_opens_the_samples_of_whose_there_are_more(compared, workshop):
    compared.locator("#confusion-of").get_by_text("In service").click()
    expect(cell(compared, "7", "1")).to_have_text("3")
    compared.locator("#confusion-of").get_by_text("Difference").click()
    expect(cell(compared, "7", "1")).to_have_text("+9")
    fewer = compared.locator("#confusion td.better button").first
    expect(fewer).to_have_text("−3")
    fewer.click()
    expect(compared.locator("#cell-words")).to_contain_text(f"read by {SHIPPED}")
    assert {query_of(url)["of"] for url in workshop.looked if "cell" in url} == {"against"}


def test_arrow_keys_lead_from_number_to_number(compared):
    first = cell(compared, "0", "0")
    first.focus()
    compared.keyboard.press("ArrowRight")
    expect(cell(compared, "0", "3")).to_be_focused()
    compared.keyboard.press("ArrowDown")
    expect(cell(compared, "3", "3")).to_be_focused()
    expect(compared.locator("#confusion [tabindex='0']")).to_have_count(1)


def test_what_was_held_out_is_named_and_what_was_seen_is_warned_of(compared):
    expect(compared.locator("#held-out-words")).to_contain_text("2,434 samples")
    expect(compared.locator("#held-out-words code")).to_have_text("c0ffeec0ffee")
    warning = compared.locator("[data-part-name='own samples'] .warning")
    expect(warning).to_contain_text(f"{SHIPPED} may have learnt from these")
    expect(compared.locator("#held-out .warning")).to_have_count(1)


def test_a_model_that_is_not_known_is_said(open_page, workshop, complaints):
    page = workshop.visit(open_page)
    error = {"kind": "unknown_model", "message": "There is no such model."}
    page.route("**/models/16-none", lambda route: route.fulfill(status=404, json={"error": error}))
    page.evaluate("() => { location.hash = 'models/16-none'; }")
    expect(page.locator("#notice")).to_contain_text("There is no such model.")
    expect(page.get_by_role("link", name="All models")).to_be_visible()
    complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_of_it_fits_a_small_phone_and_its_text_stands_out(open_page, workshop, scheme):
    workshop.models.append(faces())
    workshop.jobs = [a_job(3, "failed", error="Lost."), a_job(2, "done"), a_job(1, "queued")]
    workshop.running(title="With a name that is longer than a phone is wide")
    workshop.workers = []
    phone = workshop.visit(open_page, color_scheme=scheme, **SMALL_PHONE)
    signs = {"train": "svg.plot", "models": "#history-section", f"models/{OLDER}": "#facts dd"}
    workshop.history = [
        {"model": OLDER, "at": "2026-11-21T10:00:00Z", "gate": "overridden", "reason": "x" * 90}
    ]
    for part, sign in signs.items():
        phone.evaluate("(part) => { location.hash = part; }", part)
        expect(phone.locator(sign).first).to_be_visible()
        ratio, text = phone.evaluate(LOWEST_CONTRAST)
        assert ratio >= AA_TEXT, (part, text)
        assert phone.evaluate("() => document.documentElement.scrollWidth") <= 360
        box = phone.locator(".part:not([hidden])")
        assert box.evaluate("(part) => part.scrollWidth <= part.clientWidth"), part
        for button in phone.locator("a.plain, button:not(#confusion *)").all():
            if button.is_visible():
                size = button.bounding_box()
                assert min(size["width"], size["height"]) >= 36, button.inner_text()
