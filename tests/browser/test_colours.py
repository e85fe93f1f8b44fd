"""The colours of the page, read from its style sheet: text must stand out in light and dark."""

from __future__ import annotations

import re

import pytest

AA_TEXT = 4.5
PAIRS = [
    ("text", "sheet"),
    ("text", "band"),
    ("text", "desk"),
    ("ink", "sheet"),
    ("muted", "sheet"),
    ("muted", "band"),
    ("muted", "desk"),
    ("accent", "sheet"),
    ("accent", "band"),
    ("accent", "accent-soft"),
    ("unsure", "sheet"),
    ("unsure", "band"),
    ("wrong", "sheet"),
    ("wrong", "band"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_has_the_contrast_of_aa(root, scheme, front, back):
    colours = read_colours((root / "static" / "style.css").read_text(), scheme)
    assert contrast(colours[front], colours[back]) >= AA_TEXT


def read_colours(css: str, scheme: str) -> dict[str, str]:
    """Return the named colours of the light or the dark page."""
    light, dark, *_ = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", light if scheme == "light" else dark))


def contrast(front: str, back: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(front), luminance(back)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour, from 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
