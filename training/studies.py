"""Studies: where Optuna keeps the trials of a search, so that several processes can share it."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import optuna
from optuna.exceptions import ExperimentalWarning, OptunaError, StorageInternalError
from optuna.pruners import MedianPruner
from optuna.storages import RDBStorage
from optuna.study import Study
from sqlalchemy import URL, create_engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from training.datasets import DataError

_FILE = "search.db"
_POSTGRES = "postgresql+psycopg"
_POSTGRES_NAMES = frozenset({"postgres", "postgresql", _POSTGRES})
_HEARTBEAT, _GRACE = 20, 60  # seconds; a trial whose process is silent for longer counts as dead
_BUSY = 60  # seconds that a process waits while others write to a file of SQLite
_PAUSE = 1.0  # seconds; who begins beside another may find its tables half made
_FREE_TRIALS = 5  # that are never broken off, so that there is a median


@contextmanager
def opened_study(name: str, storage: str | None, folder: Path) -> Iterator[Study]:
    """Give the study of that name in a database, new where there is none.

    Without the URL of a storage, it is a file in the folder. Raises DataError where the database
    cannot be used.
    """
    optuna.logging.set_verbosity(optuna.logging.ERROR)  # who watches a training is told enough
    folder.mkdir(parents=True, exist_ok=True)
    url = _checked(storage) if storage else URL.create("sqlite", database=str(folder / _FILE))
    tables = _tables(url)
    try:
        yield optuna.create_study(
            study_name=name,
            storage=tables,
            pruner=MedianPruner(_FREE_TRIALS),
            direction="maximize",
            load_if_exists=True,
        )
    except (SQLAlchemyError, StorageInternalError) as error:
        raise _unusable(url, error) from error
    finally:
        tables.remove_session()
        tables.engine.dispose()


def _checked(storage: str) -> URL:
    try:
        url = make_url(storage)
    except (ArgumentError, ValueError):
        raise DataError("The storage has no URL such as sqlite:///FILE or postgresql://…") from None
    return url.set(drivername=_POSTGRES) if url.drivername in _POSTGRES_NAMES else url


def _tables(url: URL) -> RDBStorage:
    """Return the tables of studies in a database, made where there are none; raises DataError."""
    try:
        _refuse_others(url)
        try:
            return _open(url)
        except (SQLAlchemyError, OptunaError, RuntimeError):  # another is making them
            time.sleep(_PAUSE)
            return _open(url)
    except (SQLAlchemyError, OptunaError, ImportError, RuntimeError) as error:
        raise _unusable(url, error) from error


def _refuse_others(url: URL) -> None:
    """Raise DataError for the database of something else, which studies could harm."""
    engine = create_engine(url)
    try:
        names = set(inspect(engine).get_table_names())
    finally:
        engine.dispose()
    if "alembic_version" in names and "studies" not in names:
        raise DataError(
            f"{url.render_as_string()} has other tables; give the search a database of its own."
        )


def _open(url: URL) -> RDBStorage:
    wait: dict[str, Any] = {"timeout": _BUSY} if url.get_backend_name() == "sqlite" else {}
    # Optuna would fill in what is in braces.
    text = url.render_as_string(hide_password=False).replace("{", "{{").replace("}", "}}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)  # of the heartbeat
        return RDBStorage(
            text,
            engine_kwargs={"connect_args": wait},
            heartbeat_interval=_HEARTBEAT,
            grace_period=_GRACE,
        )


def _unusable(url: URL, error: Exception) -> DataError:
    reason = str(error).partition("\n")[0]
    return DataError(f"{url.render_as_string()} cannot keep a search: {reason}")
