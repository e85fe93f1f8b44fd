"""The models that commands use: the shipped one, the one in service, or another by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from recognizer.bundle import Bundle
    from recognizer.classifier import Classifier
    from webapp.models.registry import Registry
    from webapp.store.database import Database


def shipped_classifier() -> Classifier:
    """Load the shipped classifier, or tell in one line why it cannot be loaded."""
    from recognizer.bundle import read_bundle
    from recognizer.classifier import Classifier

    with plain_errors():
        return Classifier(read_bundle())


def classifier_named(name: str | None) -> Classifier:
    """Load the model of a name (None: the one in service), or tell in one line why not."""
    from recognizer.classifier import Classifier

    with plain_errors():
        return Classifier(_in_service() if name is None else bundle_named(name))


def bundle_named(name: str) -> Bundle:
    """Return the bundle in a folder, or the one with an id or a beginning of one.

    Raises as the registry does.
    """
    from recognizer.bundle import read_bundle

    if Path(name).is_dir():
        return read_bundle(Path(name))
    with open_registry() as registry:
        return registry.bundle(registry.model(name).id)


@contextmanager
def folder_of_model(name: str | None) -> Iterator[Path | None]:
    """Give the folder of a model by its name (None: the shipped one), if need be for a while."""
    if name is None or Path(name).is_dir():
        yield None if name is None else Path(name)
        return
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "model"
        with plain_errors(), open_registry() as registry:
            registry.write(registry.model(name).id, folder)
        yield folder


@contextmanager
def open_registry() -> Iterator[Registry]:
    """Open the registry in the database that the environment names."""
    from webapp.models.registry import Registry

    with _database() as database:
        yield Registry(database)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what is wrong with a model or the registry into one line."""
    from recognizer.bundle import BundleError
    from webapp.models.model import UnknownModel
    from webapp.store.errors import StoreError

    try:
        yield
    except (BundleError, StoreError) as error:
        raise click.ClickException(str(error)) from None
    except UnknownModel as error:
        told = f"there is no model {error}, or more than one; see `inkcalc models list`"
        raise click.ClickException(told) from None


def _in_service() -> Bundle:
    """Return the bundle in service; the shipped one where there is no registry, or none answers."""
    from recognizer.bundle import read_bundle
    from webapp.models.registry import Registry
    from webapp.store.errors import StoreError

    try:
        with _database() as database:
            # Reading leaves nothing behind where nothing is kept.
            if database.exists():
                registry = Registry(database)
                return registry.bundle(registry.serving().model)
    except StoreError as error:
        click.echo(f"Warning: the shipped model reads. {error}", err=True)
    return read_bundle()


@contextmanager
def _database() -> Iterator[Database]:
    from webapp.store.address import database_url
    from webapp.store.database import Database

    database = Database(database_url())
    try:
        yield database
    finally:
        database.close()
