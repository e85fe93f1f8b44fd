"""The keyring: bytes under names, which all processes of a store share and nobody else knows."""

from __future__ import annotations

from webapp.store.database import Database
from webapp.store.engine import be_alone
from webapp.store.schema import SecretRow


class Keyring:
    """The secrets in a database; each method is one transaction, and raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> bytes | None:
        """Return the secret of a name, or None."""
        with self._database.reading() as session:
            row = session.get(SecretRow, name)
            return None if row is None else row.value

    def first(self, name: str, value: bytes) -> bytes:
        """Keep a secret unless there is one; return the one that is kept, whoever was first."""
        known = self.get(name)
        if known is not None:
            return known
        with self._database.writing() as session:
            be_alone(session.connection())
            row = session.get(SecretRow, name)
            if row is None:
                row = SecretRow(name=name, value=value)
                session.add(row)
            return row.value

    def replace(self, name: str, value: bytes) -> None:
        """Keep a secret in place of the one that there may be."""
        with self._database.writing() as session:
            be_alone(session.connection())
            session.merge(SecretRow(name=name, value=value))
