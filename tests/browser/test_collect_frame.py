"""The frame of the page that is taught: its parts, on every screen, in both colour schemes."""

from __future__ import annotations

import pytest
from collecting import open_part, settle, teach
from conftest import SMALL_PHONE
from playwright.sync_api import expect
from test_colours import AA_TEXT

ONE_ROW_PX = 40
PARTS = {"write": "Write", "samples": "Samples", "files": "Files", "hand": "Your hand"}

# The colours that are seen are asked of a canvas: a style may mix them or leave them half open.
LOWEST_CONTRAST = """() => {
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const seen = (...colours) => {
        context.clearRect(0, 0, 1, 1);
        for (const colour of colours) {
            context.fillStyle = colour;
            context.fillRect(0, 0, 1, 1);
        }
        return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    const light = (rgb) => rgb.map((each) => each / 255)
        .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
        .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
    const grounds = (element) => element === null
        ? [] : [...grounds(element.parentElement), getComputedStyle(element).backgroundColor];
    const hasText = (element) => element.checkVisibility({ visibilityProperty: true })
        && element.closest("[aria-disabled='true']") === null
        && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    const contrasts = [...document.querySelectorAll("body *")].filter(hasText).map((element) => {
        const below = grounds(element);
        const back = light(seen(...below));
        const front = light(seen(...below, getComputedStyle(element).color));
        const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
        return [ratio, `${element.className} ${element.textContent}`.trim()];
    });
    return contrasts.sort(([a], [b]) => a - b)[0];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_fits_a_small_phone_and_its_text_stands_out(open_page, scheme):
    phone = open_page("/collect", color_scheme=scheme, **SMALL_PHONE)
    for state in ("empty", "with samples"):
        for name in PARTS.values():
            open_part(phone, name)
            settle(phone, name)
            ratio, text = phone.evaluate(LOWEST_CONTRAST)
            assert ratio >= AA_TEXT, (state, name, text)
            assert phone.evaluate("() => document.documentElement.scrollWidth") <= 360
            part = phone.locator(".part:not([hidden])")
            assert part.evaluate("(part) => part.scrollWidth <= part.clientWidth"), (state, name)
        teach(phone, ("1", "1"), ("3", "7"))
        phone.reload()


def test_the_address_names_the_part_and_the_keyboard_reaches_it(open_page):
    page = open_page("/collect#hand")
    for part, name in PARTS.items():
        link = page.locator(".parts").get_by_role("link", name=name)
        link.press("Enter")
        expect(page.locator(f".part[data-part='{part}']")).to_be_visible()
        expect(page.locator(".part:visible")).to_have_count(1)
        expect(page.locator(".footer p:visible")).to_have_attribute("data-part", part)
        assert page.locator(".footer").bounding_box()["height"] < ONE_ROW_PX
        expect(link).to_have_attribute("aria-current", "true")
        assert page.url.endswith(f"#{part}")
    page.go_back()
    expect(page.locator(".part[data-part='files']")).to_be_visible()


def test_controls_are_large_enough_and_have_names(open_page):
    phone = open_page("/collect", **SMALL_PHONE)
    for name in PARTS.values():
        open_part(phone, name)
        settle(phone, name)
        for button in phone.get_by_role("button").all():
            box = button.bounding_box()
            assert min(box["width"], box["height"]) >= 36, button.inner_text()
            assert button.inner_text().strip() or button.get_attribute("aria-label")


def test_the_page_stands_among_the_others(open_page):
    page = open_page("/")
    page.get_by_role("link", name="Teach").click()
    expect(page.get_by_text("Teach it your hand.")).to_be_visible()
    expect(page.locator("#ask-glyph")).not_to_be_empty()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("How to teach it your hand")
