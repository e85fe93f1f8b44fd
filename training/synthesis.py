"""Synthesis: glyphs deformed into samples, and foreign ink that must be no symbol."""

from __future__ import annotations

import string

import numpy as np
from HersheyFonts import HersheyFonts

from recognizer.alphabet import INDEX
from segmentation.ink import FloatArray, Ink, Stroke
from training.glyphs import GLYPHS, Glyph
from training.lookalikes import LOOKALIKES
from training.samples import OUTLIER, Samples

_CONTROL_JITTER = 0.045  # sizes of the glyph; how far each control point strays
_CURVE_POINTS = 6  # points between two control points of a curve
_LETTER_FONTS = ("futural", "rowmans", "scripts", "cursive", "greeks", "greek")
_LETTERS = (*string.ascii_letters, *"?&@#%!=<>$")
_GREEK_LOOKALIKES = frozenset("OoXxZIiBCcSsrtUuVv")
_SCRIBBLE_POINTS = (3, 12)


def synthesize(per_glyph: int, rng: np.random.Generator) -> Samples:
    """Draw `per_glyph` variants of every glyph, each with its control points moved."""
    inks = [deform(glyph, rng) for glyph in GLYPHS for _ in range(per_glyph)]
    targets = [INDEX[glyph.label] for glyph in GLYPHS for _ in range(per_glyph)]
    return Samples.of("synthesized", inks, targets)


def deform(glyph: Glyph, rng: np.random.Generator) -> Ink:
    """Draw a glyph once, with every control point moved a little."""
    controls = [_parse(stroke) for stroke in glyph.strokes]
    everything = np.vstack([points for parts in controls for points, _ in parts])
    size = float(np.ptp(everything, axis=0).max())
    return Ink(
        tuple(
            Stroke(np.vstack([_bend(points, smooth, size, rng) for points, smooth in parts]))
            for parts in controls
        )
    )


def letters(per_glyph: int, rng: np.random.Generator) -> Samples:
    """Draw letters and signs of single-line Hershey fonts that look like none of our symbols."""
    inks = []
    for font in _LETTER_FONTS:
        foreign = LOOKALIKES | _GREEK_LOOKALIKES if font.startswith("greek") else LOOKALIKES
        for strokes in _hershey(font, frozenset(_LETTERS) - foreign):
            size = float(np.ptp(np.vstack(strokes), axis=0).max())
            for _ in range(per_glyph):
                jitter = rng.normal(0, _CONTROL_JITTER * size / 2, (len(strokes), 2))
                moved = [points + shift for points, shift in zip(strokes, jitter, strict=True)]
                inks.append(Ink.of(moved))
    return Samples.of("hershey letters", inks, [OUTLIER] * len(inks))


def scribbles(count: int, rng: np.random.Generator) -> Samples:
    """Draw random smooth scribbles: no symbol, though some may look like one by chance."""
    inks = []
    for _ in range(count):
        strokes = []
        for _ in range(int(rng.integers(1, 4))):
            steps = rng.normal(0, 1, (int(rng.integers(*_SCRIBBLE_POINTS)), 2))
            strokes.append(curve(np.cumsum(steps, axis=0)))
        inks.append(Ink.of(strokes))
    return Samples.of("scribbles", inks, [OUTLIER] * count)


def curve(controls: FloatArray) -> FloatArray:
    """Return a Catmull-Rom curve through (n, 2) control points, n ≥ 2."""
    padded = np.vstack([2 * controls[0] - controls[1], controls, 2 * controls[-1] - controls[-2]])
    t = np.linspace(0, 1, _CURVE_POINTS, endpoint=False)[None, :, None]
    a, b, c, d = (padded[i : len(padded) - 3 + i, None] for i in range(4))
    spline = b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return np.vstack([spline.reshape(-1, 2), controls[-1:]])


def _hershey(font: str, characters: frozenset[str]) -> list[list[FloatArray]]:
    fonts = HersheyFonts()
    fonts.load_default_font(font)
    glyphs = []
    for character in sorted(characters):
        strokes = [np.array(s, dtype=np.float64) for s in fonts.all_glyphs[character].strokes]
        if any(len(stroke) > 1 for stroke in strokes):
            glyphs.append([stroke for stroke in strokes if len(stroke) > 0])
    return glyphs


def _parse(stroke: str) -> list[tuple[FloatArray, bool]]:
    """Read a stroke's parts: points, and whether a curve joins them."""
    parts = []
    for number, part in enumerate(stroke.split("~")):
        if part.strip():
            pairs = [[float(v) for v in pair.split(",")] for pair in part.split()]
            parts.append((np.array(pairs), number > 0))
    return parts


def _bend(points: FloatArray, smooth: bool, size: float, rng: np.random.Generator) -> FloatArray:
    moved = points + rng.normal(0, _CONTROL_JITTER * size, points.shape)
    if not smooth and len(points) == 2:
        # A straight line drawn by hand is a shallow bow.
        bow = rng.normal(0, _CONTROL_JITTER / 2) * (moved[1] - moved[0])[::-1] * [1, -1]
        return curve(np.array([moved[0], moved.mean(axis=0) + bow, moved[1]]))
    return curve(moved) if smooth else moved
