"""Tuning: weights that make the truth more probable, and a card that holds them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from rows import expression_row, write_rows
from scripted import PLAIN, written

from calculator.cells import score
from calculator.grammar import parse_text
from calculator.parts import ALL_PARTS
from calculator.weights import Weights
from recognizer.bundle import SHIPPED, BundleError, read_bundle
from recognizer.classifier import load_classifier
from training import tuning
from training.tuning import Case, calibrate, cases, loss, outcome, store, tune


def case(script, truth):
    ink, classifier = written(script)
    return Case(score(ink, classifier, (), ALL_PARTS), parse_text(truth))


@pytest.fixture
def chosen():
    """Return cases in which the grammar is right, though the shapes do not say so."""
    return [
        case([{"1": 0.9, "(": 0.02}, "2", "+", "3", ")"], "(2+3)"),
        case(["4", "+", {"÷": 0.95, "6": 0.01}], "4+6"),
        case(["5", "-", "3"], "5-3"),
    ]


def test_the_loss_is_that_of_the_truth(chosen):
    shares = [outcome(each, PLAIN).truth for each in chosen]
    assert loss(chosen, [1, 1, 1], PLAIN) == pytest.approx(-np.log(shares).mean())
    assert loss(chosen, [0, 0, 1], PLAIN) == pytest.approx(-np.log(shares[2]))


def test_an_outcome_tells_whether_the_truth_was_read():
    right, wrong = case("5-3", "5-3"), case("5-3", "5+3")
    assert outcome(right, PLAIN).exact and outcome(right, PLAIN).truth > 0.99
    assert not outcome(wrong, PLAIN).exact
    assert outcome(wrong, PLAIN).truth == 0


def test_tuning_lowers_the_loss(chosen):
    careless = replace(PLAIN, broken=0.5, unfinished=0.5)
    better = tune(chosen, careless, rounds=1)
    assert loss(chosen, [1] * 3, better) < loss(chosen, [1] * 3, careless) - 0.1


def test_tuning_leaves_what_makes_no_difference(chosen):
    better = tune(chosen, PLAIN, rounds=1)
    assert (better.fraction, better.power) == (PLAIN.fraction, PLAIN.power)
    assert better.confidence_share == PLAIN.confidence_share


def test_calibration_makes_the_confidence_the_share_of_those_that_are_right():
    unsure = [{"1": 0.9, "7": 0.1}, "+", "2"]
    chosen = [case(unsure, "1+2" if number % 2 else "7+2") for number in range(10)]
    weights = calibrate(chosen, PLAIN)
    found = [weights.confidence(outcome(each, weights).evidence) for each in chosen]
    assert np.mean(found) == pytest.approx(0.5, abs=0.05)


def test_calibration_bears_cases_that_are_all_right():
    weights = calibrate([case("1+2", "1+2")] * 5, PLAIN)
    assert weights.confidence(outcome(case("1+2", "1+2"), weights).evidence) > 0.8


@pytest.fixture
def bundle(tmp_path):
    return shutil.copytree(SHIPPED, tmp_path / "bundle")


def test_a_card_with_weights_is_still_that_of_the_model(bundle):
    before = read_bundle(bundle)
    store(bundle, Weights(power=4.5))
    after = read_bundle(bundle)
    assert Weights.of(after.card).power == 4.5
    assert after.model_id == before.model_id
    assert {**after.card, "weights": None} == {**before.card, "weights": None}
    assert sorted(path.name for path in bundle.iterdir()) == sorted(
        path.name for path in SHIPPED.iterdir()
    )


def test_a_failure_leaves_the_card_as_it_was(bundle):
    card = (bundle / "card.json").read_text(encoding="utf-8")
    with pytest.raises((TypeError, ValueError)):
        store(bundle, Weights(power=object()))
    assert (bundle / "card.json").read_text(encoding="utf-8") == card


@pytest.fixture
def folder(tmp_path):
    """Return a folder of sets, of which one is for choosing."""
    path = tmp_path / "sets"
    path.mkdir()
    write_rows(path / f"{tuning.CHOSEN[0]}.jsonl.gz", [expression_row("12+30")] * 2)
    write_rows(path / f"{tuning.CHOSEN[1]}.jsonl.gz", [expression_row("84div2")])
    write_rows(path / "crohme2014_linear.jsonl.gz", [expression_row("7x8-6")])
    return path


def test_cases_are_of_the_sets_for_choosing_alone(folder, classifier):
    found = [each.truth for each in cases(folder, classifier)]
    assert found == [parse_text(text) for text in ("12+30", "12+30", "84/2")]


def test_the_command_writes_the_weights_into_the_card(folder, bundle):
    arguments = [str(folder), "--model", str(bundle), "--rounds", "1"]
    result = CliRunner().invoke(tuning.main, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert "of 3 are read right" in result.output
    card = json.loads((bundle / "card.json").read_text(encoding="utf-8"))
    assert set(card["weights"]) == set(Weights().as_dict())
    load_classifier(bundle)


def test_the_command_needs_a_whole_model(folder, tmp_path):
    result = CliRunner().invoke(tuning.main, [str(folder), "--model", str(tmp_path / "none")])
    assert isinstance(result.exception, BundleError)
