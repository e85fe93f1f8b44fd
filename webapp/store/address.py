"""Where the store is: in the folder of state, or in the database that the environment names."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from webapp.store.errors import StoreError

HOME_VARIABLE = "INKCALC_HOME"
URL_VARIABLE = "INKCALC_DATABASE_URL"
DEFAULT_HOME = "instance"
FILE = "inkcalc.db"
SQLITE = "sqlite"
POSTGRESQL = "postgresql"
_POSTGRES_DRIVER = "postgresql+psycopg"
_POSTGRES_NAMES = frozenset({"postgres", POSTGRESQL, _POSTGRES_DRIVER})
_OWNER_ONLY = 0o700


def home() -> Path:
    """Return the folder of state, which need not exist yet."""
    return Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)


def database_url() -> str | URL:
    """Return the URL of the database that the environment names, or of the file in `home`."""
    # In the text of a URL, a folder with a `?` in its name would end there.
    file = URL.create(SQLITE, database=str((home() / FILE).absolute()))
    return os.environ.get(URL_VARIABLE) or file


def checked_url(text: str | URL) -> URL:
    """Return the URL of a database that can hold the store; raises StoreError for any other."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError(
            "The database has no URL such as sqlite:///FILE or postgresql://…"
        ) from None
    if url.drivername in _POSTGRES_NAMES:
        return url.set(drivername=_POSTGRES_DRIVER)
    if url.drivername != SQLITE:
        raise StoreError(f"{url.drivername} is not taken: the store is on SQLite or PostgreSQL.")
    if not url.database or url.database == ":memory:" or url.query:
        raise StoreError("The store on SQLite must be a file: sqlite:///FILE.")
    return url


def make_folder(url: URL) -> None:
    """Make the folder of a file of SQLite, for its owner alone; raises StoreError."""
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be made: {error.strerror}.") from None
