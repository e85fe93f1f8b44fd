"""Databases for tests: a file of SQLite, or a schema of its own on a PostgreSQL that is lent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text

from webapp.store.address import checked_url
from webapp.store.engine import make_engine

KINDS = ("sqlite", "postgresql")
LENT = "INKCALC_TEST_POSTGRES_URL"


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Give the URL of a new, empty database; skip the test where there is no PostgreSQL."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'state' / 'inkcalc.db'}"
        return
    lent = os.environ.get(LENT)
    if not lent:
        pytest.skip(f"no PostgreSQL is lent; set {LENT} to postgresql://… (.ci/run starts one)")
    schema = f"test_{uuid4().hex}"
    _execute(lent, f"CREATE SCHEMA {schema}")
    url = make_url(lent).update_query_dict({"options": f"-csearch_path={schema}"})
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        _execute(lent, f"DROP SCHEMA {schema} CASCADE")


def _execute(url: str, statement: str) -> None:
    engine = make_engine(checked_url(url))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
