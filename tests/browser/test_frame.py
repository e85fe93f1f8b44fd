"""The frame around the paper: it fits every screen and can be used without a mouse."""

from __future__ import annotations

import pytest
from hand import draw, load_ink
from playwright.sync_api import Page, expect

SCREENS = [(360, 640), (740, 360), (768, 1024), (1600, 900)]
SMALLEST_TARGET_PX = 44


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_everything_fits_without_scrolling(open_page, width, height, scheme):
    page = open_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    assert page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    ) == [width, height]
    for place in ("#display", "#paper", ".toolbar"):
        expect(page.locator(place)).to_be_in_viewport(ratio=1)
    assert page.locator("#paper").bounding_box()["height"] > 0.4 * height


def test_the_answer_never_moves_the_paper(page):
    before = page.locator("#paper").bounding_box()
    draw(page, load_ink("7div0")["strokes"])
    expect(page.locator("#display")).to_have_attribute("data-state", "answer")
    assert page.locator("#paper").bounding_box() == before


def test_every_button_has_a_name_and_is_large_enough(phone):
    buttons = phone.get_by_role("button").all()
    assert len(buttons) >= 6
    for button in buttons:
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= SMALLEST_TARGET_PX
        assert button.inner_text().strip() or button.get_attribute("aria-label")


def test_the_tab_key_reaches_every_tool_with_a_visible_focus(page):
    names = []
    for _ in range(6):
        page.keyboard.press("Tab")
        names.append(page.evaluate("() => document.activeElement.textContent.trim()"))
        assert _outline_width(page) > 0
    assert names[1:] == ["Undo", "Redo", "Eraser", "Boxes", "Clear"]


def test_help_lists_the_keys_and_closes(page):
    page.get_by_role("button", name="Help").click()
    help_page = page.get_by_role("dialog")
    expect(help_page).to_contain_text("copy the answer")
    help_page.get_by_role("button", name="Close").click()
    expect(help_page).to_be_hidden()
    page.keyboard.press("?")
    expect(help_page).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_page).to_be_hidden()


def test_keys_rest_while_help_is_open(page):
    page.keyboard.press("?")
    page.keyboard.press("e")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Eraser")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("density", [1, 2, 3])
def test_ink_is_as_sharp_as_the_screen(open_page, density):
    page = open_page(device_scale_factor=density)
    paper, canvas = page.locator("#paper"), page.locator("#settled")
    width = paper.evaluate("(element) => element.clientWidth")
    expect(canvas).to_have_js_property("width", width * density)


def test_the_choice_of_boxes_is_remembered(page):
    boxes = page.get_by_role("button", name="Boxes")
    boxes.click()
    page.reload()
    expect(boxes).to_have_attribute("aria-pressed", "false")


def _outline_width(page: Page) -> float:
    return page.evaluate("() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
