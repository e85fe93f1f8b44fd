"""A hand that writes: strokes become real mouse, touch and pen events on the paper of a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import CDPSession, Page

INK = Path(__file__).resolve().parents[1] / "fixtures" / "ink"

Stroke = list[list[float]]
Place = tuple[float, float]


def load_ink(name: str) -> dict:
    """Return one of the hand-drawn fixtures: strokes, expression and answer."""
    return json.loads((INK / f"{name}.json").read_text(encoding="utf-8"))


def scaled(strokes: Sequence[Stroke], factor: float) -> list[Stroke]:
    """Return the strokes at another size."""
    return [[[x * factor, y * factor, *rest] for x, y, *rest in stroke] for stroke in strokes]


def line(x0: float, y0: float, x1: float, y1: float) -> Stroke:
    """Return a straight stroke."""
    steps = [step / 6 for step in range(7)]
    return [[x0 + (x1 - x0) * step, y0 + (y1 - y0) * step] for step in steps]


def draw(page: Page, strokes: Sequence[Stroke]) -> None:
    """Draw with the mouse."""
    for stroke in strokes:
        places = _on_screen(page, stroke)
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place)
        page.mouse.up()


def draw_with_finger(page: Page, strokes: Sequence[Stroke]) -> None:
    """Draw with one finger on a touch screen."""
    session = page.context.new_cdp_session(page)
    for stroke in strokes:
        places = _on_screen(page, stroke)
        _touch(session, "touchStart", places[:1])
        for place in places[1:]:
            _touch(session, "touchMove", [place])
        _touch(session, "touchEnd", [])
    session.detach()


def start_touch(page: Page, stroke: Stroke) -> Callable[[], None]:
    """Draw with a finger that stays down; the result cancels the touch, as a system does."""
    session = page.context.new_cdp_session(page)
    places = _on_screen(page, stroke)
    _touch(session, "touchStart", places[:1])
    for place in places[1:]:
        _touch(session, "touchMove", [place])
    return lambda: _touch(session, "touchCancel", [])


def draw_with_pen(page: Page, strokes: Sequence[Stroke], force: float = 0.5) -> None:
    """Draw with a pen that is pressed as hard as `force` says, from 0 to 1."""
    session = page.context.new_cdp_session(page)
    for stroke in strokes:
        places = _on_screen(page, stroke)
        _pen(session, "mouseMoved", places[0])
        _pen(session, "mousePressed", places[0], force)
        for place in places[1:]:
            _pen(session, "mouseMoved", place, force)
        _pen(session, "mouseReleased", places[-1])
    session.detach()


def rub_with_pen_end(page: Page, stroke: Stroke) -> None:
    """Move the eraser end of a pen, which the debugging protocol of browsers cannot do."""
    places = _on_screen(page, stroke)
    page.locator("#paper").evaluate(
        """(paper, places) => {
            const fire = (type, [clientX, clientY], button, buttons) => paper.dispatchEvent(
                new PointerEvent(type, {
                    pointerId: 77, pointerType: "pen", isPrimary: true, bubbles: true,
                    clientX, clientY, button, buttons,
                }));
            fire("pointerdown", places[0], 5, 32);
            places.forEach((place) => fire("pointermove", place, -1, 32));
            fire("pointerup", places.at(-1), 5, 0);
        }""",
        places,
    )


def move_pen_in_one_frame(page: Page, stroke: Stroke) -> None:
    """Move a pen so fast that the browser tells all its places in one event."""
    places = _on_screen(page, stroke)
    page.locator("#paper").evaluate(
        """(paper, places) => {
            const event = (type, [clientX, clientY], buttons, more = {}) =>
                new PointerEvent(type, {
                    pointerId: 78, pointerType: "pen", isPrimary: true, bubbles: true,
                    clientX, clientY, buttons, ...more,
                });
            const coalescedEvents = places.map((place) => event("pointermove", place, 1));
            paper.dispatchEvent(event("pointerdown", places[0], 1));
            paper.dispatchEvent(event("pointermove", places.at(-1), 1, { coalescedEvents }));
            paper.dispatchEvent(event("pointerup", places.at(-1), 0));
        }""",
        places,
    )


def keep_strokes(page: Page, strokes: Sequence[Stroke]) -> None:
    """Let the page find strokes of points [x, y, t, pressure] from an earlier visit."""
    text = json.dumps({"strokes": strokes})
    page.evaluate("(text) => localStorage.setItem('inkcalc.ink', text)", text)
    page.reload()


def kept_strokes(page: Page) -> list[Stroke]:
    """Return the strokes that the page keeps for the next visit."""
    return page.evaluate("() => JSON.parse(localStorage.getItem('inkcalc.ink'))?.strokes ?? []")


def inked_pixels(page: Page) -> int:
    """Count the pixels of the paper that carry ink."""
    return page.locator("#settled").evaluate(_INKED_COLUMNS)["length"]


def ink_end(page: Page) -> float:
    """Return how far to the right the ink reaches, as a share of the width of the paper."""
    return page.locator("#settled").evaluate(_INKED_COLUMNS)["end"]


# The pixels are read from a copy: reading the page's own canvas would change how it is drawn.
_INKED_COLUMNS = """(canvas) => {
    const { width, height } = canvas;
    const copy = new OffscreenCanvas(width, height);
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const columns = [];
    for (let pixel = 0; pixel < width * height; pixel += 1) {
        if (data[4 * pixel + 3] > 0) columns.push(pixel % width);
    }
    const end = columns.reduce((right, column) => Math.max(right, column), 0) / width;
    return { length: columns.length, end };
}"""


def _on_screen(page: Page, stroke: Stroke) -> list[Place]:
    corner = page.locator("#paper").bounding_box()
    assert corner is not None
    return [(corner["x"] + point[0], corner["y"] + point[1]) for point in stroke]


def _touch(session: CDPSession, kind: str, places: Sequence[Place]) -> None:
    points = [{"x": x, "y": y} for x, y in places]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def _pen(session: CDPSession, kind: str, place: Place, force: float = 0.0) -> None:
    is_down = force > 0
    session.send(
        "Input.dispatchMouseEvent",
        {
            "type": kind,
            "x": place[0],
            "y": place[1],
            "pointerType": "pen",
            "force": force,
            "button": "left" if is_down or kind == "mouseReleased" else "none",
            "buttons": 1 if is_down else 0,
            "clickCount": 1,
        },
    )
