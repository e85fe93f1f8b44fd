"""Fixtures that every test may use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import databases
import pytest
import serving
from bundles import make_bundle
from entering import NAME, Away
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from serving import Serve

from recognizer.classifier import Classifier, load_classifier
from webapp.access.token import issue
from webapp.app import create_app
from webapp.jobs.address import DATA_VARIABLE, REDIS_VARIABLE
from webapp.models.registry import Registry
from webapp.store.address import HOME_VARIABLE, URL_VARIABLE
from webapp.store.current import store_of
from webapp.store.database import Database
from webapp.store.store import Store

ROOT = Path(__file__).resolve().parents[1]

# For a machine that has other work: a slow example is no failure. The examples are the same in each
# run, so that a test which finds something new does not fail the change of somebody else.
settings.register_profile(
    "calm", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("calm")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the source tree."""
    return ROOT


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    """Return the shipped classifier."""
    return load_classifier()


@pytest.fixture(scope="session", autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Have all state of the tests in a temporary folder, and none in the source tree."""
    folder = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(folder))
        for variable in (URL_VARIABLE, REDIS_VARIABLE, DATA_VARIABLE):
            patch.delenv(variable, raising=False)
        yield folder


@pytest.fixture(scope="session")
def app(classifier: Classifier, state: Path) -> Iterator[Flask]:
    """Return the application as it is served."""
    app = create_app({"TESTING": True, "CLASSIFIER": classifier})
    yield app
    store_of(app).close()


@pytest.fixture(params=databases.KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty database, of each kind that the store takes."""
    with databases.database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Return a store without people, on each kind of database."""
    store = Store(database_url)
    yield store
    store.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Return an empty database, of each kind."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def registry(database: Database) -> Registry:
    """Return a registry that knows no model but the shipped one."""
    return Registry(database)


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the folders of three models, none of which is the shipped one."""
    parent = tmp_path_factory.mktemp("bundles")
    for name in "abc":
        make_bundle(parent / name, name)
    return [parent / name for name in "abc"]


@pytest.fixture
def keeping_app(classifier: Classifier, database_url: str) -> Iterator[Flask]:
    """Return an application that knows nobody yet, on each kind of database."""
    config = {"TESTING": True, "CLASSIFIER": classifier, "DATABASE_URL": database_url}
    app = create_app(config)
    yield app
    store_of(app).close()


@pytest.fixture
def mine(keeping_app: Flask) -> FlaskClient:
    """Return the browser of somebody of whom nothing is kept yet."""
    return keeping_app.test_client()


@pytest.fixture
def yours(keeping_app: Flask) -> FlaskClient:
    """Return the browser of somebody else."""
    return keeping_app.test_client()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """Return an empty database on SQLite."""
    database = Database(f"sqlite:///{tmp_path / 'inkcalc.db'}")
    yield database
    database.close()


@pytest.fixture
def make_app(classifier: Classifier, sqlite: Database) -> Iterator[Callable[..., Flask]]:
    """Return a function that makes an application on the database, with more configuration."""
    apps = []

    def make(**more: Any) -> Flask:
        url = sqlite.url.render_as_string()
        config = {"CLASSIFIER": classifier, "DATABASE_URL": url, "ALLOWED_HOSTS": [NAME]}
        apps.append(create_app({"TESTING": True, **config, **more}))
        return apps[-1]

    yield make
    for app in apps:
        store_of(app).close()


@pytest.fixture
def here(make_app: Callable[..., Flask]) -> FlaskClient:
    """Return a browser at the machine that serves."""
    return make_app().test_client()


@pytest.fixture
def away(make_app: Callable[..., Flask]) -> Away:
    """Return a browser on another machine."""
    app = make_app()
    return Away(app, app.response_class)


@pytest.fixture
def token(sqlite: Database) -> str:
    """Return the token of the server, which was just made."""
    token = issue(sqlite)
    assert token is not None
    return token


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser-like client that has no state."""
    return app.test_client()


@pytest.fixture(scope="session")
def good_ink() -> bytes:
    """Return the JSON of ink that is accepted: 1+1, drawn with straight lines."""
    one, bar, rod = [[0, 0], [0, 40]], [[20, 20], [50, 20]], [[35, 5], [35, 35]]
    return json.dumps({"strokes": [one, bar, rod, [[70, 0], [70, 40]]]}).encode()


@pytest.fixture(scope="session")
def serve() -> Serve:
    """Return a context manager that serves from a subprocess."""
    return serving.serve
