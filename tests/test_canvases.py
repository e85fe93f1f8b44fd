"""Canvases that are sent to a server to time it."""

from __future__ import annotations

import numpy as np
import pytest

from calculator.grammar import parse_text
from segmentation.ink import Ink
from segmentation.projection import segment
from training.benchmarks import Expression
from training.canvases import growing, long_expression, resized
from training.serving import canvases, measure

FOUR = Ink.of([[[at * 30 + 500, 0], [at * 30 + 520, 40]] for at in (3, 0, 2, 1)])
EXPRESSION = Expression(FOUR, parse_text("1111"), tuple(frozenset([at]) for at in range(4)))


@pytest.fixture
def rng():
    return np.random.default_rng(5)


@pytest.mark.parametrize("symbols", [1, 4, 5, 6, 9, 40])
def test_long_expressions_have_so_many_symbols_side_by_side(rng, symbols):
    ink = long_expression([EXPRESSION], symbols, rng)
    groups = segment(ink)
    assert len(groups) == symbols
    plus = [group for group in groups if len(group.marks) == 2]
    assert len(plus) == symbols // 5


def test_ink_of_another_size_is_new(rng):
    first, second = resized(FOUR, rng), resized(FOUR, rng)
    factors = [ink.box.width / FOUR.box.width for ink in (first, second)]
    assert factors[0] != factors[1]
    assert first.strokes[2].points == pytest.approx(FOUR.strokes[2].points * factors[0])


def test_ink_grows_by_a_stroke():
    assert [ink.strokes for ink in growing(FOUR)] == [FOUR.strokes[:n] for n in (1, 2, 3, 4)]


def test_short_and_long_canvases_are_sent_whole_and_growing(rng):
    short, long, short_growing, long_growing = canvases([EXPRESSION] * 7, 6, rng).values()
    assert [len(each) for each in short + long] == [1] * 13
    assert [len(each) for each in short_growing] == [4] * 7
    assert [len(each) for each in long_growing] == [48, 48]


def test_a_server_is_timed_at_the_last_ink_of_each_canvas():
    figures = measure({"whole": [[FOUR]] * 3, "growing": [[*growing(FOUR)]]})
    assert {name: len(times) for name, times in figures.times.items()} == {"whole": 3, "growing": 1}
    assert 0 < min(figures.times["whole"]) < 1000 * figures.first_answer_s
