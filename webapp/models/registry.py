"""The registry: models, which one serves, and how they compare, in the database of the state.

Files are kept by the hash of their content and never changed, and are checked whenever they are
loaded. Each method is one transaction; all raise StoreError where the database does not answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from recognizer.bundle import SHIPPED, Bundle, BundleError, content_hash, make_bundle, read_bundle
from webapp.models import judgements, services, shelf
from webapp.models.bundles import Files, checked_bundle, read_folder, write_folder, zipped
from webapp.models.gate import (
    HAS_OTHER_CLASSES,
    IN_SERVICE,
    IS_IN_SERVICE,
    MAY_COME_BACK,
    GateAnswer,
    GateClosed,
    answer_of,
)
from webapp.models.model import (
    BACK,
    OVERRIDDEN,
    HasServed,
    Judgement,
    Model,
    NothingBefore,
    Serving,
    UnknownModel,
)
from webapp.store.database import Database
from webapp.store.engine import be_alone

SHIPPED_ORIGIN = "shipped with Inkcalc"
_NAME = re.compile(r"[0-9a-f-]{4,64}")
"""An id, or a beginning of one that is long enough to stand for it."""


class Registry:
    """The models in a database, and the one that is shipped."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @cached_property
    def shipped(self) -> Model:
        """Return the shipped model, which is in no database; raises BundleError."""
        bundle = read_bundle()
        return Model(bundle.model_id, bundle.card, SHIPPED_ORIGIN, len(bundle.model))

    def add(self, folder: Path, origin: str, job: str | None = None) -> Model:
        """Keep the model in a folder, all of it or nothing; one that is known stays as it is.

        Raises BundleError for what is no whole model, or cannot be loaded.
        """
        text, files = read_folder(folder)
        bundle = checked_bundle(text, files, folder.name)
        with self._alone() as session:
            if not self._is_known(session, bundle):
                shelf.put(session, bundle, text, files, origin, job)
            return self._model(session, bundle.model_id)

    def models(self) -> list[Model]:
        """Return all models, the newest first and the shipped one last."""
        with self._database.reading() as session:
            kept = [each for each in shelf.newest_first(session) if each.id != self.shipped.id]
            return [*kept, self.shipped]

    def model(self, name: str) -> Model:
        """Return the model with an id, or with a beginning of one that no other has.

        Raises UnknownModel.
        """
        if not _NAME.fullmatch(name):
            raise UnknownModel(name)
        with self._database.reading() as session:
            ids = shelf.ids_from(session, name)
            if self.shipped.id.startswith(name):
                ids.add(self.shipped.id)
            if name not in ids and len(ids) != 1:
                raise UnknownModel(name)
            return self._model(session, name if name in ids else ids.pop())

    def bundle(self, model: str) -> Bundle:
        """Return the bundle of a model, every file checked against its card.

        Raises UnknownModel and BundleError.
        """
        with self._database.reading() as session:
            return self._whole(session, model)[0]

    def write(self, model: str, folder: Path) -> None:
        """Write a model's bundle into a folder that is new or empty, whole or not at all.

        Raises UnknownModel, BundleError and OSError.
        """
        with self._database.reading() as session:
            _, text, files = self._whole(session, model)
        write_folder(folder, text, files)

    def zipped(self, model: str) -> bytes:
        """Return a model's bundle as a ZIP; raises UnknownModel and BundleError."""
        with self._database.reading() as session:
            _, text, files = self._whole(session, model)
        return zipped(text, files)

    def forget(self, model: str) -> None:
        """Delete a model and its judgements.

        Raises UnknownModel, and HasServed for one that can come back.
        """
        with self._alone() as session:
            known = self._model(session, model)
            if known.is_shipped or model in services.that_served(session):
                raise HasServed(model)
            judgements.forget(session, model)
            shelf.remove(session, known)

    def serving(self) -> Serving:
        """Return which model serves."""
        with self._database.reading() as session:
            return services.present(session, self.shipped.id)

    def history(self) -> list[Serving]:
        """Return the latest switches, the last one first."""
        with self._database.reading() as session:
            return services.latest(session)

    def served(self) -> set[str]:
        """Return the models that are or were in service, the shipped one among them."""
        with self._database.reading() as session:
            return services.that_served(session) | {self.shipped.id}

    def previous(self) -> str | None:
        """Return the model that served before the present one, None where none did."""
        with self._database.reading() as session:
            return services.before(session, self.shipped.id)

    def use(
        self, model: str, gate: str, reason: str | None = None, judgement: str | None = None
    ) -> Serving:
        """Put a model in service, whatever its gate says; `gate` is how it came there.

        Raises UnknownModel and BundleError, and GateClosed for a model of other classes.
        """
        with self._alone() as session:
            return self._switch(session, model, gate, reason, judgement)

    def put_in_service(self, model: str, override: str | None = None) -> Serving:
        """Put a model in service if its gate is open, or for the reason that overrides the gate.

        Where it serves already, nothing changes. Raises as `use` does, and GateClosed.
        """
        with self._alone() as session:
            answer = self._gate(session, model)
            if answer.state == IN_SERVICE:
                return services.present(session, self.shipped.id)
            if answer.is_open:
                return self._switch(session, model, answer.state, None, answer.judgement)
            if override is None:
                raise GateClosed(answer)
            return self._switch(session, model, OVERRIDDEN, override, answer.judgement)

    def go_back(self) -> Serving:
        """Put the model in service that served before; raises NothingBefore and BundleError."""
        with self._alone() as session:
            model = services.before(session, self.shipped.id)
            if model is None:
                raise NothingBefore
            return self._switch(session, model, BACK)

    def gate_for(self, model: str) -> GateAnswer:
        """Return whether a model may go into service now, and why; raises UnknownModel."""
        with self._database.reading() as session:
            return self._gate(session, model)

    def keep_judgement(self, report: dict[str, Any], pictures: bytes) -> str:
        """Keep what `training.judging` gives; return the id of the judgement."""
        with self._database.writing() as session:
            return judgements.keep(session, report, pictures)

    def judgement(self, candidate: str, against: str | None = None) -> Judgement | None:
        """Return the latest judgement of a candidate, against a given model or against any."""
        with self._database.reading() as session:
            return judgements.latest(session, candidate, against)

    def pictures(self, judgement: str) -> bytes | None:
        """Return the pictures of a judgement, None where it is not known."""
        with self._database.reading() as session:
            return judgements.pictures(session, judgement)

    @contextmanager
    def _alone(self) -> Iterator[Session]:
        """Give a session beside which no other process switches, adds or deletes."""
        with self._database.writing() as session:
            be_alone(session.connection())
            yield session

    def _switch(
        self,
        session: Session,
        model: str,
        gate: str,
        reason: str | None = None,
        judgement: str | None = None,
    ) -> Serving:
        if not self._model(session, model).is_of_symbols:
            raise GateClosed(HAS_OTHER_CLASSES)
        self._whole(session, model)
        return services.switch(session, model, gate, reason, judgement)

    def _gate(self, session: Session, model: str) -> GateAnswer:
        known = self._model(session, model)
        present = services.present(session, self.shipped.id).model
        if model == present:
            return IS_IN_SERVICE
        if not known.is_of_symbols:
            return HAS_OTHER_CLASSES
        if known.is_shipped or model in services.that_served(session):
            return MAY_COME_BACK
        return answer_of(judgements.latest(session, model, present))

    def _is_known(self, session: Session, bundle: Bundle) -> bool:
        """Say whether a model is kept or shipped; raises BundleError for another of the same id."""
        known = self.shipped if bundle.model_id == self.shipped.id else None
        known = known or shelf.model(session, bundle.model_id)
        if known and known.network != content_hash(bundle.model):
            raise BundleError(f"Another model is called {bundle.model_id} already.")
        return known is not None

    def _model(self, session: Session, model: str) -> Model:
        if model == self.shipped.id:
            return self.shipped
        known = shelf.model(session, model)
        if known is None:
            raise UnknownModel(model)
        return known

    def _whole(self, session: Session, model: str) -> tuple[Bundle, bytes, Files]:
        """Return a model's bundle, the text of its card and all its files, checked."""
        if model == self.shipped.id:
            text, files = read_folder(SHIPPED)
        else:
            found = shelf.whole(session, model)
            if found is None:
                raise UnknownModel(model)
            text, files = found
        return make_bundle(text, files, shelf.PLACE), text, files
