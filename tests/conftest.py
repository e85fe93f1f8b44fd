"""Fixtures that every test may use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import serving
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from serving import Serve

from recognizer.classifier import Classifier, load_classifier
from webapp.app import create_app

ROOT = Path(__file__).resolve().parents[1]

# For a machine that has other work: a slow example is no failure.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


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
    """Return a context manager that serves from a subprocess."""
    return serving.serve
