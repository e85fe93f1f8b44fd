"""Folders of labelled pictures for tests: drawn faces in seven moods, and coloured noise."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

MOODS: dict[str, tuple[float, float, float]] = {
    "angry": (-0.5, -0.7, 0.5),
    "disgust": (-0.25, 0.5, 0.4),
    "fear": (0.1, 0.8, 1.3),
    "happy": (0.9, 0.1, 0.8),
    "neutral": (0.0, 0.0, 1.0),
    "sad": (-0.9, 0.6, 0.8),
    "surprise": (0.0, 0.3, 1.5),
}
"""How far the corners of the mouth are up, the inner ends of the brows up, and the eyes open."""
SIDE = 48
_DRAWN = 4 * SIDE  # pixels, in which a face is drawn before it is scaled down


def face(mood: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw a face in grey (48, 48), never the same one again."""
    mouth, brow, eye = MOODS[mood]
    skin, ink = (int(rng.integers(*greys)) for greys in ((120, 220), (0, 50)))
    image = Image.new("L", (_DRAWN, _DRAWN), int(rng.integers(150, 255)))
    pen = ImageDraw.Draw(image)
    (x, y), radius = _DRAWN / 2 + rng.normal(0, 5, 2), 70 + rng.normal(0, 4)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=skin)
    for side in (-1, 1):
        at, height = x + side * 27, y - 18
        pen.ellipse((at - 10, height - 8 * eye, at + 10, height + 8 * eye), fill=ink)
        height -= 26 + 4 * eye
        ends = (at - side * 14, height - 14 * brow, at + side * 14, height + 14 * brow)
        pen.line(ends, fill=ink, width=6)
    if mood == "surprise":
        pen.ellipse((x - 13, y + 16, x + 13, y + 52), fill=ink)
    else:
        places = np.linspace(-1, 1, 15)
        line = [(x + 28 * at, y + 34 + 18 * mouth * (0.5 - at**2)) for at in places]
        pen.line(line, fill=ink, width=7)
    turned = image.rotate(rng.normal(0, 5), Image.Resampling.BILINEAR, fillcolor=skin)
    small = np.asarray(turned.resize((SIDE, SIDE), Image.Resampling.BILINEAR))
    return np.clip(small + rng.normal(0, 8, small.shape), 0, 255).astype(np.uint8)


def write_faces(folder: Path, each: int, seed: int = 0) -> None:
    """Write so many faces of each mood."""
    rng = np.random.default_rng(seed)
    for mood in MOODS:
        write_pictures(folder / mood, (face(mood, rng) for _ in range(each)))


def write_pictures(folder: Path, pictures: Iterable[NDArray[np.uint8]]) -> None:
    """Write pictures as PNG into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, picture in enumerate(pictures):
        Image.fromarray(picture).save(folder / f"{number}.png")


def tinted(
    colour: tuple[int, int, int], rng: np.random.Generator, height: int = 20, width: int = 20
) -> NDArray[np.uint8]:
    """Return noise around a colour (height, width, 3)."""
    return np.clip(rng.normal(colour, 40, (height, width, 3)), 0, 255).astype(np.uint8)
