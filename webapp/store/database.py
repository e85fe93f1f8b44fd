"""The database of the state: opened when it is first needed, brought to this version's tables.

A transaction is a `with` block; what it wrote is on the disk when the block ends, and nothing of it
where the block raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import URL
from sqlalchemy.orm import Session

from webapp.store.address import SQLITE, checked_url, make_folder
from webapp.store.engine import make_engine, plain_errors, writing
from webapp.store.errors import StoreError
from webapp.store.migration import is_empty, migrate


class Database:
    """The database at a URL; nothing is touched before the first use, or `migrate`.

    Safe to use from several threads and processes.
    """

    def __init__(self, url: str | URL) -> None:
        self.url = checked_url(url)
        self._engine = make_engine(self.url)
        self._writer = writing(self._engine)
        self._lock = Lock()
        self._is_ready = False

    def exists(self) -> bool:
        """Say whether the tables have been made, of whichever version; raises StoreError."""
        is_file = self.url.get_backend_name() == SQLITE
        # SQLite would make a file where there is none.
        if is_file and not Path(self.url.database or "").is_file():
            return False
        with plain_errors(self.url):
            return not is_empty(self._engine)

    def migrate(self) -> None:
        """Make the tables, or bring them to this version; raises StoreError."""
        if self.url.get_backend_name() == SQLITE:
            make_folder(self.url)
        with plain_errors(self.url):
            migrate(self._engine)
        self._is_ready = True

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only reads; raises StoreError where the database fails."""
        with self._ready(), Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is committed at the end of the block; raises StoreError."""
        with (
            self._ready(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _ready(self) -> Iterator[None]:
        with self._lock:
            if not self._is_ready:
                self.migrate()
        try:
            with plain_errors(self.url):
                yield
        except StoreError:
            # The tables may be gone, with the file that they were in.
            self._is_ready = False
            raise
