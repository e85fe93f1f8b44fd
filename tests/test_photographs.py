"""Photographs that are drawn: the ink is where they say, and each condition does what it says."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from drawings import fixture_ink
from photos import taken
from scipy.ndimage import distance_transform_edt, label

from segmentation.ink import Ink, arc_length, resampled
from segmentation.projection import typical_size
from training.conditions import CONDITIONS, GOOD, RED_INK, Conditions
from training.photographs import photograph, random_conditions

INK = fixture_ink("12+30")
PLAIN = replace(GOOD, texture=0.0, gradient=0.0, noise=0.0, blur=0.0, jpeg=None, pressure=0.0)
"""Nothing but ink on white, so that what a test adds is all there is."""


def grey(photo):
    return photo.pixels.astype(float).mean(axis=2)


def along(ink, photo, spacing=0.03):
    """Return points all along the strokes, in pixels."""
    step, found = spacing * typical_size(ink), []
    for stroke in ink.strokes:
        length = arc_length(stroke.points)
        found.append(resampled(stroke.points, length, int(length[-1] / step) + 2))
    return photo.transform.apply(np.vstack(found))


def at(values, points):
    """Return the values of the pixels that points lie in."""
    columns, rows = np.floor(points).astype(int).T
    return values[rows, columns]


def off_ink(photo, distance, ink=INK):
    """Return which pixels are farther from the strokes than a distance in pixels: (h, w)."""
    paper = np.ones(photo.pixels.shape[:2], bool)
    columns, rows = np.floor(along(ink, photo, 0.01)).astype(int).T
    paper[rows, columns] = False
    return distance_transform_edt(paper) > distance


def axis(photo, direction):
    """Return where a direction on the page points in the picture, in degrees clockwise."""
    start, end = photo.transform.apply(
        np.array([INK.box.center, np.add(INK.box.center, direction)])
    )
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"skew": 10.0},
        {"skew": -10.0},
        {"quarter_turns": 1},
        {"quarter_turns": 2, "skew": 4.0},
        {"quarter_turns": 3},
        {"perspective": 0.4},
        {"symbol_height": 18.0},
        {"pen_radius": 0.12},
    ],
    ids=str,
)
def test_the_transform_maps_ink_to_dark_pixels_and_nothing_else_is_dark(changes):
    photo = taken(INK, PLAIN, **changes)
    conditions = replace(PLAIN, **changes)
    dark = grey(photo) < 140
    assert at(dark, along(INK, photo)).mean() > 0.97
    radius = conditions.pen_radius * conditions.symbol_height
    # Perspective brings some of the writing nearer, where the pen is no wider.
    assert not dark[off_ink(photo, radius + 1.5)].any()


def test_the_middle_of_a_dot_is_where_the_transform_puts_it():
    dot = Ink.of([[[0, 0], [0, 50]], [[30, 20]]])
    photo = taken(dot, PLAIN, pen_radius=0.1)
    (x, y) = photo.transform.apply(np.array([[30.0, 20.0]]))[0]
    found = np.argwhere(grey(photo) < 140)
    found = found[np.abs(found[:, 1] - x) < 20] + 0.5
    assert found.mean(axis=0) == pytest.approx((y, x), abs=0.35)


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_condition_gives_a_picture_with_all_of_the_ink(name):
    photo = taken(INK, CONDITIONS[name])
    assert photo.pixels.dtype == np.uint8
    height, width, channels = photo.pixels.shape
    assert channels == 3
    points = along(INK, photo)
    assert (points >= 0).all()
    assert (points < (width, height)).all()


@pytest.mark.parametrize("name", [*CONDITIONS, "drawn by lot"])
def test_the_same_seed_gives_the_same_picture_and_another_seed_another(name):
    def shoot(seed):
        rng = np.random.default_rng(seed)
        conditions = CONDITIONS[name] if name in CONDITIONS else random_conditions(rng)
        small = replace(conditions, symbol_height=min(30, conditions.symbol_height))
        return photograph(INK, small, rng).pixels

    assert np.array_equal(shoot(4), shoot(4))
    assert not np.array_equal(shoot(4), shoot(5))


@pytest.mark.parametrize(
    "strokes",
    [[[[5, 5]]], [[[5, 5], [5, 5]]], [[[0, 0], [0, 0]], [[9, 0]]], [[[0, 0], [1e6, 0]]]],
    ids=["dot", "two equal points", "two dots", "one long bar"],
)
def test_any_ink_can_be_photographed(strokes):
    photo = taken(Ink.of(strokes))
    assert grey(photo).min() < 140


def contrast(photo):
    """Return by how much the ink is darker than the paper, in levels."""
    return np.median(grey(photo)) - at(grey(photo), along(INK, photo)).mean()


def unevenness(photo):
    """Return how much the paper far from the ink varies, in levels."""
    return grey(photo)[off_ink(photo, 12)].std()


def brightness(photo):
    return grey(photo).mean()


def inked(photo):
    """Return the share of the picture that is dark."""
    return (grey(photo) < 140).mean()


def sharpness(photo):
    """Return the steepest step between two pixels, in levels."""
    return np.abs(np.diff(grey(photo), axis=1)).max()


def bare(photo):
    """Return the share of the middle of the strokes that is no darker than paper."""
    return (at(grey(photo), along(INK, photo)) > 180).mean()


def patches(photo):
    """Return how many dark things there are."""
    return label(grey(photo) < 170)[1]


def corners(photo):
    """Return how much darker the corners are than the middle of the paper."""
    values = grey(photo)
    outer = np.mean([values[0, 0], values[0, -1], values[-1, 0], values[-1, -1]])
    return np.median(values) - outer


def blocks(photo):
    """Return how much larger steps are between the blocks of a JPEG than within them."""
    steps = np.abs(np.diff(grey(photo), axis=1)).mean(axis=0)
    between = np.arange(len(steps)) % 8 == 7
    return steps[between].mean() / steps[~between].mean()


@pytest.mark.parametrize(
    ("changes", "measure", "least"),
    [
        ({"pen_radius": 0.12}, inked, 0.02),
        ({"pressure": 0.4}, lambda photo: at(grey(photo), along(INK, photo)).std(), 3),
        ({"strength": 0.4}, lambda photo: -contrast(photo), 40),
        ({"grain": 0.4}, bare, 0.15),
        ({"pen": RED_INK}, lambda photo: at(np.ptp(photo.pixels, 2), along(INK, photo)).mean(), 90),
        ({"paper": (160, 150, 120)}, lambda photo: -brightness(photo), 50),
        ({"texture": 0.05}, unevenness, 2),
        ({"creases": 0.1}, unevenness, 2),
        ({"specks": 12}, patches, 4),
        ({"bleed": 0.3}, unevenness, 3),
        ({"exposure": 0.3}, lambda photo: -brightness(photo), 60),
        ({"gradient": 0.5}, unevenness, 5),
        ({"vignette": 0.6}, corners, 30),
        ({"tint": (255, 200, 150)}, lambda photo: np.ptp(photo.pixels.mean((0, 1))), 50),
        ({"blur": 3.0}, lambda photo: -sharpness(photo), 40),
        ({"blur": 1.5, "sharpening": 2.0}, lambda photo: grey(photo).max(), 5),
        ({"texture": 0.05, "jpeg": 30}, blocks, 0.1),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_condition_changes_what_it_says(changes, measure, least):
    assert measure(taken(INK, PLAIN, **changes)) > measure(taken(INK, PLAIN)) + least


def test_noise_is_as_strong_as_it_says():
    still, noisy = taken(INK, PLAIN), taken(INK, PLAIN, noise=8.0, paper=(128, 128, 128))
    far = off_ink(still, 12)
    assert noisy.pixels[far].std(axis=0) == pytest.approx([8, 8, 8], rel=0.1)


def shade(softness):
    """Return by what share a shadow darkens each pixel of the paper."""
    lit = grey(taken(INK, PLAIN))
    shaded = grey(taken(INK, PLAIN, shadow=0.6, shadow_softness=softness))
    return shaded / lit


def test_a_shadow_falls_on_a_part_of_the_writing():
    points = along(INK, taken(INK, PLAIN))
    dark = at(shade(0.02) < 0.8, points).mean()
    assert 0.1 < dark < 0.9
    # In light, not in the bent numbers of a file, the shadow takes its share.
    assert shade(0.02).min() ** 2.2 == pytest.approx(0.4, abs=0.03)


def test_the_edge_of_a_shadow_is_hard_or_soft():
    far = off_ink(taken(INK, PLAIN), 6)[:, 1:]
    steps = {soft: np.abs(np.diff(shade(soft), axis=1))[far].max() for soft in (0.02, 1.5)}
    assert steps[0.02] > 4 * steps[1.5]


def peaks(profile):
    """Return where a profile of lightness has a line: the middles of its dark spans."""
    dark = np.flatnonzero(profile < np.median(profile) - 8)
    spans = np.split(dark, np.flatnonzero(np.diff(dark) > 2) + 1)
    return np.array([span.mean() for span in spans])


@pytest.mark.parametrize("ruling", ["lines", "squares"])
def test_rules_are_printed_at_their_pitch(ruling):
    photo = taken(INK, PLAIN, ruling=ruling, pitch=0.8, strength=0.0, room=(2, 2))
    rows, columns = (np.median(grey(photo), axis=n) for n in (1, 0))
    assert np.diff(peaks(rows)) == pytest.approx(0.8 * 60, abs=1)
    across = len(peaks(columns)) if (columns < np.median(columns) - 8).any() else 0
    assert (across > 5) == (ruling == "squares")


def test_a_margin_line_stands_left_of_the_writing():
    photo = taken(INK, PLAIN, margin_line=True, room=(2, 2))
    red = np.ptp(photo.pixels.astype(int), axis=2).mean(axis=0) > 30
    left = along(INK, photo)[:, 0].min()
    assert red.any()
    assert np.flatnonzero(red).max() < left - 0.4 * 60


@pytest.mark.parametrize("degrees", [-10, -5, 5, 10])
def test_skew_turns_clockwise(degrees):
    assert axis(taken(INK, PLAIN, skew=degrees), (1, 0)) == pytest.approx(degrees)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_quarter_turns_turn_clockwise(turns):
    photo = taken(INK, PLAIN, quarter_turns=turns)
    assert axis(photo, (1, 0)) % 360 == pytest.approx(90 * turns)
    height, width = photo.pixels.shape[:2]
    assert (height > width) == (turns % 2 == 1)


def test_perspective_makes_what_is_farther_smaller_by_no_more_than_its_share():
    box, matrix = INK.box, taken(INK, PLAIN, perspective=0.3).transform.matrix
    depths = [matrix[2] @ (x, y, 1) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    assert 1.02 < max(depths) / min(depths) < 1.15 / 0.85
    assert taken(INK, PLAIN).transform.matrix[2].tolist() == [0, 0, 1]


def test_light_on_dark_is_light_ink_on_dark_ground():
    photo = taken(INK, CONDITIONS["light on dark"])
    assert contrast(photo) < -60
    assert np.median(grey(photo)) < 90


def test_smears_leave_wiped_chalk_on_a_board():
    board = replace(CONDITIONS["light on dark"], smears=0.0)
    smeared = taken(INK, board, smears=1.0)
    assert unevenness(smeared) > unevenness(taken(INK, board)) + 3


def test_a_table_is_seen_beside_and_below_the_page_and_none_of_the_ink_lies_on_it():
    photo = taken(INK, PLAIN, table_sides=("right", "bottom"), room=(2.5, 3.0))
    table = grey(photo) < 110
    assert table[:, -5:].mean() > 0.9
    assert table[-5:].mean() > 0.9
    assert not table[:20, :20].any()
    assert not (table & ~off_ink(photo, 20) & off_ink(photo, 5)).any()


def test_a_finger_comes_in_from_the_border_and_does_not_cover_the_writing():
    room = {"room": (2.5, 3.5)}
    photo, without = taken(INK, PLAIN, finger=True, **room), taken(INK, PLAIN, **room)
    red, _, blue = (photo.pixels[..., n].astype(int) for n in range(3))
    skin = red - blue > 50
    assert skin.mean() > 0.01
    assert np.concatenate([skin[0], skin[-1], skin[:, 0], skin[:, -1]]).any()
    near = ~off_ink(photo, 8)
    assert not (skin & near).any()
    assert np.abs(grey(photo) - grey(without))[near].max() < 40


def test_crumbs_keep_off_the_writing():
    clean, crumbs = taken(INK, PLAIN), taken(INK, PLAIN, specks=40)
    changed = grey(crumbs) < grey(clean) - 5
    assert changed.any()
    assert not (changed & ~off_ink(clean, 0.25 * 60)).any()


def test_the_room_around_the_writing_and_the_size_are_as_asked():
    photo = taken(INK, PLAIN, room=(1.0, 1.0), symbol_height=40.0)
    low, high = along(INK, photo).min(axis=0), along(INK, photo).max(axis=0)
    height, width = photo.pixels.shape[:2]
    border = 40 * (1 + PLAIN.pen_radius)
    assert [*low, *(np.array([width, height]) - high)] == pytest.approx([border] * 4, abs=1)
    (start, end) = photo.transform.apply(np.array([[0, 0], [typical_size(INK), 0]]))
    assert end[0] - start[0] == pytest.approx(40)


def test_no_side_is_longer_than_the_longest():
    photo = taken(INK, PLAIN, symbol_height=500.0, longest_side=300)
    assert max(photo.pixels.shape) == 300


def test_strangers_differ_in_everything():
    drawn = [random_conditions(np.random.default_rng(seed)) for seed in range(400)]
    assert {each.ruling for each in drawn} == {"plain", "lines", "squares"}
    assert {each.quarter_turns for each in drawn} == {0, 1, 2, 3}
    assert any(sum(each.pen) > sum(each.paper) for each in drawn)
    qualities = [each.jpeg for each in drawn if each.jpeg is not None]
    assert min(qualities) in range(30, 35)
    assert max(qualities) in range(90, 96)
    for name in Conditions.__dataclass_fields__:
        assert name == "longest_side" or len({getattr(each, name) for each in drawn}) > 1, name
    heights = [each.symbol_height for each in drawn]
    assert min(heights) < 24
    assert max(heights) > 170
