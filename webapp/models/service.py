"""The service: in each process of the server, the classifier of the model that is in service."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock

from recognizer.bundle import BundleError
from recognizer.classifier import Classifier
from webapp.models.model import UnknownModel
from webapp.models.registry import Registry
from webapp.store.errors import StoreError

INTERVAL = 1.0
"""Seconds between two questions to the database which model serves."""
PAUSE = 10.0
"""Seconds until the next one where that failed: it can take long to fail."""

_log = logging.getLogger(__name__)


class Service:
    """The classifier in service, followed in the database; safe to use from several threads.

    `base` is the classifier of the shipped model. Where the database does not answer, or what it
    names cannot be loaded, the last one serves on.
    """

    def __init__(
        self, registry: Registry, base: Classifier, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._registry = registry
        self._base = base
        self._clock = clock
        self._lock = Lock()
        self._due: float | None = None
        self._model = registry.shipped.id
        self._classifier = base
        self._is_well = True

    def classifier(self) -> Classifier:
        """Return the classifier in service."""
        due = self._due
        if due is not None and self._clock() < due:
            return self._classifier
        # One thread asks while the others read on; before the first answer, they wait for it.
        if self._lock.acquire(blocking=due is None):
            try:
                if self._due == due:
                    self._due = self._clock() + self._ask()
            finally:
                self._lock.release()
        return self._classifier

    def look_again(self) -> None:
        """Ask the database at the next request, because something was just switched here."""
        if self._due is not None:
            self._due = self._clock()

    def _ask(self) -> float:
        """Follow the database; return after how many seconds to ask again."""
        try:
            model = self._registry.serving().model
            if model != self._model:
                self._classifier = self._load(model)
                self._model = model
        except (StoreError, BundleError, UnknownModel) as error:
            if self._is_well:
                _log.error("The model %s goes on serving: %s", self._model, error)
            self._is_well = False
            return PAUSE
        self._is_well = True
        return INTERVAL

    def _load(self, model: str) -> Classifier:
        if model == self._registry.shipped.id:
            return self._base
        return Classifier(self._registry.bundle(model))
