"""Simulated writers: hands that are confused are learnt, and what that costs is told."""

from __future__ import annotations

import numpy as np
import pytest

from segmentation.ink import Ink
from training.benchmarks import SymbolSet
from training.writers import CORRECTIONS, Hands, see, simulate

SEVEN = Ink.of([[[0, 7], [12, 0], [6, 80]]])
"""A seven whose bar is so short that the network takes it for a one."""
ZERO = Ink.of([[[20 + 15 * np.cos(t), 30 + 28 * np.sin(t)] for t in np.linspace(0, 6.2, 24)]])
BASE = SymbolSet("base", [ZERO] * 4, ["0"] * 4)


def written(seed: int, ink: Ink) -> Ink:
    rng = np.random.default_rng(seed)
    return ink.moved(lambda points: points + rng.normal(0, 0.8, points.shape))


def hands(sevens: int, writer: str = "a") -> SymbolSet:
    """Return symbols of a writer whose sevens look like ones, and of another who has none."""
    inks = [written(seed, SEVEN) for seed in range(sevens)] + [ZERO, ZERO, ZERO]
    labels = ["7"] * sevens + ["0", "0", "x"]
    return SymbolSet("hands", inks, labels, [writer] * (sevens + 2) + ["b"])


@pytest.fixture(scope="module")
def base(classifier):
    return {"base": see(BASE, classifier)[0]}


def test_a_confused_hand_is_learnt(classifier, base):
    figures = simulate(hands(8), base, classifier)
    assert figures["n"] == 1
    assert figures["error_before"] == figures["errors"][0] > 0.5
    assert figures["error_after"] == figures["errors"][CORRECTIONS] < 0.2
    assert figures["fall"] == pytest.approx(1 - figures["error_after"] / figures["error_before"])
    assert len(figures["errors"]) == CORRECTIONS + 1
    assert figures["base_change"] == figures["base_changes"]["base"] == 0
    assert 0 < figures["seconds"] < 60


def test_the_same_hands_give_the_same_figures(classifier, base):
    one, other = (simulate(hands(6), base, classifier) for _ in range(2))
    assert one | {"seconds": 0} == other | {"seconds": 0}


def test_a_class_with_too_few_symbols_is_left_out(classifier, base):
    assert simulate(hands(CORRECTIONS), base, classifier) == {}


def test_what_is_learnt_costs_nobody_else_unnoticed(classifier):
    ones = SymbolSet("ones", [written(seed, SEVEN) for seed in range(50, 60)], ["1"] * 10)
    figures = simulate(hands(8), {"ones": see(ones, classifier)[0]}, classifier)
    assert figures["base_change"] < -0.5


def test_only_symbols_of_the_classes_are_seen(classifier):
    seen, which = see(hands(2), classifier)
    assert which.tolist() == [0, 1, 2, 3]
    assert seen.targets.tolist() == [7, 7, 0, 0]
    assert seen.wrong.tolist() == [True, True, False, False]


def test_hands_want_known_writers_and_a_base(classifier):
    without_base, without_writers, whole = (Hands(classifier) for _ in range(3))
    without_base.add(hands(6))
    without_writers.add(BASE)
    for each in (hands(6), BASE):
        whole.add(each)
    assert without_base.figures() == without_writers.figures() == {}
    assert whole.figures()["n"] == 1
