"""Levels: where symbols stand to the line that they are on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scripted import PLAIN

from calculator.levels import Level, Place
from segmentation.ink import Box

SIZE = 40.0


def place(label="4", x=30.0, y=0.0, width=20.0, height=40.0, size=SIZE):
    box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return Place.of(label, box, size)


def line(*places):
    """Return the level after some places."""
    level = Level.unknown(SIZE)
    for each in places or [place(x=0)]:
        level = level.after(each)
    return level


def cost(each, level=None):
    return (level or line()).cost(each, PLAIN)


def test_the_first_symbol_stands_where_it_likes():
    assert cost(place(y=9999, height=5), Level.unknown(SIZE)) == 0
    level = line(place(y=90, height=70))
    assert (level.axis, level.size, level.is_known) == (90, 70, True)


def test_standing_as_the_one_before_costs_nothing():
    assert cost(place()) == 0


@pytest.mark.parametrize("direction", [-1, 1])
def test_straying_costs_more_the_farther_and_never_without_bound(direction):
    costs = [cost(place(y=direction * off)) for off in (0, 4, 10, 20, 60, 1e9)]
    assert costs == sorted(costs)
    assert costs[1] < costs[2] < costs[3] < 10
    assert costs[-1] == costs[-2] < 10


def test_the_height_of_digits_counts_and_of_signs_does_not():
    assert cost(place("4", height=15)) > cost(place("4", height=30)) > 0
    assert cost(place("-", height=1)) == cost(place("(", height=90)) == 0


def test_a_decimal_point_stands_under_the_axis():
    low = cost(place(".", y=PLAIN.point_height * SIZE, width=2, height=2))
    assert low == pytest.approx(0)
    assert cost(place(".", y=0, width=2, height=2)) > 0.3


def test_standing_over_the_symbol_before_costs_by_its_share():
    costs = [cost(place(x=x)) for x in (30, 20, 15, 10, 5)]
    assert costs[0] == costs[1] == 0
    assert costs == sorted(costs)
    assert costs[-1] > costs[-2] > 0


def test_the_axis_follows_what_is_written():
    level = line(*(place(x=30.0 * at, y=6.0 * at) for at in range(12)))
    assert cost(place(x=360, y=72), level) < 1
    assert cost(place(x=360, y=0), level) > 3


def test_the_axis_follows_a_point_no_farther_than_where_points_stand():
    level = line(place(x=0), place(".", x=15, y=18, width=2, height=2))
    assert abs(level.axis) < 0.02 * SIZE


@pytest.mark.parametrize(("y", "over"), [(0, False), (-8, False), (-10, True), (-60, True)])
def test_what_stands_high_may_begin_an_exponent(y, over):
    assert line().is_over(place(y=y)) is over


def test_an_exponent_stands_over_its_base_and_is_smaller():
    raised = line().raised(PLAIN)
    assert raised.axis < 0 < raised.size < SIZE
    small = place(y=-0.62 * SIZE, height=0.65 * SIZE)
    assert cost(small, raised) == pytest.approx(0, abs=1e-3)
    assert cost(small, line()) > 2
    assert cost(place(), raised) > 2


def test_the_first_symbol_of_an_exponent_has_more_freedom():
    high = place(y=-0.9 * SIZE, height=0.65 * SIZE)
    raised = line().raised(PLAIN)
    assert cost(high, raised) < cost(high, replace(raised, spread=0.0))


def test_a_fraction_stands_on_its_bar_and_has_no_height():
    bar, around = Box(0, 10, 60, 11), Box(-5, -60, 65, 50)
    where = Place.of_fraction(bar, around)
    assert (where.x0, where.x1, where.y, where.height) == (-5, 65, 10.5, 0)


@pytest.mark.parametrize("factor", [0.01, 100])
def test_costs_do_not_depend_on_the_scale(factor):
    strayed = place(
        x=20 * factor, y=5 * factor, width=20 * factor, height=30 * factor, size=40 * factor
    )
    first = place(x=0, width=20 * factor, height=40 * factor, size=40 * factor)
    level = Level.unknown(SIZE * factor).after(first)
    assert cost(strayed, level) == pytest.approx(cost(place(x=20, y=5, height=30)))
