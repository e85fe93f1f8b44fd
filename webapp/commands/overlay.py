"""An overlay: what was read, drawn over the photo it was read from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from calculator.reading import Line, PhotoReading, Symbol
from segmentation.ink import Box
from segmentation.photo.files import Photo

DOUBTFUL = 0.75
"""A symbol whose confidence is lower is marked, as on the page."""
SIDE = 1200
"""Pixels of the longest side that a smaller photo is enlarged to, so that text is legible."""
SURE, UNSURE = (0, 105, 190), (200, 75, 0)
_PLATE = (255, 255, 255)
_LINE, _DASH, _LABEL, _ANSWER = 1 / 600, 1 / 200, 1 / 60, 1 / 36
"""Width of a line, length of a dash, and heights of texts, as parts of the longest side."""
_GAP = 4
"""Pixels between a text and the edge of its plate, and between a plate and what it is for."""
_MOST_SIGNS = 40
"""Of an answer; of a longer one, the beginning is drawn."""
_DRAWABLE = str.maketrans({"×": "x", "÷": "/", "−": "-"})
"""What Pillow's own font has instead of signs that it lacks."""


def draw(photo: Photo, reading: PhotoReading) -> Image.Image:
    """Return the photo, upright, with boxes and labels of symbols and the answers of lines."""
    picture = Image.fromarray(photo.turned(reading.turn).pixels)
    factor = max(1.0, SIDE / max(picture.size))
    picture = picture.resize((round(picture.width * factor), round(picture.height * factor)))
    overlay = _Overlay(picture, picture.width / reading.size[0])
    for line in reading.lines:
        for symbol in line.symbols:
            overlay.add_symbol(symbol)
    # Answers go where no symbol is.
    for line in reading.lines:
        if line.symbols:
            overlay.add_answer(line)
    return picture


def write(picture: Image.Image, path: Path) -> None:
    """Write a picture as PNG, whole or not at all; raises OSError."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        picture.save(partial, "PNG")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


class _Overlay:
    """A picture being drawn on; `scale` is how many of its pixels one pixel of the file is."""

    def __init__(self, picture: Image.Image, scale: float) -> None:
        self._pen = ImageDraw.Draw(picture)
        self._size = picture.size
        self._side = max(picture.size)
        self._scale = scale
        self._taken: list[Box] = []

    def add_symbol(self, symbol: Symbol) -> None:
        """Draw the box and the label of a symbol; where it is doubtful, dashed and with a `?`."""
        box = self._scaled(symbol.box)
        width = max(1, round(self._side * _LINE))
        text, colour = symbol.label, SURE
        if symbol.confidence < DOUBTFUL:
            text, colour = f"{symbol.label}?", UNSURE
            for dash in _dashes(box, max(1, round(self._side * _DASH))):
                self._pen.line(dash, fill=colour, width=width)
        else:
            self._pen.rectangle(box.as_tuple(), outline=colour, width=width)
        plate = self._plate(text, _LABEL)
        self._write(text, _LABEL, self._inside(_at(plate, box.x0, box.y0 - plate.height)), colour)
        self._taken.append(box)

    def add_answer(self, line: Line) -> None:
        """Draw the answer of a line, or what is wrong, beside it or where there is room."""
        text = _answer(line)
        height, colour = (_ANSWER, SURE) if line.result else (_LABEL, UNSURE)
        around = Box.around(self._scaled(symbol.box) for symbol in line.symbols)
        plate = self._place(self._plate(text, height), around)
        self._write(text, height, plate, colour)
        self._taken.append(plate)

    def _place(self, plate: Box, around: Box) -> Box:
        """Return the plate on the right of a box, or under, or over it: where it is free."""
        label = self._plate("0", _LABEL).height
        places = (
            _at(plate, around.x1 + _GAP, around.center[1] - plate.height / 2),
            _at(plate, around.x0, around.y1 + _GAP),
            _at(plate, around.x0, around.y0 - label - _GAP - plate.height),
        )
        inside = [self._inside(place) for place in places]
        return next((place for place in inside if self._is_free(place)), inside[1])

    def _is_free(self, place: Box) -> bool:
        return not any(_meet(place, box) for box in self._taken)

    def _inside(self, box: Box) -> Box:
        """Return a box moved into the picture as far as it fits."""
        x = max(0.0, min(box.x0, self._size[0] - box.width))
        return _at(box, x, max(0.0, min(box.y0, self._size[1] - box.height)))

    def _plate(self, text: str, height: float) -> Box:
        font = self._font(height)
        width = self._pen.textlength(text.translate(_DRAWABLE), font=font)
        return Box(0, 0, width + 2 * _GAP, self._side * height + 2 * _GAP)

    def _write(self, text: str, height: float, plate: Box, colour: tuple[int, int, int]) -> None:
        # On a plate it is legible on any photo.
        self._pen.rounded_rectangle(plate.as_tuple(), _GAP, fill=_PLATE, outline=colour)
        text = text.translate(_DRAWABLE)
        self._pen.text(plate.center, text, fill=colour, font=self._font(height), anchor="mm")

    def _font(self, height: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        return ImageFont.load_default(self._side * height)

    def _scaled(self, box: Box) -> Box:
        return Box(*(value * self._scale for value in box.as_tuple()))


def _answer(line: Line) -> str:
    """Return `= 1/4 (0.25)`, or what is wrong."""
    if line.result is None:
        text = line.error.message if line.error else "?"
    elif line.result.decimal == line.result.exact:
        text = f"= {line.result.exact}"
    else:
        text = f"= {line.result.exact} ({line.result.decimal})"
    return text if len(text) <= _MOST_SIGNS else f"{text[: _MOST_SIGNS - 1]}…"


def _dashes(box: Box, length: int) -> Iterator[tuple[float, float, float, float]]:
    """Yield the dashes of a box as (x, y) of their two ends."""
    for start in range(int(box.x0), int(box.x1), 2 * length):
        end = min(start + length, box.x1)
        yield from ((start, y, end, y) for y in (box.y0, box.y1))
    for start in range(int(box.y0), int(box.y1), 2 * length):
        end = min(start + length, box.y1)
        yield from ((x, start, x, end) for x in (box.x0, box.x1))


def _at(box: Box, x: float, y: float) -> Box:
    return Box(x, y, x + box.width, y + box.height)


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1
