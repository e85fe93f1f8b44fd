"""Decoding: the grammar as a weight beside what the shapes say."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.automaton import accepts, advance, start
from calculator.candidates import Candidates
from calculator.decode import BEAM, BROKEN_COST, UNFINISHED_COST, decode
from recognizer.alphabet import LABELS
from segmentation.ink import Box, Group

BOX = Box(0, 0, 1, 1)


def line(*groups):
    """Return candidates: a label is certain, a dict gives the labels their probabilities."""
    tables = [group if isinstance(group, dict) else {group: 1.0} for group in groups]
    return [
        Candidates(Group((at,), BOX), tuple(sorted(t.items(), key=lambda pair: -pair[1])), 0.0)
        for at, t in enumerate(tables)
    ]


def marginal_of(decoding, at):
    """Return the probability of each label of one group, the likeliest first."""
    shares = {}
    for labels, probability in zip(decoding.readings, decoding.probabilities, strict=True):
        shares[labels[at]] = shares.get(labels[at], 0.0) + probability
    return dict(sorted(shares.items(), key=lambda pair: -pair[1]))


def best(*groups):
    return "".join(decode(line(*groups)).readings[0])


@pytest.mark.parametrize(
    ("groups", "reading"),
    [
        # The more likely shape wins where the grammar has nothing to say.
        ([{"1": 0.6, "7": 0.4}, "+", "2"], "1+2"),
        ([{"1": 0.4, "7": 0.6}, "+", "2"], "7+2"),
        # The balance of brackets decides between 1 and a bracket.
        ([{"1": 0.6, "(": 0.4}, "2", "+", "3", ")", "×", "5"], "(2+3)×5"),
        ([{"(": 0.6, "1": 0.4}, "2", "+", "3", "×", "5"], "12+3×5"),
        (["(", "2", "+", "3", {"1": 0.7, ")": 0.3}], "(2+3)"),
        (["2", "+", "3", {")": 0.7, "1": 0.3}], "2+31"),
        ([{"1": 0.7, "(": 0.3}, "2", {"1": 0.7, ")": 0.3}], "121"),
        # No operator where an operand has to come, nor the other way round.
        (["2", {"÷": 0.4, "1": 0.6}, "3"], "213"),
        (["2", "+", {"÷": 0.6, "1": 0.4}, "3"], "2+13"),
        (["2", {"×": 0.6, "4": 0.4}], "24"),
        (["1", ".", "2", {".": 0.7, "×": 0.3}, "5"], "1.2×5"),
        # Shapes that are certain enough overrule the grammar.
        (["1", "2", {"+": 0.9999, "4": 0.0001}], "12+"),
        (["2", "+", {"÷": 0.99999, "1": 0.00001}, "3"], "2+÷3"),
        # What follows an equals sign is free.
        (["1", "+", "1", "=", {"×": 0.6, "2": 0.4}], "1+1=×"),
        # A single group is read as its shape.
        ([{"+": 0.7, "4": 0.3}], "4"),
        ([{"+": 0.9999, "4": 0.0001}], "+"),
    ],
)
def test_shape_and_grammar_are_weighed(groups, reading):
    assert best(*groups) == reading


@pytest.mark.parametrize(
    "text", ["12+", "(", "(2", "2)", "÷2", "2++", "1..2", "×", "()", "5=", "."]
)
def test_certain_symbols_are_read_as_they_stand(text):
    decoding = decode(line(*text))
    assert decoding.readings == (tuple(text),)
    assert decoding.probabilities == (1.0,)
    assert marginal_of(decoding, 0) == {text[0]: 1.0}


def test_stopping_early_and_breaking_the_grammar_have_their_price():
    shares = dict(zip(*by_last("2", {"+": 0.5, "3": 0.5}), strict=True))
    assert shares["3"] / shares["+"] == pytest.approx(math.exp(UNFINISHED_COST))
    shares = dict(zip(*by_last("2", "+", {"÷": 0.5, "3": 0.5}), strict=True))
    assert shares["3"] / shares["÷"] == pytest.approx(math.exp(BROKEN_COST))


def by_last(*groups):
    """Return the last labels of the readings, and the readings' probabilities."""
    decoding = decode(line(*groups))
    return [labels[-1] for labels in decoding.readings], decoding.probabilities


def test_a_broken_line_pays_once():
    shares = dict(zip(*by_last("÷", "×", {"÷": 0.5, "3": 0.5}), strict=True))
    assert shares["3"] == pytest.approx(shares["÷"])


def test_readings_come_with_the_most_likely_first():
    decoding = decode(line({"1": 0.5, "7": 0.3, "4": 0.2}, {"2": 0.9, "3": 0.1}))
    assert ["".join(labels) for labels in decoding.readings] == [
        "12",
        "72",
        "42",
        "13",
        "73",
        "43",
    ]
    assert decoding.probabilities == pytest.approx([0.45, 0.27, 0.18, 0.05, 0.03, 0.02])


def test_marginals_add_up_what_readings_share():
    decoding = decode(line({"1": 0.5, "7": 0.3, "4": 0.2}, {"2": 0.9, "3": 0.1}))
    assert list(marginal_of(decoding, 0)) == ["1", "7", "4"]
    assert marginal_of(decoding, 0) == pytest.approx({"1": 0.5, "7": 0.3, "4": 0.2})
    assert marginal_of(decoding, 1) == pytest.approx({"2": 0.9, "3": 0.1})


shares = st.floats(1e-6, 1.0)
tables = st.dictionaries(st.sampled_from([*LABELS, ".", "="]), shares, min_size=1, max_size=4)
lines = st.lists(tables, min_size=1, max_size=6)


@given(lines)
@settings(max_examples=60)
def test_probabilities_are_ordered_and_sum_to_one(tables):
    decoding = decode(line(*tables))
    assert sum(decoding.probabilities) == pytest.approx(1)
    assert list(decoding.probabilities) == sorted(decoding.probabilities, reverse=True)
    assert len(set(decoding.readings)) == len(decoding.readings) <= BEAM
    for at, table in enumerate(tables):
        marginal = marginal_of(decoding, at)
        assert sum(marginal.values()) == pytest.approx(1)
        assert set(marginal) <= set(table)
        assert list(marginal.values()) == sorted(marginal.values(), reverse=True)


def weight(labels, tables):
    """Weigh a reading by the definition, without any search."""
    total, state = 0.0, start()
    for label, table in zip(labels, tables, strict=True):
        total += math.log(table[label])
        following = advance(state, label) if state else None
        total -= BROKEN_COST * (state is not None and following is None)
        state = following
    return total - UNFINISHED_COST * (state is not None and not accepts(state))


@given(st.lists(tables, min_size=1, max_size=2))
@settings(max_examples=60)
def test_a_short_line_is_read_as_if_every_reading_had_been_tried(tables):
    readings = list(itertools.product(*tables))
    top = max(weight(labels, tables) for labels in readings)
    decoding = decode(line(*tables))
    assert weight(decoding.readings[0], tables) == pytest.approx(top)
    total = sum(math.exp(weight(labels, tables) - top) for labels in readings)
    assert decoding.probabilities[0] == pytest.approx(1 / total, rel=0.2)


def test_no_more_readings_are_kept_than_the_beam_holds():
    six = {label: 1 / 6 for label in "012345"}
    decoding = decode(line(*[six] * 5))
    assert len(decoding.readings) == BEAM
    assert sum(decoding.probabilities) == pytest.approx(1)


def test_a_long_line_is_read():
    unsure = {"1": 0.6, "(": 0.2, "7": 0.1, ")": 0.05, "/": 0.04, "4": 0.01}
    groups = [unsure, {"+": 0.7, "4": 0.3}] * 30
    groups[-1] = {"2": 1.0}
    reading = best(*groups)
    assert len(reading) == 60
    assert reading == "1+" * 29 + "12"


def test_weights_too_small_for_a_float_do_no_harm():
    decoding = decode(line(*[{"1": 1e-6, "7": 1e-7}] * 60))
    assert decoding.readings[0] == ("1",) * 60
    assert sum(decoding.probabilities) == pytest.approx(1)
