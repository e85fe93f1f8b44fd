"""The frame around the paper: it fits every screen and can be used without a mouse."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hand import draw, draw_with_pen, line, load_ink
from playwright.sync_api import Page, expect
from readings import a_line, an_error, answer_with, number

SCREENS = [(360, 640), (740, 360), (768, 1024), (1600, 900)]
SMALLEST_TARGET_PX = 44
ON_ITS_SIDE = {"width": 740, "height": 360}
FRACTION = "<mfrac><mn data-symbols='0'>16</mn><mn data-symbols='1'>3</mn></mfrac>"
PIXELS_ON_SCREEN = """(element) => new Promise((done) => new ResizeObserver(([entry]) => {
    const { inlineSize, blockSize } = entry.devicePixelContentBoxSize[0];
    done([inlineSize, blockSize]);
}).observe(element, { box: "device-pixel-content-box" }))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_fits_without_scrolling(open_page, scheme):
    page = open_page(color_scheme=scheme)
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        ) == [width, height]
        for place in ("#display", "#paper", ".toolbar"):
            expect(page.locator(place)).to_be_in_viewport(ratio=1)
        assert page.locator("#paper").bounding_box()["height"] > 0.4 * height


def test_every_tool_is_on_the_screen_beside_a_pen(page):
    answer_with(page, number(1))
    draw_with_pen(page, [line(60, 100, 60, 180)])
    tools = page.locator(".toolbar .tool")
    expect(page.get_by_role("switch", name="Draw with finger")).to_be_visible()
    for width in (360, 660, 744, 840, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        for tool in tools.all():
            expect(tool).to_be_in_viewport(ratio=1)
            assert tool.evaluate("(tool) => tool.scrollWidth <= tool.clientWidth"), width
        boxes = [tool.bounding_box() for tool in tools.all()]
        assert all(a["x"] + a["width"] <= b["x"] + 0.5 for a, b in pairwise(boxes)), width


def a_fraction() -> dict:
    answer = a_line("16/3", f"<math>{FRACTION}</math>", "16/3", "5.(3)")
    answer["result"]["mathml"] = f"<math>{FRACTION}</math>"
    return answer


@pytest.mark.parametrize(
    "answer",
    [a_fraction(), an_error("division_by_zero", "7÷0", 1), an_error("incomplete", "7+", 1)],
    ids=["fraction", "error", "unfinished"],
)
def test_an_answer_fits_on_a_phone_on_its_side(open_page, answer):
    page = open_page(viewport=ON_ITS_SIDE)
    answer_with(page, answer)
    draw(page, [line(60, 50, 60, 100)])
    expect(page.locator("#lines .sum")).to_be_in_viewport(ratio=1)
    assert page.locator("#lines").evaluate("(e) => e.scrollHeight - e.clientHeight") <= 0


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
    tools = ["Undo", "Redo", "Eraser", "Boxes", "Clear"]
    names = []
    for _ in range(10):
        page.keyboard.press("Tab")
        names.append(page.evaluate("() => document.activeElement.textContent.trim()"))
        assert _outline_width(page) > 0
    assert names == ["Write", "Photo", "Teach", "Train", "", *tools]


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


@pytest.mark.parametrize("density", [1, 2, 3])
def test_ink_is_as_sharp_as_the_screen(open_page, density):
    page = open_page(device_scale_factor=density)
    paper, canvas = page.locator("#paper"), page.locator("#settled")
    width = paper.evaluate("(element) => element.clientWidth")
    expect(canvas).to_have_js_property("width", width * density)


def test_ink_is_sharp_where_a_screen_has_a_fraction_of_a_pixel(browser, chromium, site):
    """An emulated density says nothing about pixels, so this browser has a real one."""
    options = ["--no-sandbox", "--disable-gpu", "--force-device-scale-factor=1.25"]
    with browser.browser_type.launch(executable_path=chromium, args=options) as own:
        page = own.new_context(no_viewport=True).new_page()
        page.goto(site)
        canvas = page.locator("#settled")
        width, height = canvas.evaluate(PIXELS_ON_SCREEN)
        assert page.evaluate("() => devicePixelRatio") == 1.25
        expect(canvas).to_have_js_property("width", width)
        expect(canvas).to_have_js_property("height", height)


def test_the_choice_of_boxes_is_remembered(page):
    boxes = page.get_by_role("button", name="Boxes")
    boxes.click()
    page.reload()
    expect(boxes).to_have_attribute("aria-pressed", "false")


def _outline_width(page: Page) -> float:
    return page.evaluate("() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
