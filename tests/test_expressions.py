"""Random expressions: what somebody might write, and nothing else."""

from __future__ import annotations

import numpy as np

from calculator.automaton import EQUALS, VOCABULARY
from calculator.grammar import parse_row
from calculator.layout import Exponent, Fraction, Glyph, symbols_of, walk_row
from training.expressions import random_line


def lines(count=300):
    return [random_line(np.random.default_rng(seed)) for seed in range(count)]


def test_symbols_are_numbered_without_a_gap():
    for row in lines():
        assert symbols_of(row) == tuple(range(len(symbols_of(row))))


def test_every_line_is_arithmetic():
    for row in lines():
        assert parse_row(row) is not None


def test_every_kind_of_symbol_and_of_layout_comes():
    items = [item for row in lines() for item, _ in walk_row(row)]
    labels = {item.label for item in items if isinstance(item, Glyph)}
    assert labels == VOCABULARY - {"**"}
    assert any(isinstance(item, Fraction) for item in items)
    assert any(isinstance(item, Exponent) for item in items)


def test_brackets_are_balanced_in_every_row():
    for row in lines():
        rows = [row]
        for item, _ in walk_row(row):
            match item:
                case Fraction(top=top, bottom=bottom):
                    rows += [top, bottom]
                case Exponent(row=inner):
                    rows.append(inner)
        for each in rows:
            labels = [item.label for item in each if isinstance(item, Glyph)]
            assert labels.count("(") == labels.count(")")
            assert each


def test_an_exponent_follows_a_number_or_a_bracket():
    for row in lines():
        for before, item in zip((None, *row), row, strict=False):
            if isinstance(item, Exponent):
                assert isinstance(before, Glyph) and (before.label.isdigit() or before.label == ")")


def test_lines_are_of_ordinary_length_and_depth():
    lengths = [len(symbols_of(row)) for row in lines()]
    assert 4 < np.median(lengths) < 12 and max(lengths) < 120
    assert max(depth for row in lines() for _, depth in walk_row(row)) <= 3


def test_a_seed_gives_one_line():
    assert lines(20) == lines(20)
    assert len(set(lines(100))) > 80


def test_an_equals_sign_ends_an_expression_once():
    labels = [[item.label for item in row if isinstance(item, Glyph)] for row in lines()]
    with_equals = [each for each in labels if EQUALS in each]
    assert 0 < len(with_equals) < len(labels) / 4
    assert all(each.count(EQUALS) == 1 and each[0] != EQUALS for each in with_equals)
