"""Weights: what evidence counts, and what a share means."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import PLAIN

from calculator.weights import Evidence, Weights, log_odds

SHARES = [0.0, 1e-9, 0.01, 0.3, 0.5, 0.7, 0.99, 1.0]


def test_weights_go_into_a_card_and_out_of_it():
    weights = Weights(**{field.name: 0.5 + at for at, field in enumerate(fields(Weights))})
    card = json.loads(json.dumps({"weights": weights.as_dict()}))
    assert Weights.of(card) == weights


def test_a_card_without_weights_has_the_usual_ones():
    assert Weights.of({}) == Weights()


def test_a_card_of_another_time_gives_what_is_known():
    card = {"weights": {"power": 7, "a weight of the past": 3}}
    assert Weights.of(card) == replace(Weights(), power=7.0)


def test_a_share_alone_is_its_own_confidence():
    for share in SHARES:
        found = PLAIN.confidence(Evidence(share, 0.5))
        assert found == pytest.approx(share, abs=1e-3)


factors = st.floats(0.1, 3)


@given(factors, factors, st.floats(-5, 5), st.sampled_from(SHARES))
def test_confidence_rises_with_the_evidence_and_is_a_probability(share, symbol, shift, other):
    weights = Weights(confidence_share=share, confidence_symbol=symbol, confidence_shift=shift)
    by_share = [weights.confidence(Evidence(each, other)) for each in SHARES]
    by_symbol = [weights.confidence(Evidence(other, each)) for each in SHARES]
    for found in (by_share, by_symbol):
        assert found == sorted(found)
        assert 0 <= found[0] < found[-1] <= 1


@pytest.mark.parametrize("share", [0.01, 0.3, 0.5])
def test_the_odds_of_opposites_are_opposite(share):
    assert log_odds(share) == pytest.approx(-log_odds(1 - share))
