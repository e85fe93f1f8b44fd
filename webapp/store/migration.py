"""Bringing a database to the tables of this version, by one process at a time."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from webapp.store.engine import be_alone, keep_log, writing
from webapp.store.errors import StoreError
from webapp.store.schema import HEAD

SCRIPTS = Path(__file__).with_name("migrations")
_VERSIONS = "alembic_version"


def migrate(engine: Engine) -> None:
    """Make the tables, or change them to those of this version; do nothing where they are."""
    keep_log(engine)
    with engine.connect() as connection:
        if _revision(connection) == HEAD:
            return
    with writing(engine).begin() as connection:
        be_alone(connection)
        if _revision(connection) != HEAD:
            _upgrade(connection)


def is_empty(engine: Engine) -> bool:
    """Say whether the tables were never made."""
    with engine.connect() as connection:
        return _revision(connection) is None


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSIONS):
        return None
    revision: str | None = connection.scalar(text(f"SELECT version_num FROM {_VERSIONS}"))
    return revision


def _upgrade(connection: Connection) -> None:
    # Alembic takes a quarter of a second to load, and is seldom needed.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, HEAD)
    except CommandError:
        told = "The store was made by a newer version of Inkcalc, or by another program."
        raise StoreError(told) from None
