"""Conditions of photographs: what was written with, on what, and how it was photographed.

Lengths are in typical symbol sizes of the writing where nothing else is said; colours are sRGB,
0..255.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Colour: TypeAlias = tuple[float, float, float]
Ruling: TypeAlias = Literal["plain", "lines", "squares"]
Side: TypeAlias = Literal["left", "top", "right", "bottom"]

BLACK_INK: Colour = (38, 38, 44)
BLUE_INK: Colour = (44, 62, 140)
RED_INK: Colour = (196, 44, 48)
GRAPHITE: Colour = (92, 92, 98)
CHALK: Colour = (228, 230, 226)
WHITE_PAPER: Colour = (238, 236, 230)
BOARD: Colour = (44, 66, 56)
DARK_WOOD: Colour = (84, 56, 38)
PALE_BLUE: Colour = (150, 178, 214)
SKIN: Colour = (204, 150, 126)


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of one photograph; the defaults are those of a clean, good one.

    The pen: `symbol_height` in pixels; `pen_radius`; `pressure`, by what share the pen's width and
    tone vary along a stroke; `strength`, how much of the paper the ink covers, 0..1; `grain`, the
    share of the paper's surface that a pencil or chalk leaves bare, 0..1.
    The page: `texture` and `creases`, by what share the paper's brightness varies in fine and in
    broad; `pitch` and `rule_width` of its ruling; `bleed`, how much of the back shows through,
    0..1; `smears`, how much of what was wiped off is left, 0..1; `specks`, their number.
    The view: `room` around the writing, from least to most; `skew` in degrees clockwise;
    `perspective`, by what share sizes differ across the picture at most; `quarter_turns` clockwise;
    `table`, the colour of what lies under the page, seen on `table_sides`; `finger` at the border.
    The light: `exposure`, `gradient` and `vignette` as shares of the light; `shadow`, the share of
    light it takes, and how `shadow_softness` wide its edge is; `tint` of the light.
    The camera: `blur`, standard deviation in pixels; `sharpening`; `noise`, standard deviation in
    levels of 255; `jpeg`, its quality, or None; `longest_side` of the picture in pixels.
    """

    symbol_height: float = 60.0
    pen: Colour = BLACK_INK
    pen_radius: float = 0.045
    pressure: float = 0.08
    strength: float = 1.0
    grain: float = 0.0

    paper: Colour = WHITE_PAPER
    texture: float = 0.012
    creases: float = 0.0
    ruling: Ruling = "plain"
    pitch: float = 1.7
    rule: Colour = PALE_BLUE
    rule_width: float = 0.03
    margin_line: bool = False
    bleed: float = 0.0
    smears: float = 0.0
    specks: int = 0

    room: tuple[float, float] = (0.8, 1.6)
    skew: float = 0.0
    perspective: float = 0.0
    quarter_turns: int = 0
    table: Colour = DARK_WOOD
    table_sides: tuple[Side, ...] = ()
    finger: bool = False

    exposure: float = 1.0
    gradient: float = 0.08
    vignette: float = 0.0
    shadow: float = 0.0
    shadow_softness: float = 1.0
    tint: Colour = (255, 255, 255)

    blur: float = 0.6
    sharpening: float = 0.0
    noise: float = 1.5
    jpeg: int | None = 90
    longest_side: int = 4000


GOOD = Conditions()

CONDITIONS: dict[str, Conditions] = {
    "good photo": GOOD,
    "shadow": replace(GOOD, shadow=0.55, shadow_softness=1.5, gradient=0.25),
    "hard shadow": replace(GOOD, shadow=0.6, shadow_softness=0.02),
    "ruled paper": replace(GOOD, ruling="lines", margin_line=True, room=(1.2, 2.5)),
    "squared paper": replace(GOOD, ruling="squares", pitch=0.85, room=(1.2, 2.5)),
    "skew -10°": replace(GOOD, skew=-10.0),
    "skew -5°": replace(GOOD, skew=-5.0),
    "skew +5°": replace(GOOD, skew=5.0),
    "skew +10°": replace(GOOD, skew=10.0),
    "turned 90°": replace(GOOD, quarter_turns=1),
    "turned 180°": replace(GOOD, quarter_turns=2),
    "turned 270°": replace(GOOD, quarter_turns=3),
    "perspective": replace(GOOD, perspective=0.3, skew=2.0),
    "faint pencil": replace(
        GOOD, pen=GRAPHITE, pen_radius=0.03, pressure=0.25, strength=0.55, grain=0.3, texture=0.02
    ),
    "red ink": replace(GOOD, pen=RED_INK),
    "thick marker": replace(GOOD, pen_radius=0.12, pressure=0.04),
    "fine pen": replace(GOOD, pen=BLUE_INK, pen_radius=0.018),
    "light on dark": replace(
        GOOD, pen=CHALK, paper=BOARD, pen_radius=0.05, pressure=0.15, grain=0.3, smears=0.4
    ),
    "blur": replace(GOOD, blur=3.5),
    "noise": replace(GOOD, noise=16.0),
    "JPEG 30": replace(GOOD, jpeg=30),
    "small": replace(GOOD, symbol_height=18.0, blur=0.5),
    "low light": replace(
        GOOD, exposure=0.16, noise=7.0, vignette=0.35, gradient=0.3, tint=(255, 226, 186)
    ),
    "table and edge": replace(GOOD, room=(2.5, 4.0), table_sides=("right", "bottom"), skew=3.0),
    "finger": replace(GOOD, room=(2.5, 3.5), finger=True),
    "specks": replace(GOOD, specks=12, room=(1.5, 2.5)),
}
"""The conditions whose cost is measured, each with one thing wrong."""
