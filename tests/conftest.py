"""Fixtures that every test may use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recognizer.classifier import Classifier, load_classifier
from webapp.app import create_app

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 30

Serve = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the source tree."""
    return ROOT


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    """Return the shipped classifier."""
    return load_classifier()


@pytest.fixture(scope="session")
def app(classifier: Classifier) -> Flask:
    """Return the application as it is served."""
    return create_app({"TESTING": True, "CLASSIFIER": classifier})


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
    """Return a context manager that serves from a subprocess and gives the address."""
    return _serve


@contextmanager
def _serve(python: str | Path = sys.executable, cwd: Path = ROOT) -> Iterator[str]:
    """Run `python -m webapp serve` on a free port, and end it as a system would."""
    # The sources are found from any folder; an environment of its own must not find them.
    path = str(ROOT) if python == sys.executable else ""
    env = {**os.environ, "PYTHONPATH": path}
    command = [python, "-m", "webapp", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert "http://" in line, "the server did not start"
        yield next(word for word in line.split() if word.startswith("http://"))
    finally:
        process.terminate()
        status = process.wait(START_SECONDS)
        process.stdout.close()
    assert status == 0, "the server did not end cleanly"
