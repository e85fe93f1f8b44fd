"""What the store keeps of people, on each kind of database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import numpy as np
import pytest
from hands import LONG_AGO, new_id, sample

from segmentation.ink import Ink, Stroke
from webapp.store import store as store_module
from webapp.store.errors import TooManySamples, UnknownPerson
from webapp.store.filter import Change, Counts, Filter
from webapp.store.inks import packed, unpacked
from webapp.store.rows import SUSPECT_FROM

ANY = Filter()
AWKWARD = np.array([[1e7, -1e7], [0.1 + 0.2, 5e-324], [-0.0, 2**53 + 2.0], [1 / 3, np.pi]])


@pytest.fixture
def person(store) -> str:
    return store.new_person()


def ids(store, person, wanted=ANY) -> list[str]:
    return [each.id for each in store.samples(person, wanted, 0, 100).samples]


def test_a_new_person_adapts_and_has_nothing(store, person):
    found = store.person(person)
    assert (found.id, found.adapts, found.revision, found.reset_at) == (person, True, 0, None)
    assert store.counts(person) == Counts()
    assert store.samples(person, ANY, 0, 10).samples == ()


def test_nobody_is_known_by_an_id_that_was_never_given(store):
    assert store.person(new_id()) is None
    assert store.person("") is None


def test_a_sample_comes_back_as_it_was_kept(store, person):
    strokes = (Stroke(AWKWARD, np.arange(4) * 16.1, np.linspace(0, 1, 4)), Stroke(AWKWARD[:1]))
    kept = sample(
        ink=Ink(strokes, (3, 3)),
        size=1 / 3,
        source="correction",
        medium="photo",
        created=LONG_AGO,
        read_as="1",
        guess="none",
        sure=0.1 + 0.2,
    )
    store.keep(person, [kept])
    [found] = store.samples(person, ANY, 0, 1).samples
    for name in set(kept.__slots__) - {"ink"}:
        assert getattr(found, name) == getattr(kept, name), name
    assert packed(found.ink) == packed(kept.ink)


@pytest.mark.parametrize("components", [None, (0, 5)])
def test_ink_is_packed_without_any_loss(components):
    strokes = (Stroke(AWKWARD, np.array([0, 0.1, 1e9, -3.0])), Stroke(AWKWARD[1:2]))
    back = unpacked(packed(Ink(strokes, components)))
    assert back.components == components
    assert [each.points.tobytes() for each in back.strokes] == [
        each.points.tobytes() for each in strokes
    ]
    assert back.strokes[0].times.tolist() == strokes[0].times.tolist()
    assert back.strokes[0].pressures is None and back.strokes[1].times is None


def test_a_sample_is_kept_once_whatever_is_said_the_second_time(store, person):
    first = sample("7")
    store.keep(person, [first])
    store.keep(person, [sample("1", id=first.id), sample("2")])
    assert store.counts(person).labels == {"7": 1, "2": 1}


def test_a_sample_that_is_sent_twice_at_once_is_kept_once(store, person):
    same = sample()
    store.keep(person, [same, same])
    assert store.counts(person).total == 1


def test_people_may_use_one_id_without_seeing_each_other(store, person):
    other, shared = store.new_person(), new_id()
    store.keep(person, [sample("7", id=shared)])
    store.keep(other, [sample("1", id=shared)])
    assert store.relabel(other, [shared], "2") == 1
    assert store.delete(other, [shared]) == 1
    assert store.counts(person).labels == {"7": 1}


def test_samples_of_others_cannot_be_touched(store, person):
    kept = sample(picture=b"png")
    store.keep(person, [kept])
    other = store.new_person()
    assert store.relabel(other, [kept.id], "1") == store.delete(other, [kept.id]) == 0
    assert store.picture(other, kept.id) is None
    assert ids(store, other) == list(store.each_sample(other)) == store.lessons(other) == []
    assert store.picture(person, kept.id) == b"png"


def test_nothing_is_kept_for_somebody_unknown(store):
    with pytest.raises(UnknownPerson):
        store.keep(new_id(), [sample()])


def test_all_or_none_are_kept(store, person, monkeypatch):
    monkeypatch.setattr(store_module, "MAX_SAMPLES", 3)
    store.keep(person, [sample(), sample()])
    with pytest.raises(TooManySamples):
        store.keep(person, [sample(), sample()])
    assert store.counts(person).total == 2
    store.keep(person, [sample()])
    assert store.counts(person).total == 3


def test_suspects_come_first_the_surest_first_then_the_newest(store, person):
    old, new, newest = (sample(created=LONG_AGO + timedelta(days=day)) for day in (0, 1, 2))
    doubted = sample(guess="1", sure=SUSPECT_FROM, created=LONG_AGO)
    surest = sample(guess="none", sure=0.99, created=LONG_AGO)
    alike = sample(guess="7", sure=1.0, created=LONG_AGO - timedelta(days=1))
    unsure = sample(guess="1", sure=SUSPECT_FROM - 0.01, created=LONG_AGO - timedelta(days=2))
    store.keep(person, [unsure, alike, doubted, old, newest, surest, new])
    expected = [surest, doubted, newest, new, old, alike, unsure]
    assert ids(store, person) == [each.id for each in expected]
    assert ids(store, person, Filter(suspect=True)) == [surest.id, doubted.id]
    assert len(ids(store, person, Filter(suspect=False))) == 5
    assert store.counts(person).suspects == 2


@pytest.mark.parametrize("label", [".", "="])
def test_what_the_network_has_no_class_for_is_no_suspect(store, person, label):
    store.keep(person, [sample(label, guess="none", sure=1.0)])
    assert store.counts(person).suspects == 0


def test_a_correction_is_no_suspect_whatever_the_model_says(store, person):
    kept = sample("7", source="correction", guess="1", sure=1.0)
    store.keep(person, [kept])
    for label in ("7", "2", "none"):
        store.relabel(person, [kept.id], label)
        assert store.counts(person).suspects == 0
        assert ids(store, person, Filter(suspect=True)) == []


def test_keeping_tells_how_many_are_new(store, person):
    kept = sample()
    assert store.keep(person, [kept, sample()]) == 2
    assert store.keep(person, [kept, sample()]) == 1
    assert store.keep(person, [kept]) == 0


def test_samples_are_filtered_and_paged(store, person):
    sevens = [sample("7", created=LONG_AGO + timedelta(days=day)) for day in range(5)]
    store.keep(person, [*sevens, sample("1"), sample("7", source="imported")])
    wanted = Filter("7", "collected")
    page = store.samples(person, wanted, 1, 2)
    assert page.total == 5
    assert [each.id for each in page.samples] == [sevens[3].id, sevens[2].id]
    assert store.samples(person, wanted, 5, 2).samples == ()


def test_another_label_may_clear_or_raise_a_suspicion(store, person):
    kept = sample("7", guess="1", sure=0.95)
    store.keep(person, [kept])
    for label, suspects in (("1", 0), ("2", 1), ("=", 0), ("7", 1), ("none", 1)):
        assert store.relabel(person, [kept.id, new_id()], label) == 1
        assert store.counts(person).suspects == suspects


def test_counts_tell_what_teaches_and_what_it_changed(store, person):
    wrong = [sample("7", read_as="1", source="correction") for _ in range(2)]
    other = [sample("2", read_as="3", source="correction"), sample("4", read_as="4")]
    mute = [sample("7", source="imported", read_as="1"), sample(".", read_as="1")]
    store.keep(person, [*wrong, *other, *mute])
    counts = store.counts(person)
    assert counts.labels == {"7": 3, "2": 1, "4": 1, ".": 1}
    assert counts.sources == {"correction": 3, "collected": 2, "imported": 1}
    assert (counts.total, counts.teaching) == (6, 4)
    assert counts.changes == (Change("7", "1", 2), Change("2", "3", 1))
    assert len(store.lessons(person)) == 4


def test_lessons_are_in_the_order_of_time(store, person):
    kept = [sample(created=LONG_AGO - timedelta(days=day)) for day in range(3)]
    store.keep(person, kept)
    assert [each.id for each in store.lessons(person)] == [each.id for each in reversed(kept)]


def test_after_a_reset_only_new_samples_teach(store, person):
    store.keep(person, [sample("7"), sample("1")])
    store.reset(person)
    new = sample("2")
    store.keep(person, [new])
    assert [each.id for each in store.lessons(person)] == [new.id]
    assert store.counts(person).total == 3
    assert store.person(person).reset_at is not None


def test_the_revision_rises_with_what_adapts_and_with_nothing_else(store, person):
    taught, mute = sample(), sample(source="imported")
    steps = [
        (lambda: store.keep(person, [taught]), True),
        (lambda: store.keep(person, [taught]), False),
        (lambda: store.keep(person, [mute]), False),
        (lambda: store.relabel(person, [mute.id], "1"), False),
        (lambda: store.relabel(person, [taught.id], "1"), True),
        (lambda: store.set_adapts(person, False), True),
        (lambda: store.set_adapts(person, False), False),
        (lambda: store.delete(person, [mute.id]), False),
        (lambda: store.delete(person, [taught.id]), True),
        (lambda: store.reset(person), True),
    ]
    for number, (step, rises) in enumerate(steps):
        before = store.person(person).revision
        step()
        assert (store.person(person).revision > before) is rises, number


def test_a_person_is_forgotten_with_all_samples_and_nobody_else_is(store, person):
    other = store.new_person()
    store.keep(person, [sample(), sample()])
    store.keep(other, [sample()])
    assert store.forget(person) == 2
    assert store.person(person) is None
    assert store.counts(person).total == 0
    assert store.forget(person) == 0
    assert store.counts(other).total == 1
    for change in (store.reset, lambda person: store.set_adapts(person, True)):
        with pytest.raises(UnknownPerson):
            change(person)


def test_all_samples_are_gone_through_once(store, person, monkeypatch):
    monkeypatch.setattr(store_module, "_AT_ONCE", 3)
    kept = [sample() for _ in range(10)]
    store.keep(person, kept)
    assert [each.id for each in store.each_sample(person)] == sorted(each.id for each in kept)


def test_many_threads_write_and_read_at_once(store, person):
    def write(_: int) -> None:
        store.keep(person, [sample(), sample()])
        assert store.samples(person, ANY, 0, 5).samples

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(80)))
    assert store.counts(person).total == 160
    assert store.person(person).revision == 80
