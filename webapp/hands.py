"""Hands: for each person who adapts, the classifier that has learnt from their samples."""

from __future__ import annotations

import time
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock

from flask import Flask, current_app

from recognizer.classifier import Classifier
from webapp.lessons import lesson_of
from webapp.models.current import current_service
from webapp.store.current import current_store
from webapp.store.rows import Person
from webapp.store.store import Store

MOST = 64
"""Hands that are kept in memory, the last used; another one is learnt again when it is needed."""
WAITING = 4
"""Requests that wait for hands to be learnt, half of what the server answers at once: others are
read by the base model meanwhile, so that nobody waits for the hands of many."""
_NAME = "inkcalc-hands"


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """A classifier that has learnt from so many samples, which took so many seconds.

    A base model without a memory learns from none.
    """

    classifier: Classifier
    samples: int
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """A hand, learnt or being learnt, of a revision of a person, on a base model."""

    revision: int
    model_id: str
    hand: Future[Hand] = field(default_factory=Future)

    def serves(self, person: Person, base: Classifier) -> bool:
        return self.revision >= person.revision and self.model_id == base.model_id


class Hands:
    """The hands of the people who were there last; safe to use from several threads at once."""

    def __init__(self, most: int = MOST, waiting: int = WAITING) -> None:
        self._most = most
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = Lock()
        self._places = BoundedSemaphore(waiting)
        # Learning takes all cores there are, and much memory: two hands at once gain nothing.
        self._learning = Lock()

    def hand_in_time(self, person: Person, base: Classifier, store: Store) -> Hand | None:
        """Return the hand of a person, or None where it is to be learnt and too many wait."""
        known = self._known(person, base)
        if known is not None:
            return known
        if not self._places.acquire(blocking=False):
            return None
        try:
            return self.hand(person, base, store)
        finally:
            self._places.release()

    def hand(self, person: Person, base: Classifier, store: Store) -> Hand:
        """Return the hand of a person; learnt once, however many ask for it at the same time."""
        with self._lock:
            entry = self._entries.get(person.id)
            is_known = entry is not None and entry.serves(person, base)
            if entry is None or not is_known:
                self._drop_others(base.model_id)
                entry = _Entry(person.revision, base.model_id)
                self._entries[person.id] = entry
            self._entries.move_to_end(person.id)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        if not is_known:
            self._learn(entry, person, base, store)
        return entry.hand.result()

    def seconds(self, person: Person, base: Classifier) -> float | None:
        """Return how long the hand took to learn, or None where it is not learnt here."""
        known = self._known(person, base)
        return None if known is None else known.seconds

    def drop(self, person: Person) -> None:
        """Keep the hand of a person no longer."""
        with self._lock:
            self._entries.pop(person.id, None)

    def _known(self, person: Person, base: Classifier) -> Hand | None:
        """Return the hand of a person if it is learnt already."""
        with self._lock:
            entry = self._entries.get(person.id)
            if entry is None or not entry.serves(person, base) or not entry.hand.done():
                return None
            self._entries.move_to_end(person.id)
        return None if entry.hand.exception() else entry.hand.result()

    def _drop_others(self, model_id: str) -> None:
        """Keep no hands on other base models, each of which would keep its model in memory."""
        for each in [key for key, entry in self._entries.items() if entry.model_id != model_id]:
            del self._entries[each]

    def _learn(self, entry: _Entry, person: Person, base: Classifier, store: Store) -> None:
        try:
            with self._learning:
                hand = _learnt(base, person, store)
            entry.hand.set_result(hand)
        except BaseException as error:
            entry.hand.set_exception(error)
            with self._lock:
                # Who asks next tries again.
                if self._entries.get(person.id) is entry:
                    del self._entries[person.id]


def register_hands(app: Flask) -> None:
    """Give an application a memory for hands."""
    app.extensions[_NAME] = Hands()


def current_hands() -> Hands:
    """Return the hands of the application that answers a request."""
    hands: Hands = current_app.extensions[_NAME]
    return hands


def base_classifier() -> Classifier:
    """Return the classifier in service, which knows nobody's hand."""
    return current_service().classifier()


def hand_for(person: Person | None) -> Hand | None:
    """Return the hand of a person who adapts; None for anybody else, and where many wait."""
    if person is None or not person.adapts:
        return None
    return current_hands().hand_in_time(person, base_classifier(), current_store())


def _learnt(base: Classifier, person: Person, store: Store) -> Hand:
    from training.personalising import MOST_LESSONS, personalise

    start = time.perf_counter()
    samples = store.lessons(person.id, MOST_LESSONS) if base.memory is not None else []
    classifier = personalise(base, [lesson_of(sample) for sample in samples])
    return Hand(classifier, len(samples), time.perf_counter() - start)
