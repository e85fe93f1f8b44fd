"""Photos for the page: drawn by the tests themselves, with readings of them that are made up."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
from hand import load_ink
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, Route, expect
from readings import MODEL, a_row

CHECK = "**/api/v1/check/photo"
READ = "**/api/v1/read/photo"
SAMPLES = "**/api/v1/samples/photo"

PAPER = (246, 243, 234)
BALLPOINT = (38, 44, 92)
SIZE = (1600, 1200)

Box = tuple[float, float, float, float]


def stroke_places(name: str = "12+30") -> list[np.ndarray]:
    """Return the strokes of an ink fixture as they stand on a photo of SIZE, in pixels."""
    strokes = [np.array(stroke)[:, :2] for stroke in load_ink(name)["strokes"]]
    points = np.vstack(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 0.66 * SIZE[0] / (high[0] - low[0])
    corner = (np.array(SIZE) - scale * (high - low)) / 2
    return [(stroke - low) * scale + corner for stroke in strokes]


def stroke_boxes(name: str = "12+30") -> list[Box]:
    """Return the boxes around the strokes on the photo."""
    return [(*stroke.min(axis=0), *stroke.max(axis=0)) for stroke in stroke_places(name)]


def a_picture(name: str = "12+30", size: tuple[int, int] = SIZE) -> Image.Image:
    """Return an ink fixture, drawn on plain paper."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    for stroke in stroke_places(name):
        pen.line([tuple(place) for place in stroke], fill=BALLPOINT, width=10, joint="curve")
    return picture.resize(size)


def encoded(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as the bytes of a file."""
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def a_file(data: bytes, name: str = "sum.jpg", kind: str = "image/jpeg") -> dict[str, Any]:
    """Return a file as a person chooses it."""
    return {"name": name, "mimeType": kind, "buffer": data}


def choose(page: Page, data: bytes, name: str = "sum.jpg", kind: str = "image/jpeg") -> None:
    """Choose a file."""
    page.locator("#file").set_input_files(a_file(data, name, kind))


def give(page: Page, event: str, data: bytes, kind: str = "image/jpeg") -> None:
    """Drop or paste a file, which no command of a driven browser does: the event is made up."""
    page.evaluate(
        """([event, bytes, type]) => {
            const carrier = new DataTransfer();
            carrier.items.add(new File([new Uint8Array(bytes)], "sum.jpg", { type }));
            const options = { bubbles: true, cancelable: true };
            document.body.dispatchEvent(event === "paste"
                ? new ClipboardEvent(event, { ...options, clipboardData: carrier })
                : new DragEvent(event, { ...options, dataTransfer: carrier }));
        }""",
        [event, list(data), kind],
    )


def a_photo_row(labels: str, exact: str, *readings: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a line of symbols, whose boxes stand side by side on the photo."""
    line = a_row(labels, exact, *readings, **more)
    for at, symbol in enumerate(line["symbols"]):
        symbol["box"] = [300 + 200 * at, 500, 400 + 200 * at, 700]
    return line


def read_as(page: Page, *lines: dict[str, Any], turn: int = 0, size: Sequence[int] = SIZE) -> None:
    """Find nothing wrong with any photo, and read each as the given lines; keep any sample."""
    warn_of(page)
    page.unroute(SAMPLES)
    page.route(SAMPLES, lambda route: route.fulfill(status=201, json={"kept": []}))
    page.unroute(READ)
    page.route(READ, lambda route: fulfill(route, *lines, turn=turn, size=size))


def warn_of(page: Page, *messages: str) -> None:
    """Warn of these things before any photo is read."""
    warnings = [{"kind": "made_up", "message": message} for message in messages]
    page.unroute(CHECK)
    page.route(CHECK, lambda route: route.fulfill(json={"size": list(SIZE), "warnings": warnings}))


def fulfill(
    route: Route, *lines: dict[str, Any], turn: int = 0, size: Sequence[int] = SIZE
) -> None:
    """Answer a request with a reading of the given lines."""
    symbols = [symbol for line in lines for symbol in line["symbols"]]
    answer = {"kind": "photo", "model": MODEL, "size": list(size), "turn": turn}
    marks = [symbol["box"] for symbol in symbols]
    route.fulfill(json=answer | {"warnings": [], "lines": lines, "marks": marks})


def part(request: Any, name: str) -> str | None:
    """Return a text part of the form that a request sends, or None where it has none."""
    for piece in request.post_data_buffer.split(b"Content-Disposition: form-data; ")[1:]:
        head, _, body = piece.partition(b"\r\n\r\n")
        if head.split(b"\r\n")[0] == f'name="{name}"'.encode():
            return body.partition(b"\r\n")[0].decode()
    return None


def sent_picture(request: Any) -> Image.Image:
    """Return the picture that a request sends."""
    head = request.post_data_buffer.partition(b'name="photo"')[2]
    return Image.open(BytesIO(head.partition(b"\r\n\r\n")[2]))


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("#display")).to_have_attribute("data-state", state)


def drawn_boxes(page: Page) -> Locator:
    return page.locator("#boxes .symbol rect")
