"""The store: people and their samples, on SQLite or PostgreSQL.

Each method is one transaction, and what it wrote is on the disk when it returns. Methods raise
StoreError where the database does not answer; they are safe from several threads and processes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import URL, ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from webapp.store import queries
from webapp.store.database import Database
from webapp.store.errors import TooManySamples, UnknownPerson
from webapp.store.filter import Counts, Filter, Page
from webapp.store.keyring import Keyring
from webapp.store.rows import Person, fields_of, person_of, sample_of
from webapp.store.sample import Sample
from webapp.store.schema import PersonRow, SampleRow
from webapp.store.traces import remove_traces

MAX_SAMPLES = 20_000
"""Of one person."""
SECRET_BYTES = 32
_SECRET = "cookies"
_AT_ONCE = 200
"""Samples that are in memory while all are gone through."""


class Store:
    """The store in the database at a URL; nothing is touched before the first use, or `migrate`."""

    def __init__(self, url: str | URL) -> None:
        self.database = Database(url)

    def migrate(self) -> None:
        """Make the tables, or bring them to this version; raises StoreError."""
        self.database.migrate()

    def close(self) -> None:
        """Close all connections."""
        self.database.close()

    def secret(self) -> bytes:
        """Return the key that signs cookies; the first process makes it, and all share it."""
        return Keyring(self.database).first(_SECRET, secrets.token_bytes(SECRET_BYTES))

    def new_person(self) -> str:
        """Return the id of a person who was just added, and who adapts."""
        person = str(uuid4())
        fields = {"id": person, "created": datetime.now(UTC), "adapts": True, "revision": 0}
        with self.database.writing() as session:
            session.execute(insert(PersonRow).values(**fields))
        return person

    def person(self, person: str) -> Person | None:
        """Return the person with an id, or None for one who is not known (any more)."""
        with self.database.reading() as session:
            row = session.get(PersonRow, person)
            return None if row is None else person_of(row)

    def people(self) -> list[Person]:
        """Return all people, the oldest first."""
        with self.database.reading() as session:
            rows = session.scalars(select(PersonRow).order_by(PersonRow.created, PersonRow.id))
            return [person_of(row) for row in rows]

    def set_adapts(self, person: str, adapts: bool) -> None:
        """Let the reading adapt to a person, or not; raises UnknownPerson."""
        with self.database.writing() as session:
            row = _locked(session, person)
            row.revision += row.adapts != adapts
            row.adapts = adapts

    def reset(self, person: str) -> None:
        """Let the samples that there are adapt nothing any more; raises UnknownPerson."""
        with self.database.writing() as session:
            row = _locked(session, person)
            row.revision += 1
            row.reset_at = datetime.now(UTC)
            own = update(SampleRow).where(SampleRow.person == person)
            session.execute(own.values(teaches=False))

    def forget(self, person: str) -> int:
        """Delete a person, all samples and the pictures of them; return how many samples it was."""
        with self.database.writing() as session:
            if session.get(PersonRow, person, with_for_update=True) is None:
                return 0
            own = delete(SampleRow).where(SampleRow.person == person)
            count = session.connection().execute(own).rowcount
            session.execute(delete(PersonRow).where(PersonRow.id == person))
            remove_traces(session, person)
            return count

    def keep(self, person: str, samples: Sequence[Sample]) -> int:
        """Keep samples, all or none; return how many are new.

        One whose id is kept already stays as it is. Raises UnknownPerson, and TooManySamples beyond
        MAX_SAMPLES.
        """
        rows = {sample.id: fields_of(sample, person) for sample in samples}
        with self.database.writing() as session:
            row = _locked(session, person)
            known = set(session.scalars(select(SampleRow.id).where(*_own(person, list(rows)))))
            new = [fields for each, fields in rows.items() if each not in known]
            if not new:
                return 0
            count = select(func.count()).where(SampleRow.person == person)
            if (session.scalar(count) or 0) + len(new) > MAX_SAMPLES:
                raise TooManySamples
            session.execute(insert(SampleRow), new)
            row.revision += any(fields["teaches"] for fields in new)
            return len(new)

    def samples(self, person: str, wanted: Filter, offset: int, limit: int) -> Page:
        """Return samples of a person, suspects first (the surest first), then the newest first."""
        with self.database.reading() as session:
            rows = session.scalars(queries.in_order(person, wanted).offset(offset).limit(limit))
            samples = tuple(map(sample_of, rows))
            return Page(session.scalar(queries.total(person, wanted)) or 0, samples)

    def picture(self, person: str, sample: str) -> bytes | None:
        """Return the picture of an imported sample of a person, or None where there is none."""
        with self.database.reading() as session:
            return session.scalar(select(SampleRow.picture).where(*_own(person, [sample])))

    def each_sample(self, person: str) -> Iterator[Sample]:
        """Go through all samples of a person, a few in memory at a time."""
        last = ""
        while True:
            # Transactions are short, however long what is done with the samples takes.
            with self.database.reading() as session:
                rows = session.scalars(queries.after(person, last).limit(_AT_ONCE))
                samples = [sample_of(row) for row in rows]
            if not samples:
                return
            yield from samples
            last = samples[-1].id

    def lessons(self, person: str, most: int = MAX_SAMPLES) -> list[Sample]:
        """Return the latest samples that adapt the reading, the latest last."""
        with self.database.reading() as session:
            rows = session.scalars(queries.lessons(person).limit(most))
            return [sample_of(row) for row in rows][::-1]

    def counts(self, person: str) -> Counts:
        """Count the samples of a person."""
        with self.database.reading() as session:
            return queries.counts(session, person)

    def relabel(self, person: str, ids: Sequence[str], label: str) -> int:
        """Give samples of a person another label; return how many have it now."""
        return self._change(person, ids, lambda own: queries.relabel(own, label))

    def delete(self, person: str, ids: Sequence[str]) -> int:
        """Delete samples of a person; return how many these were."""
        return self._change(person, ids, lambda own: delete(SampleRow).where(*own))

    def _change(self, person: str, ids: Sequence[str], change: queries.Changing) -> int:
        own = _own(person, list(ids))
        with self.database.writing() as session:
            row = session.get(PersonRow, person, with_for_update=True)
            if row is None:
                return 0
            teaching = select(func.count()).where(*own, SampleRow.teaches.is_(True))
            row.revision += bool(session.scalar(teaching))
            return session.connection().execute(change(own)).rowcount


def _locked(session: Session, person: str) -> PersonRow:
    """Return the row of a person, which no other transaction changes before the end of this one."""
    row = session.get(PersonRow, person, with_for_update=True)
    if row is None:
        raise UnknownPerson(person)
    return row


def _own(person: str, ids: list[str]) -> list[ColumnElement[bool]]:
    return [SampleRow.person == person, SampleRow.id.in_(ids)]
