"""How a photo is read: checked first, warned of, refused, turned upright, fitted to the page."""

from __future__ import annotations

import re

import pytest
from photo import (
    CHECK,
    READ,
    SIZE,
    a_photo_row,
    a_picture,
    choose,
    drawn_boxes,
    encoded,
    expect_state,
    fulfill,
    part,
    read_as,
    warn_of,
)
from playwright.sync_api import Page, expect

JPEG = encoded(a_picture())
BLURRED = "The photo is blurred. Hold the camera still."
DARK = "The photo is dark. Use more light."
SMALLEST_TARGET_PX = 44
SCREENS = ((360, 640), (740, 360), (768, 1024), (1600, 900))


def on_screen(page: Page, box: tuple[float, float, float, float], size=SIZE) -> list[float]:
    """Return where a box of the photo is seen: left, top, right, bottom."""
    shown = page.locator("#print").bounding_box()
    scale = shown["width"] / size[0]
    corner = (shown["x"], shown["y"])
    return [side * scale + corner[at % 2] for at, side in enumerate(box)]


def expect_box_around(page: Page, at: int, box: tuple[float, float, float, float], size=SIZE):
    """Expect the box of a symbol a little outside of where it stands on the photo."""
    expected, seen = on_screen(page, box, size), drawn_boxes(page).nth(at).bounding_box()
    corners = [seen["x"], seen["y"], seen["x"] + seen["width"], seen["y"] + seen["height"]]
    outwards = zip((1, 1, -1, -1), expected, corners, strict=True)
    gaps = [sign * (place - corner) for sign, place, corner in outwards]
    assert all(1 < gap < 10 for gap in gaps), gaps


def test_boxes_stand_on_the_photo_at_every_size(photo_page):
    read_as(photo_page, a_photo_row("1+2", "3"))
    choose(photo_page, JPEG)
    expect(drawn_boxes(photo_page)).to_have_count(3)
    for width in (1000, 1400, 500):
        photo_page.set_viewport_size({"width": width, "height": 800})
        photo_page.wait_for_timeout(100)
        expect_box_around(photo_page, 1, (500, 500, 600, 700))


def test_a_warning_comes_before_reading_and_can_be_passed(photo_page):
    read_as(photo_page, a_photo_row("1+2", "3"))
    warn_of(photo_page, BLURRED, DARK)
    asked = []
    # The browser may fetch the page's icon at any time: that asks the server to read nothing.
    photo_page.on(
        "request",
        lambda request: "/api/" in request.url and asked.append(request.url.rsplit("/", 2)[-2]),
    )
    choose(photo_page, JPEG)
    expect(photo_page.locator("#warnings li")).to_have_text([BLURRED, DARK])
    expect(photo_page.get_by_role("status")).to_have_text(f"{BLURRED} {DARK}")
    expect(photo_page.locator("#lines")).to_be_hidden()
    assert asked == ["check"]
    photo_page.get_by_role("button", name="Read anyway").click()
    expect(photo_page.locator("#lines .value")).to_have_text("3")
    expect(photo_page.locator("#caution")).to_be_hidden()


def test_after_a_warning_another_photo_can_be_chosen(photo_page):
    warn_of(photo_page, BLURRED)
    choose(photo_page, JPEG)
    with photo_page.expect_file_chooser() as chooser:
        photo_page.get_by_role("button", name="Choose another photo").click()
    read_as(photo_page, a_photo_row("1+2", "3"))
    chooser.value.set_files({"name": "b.jpg", "mimeType": "image/jpeg", "buffer": JPEG})
    expect(photo_page.locator("#lines .value")).to_have_text("3")


def test_what_is_being_done_is_said(photo_page):
    read_as(photo_page)
    photo_page.unroute(READ)
    photo_page.route(READ, lambda route: None)
    choose(photo_page, JPEG)
    expect(photo_page.locator("#progress")).to_have_text("reading…")
    expect(photo_page.locator("#progress")).to_be_visible()
    expect(photo_page.locator("#print")).to_be_visible()
    expect_state(photo_page, "reading")


def test_how_much_is_sent_is_said_on_a_slow_network(photo_page):
    session = photo_page.context.new_cdp_session(photo_page)
    session.send("Network.enable")
    slow = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": len(JPEG) / 20}
    session.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    choose(photo_page, JPEG)
    expect(photo_page.locator("#progress")).to_have_text(re.compile(r"^sending, [1-9]\d? %$"))
    share = photo_page.get_by_role("progressbar", name="sending")
    assert 0 < share.evaluate("(bar) => bar.value") < 1


@pytest.mark.parametrize("url", [CHECK, READ])
@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (413, '{"error": {"kind": "x", "message": "That is too large."}}', "That is too large."),
        (422, "no JSON", "Something went wrong while reading. Your photo is still here."),
        (500, '{"error": {"kind": "x", "message": "secret"}}', "Something went wrong"),
        (200, "null", "Something went wrong while reading."),
    ],
)
def test_a_refusal_is_one_plain_sentence(photo_page, complaints, url, status, body, sentence):
    read_as(photo_page, a_photo_row("1+2", "3"))
    photo_page.unroute(url)
    photo_page.route(url, lambda route: route.fulfill(status=status, body=body))
    choose(photo_page, JPEG)
    expect(photo_page.locator("#notice")).to_contain_text(sentence)
    read_as(photo_page, a_photo_row("1+2", "3"))
    photo_page.get_by_role("button", name="Try again").click()
    expect(photo_page.locator("#lines .value")).to_have_text("3")
    complaints.clear()


def test_without_a_connection_the_photo_stays(photo_page, complaints):
    photo_page.route(CHECK, lambda route: route.abort())
    choose(photo_page, JPEG)
    expect(photo_page.locator("#notice")).to_have_text(
        "No connection to the calculator. Your photo is still here."
    )
    expect(photo_page.locator("#print")).to_be_visible()
    complaints.clear()


def test_a_photo_without_writing_says_what_to_do(photo_page):
    read_as(photo_page)
    choose(photo_page, JPEG)
    expect(photo_page.locator("#notice")).to_contain_text("No writing was found. Crop")


def test_a_page_that_lay_on_its_side_is_shown_as_it_was_read(photo_page):
    upright = (SIZE[1], SIZE[0])
    row = a_photo_row("1+2", "3", unsure="1")
    read_as(photo_page, row, turn=90, size=upright)
    choose(photo_page, JPEG)
    expect_state(photo_page, "answer")
    shown = photo_page.locator("#print").bounding_box()
    assert shown["height"] > shown["width"]
    expect_box_around(photo_page, 1, (500, 500, 600, 700), upright)
    with photo_page.expect_request(READ) as sent:
        photo_page.locator("#lines mo").first.click()
        photo_page.locator("#picker").get_by_role("button", name="1 is right").click()
    assert part(sent.value, "turn") == "90"
    expect_state(photo_page, "answer")
    assert photo_page.locator("#print").bounding_box() == shown


def test_lines_are_answered_one_by_one_from_the_top(photo_page):
    rows = [a_photo_row("1+2", "3"), a_photo_row("1+3", "4")]
    for symbol in rows[1]["symbols"]:
        symbol["marks"] = [mark + 3 for mark in symbol["marks"]]
    read_as(photo_page, *rows)
    choose(photo_page, JPEG)
    expect(photo_page.locator("#lines .value")).to_have_text(["3", "4"])
    assert photo_page.locator("#lines").evaluate("(lines) => lines.scrollTop") == 0
    photo_page.locator("#lines .value").last.hover()
    expect(photo_page.locator("#boxes .pointed")).to_have_count(3)
    expect(photo_page.locator("#boxes .pointed").first).to_have_attribute("data-line", "1")


def test_an_answer_that_comes_late_is_dropped(photo_page):
    read_as(photo_page)
    held = []
    photo_page.unroute(READ)
    photo_page.route(READ, lambda route: held.append(route))
    with photo_page.expect_request(READ):
        choose(photo_page, JPEG)
    with photo_page.expect_request(CHECK):
        photo_page.get_by_role("button", name="Turn left").click()
    photo_page.wait_for_timeout(100)
    fulfill(held[0], a_photo_row("1+2", "3"))
    photo_page.wait_for_timeout(300)
    expect(photo_page.locator("#lines .value")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_fits_without_scrolling(open_page, scheme):
    page = open_page("/photo", color_scheme=scheme)
    for screen in SCREENS:
        fit(page, *screen)
        expect(page.get_by_role("button", name="Choose a picture")).to_be_in_viewport(ratio=1)
    read_as(page, *[a_photo_row("1+2", "3")] * 12)
    choose(page, JPEG)
    expect_state(page, "answer")
    for width, height in SCREENS:
        fit(page, width, height)
        for place in ("#display", "#print", ".tools"):
            expect(page.locator(place)).to_be_in_viewport(ratio=1)
        assert page.locator("#easel").bounding_box()["height"] > 0.25 * height


def fit(page: Page, width: int, height: int) -> None:
    """Give the page a size; nothing of it may need scrolling."""
    page.set_viewport_size({"width": width, "height": height})
    size = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    assert page.evaluate(size) == [width, height]


def test_every_button_has_a_name_and_is_large_enough(photo_phone):
    read_as(photo_phone, a_photo_row("1+2", "3"))
    warn_of(photo_phone, BLURRED)
    for stage in ("empty", "photo", "crop"):
        if stage == "photo":
            choose(photo_phone, JPEG)
            expect_state(photo_phone, "warned")
        if stage == "crop":
            photo_phone.get_by_role("button", name="Crop").tap()
        expect(photo_phone.locator("#page")).to_have_attribute("data-stage", stage)
        buttons = photo_phone.get_by_role("button").all()
        assert len(buttons) >= 3
        for button in buttons:
            box = button.bounding_box()
            assert min(box["width"], box["height"]) >= SMALLEST_TARGET_PX
            assert button.inner_text().strip() or button.get_attribute("aria-label")
            assert button.evaluate("(button) => button.scrollWidth <= button.clientWidth")


def test_the_page_says_that_nothing_is_kept(photo_page):
    expect(photo_page.get_by_text("is not kept there").first).to_be_visible()


def test_the_number_of_a_question_stands_before_its_sum(photo_page):
    read_as(photo_page, a_photo_row("1+2", "3") | {"number": "4)"}, a_photo_row("3+4", "7"))
    choose(photo_page, JPEG)
    rows = photo_page.locator(".line")
    expect(rows.nth(0).locator(".number")).to_have_text("4)")
    expect(rows.nth(1).locator(".number")).to_have_count(0)
