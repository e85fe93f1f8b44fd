"""The gate: what may be lost, what may not, and in which words that is said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from recognizer.alphabet import LABELS
from training.gate import CLASS_MARGIN, EXPRESSION_MARGIN, LEAST_LOST, gate, holds, sentence


def figures(expressions=(900, 1000), **classes):
    """Return figures with so many right of how many, 9 of 9 where nothing is said of a class."""
    right, n = expressions
    return {
        "classes": [
            {"label": label, "n": of, "accuracy": [good / of, 0.0, 1.0]}
            for label, (good, of) in (dict.fromkeys(LABELS, (9, 9)) | classes).items()
        ],
        "expressions": {"n": n, "exact": [right / n, 0.0, 1.0]},
    }


def falls(candidate, against):
    return [(fall["what"], fall["label"]) for fall in gate(candidate, against)["falls"]]


@pytest.mark.parametrize(
    ("before", "after", "is_fall"),
    [
        ((330, 330), (330, 330), False),
        ((320, 330), (330, 330), False),
        # 9 of 330 are 2.7 points, 10 are 3.03.
        ((330, 330), (321, 330), False),
        ((330, 330), (320, 330), True),
        # 2 of 50 are 4 points, but only two; three are 6.
        ((50, 50), (48, 50), False),
        ((50, 50), (47, 50), True),
        ((2, 2), (0, 2), False),
        ((3, 3), (0, 3), True),
        # Exactly the margin is not more than it.
        ((100, 100), (97, 100), False),
        ((100, 100), (96, 100), True),
    ],
)
def test_a_class_falls_by_more_than_the_margin_and_a_few_symbols(before, after, is_fall):
    found = falls(figures(**{"7": after}), figures(**{"7": before}))
    assert found == ([("class", "7")] if is_fall else [])


@pytest.mark.parametrize(
    ("before", "after", "is_fall"),
    [
        ((900, 1000), (880, 1000), False),
        ((900, 1000), (879, 1000), True),
        ((9, 12), (7, 12), False),
        ((9, 12), (6, 12), True),
    ],
)
def test_expressions_fall_likewise(before, after, is_fall):
    assert falls(figures(after), figures(before)) == (
        [("expressions", "composed")] if is_fall else []
    )


def test_one_class_that_gains_does_not_make_up_for_another():
    before = figures(**{"1": (300, 330), "7": (320, 330)})
    after = figures(**{"1": (330, 330), "7": (300, 330)})
    assert falls(after, before) == [("class", "7")]


def test_falls_say_from_where_to_where_the_farthest_first():
    before = figures((900, 1000), **{"1": (330, 330), "7": (330, 330)})
    after = figures((800, 1000), **{"1": (300, 330), "7": (250, 330)})
    found = gate(after, before)
    assert found["margins"] == {
        "class": CLASS_MARGIN,
        "expressions": EXPRESSION_MARGIN,
        "least_lost": LEAST_LOST,
    }
    assert [fall["label"] for fall in found["falls"]] == ["7", "composed", "1"]
    assert found["falls"][1] == {
        "what": "expressions",
        "label": "composed",
        "from": 0.9,
        "to": 0.8,
        "fall": pytest.approx(0.1),
    }


def test_a_class_that_nothing_shows_keeps_the_gate_shut():
    """A model of digits alone would pass where only digits are examined."""
    alike = figures()
    assert holds(gate(alike, alike))
    alike["classes"] = [each for each in alike["classes"] if each["label"] not in "+÷"]
    verdict = gate(alike, alike)
    assert not holds(verdict)
    assert verdict["falls"] == []
    assert sentence(verdict) == (
        "The gate does not hold: nothing is held out that shows how it reads + and ÷."
    )


def test_without_expressions_only_classes_count():
    before, after = figures(**{"7": (9, 9)}), figures(**{"7": (9, 9)})
    del before["expressions"], after["expressions"]
    assert falls(after, before) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            figures(),
            figures(),
            "The gate holds: no class falls by more than 3 points where that is 3 symbols or more, "
            "and expressions by no more than 2 points.",
        ),
        (
            figures(**{"7": (100, 100)}),
            figures(**{"7": (90, 100)}),
            "The gate does not hold: the class 7 would fall by 10 points.",
        ),
        (
            figures((900, 1000), **{"÷": (100, 100)}),
            figures((877, 1000), **{"÷": (96, 100)}),
            "The gate does not hold: the class ÷ would fall by 4 points and composed expressions "
            "by 2.3 points.",
        ),
        (
            figures((900, 1000), **{label: (100, 100) for label in "1234"}),
            figures((0, 1000), **{label: (90, 100) for label in "1234"}),
            "The gate does not hold: composed expressions would fall by 90 points, the class 1 by "
            "10 points, the class 2 by 10 points and 2 more by less.",
        ),
    ],
    ids=["holds", "one", "two", "many"],
)
def test_the_verdict_in_a_sentence(before, after, said):
    assert sentence(gate(after, before)) == said


def test_servers_can_apply_the_rule_without_loading_anything_large(root):
    program = "import sys, training.gate; print({'numpy', 'torch', 'sympy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr
