"""How much of what is read as ink is read from photographs, and how that is counted."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from drawings import fixture_ink
from rows import expression_row, write_rows

from calculator.grammar import parse_text
from segmentation.photo.files import PhotoError
from training import photo_robustness
from training.benchmarks import Expression
from training.photo_robustness import INK, NAMES, STRANGERS, Outcome, Trial, main

SUM = Expression(fixture_ink("12+30"), parse_text("12+30"))
OTHER = Expression(fixture_ink("84div2"), parse_text("84/2"))


def trial(name, expression=SUM):
    return Trial(name, expression, (0, 0))


@pytest.mark.parametrize(
    ("truth", "outcome"),
    [
        ("12+30", Outcome(True, True, True)),
        ("42", Outcome(False, True, True)),
        ("12+31", Outcome(False, False, True)),
    ],
)
@pytest.mark.parametrize("name", [INK, "good photo"])
def test_a_reading_is_judged_by_its_meaning_and_against_the_ink(name, truth, outcome, classifier):
    written = Expression(SUM.ink, parse_text(truth))
    assert photo_robustness.try_reading(trial(name, written), classifier) == outcome


def test_a_picture_that_is_read_otherwise_than_the_ink_counts_so(monkeypatch, classifier):
    def other(photo, classifier):
        return photo_robustness.read_ink(OTHER.ink, classifier)

    monkeypatch.setattr(photo_robustness, "read_photo", other)
    found = photo_robustness.try_reading(trial("good photo"), classifier)
    assert found == Outcome(exact=False, answer=True, as_ink=False)


def test_a_refused_picture_is_a_wrong_reading(monkeypatch, classifier):
    def refuse(data):
        raise PhotoError("small", "The picture is too small.")

    monkeypatch.setattr(photo_robustness, "open_photo", refuse)
    found = photo_robustness.try_reading(trial("good photo"), classifier)
    assert found == Outcome(False, False, False)


@pytest.mark.parametrize("name", ["shadow", STRANGERS])
def test_a_trial_of_a_seed_is_the_same_picture(name, monkeypatch):
    monkeypatch.setattr(photo_robustness, "read_photo", lambda photo, _: photo.pixels.tobytes())
    first, again, other = (
        photo_robustness.read_photographed(Trial(name, SUM, (seed, 0)), None) for seed in (5, 5, 6)
    )
    assert first == again != other


@pytest.mark.parametrize(
    ("count", "limit", "chosen"),
    [(6, 3, [0, 2, 4]), (3, 9, [0, 1, 2]), (5, 2, [0, 2]), (1, 1, [0])],
)
def test_expressions_are_spread_evenly(count, limit, chosen):
    assert photo_robustness.spread(range(count), limit) == chosen


def test_rates_are_counted_by_name():
    right, wrong = Outcome(True, True, True), Outcome(False, True, False)
    trials = [trial("a"), trial("b"), trial("a"), trial("a"), trial("a")]
    found = photo_robustness.figures(trials, [right, wrong, wrong, wrong, right])
    assert found["a"]["n"] == 4
    assert (found["a"]["exact"], found["a"]["answer"], found["a"]["as_ink"]) == (0.5, 1, 0.5)
    assert found["a"]["exact_interval"] == pytest.approx((0.150, 0.850), abs=0.001)
    assert found["b"]["exact"] == 0


@pytest.fixture
def folder(tmp_path):
    """Return a folder with one expression."""
    write_rows(tmp_path / "some.jsonl.gz", [expression_row("12+30")])
    return str(tmp_path)


def test_the_command_prints_its_table_plainly_in_markdown_and_as_json(folder):
    names = (INK, "small")
    chosen = [word for name in names for word in ("--condition", name)]
    command = [folder, "--only", "some", *chosen]
    plain = CliRunner().invoke(main, command)
    assert plain.exit_code == 0
    assert all(f"\n{name} " in plain.stdout for name in names)
    markdown = CliRunner().invoke(main, [*command, "--markdown"]).stdout.splitlines()
    assert len(markdown) == 2 + len(names)
    assert {line.count("|") for line in markdown} == {6}
    report = json.loads(CliRunner().invoke(main, [*command, "--json"]).stdout)
    assert list(report["conditions"]) == list(names)
    assert report["conditions"][INK] == {
        **{"n": 1, "exact": 1.0, "answer": 1.0, "as_ink": 1.0},
        **dict.fromkeys(("exact_interval", "answer_interval", "as_ink_interval"), ANY_INTERVAL),
    }


ANY_INTERVAL = [pytest.approx(0.2065, abs=0.001), 1.0]
"""The interval of one of one."""


def test_two_processes_find_what_one_finds(folder):
    command = [folder, "--only", "some", "--condition", INK, "--condition", "small", "--json"]
    alone, shared = (
        CliRunner().invoke(main, [*command, "--workers", n]).stdout for n in ("1", "2")
    )
    assert json.loads(alone) == json.loads(shared)


def test_what_is_not_there_is_refused(folder):
    assert CliRunner().invoke(main, [folder, "--only", "none"]).exit_code == 1
    assert CliRunner().invoke(main, [folder, "--condition", "fog"]).exit_code == 2
    assert len(set(NAMES)) == len(NAMES)
