"""How a photo comes to the page: chosen, dropped, pasted or taken; and files that are no photos."""

from __future__ import annotations

import re

import pytest
from photo import (
    CHECK,
    READ,
    a_photo_row,
    a_picture,
    choose,
    encoded,
    expect_state,
    give,
    read_as,
    sent_picture,
)
from PIL import Image
from playwright.sync_api import Page, expect

JPEG = encoded(a_picture())
SHOWN = """(canvas, [x, y]) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext("2d");
    context.drawImage(canvas, 0, 0);
    const at = [Math.floor(x * canvas.width), Math.floor(y * canvas.height)];
    return [...context.getImageData(...at, 1, 1).data.slice(0, 3)];
}"""
RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture
def answering(photo_page: Page) -> Page:
    read_as(photo_page, a_photo_row("1+2", "3"))
    return photo_page


def expect_answer(page: Page, value: str) -> None:
    expect(page.locator("#lines .value")).to_have_text(value)


def colour_at(page: Page, x: float, y: float) -> tuple[int, ...]:
    """Return the colour of the photo as it is shown, at a place in shares of its sides."""
    return tuple(page.locator("#print").evaluate(SHOWN, [x, y]))


def is_near(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(a - b) for a, b in zip(colour, other, strict=True)) < 40


def test_the_switch_leads_from_one_page_to_the_other(page):
    page.get_by_role("link", name="Photo").click()
    expect(page).to_have_url(re.compile("/photo$"))
    expect(page.get_by_role("link", name="Photo")).to_have_attribute("aria-current", "page")
    expect(page.get_by_text("Photograph a sum")).to_be_visible()
    page.get_by_role("link", name="Write").click()
    expect(page.locator("#paper")).to_be_visible()


def test_a_chosen_photo_is_read_by_itself(answering):
    choose(answering, JPEG)
    expect_answer(answering, "3")
    expect(answering.locator("#welcome")).to_be_hidden()
    expect(answering.get_by_role("img", name="Your photo, sum.jpg")).to_be_visible()
    expect(answering.get_by_role("status")).to_have_text("1 + 2 = 3")


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_a_photo_can_be_dropped_and_pasted(answering, event):
    give(answering, event, JPEG)
    expect_answer(answering, "3")
    read_as(answering, a_photo_row("1+3", "4"))
    give(answering, event, JPEG)
    expect_answer(answering, "4")


@pytest.mark.parametrize(
    ("button", "captures"), [("Take a photo", "environment"), ("Choose a picture", None)]
)
def test_a_phone_takes_a_photo_or_chooses_one(photo_phone, button, captures):
    read_as(photo_phone, a_photo_row("1+2", "3"))
    with photo_phone.expect_file_chooser() as chooser:
        photo_phone.get_by_role("button", name=button).tap()
    assert chooser.value.element.get_attribute("capture") == captures
    chooser.value.set_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": JPEG})
    expect_answer(photo_phone, "3")


def test_a_desk_has_no_camera_to_offer(photo_page):
    expect(photo_page.get_by_role("button", name="Choose a picture")).to_be_visible()
    expect(photo_page.get_by_role("button", name="Take a photo")).to_be_hidden()


def test_a_photo_stands_upright_as_its_file_says(answering):
    picture = Image.new("RGB", (400, 300), RED)
    picture.paste(BLUE, (200, 0, 400, 300))
    exif = Image.Exif()
    exif[0x0112] = 6
    with answering.expect_request(CHECK) as sent:
        choose(answering, encoded(picture, exif=exif))
    received = sent_picture(sent.value)
    assert received.size == (300, 400)
    assert dict(received.getexif()) == {}
    assert is_near(colour_at(answering, 0.5, 0.1), RED)
    assert is_near(colour_at(answering, 0.5, 0.9), BLUE)


@pytest.mark.parametrize(
    ("size", "form", "sent_size", "sent_form"),
    [
        ((5200, 2600), "JPEG", (2600, 1300), "JPEG"),
        ((800, 600), "PNG", (800, 600), "PNG"),
        ((2000, 1500), "PNG", (2000, 1500), "JPEG"),
        ((800, 600), "WebP", (800, 600), "JPEG"),
    ],
)
def test_what_is_sent_is_small_enough_and_drawings_stay_crisp(
    answering, size, form, sent_size, sent_form
):
    with answering.expect_request(CHECK) as sent:
        choose(answering, encoded(a_picture(size=size), form), kind=f"image/{form.lower()}")
    received = sent_picture(sent.value)
    assert (received.size, received.format) == (sent_size, sent_form)


UNREADABLE = [
    (b"", "sum.jpg", "image/jpeg", "empty"),
    (JPEG[:200], "sum.jpg", "image/jpeg", "damaged"),
    (b"no picture", "sum.png", "image/png", "damaged"),
    (b"\0\0\0\x18ftypheic", "sum.heic", "image/heic", "HEIC"),
    (b"\0\0\0\x18ftypheic", "SUM.HEIC", "", "HEIC"),
    (b"%PDF-1.4", "sum.pdf", "application/pdf", "PDF"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "sum.svg", "image/svg+xml", "SVG"),
    (b"hello", "sum.txt", "text/plain", "not a picture"),
]


def test_a_file_that_cannot_be_opened_is_said_and_nothing_is_lost(answering):
    choose(answering, JPEG)
    expect_answer(answering, "3")
    requests = []
    answering.on("request", lambda request: requests.append(request))
    for data, name, kind, words in UNREADABLE:
        choose(answering, data, name, kind)
        expect(answering.get_by_role("alert")).to_contain_text(words)
        expect_answer(answering, "3")
        answering.get_by_role("button", name="Boxes").click()
        expect(answering.get_by_role("alert")).to_be_hidden()
    assert requests == []


def test_what_is_no_file_is_said_too(photo_page):
    photo_page.evaluate(
        """() => document.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: new DataTransfer() }))"""
    )
    expect(photo_page.get_by_role("alert")).to_contain_text("no picture to paste")


def test_files_over_the_page_are_welcomed_until_they_leave(photo_page):
    drag = """(name) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["x"], "x.jpg", { type: "image/jpeg" }));
        document.body.dispatchEvent(new DragEvent(name, { bubbles: true, dataTransfer }));
    }"""
    photo_page.evaluate(drag, "dragenter")
    expect(photo_page.get_by_text("Drop the photo to read it")).to_be_visible()
    photo_page.evaluate(drag, "dragleave")
    expect(photo_page.get_by_text("Drop the photo to read it")).to_be_hidden()


def test_leaving_the_page_gives_the_request_up(photo_page):
    photo_page.route(CHECK, lambda route: None)
    with photo_page.expect_request(CHECK):
        choose(photo_page, JPEG)
    with photo_page.expect_event("requestfailed"):
        photo_page.get_by_role("link", name="Write").click()


def test_another_photo_gives_the_request_for_the_first_up(photo_page):
    read_as(photo_page)
    held = []
    photo_page.unroute(READ)
    photo_page.route(READ, lambda route: held.append(route))
    with photo_page.expect_request(READ):
        choose(photo_page, JPEG)
    with photo_page.expect_event("requestfailed"):
        choose(photo_page, JPEG)
    read_as(photo_page, a_photo_row("1+2", "3"))
    choose(photo_page, JPEG)
    expect_state(photo_page, "answer")
    expect_answer(photo_page, "3")
