"""Which classifier reads for whom: learnt once, again after a change, and kept for a while."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event, Lock

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hands import body, entry, sample
from photofiles import FORM, drawing, form, written

from calculator.given import NO_SYMBOL
from recognizer.alphabet import LABELS
from training import personalising
from webapp.app import create_app
from webapp.hands import Hands
from webapp.lessons import lesson_of, with_guesses
from webapp.store.store import Store

SAMPLES = "/api/v1/samples"
ME = "/api/v1/me"
READ = "/api/v1/read/ink"
READ_PHOTO = "/api/v1/read/photo"


class Learnt:
    """What stands for a classifier that has learnt."""

    def __init__(self, lessons: list) -> None:
        self.lessons = lessons


@pytest.fixture
def taught(monkeypatch) -> list[list]:
    """Return the lessons of each time that a hand is learnt, which takes a moment."""
    calls: list[list] = []
    lock = Lock()

    def learn(base, lessons):
        with lock:
            calls.append(lessons)
        time.sleep(0.05)
        return Learnt(lessons)

    monkeypatch.setattr(personalising, "personalise", learn)
    return calls


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'inkcalc.db'}")


def newcomer(store: Store, *samples):
    person = store.new_person()
    store.keep(person, samples or [sample()])
    return store.person(person)


def test_a_hand_is_learnt_once_until_something_changes(store, classifier, taught):
    hands, person = Hands(), newcomer(store)
    first = hands.hand(person, classifier, store)
    assert hands.hand(person, classifier, store) is first
    assert (first.samples, len(taught)) == (1, 1)
    assert first.seconds >= 0.05
    store.keep(person.id, [sample()])
    second = hands.hand(store.person(person.id), classifier, store)
    assert (second.samples, len(taught)) == (2, 2)
    # A request that began before the change is served by what is newer.
    assert hands.hand(person, classifier, store) is second


def test_many_requests_at_once_learn_a_hand_once(store, classifier, taught):
    hands, people = Hands(), [newcomer(store) for _ in range(2)]
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(hands.hand, people[i % 2], classifier, store) for i in range(16)]
        found = {id(each.result()) for each in asked}
    assert (len(found), len(taught)) == (2, 2)


def test_only_some_requests_wait_for_hands_and_the_others_are_read_like_anybody(
    store, classifier, monkeypatch
):
    hands, people = Hands(waiting=2), [newcomer(store) for _ in range(4)]
    begun, may_end = Event(), Event()

    def learn(base, lessons):
        begun.set()
        assert may_end.wait(30)
        return Learnt(lessons)

    monkeypatch.setattr(personalising, "personalise", learn)
    with ThreadPoolExecutor(2) as threads:
        waiting = [
            threads.submit(hands.hand_in_time, each, classifier, store) for each in people[:2]
        ]
        assert begun.wait(30)
        while hands._places._value:
            time.sleep(0.01)
        assert hands.hand_in_time(people[2], classifier, store) is None
        may_end.set()
        assert all(each.result() for each in waiting)
    assert hands.hand_in_time(people[2], classifier, store).samples == 1


def test_hands_are_learnt_one_after_the_other(store, classifier, monkeypatch):
    hands, people = Hands(), [newcomer(store) for _ in range(3)]
    alone = Lock()

    def learn(base, lessons):
        assert alone.acquire(blocking=False)
        time.sleep(0.02)
        alone.release()
        return Learnt(lessons)

    monkeypatch.setattr(personalising, "personalise", learn)
    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(hands.hand, each, classifier, store) for each in people]
        assert all(each.result().samples == 1 for each in asked)


def test_another_base_model_learns_the_hand_anew(store, classifier, taught):
    hands, person = Hands(), newcomer(store)
    hands.hand(person, classifier, store)

    class Other:
        model_id = "16-other"
        memory = classifier.memory

    hands.hand(person, Other(), store)
    assert len(taught) == 2


def test_hands_on_a_model_that_serves_no_more_are_not_kept(store, classifier, taught):
    hands, people = Hands(), [newcomer(store) for _ in range(2)]
    for person in people:
        hands.hand(person, classifier, store)

    class Other:
        model_id = "16-other"
        memory = classifier.memory

    hands.hand(people[0], Other(), store)
    assert hands.seconds(people[0], Other()) is not None
    assert hands.seconds(people[1], classifier) is None


def test_only_the_last_hands_are_kept(store, classifier, taught):
    hands, people = Hands(most=2), [newcomer(store) for _ in range(3)]
    for person in (*people, people[1], people[0]):
        hands.hand(person, classifier, store)
    assert len(taught) == 4
    assert hands.seconds(people[0], classifier) is not None
    assert hands.seconds(people[2], classifier) is None


def test_how_long_it_took_is_known_until_it_changes(store, classifier, taught):
    hands, person = Hands(), newcomer(store)
    assert hands.seconds(person, classifier) is None
    hands.hand(person, classifier, store)
    assert hands.seconds(person, classifier) >= 0.05
    assert hands.seconds(replace(person, revision=person.revision + 1), classifier) is None
    hands.drop(person)
    assert hands.seconds(person, classifier) is None


def test_learning_that_fails_is_tried_again(store, classifier, monkeypatch):
    hands, person = Hands(), newcomer(store)

    def fail(base, lessons):
        raise RuntimeError("no")

    monkeypatch.setattr(personalising, "personalise", fail)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            hands.hand(person, classifier, store)
    assert hands.seconds(person, classifier) is None
    monkeypatch.undo()
    assert hands.hand(person, classifier, store).samples == 1


def test_what_geometry_tells_and_what_is_imported_is_no_lesson(store, classifier, taught):
    mute = [sample("."), sample("="), sample("7", source="imported")]
    person = newcomer(store, *mute, sample("1"), sample(NO_SYMBOL))
    assert Hands().hand(person, classifier, store).samples == 2
    assert sorted(str(lesson.label) for lesson in taught[0]) == ["1", "None"]


def test_the_latest_samples_are_learnt_the_latest_last(store, classifier, taught, monkeypatch):
    monkeypatch.setattr(personalising, "MOST_LESSONS", 2)
    person = newcomer(store, sample("1"))
    for label in "234":
        store.keep(person.id, [sample(label)])
    Hands().hand(store.person(person.id), classifier, store)
    assert [lesson.label for lesson in taught[0]] == ["3", "4"]


def test_a_base_model_without_a_memory_stays_as_it_is(store):
    class Plain:
        model_id = "16-plain"
        memory = None

    base = Plain()
    hand = Hands().hand(newcomer(store), base, store)
    assert (hand.classifier, hand.samples) == (base, 0)


def test_a_guess_is_the_best_class_or_no_symbol(classifier):
    scribble = sample(ink=sample().ink.moved(lambda points: points * 0), label="1")
    guessed = with_guesses([sample("1"), scribble], classifier)
    rows = classifier.classify(personalising.pictures_of(list(map(lesson_of, guessed))))
    for each, row in zip(guessed, rows, strict=True):
        shares = [*row, 1 - row.sum()]
        assert each.guess == (*LABELS, NO_SYMBOL)[int(max(range(17), key=shares.__getitem__))]
        assert each.sure == pytest.approx(max(shares), abs=1e-6)
    assert guessed[0].guess == "1"


@pytest.fixture
def two_processes(classifier, tmp_path) -> list[Flask]:
    """Return two applications on one store, as two processes have it."""
    config = {"CLASSIFIER": classifier, "DATABASE_URL": f"sqlite:///{tmp_path / 'inkcalc.db'}"}
    return [create_app(config) for _ in range(2)]


def sevens(*lefts: int) -> list[list[list[float]]]:
    """Return sevens whose bars are so short that they are read as ones."""
    return [[[left, 6], [left + 6, 0], [left + 4, 40]] for left in lefts]


def read(client: FlaskClient, headers: dict[str, str] | None = None) -> dict:
    sent = {"strokes": sevens(0, 43)}
    return json.loads(client.post(READ, json=sent, headers=headers).data)


def test_a_correction_teaches_at_once_in_every_process_and_nobody_else(two_processes):
    one, other = (app.test_client(use_cookies=False) for app in two_processes)
    before = read(one)
    assert before["lines"][0]["expression"] == "11"
    assert "personal" not in before
    sent = body(entry("7", read_as="1"), strokes=sevens(0, 40), source="correction")
    cookie = one.post(SAMPLES, json=sent).headers["Set-Cookie"].split(";")[0]
    mine = {"Cookie": cookie}
    for client in (one, other):
        told = read(client, mine)
        assert list(told)[:3] == ["kind", "model", "personal"]
        assert (told["personal"], told["model"]) == (1, before["model"])
        assert told["lines"][0]["expression"] == "77"
        assert read(client) == before
    assert one.get(ME, headers=mine).get_json()["hand"]["seconds"] <= 3
    other.delete(SAMPLES, json={"ids": [sent["samples"][0]["id"]]}, headers=mine)
    undone = read(one, mine)
    assert undone.pop("personal") == 0
    assert undone == before


def test_photos_are_read_by_the_same_hand(two_processes):
    client = two_processes[0].test_client()
    assert client.post(SAMPLES, json=body()).status_code == 201
    answer = client.post(READ_PHOTO, data=form(written(drawing())), content_type=FORM)
    assert list(json.loads(answer.data))[:3] == ["kind", "model", "personal"]
    assert answer.get_json()["personal"] == 1
