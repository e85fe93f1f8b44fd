"""What is held out stays held out: whatever the seed, whatever comes to a source."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

from segmentation.ink import Ink
from training.datasets import SourceCard
from training.gathering import OWN, Source
from training.held_out import OWN_SHARE, is_held_out, split
from training.samples import Samples

STROKE = [[0.0, 0.0], [1.0, 1.0]]


def source(keys, name="pictures"):
    samples = Samples.of(name, [Ink.of([STROKE])] * len(keys), [n % 17 for n in range(len(keys))])
    return Source(samples, SourceCard(name, "0" * 64, len(keys), 0), keys)


def numbered(count):
    return [f"set/{number}" for number in range(count)]


def test_about_the_share_asked_for_is_held_out():
    assert is_held_out(source(numbered(4000)), 0.04).mean() == pytest.approx(0.04, abs=0.01)
    assert not is_held_out(source(numbered(100)), 0.0).any()


def test_what_comes_later_moves_nothing():
    few, many = source(numbered(500)), source(numbered(800))
    assert (is_held_out(many, 0.1)[:500] == is_held_out(few, 0.1)).all()


def test_the_same_sample_is_never_on_both_sides():
    out = is_held_out(source([key for key in numbered(300) for _ in range(2)]), 0.3)
    assert (out[::2] == out[1::2]).all()
    assert 0 < out.sum() < 600


def test_own_samples_are_held_out_by_whole_sessions():
    keys = [f"person/session {number // 10}" for number in range(400)]
    by_session = is_held_out(source(keys, OWN), 0.04).reshape(40, 10)
    assert (by_session == by_session[:, :1]).all()
    assert by_session[:, 0].mean() == pytest.approx(OWN_SHARE, abs=0.15)


def sessions_of(person, count):
    return [f"{person}/{number}" for number in range(count)]


@pytest.mark.parametrize("sessions", range(2, 12))
def test_of_several_sessions_some_are_held_out_and_some_are_learnt_from(sessions):
    out = is_held_out(source(sessions_of("person", sessions), OWN), 0.04)
    assert 0 < out.sum() < sessions


def test_neither_later_sessions_nor_other_people_move_what_is_held_out():
    few, many = (is_held_out(source(sessions_of("a", n), OWN), 0.04) for n in (5, 30))
    assert (many[:5] == few).all()
    both = is_held_out(source(sessions_of("b", 8) + sessions_of("a", 5), OWN), 0.04)
    assert (both[8:] == few).all()


def test_a_single_session_is_learnt_from_whole():
    assert not is_held_out(source(["person/today"] * 9, OWN), 0.04).any()


def test_the_card_names_every_part_by_what_is_in_it():
    one, other = source(numbered(200)), source([f"other/{n}" for n in range(200)], "strokes")
    kept, held_out = split([one, other], 0.2)
    parts = held_out.card["parts"]
    assert [part["name"] for part in parts] == ["pictures", "strokes"]
    assert [part["n"] for part in parts] == [len(each) for each in held_out.parts]
    assert [len(each) + part["n"] for each, part in zip(kept, parts, strict=True)] == [200, 200]
    assert split([one, other], 0.2)[1].card == held_out.card
    fewer = split([source(numbered(199))], 0.2)[1].card["parts"]
    assert (fewer == parts[:1]) == (not is_held_out(one, 0.2)[-1])
    assert split([source(numbered(150))], 0.2)[1].card["parts"][0]["sha256"] != parts[0]["sha256"]


def test_nothing_held_out_is_an_empty_set():
    kept, held_out = split([source(numbered(5))], 0.0)
    assert len(kept[0]) == 5
    assert held_out.parts == () and held_out.card["parts"] == []
