"""Engines: connections to the store, and how its transactions begin on each database.

On SQLite a transaction that will write takes the lock for it when it begins. One that took it later
could find that another had written in the meantime, which no waiting mends.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import (
    DBAPIError,
    DisconnectionError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)

from webapp.store.address import SQLITE
from webapp.store.errors import StoreError

PATIENCE = 30.0
"""How long a transaction waits for another one, in seconds; each takes milliseconds."""
_CONNECT_SECONDS = 10
_POOL = 8
"""Connections that are kept open: one a thread of the server."""
_BEYOND = 24
"""And how many more there may be for a while."""
_BEGIN = "inkcalc_begin"
"""The option of a connection that says how SQLite begins its transactions."""
_ALONE = 0x696E6B63616C63
"""The advisory lock of PostgreSQL for what one process does at a time."""
_PAUSE = 0.05  # seconds
_FILE = "inkcalc_file"
"""Of a connection to SQLite: which file it has open."""


def make_engine(url: URL) -> Engine:
    """Return an engine that connects when it is first used; raises StoreError without a driver."""
    is_sqlite = url.get_backend_name() == SQLITE
    patience = {"timeout": PATIENCE} if is_sqlite else {"connect_timeout": _CONNECT_SECONDS}
    try:
        engine = create_engine(
            url,
            pool_size=_POOL,
            max_overflow=_BEYOND,
            pool_pre_ping=not is_sqlite,
            connect_args=patience,
        )
    except (ImportError, NoSuchModuleError):
        told = "PostgreSQL wants a driver: pip install 'inkcalc[postgres]' brings it."
        raise StoreError(told) from None
    event.listen(engine, "connect", _set_up_sqlite if is_sqlite else _set_up_postgresql)
    if is_sqlite:
        event.listen(engine, "begin", _begin_sqlite)
        _watch(engine, url.database or "")
    return engine


def writing(engine: Engine) -> Engine:
    """Return the same engine for transactions that write."""
    return engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})


def keep_log(engine: Engine) -> None:
    """Have SQLite write ahead, so that readers and a writer do not wait for each other."""
    if engine.dialect.name != SQLITE:
        return
    last = time.monotonic() + PATIENCE
    with engine.execution_options(**{_BEGIN: None}).connect() as connection:
        while connection.scalar(text("PRAGMA journal_mode")) != "wal":
            try:
                connection.execute(text("PRAGMA journal_mode = WAL"))
            except OperationalError:
                # For this change SQLite does not wait by itself while others use the file.
                if time.monotonic() > last:
                    raise
                time.sleep(_PAUSE)


def be_alone(connection: Connection) -> None:
    """Let no other process be in such a transaction; on SQLite none is while one writes."""
    if connection.dialect.name != SQLITE:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ALONE})


@contextmanager
def plain_errors(url: URL) -> Iterator[None]:
    """Turn the errors of a database into a StoreError of one line."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        reason = (str(cause).strip().splitlines() or [type(cause).__name__])[0].rstrip(".")
        name = url.render_as_string(hide_password=True)
        raise StoreError(f"The store {name} does not answer: {reason}.") from error


def _watch(engine: Engine, file: str) -> None:
    """Give up connections to a file that was removed or replaced: what they write would be lost."""

    def note(_: object, record: Any) -> None:
        record.info[_FILE] = _identity(file)

    def check(_: object, record: Any, __: object) -> None:
        if record.info[_FILE] != _identity(file):
            raise DisconnectionError

    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", check)


def _identity(file: str) -> tuple[int, int] | None:
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _set_up_sqlite(connection: Any, _: object) -> None:
    # SQLAlchemy's transactions are begun by `_begin_sqlite`, not by the driver.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What a person has deleted is overwritten.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _set_up_postgresql(connection: Any, _: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{PATIENCE:.0f}s'")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get(_BEGIN, "BEGIN")
    if statement is not None:
        connection.exec_driver_sql(statement)
