"""Lines: what interpretations add up to."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import PLAIN

from calculator.interpretation import Interpretation, Sign
from calculator.layout import glyphs
from calculator.line import UNREADABLE, evidence, make_line
from calculator.weights import Weights
from segmentation.ink import Box, Group


def interpretation(labels, share, no_symbol=0.0, groups=None):
    """Return a row of symbols, one mark each unless groups are named."""
    marks = groups or [(at,) for at in range(len(labels))]
    signs = tuple(
        Sign(label, Group(own, Box(0, 0, 1, 1)), no_symbol)
        for label, own in zip(labels, marks, strict=True)
    )
    return Interpretation(signs, glyphs(labels), math.log(share))


def line(*shares, **options):
    return make_line([interpretation(*pair, **options) for pair in shares], PLAIN)


def test_readings_that_mean_the_same_add_up():
    found = line(("(2)", 0.5), ("2", 0.25), ("3", 0.25))
    assert found.expression == "2"
    assert found.confidence == pytest.approx(0.75)
    assert [each.expression for each in found.readings] == ["3"]


def test_alternatives_are_sorted_and_leave_out_the_expression():
    found = line(("12", 0.4), ("72", 0.1), ("42", 0.3), ("12+", 0.2))
    assert found.expression == "12"
    assert [each.expression for each in found.readings] == ["42", "72"]
    probabilities = [each.probability for each in found.readings]
    assert probabilities == pytest.approx([0.3, 0.1])


def test_other_labels_of_a_symbol_have_their_shares():
    found = line(("12", 0.5), ("72", 0.3), ("13", 0.2))
    assert found.symbols[0].confidence == pytest.approx(0.7)
    assert found.symbols[0].alternatives == (("7", pytest.approx(0.3)),)
    assert found.symbols[1].alternatives == (("3", pytest.approx(0.2)),)


def test_a_symbol_is_as_sure_as_its_group():
    readings = [
        interpretation("2+3", 0.6, groups=[(0,), (1, 2), (3,)]),
        interpretation("2-13", 0.4),
    ]
    found = make_line(readings, PLAIN)
    assert [symbol.confidence for symbol in found.symbols] == pytest.approx([1.0, 0.6, 1.0])
    (other,) = found.readings
    assert (other.expression, other.result) == ("2-13", "-11")
    assert other.changes == (((1,), "-"), ((2,), "1"))


def test_changes_name_only_what_differs():
    found = line(("1+2", 0.6), ("7+2", 0.4))
    assert [each.changes for each in found.readings] == [(((0,), "7"),)]


def test_no_more_than_five_other_readings_are_told():
    found = line(*((digit, 0.1) for digit in "123456789"))
    assert len(found.readings) == 5


def test_the_confidence_is_calibrated_and_leaves_the_rest_to_the_others():
    weights = Weights(confidence_share=0.5, confidence_symbol=0.0, confidence_shift=-1.0)
    readings = [interpretation("1", 0.8), interpretation("7", 0.2)]
    found = make_line(readings, weights)
    assert found.confidence == pytest.approx(1 / (1 + math.e / 2))
    assert found.readings[0].probability == pytest.approx(1 - found.confidence)


def test_doubt_that_something_is_a_symbol_lowers_the_confidence():
    sure, unsure = (
        make_line([interpretation("1", 0.6, none), interpretation("7", 0.4, none)], Weights())
        for none in (0.0, 0.5)
    )
    assert unsure.confidence < sure.confidence
    assert unsure.symbols[0].confidence == pytest.approx(0.3)
    assert unsure.confidence + unsure.readings[0].probability <= 1


def test_a_symbol_that_is_none_is_unreadable_unless_it_follows_an_equals_sign():
    (error,) = line(("1", 1.0), no_symbol=(1 + UNREADABLE) / 2).error.symbols
    assert error == 0
    signs = interpretation("1=", 1.0).signs + interpretation("2", 1.0, 1.0, [(2,)]).signs
    assert make_line([Interpretation(signs, glyphs("1=2"), 0.0)], PLAIN).expression == "1"


@pytest.mark.parametrize("labels", ["1+", ")", "+×", ""])
def test_what_cannot_be_understood_keeps_its_symbols(labels):
    found = line((labels, 0.9), ("1" * len(labels), 0.1))
    assert (found.expression, found.result, found.readings) == (None, None, ())
    assert found.error is not None
    assert "".join(symbol.label for symbol in found.symbols) == labels


@pytest.mark.parametrize(("labels", "share"), [("(2)", 0.8), ("7÷0", 0.7), ("1+", 0.7), ("=", 0.7)])
def test_what_speaks_for_a_line_is_its_share_and_its_most_doubtful_symbol(labels, share):
    readings = [
        interpretation(labels, 0.7, 0.1),
        interpretation("2", 0.1),
        interpretation("3", 0.2),
    ]
    found = evidence(readings)
    assert found.share == pytest.approx(share)
    assert found.symbol == pytest.approx(0.0 if labels == "=" else 0.9)


texts = st.text("12+(.=", min_size=3, max_size=3)
drawn = st.lists(st.tuples(texts, st.floats(1e-4, 1)), min_size=1, max_size=8)
calibrations = st.tuples(st.floats(0.3, 3), st.floats(-3, 3))


@given(drawn, st.floats(0, 0.9), calibrations)
@settings(max_examples=80)
def test_probabilities_add_up_to_one_at_most_and_fall(shares, no_symbol, calibration):
    weights = Weights(confidence_share=calibration[0], confidence_shift=calibration[1])
    shares.sort(key=lambda pair: -pair[1])
    found = make_line([interpretation(*pair, no_symbol) for pair in shares], weights)
    probabilities = [each.probability for each in found.readings]
    assert probabilities == sorted(probabilities, reverse=True)
    assert found.confidence + sum(probabilities) <= 1 + 1e-6
    assert min([found.confidence, *probabilities]) >= 0
    for symbol in found.symbols:
        others = [share for _, share in symbol.alternatives]
        assert others == sorted(others, reverse=True)
        assert symbol.confidence + sum(others) <= 1 + 1e-6
