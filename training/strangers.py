"""Strangers: what they write with and on, and how they photograph it, drawn by lot.

The shares and ranges are set by hand to be broad, and tuned on nothing: pictures drawn in them are
to hold more kinds of photographs than anybody has collected.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from training.conditions import (
    BLACK_INK,
    BLUE_INK,
    BOARD,
    CHALK,
    DARK_WOOD,
    GRAPHITE,
    PALE_BLUE,
    RED_INK,
    WHITE_PAPER,
    Colour,
    Conditions,
    Ruling,
    Side,
)

Range: TypeAlias = tuple[float, float]

_SYMBOL_HEIGHTS = (18.0, 220.0)  # pixels
_COLOUR_SPREAD = 6.0  # levels of 255; the standard deviation of a colour from its name's
_SCAN_SHARE, _SCREEN_SHARE, _WHITEBOARD_SHARE, _BOARD_SHARE = 0.12, 0.06, 0.06, 0.06
_TIGHT_SHARE = 0.3  # of the pictures that are cropped closely
_RULINGS: dict[Ruling, float] = {"plain": 0.55, "lines": 0.25, "squares": 0.2}
_RULES = (PALE_BLUE, (178, 196, 206), (190, 170, 196), (176, 176, 176), (138, 186, 168))
_PAPERS = (WHITE_PAPER, (246, 246, 248), (232, 224, 204), (222, 224, 230), (226, 214, 206))
_BOARDS = (BOARD, (40, 42, 44), (52, 58, 74))
_CHALKS = (CHALK, (232, 222, 150), (226, 190, 190))
_TABLES = (DARK_WOOD, (60, 58, 60), (150, 108, 70), (196, 180, 160), (70, 84, 110))
_TINTS = (
    *((255, 255, 255), (255, 244, 226), (255, 228, 192)),
    *((232, 242, 255), (255, 232, 224), (236, 255, 238)),
)
_SIDES: tuple[Side, ...] = ("left", "top", "right", "bottom")


@dataclass(frozen=True, slots=True)
class _Pen:
    """A kind of pen: how common it is, its colours, and from where to where its traits go."""

    share: float
    colours: tuple[Colour, ...]
    radius: Range
    pressure: Range
    strength: Range
    grain: Range


_PENCIL = _Pen(0.22, (GRAPHITE, (70, 70, 76)), (0.02, 0.05), (0.1, 0.3), (0.45, 0.9), (0.1, 0.4))
_BALLPOINT = _Pen(
    *(0.36, (BLACK_INK, BLUE_INK, (30, 44, 120), (60, 60, 70)), (0.016, 0.04)),
    *((0.08, 0.2), (0.75, 1.0), (0.0, 0.12)),
)
_FELT_PEN = _Pen(
    *(0.22, (BLACK_INK, BLUE_INK, (20, 20, 22), (30, 110, 70)), (0.035, 0.08)),
    *((0.02, 0.1), (0.9, 1.0), (0.0, 0.0)),
)
_RED_PEN = _Pen(
    *(0.1, (RED_INK, (214, 70, 60)), (0.02, 0.06)), *((0.05, 0.15), (0.8, 1.0), (0.0, 0.1))
)
_MARKER = _Pen(
    *(0.1, (BLACK_INK, BLUE_INK, RED_INK, (24, 120, 70)), (0.06, 0.12)),
    *((0.02, 0.08), (0.85, 1.0), (0.0, 0.08)),
)
_CHALK = _Pen(1.0, _CHALKS, (0.035, 0.08), (0.08, 0.25), (0.7, 1.0), (0.1, 0.45))
_PENS = (_PENCIL, _BALLPOINT, _FELT_PEN, _RED_PEN, _MARKER)


def random_conditions(rng: np.random.Generator) -> Conditions:
    """Return the conditions of a photograph, a scan or a screen that some stranger might send."""
    kind = rng.random()
    for share, draw in (
        (_SCREEN_SHARE, _screen),
        (_SCAN_SHARE, _scan),
        (_WHITEBOARD_SHARE, _whiteboard),
        (_BOARD_SHARE, _board),
    ):
        if kind < share:
            return draw(rng)
        kind -= share
    return _paper(rng)


def _paper(rng: np.random.Generator) -> Conditions:
    """Return a sheet that was photographed."""
    return _snapped(_ruled(_written(Conditions(), _choose_pen(rng), rng), rng), rng)


def _scan(rng: np.random.Generator) -> Conditions:
    """Return a sheet in a scanner: even light and a sharp picture, perhaps laid askew."""
    sheet = _ruled(_written(Conditions(), _choose_pen(rng), rng), rng)
    return replace(
        _framed(sheet, rng),
        gradient=0.0,
        skew=float(rng.normal(0, 1.5)),
        blur=float(rng.uniform(0.3, 0.8)),
        noise=float(rng.uniform(0, 2)),
        quarter_turns=_quarter_turns(0.06, rng),
    )


def _screen(rng: np.random.Generator) -> Conditions:
    """Return what was written on a screen: it was never before a camera."""
    pen = replace(_FELT_PEN, pressure=(0.0, 0.05), strength=(1.0, 1.0), radius=(0.012, 0.07))
    plain = _written(replace(Conditions(), paper=(255, 255, 255)), pen, rng)
    dark = rng.random() < 0.2
    return replace(
        _framed(plain, rng),
        paper=(24, 24, 26) if dark else (255, 255, 255),
        pen=(240, 240, 240) if dark else plain.pen,
        texture=0.0,
        gradient=0.0,
        noise=0.0,
        blur=float(rng.uniform(0, 0.5)),
        jpeg=None if rng.random() < 0.5 else int(rng.integers(50, 96)),
    )


def _whiteboard(rng: np.random.Generator) -> Conditions:
    """Return a whiteboard: markers, wiped traces of others, and often a bright spot."""
    board = _written(replace(Conditions(), paper=(232, 236, 240), texture=0.004), _MARKER, rng)
    return _snapped(replace(board, smears=float(rng.uniform(0, 0.5))), rng)


def _board(rng: np.random.Generator) -> Conditions:
    """Return a board with chalk on it."""
    board = replace(Conditions(), paper=_colour(_BOARDS, rng), texture=0.05)
    return _snapped(replace(_written(board, _CHALK, rng), smears=float(rng.uniform(0, 1))), rng)


def _choose_pen(rng: np.random.Generator) -> _Pen:
    shares = np.array([pen.share for pen in _PENS])
    return _PENS[int(rng.choice(len(_PENS), p=shares / shares.sum()))]


def _written(conditions: Conditions, pen: _Pen, rng: np.random.Generator) -> Conditions:
    return replace(
        conditions,
        pen=_colour(pen.colours, rng),
        pen_radius=_log_uniform(pen.radius, rng),
        pressure=float(rng.uniform(*pen.pressure)),
        strength=float(rng.uniform(*pen.strength)),
        grain=float(rng.uniform(*pen.grain)),
    )


def _ruled(conditions: Conditions, rng: np.random.Generator) -> Conditions:
    """Return conditions on paper of any make and state."""
    ruling = list(_RULINGS)[int(rng.choice(len(_RULINGS), p=list(_RULINGS.values())))]
    pitch = rng.uniform(0.5, 1.1) if ruling == "squares" else rng.uniform(1.2, 2.6)
    return replace(
        conditions,
        paper=_colour(_PAPERS, rng),
        texture=float(rng.uniform(0.004, 0.03)),
        creases=float(rng.uniform(0.02, 0.1)) if rng.random() < 0.2 else 0.0,
        ruling=ruling,
        pitch=float(pitch),
        rule=_colour(_RULES, rng),
        rule_width=_log_uniform((0.015, 0.05), rng),
        margin_line=ruling != "plain" and rng.random() < 0.3,
        bleed=float(rng.uniform(0.03, 0.18)) if rng.random() < 0.15 else 0.0,
        specks=int(rng.integers(1, 25)) if rng.random() < 0.2 else 0,
    )


def _framed(conditions: Conditions, rng: np.random.Generator) -> Conditions:
    """Return conditions at any distance, with anything from no room to a whole page of it."""
    tight = rng.random() < _TIGHT_SHARE
    least = rng.uniform(0.1, 0.6) if tight else _log_uniform((0.6, 4.0), rng)
    room = (float(least), float(least * rng.uniform(1.2, 2.5)))
    return replace(conditions, symbol_height=_log_uniform(_SYMBOL_HEIGHTS, rng), room=room)


def _snapped(conditions: Conditions, rng: np.random.Generator) -> Conditions:
    """Return conditions before the camera of a phone."""
    held = _lit(_framed(conditions, rng), rng)
    # Blur and noise are those of the sensor: writing far off has as much of them as writing near.
    return replace(
        held,
        skew=float(rng.normal(0, 4)),
        perspective=float(rng.uniform(0, 0.3)) if rng.random() < 0.4 else 0.0,
        quarter_turns=_quarter_turns(0.12, rng),
        table=_colour(_TABLES, rng),
        table_sides=_table_sides(held, rng),
        finger=held.room[0] > 1.5 and rng.random() < 0.1,
        blur=min(_log_uniform((0.4, 3.0), rng), 0.06 * held.symbol_height),
        sharpening=float(rng.uniform(0, 1.0)) if rng.random() < 0.5 else 0.0,
        noise=_log_uniform((0.5, 12.0), rng),
        jpeg=int(rng.integers(30, 96)),
    )


def _lit(conditions: Conditions, rng: np.random.Generator) -> Conditions:
    shaded = rng.random() < 0.3
    return replace(
        conditions,
        exposure=_log_uniform((0.12, 1.1), rng) if rng.random() < 0.4 else 1.0,
        gradient=float(rng.uniform(0, 0.6)),
        vignette=float(rng.uniform(0, 0.5)) if rng.random() < 0.4 else 0.0,
        shadow=float(rng.uniform(0.2, 0.7)) if shaded else 0.0,
        shadow_softness=_log_uniform((0.02, 4.0), rng),
        tint=_colour(_TINTS, rng),
    )


def _table_sides(conditions: Conditions, rng: np.random.Generator) -> tuple[Side, ...]:
    if conditions.room[0] < 1 or rng.random() > 0.2:
        return ()
    return tuple(side for side in _SIDES if rng.random() < 0.5)


def _quarter_turns(share: float, rng: np.random.Generator) -> int:
    return int(rng.integers(1, 4)) if rng.random() < share else 0


def _colour(colours: tuple[Colour, ...], rng: np.random.Generator) -> Colour:
    """Return a colour near one of those given."""
    near = np.array(colours[int(rng.integers(len(colours)))]) + rng.normal(0, _COLOUR_SPREAD, 3)
    red, green, blue = np.clip(near, 0, 255).tolist()
    return red, green, blue


def _log_uniform(bounds: Range, rng: np.random.Generator) -> float:
    return math.exp(rng.uniform(math.log(bounds[0]), math.log(bounds[1])))
