"""The application: configuration, the classifier, and the parts that answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from recognizer.classifier import load_classifier
from webapp.api import api
from webapp.assets import assets_folder, register_types
from webapp.bodies import Request
from webapp.guards import host_names, register_guards
from webapp.pages import pages
from webapp.refusals import register_refusals

MAX_BODY_BYTES = 2 * 1024 * 1024


class _ContractJson(DefaultJSONProvider):
    """JSON in the order in which the contract names the fields."""

    sort_keys = False


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Make the application.

    `config` may give ALLOWED_HOSTS (names beside the loopback ones to which the server answers),
    CLASSIFIER (the shipped one by default), and what Flask itself knows.
    """
    register_types()
    app = Flask(
        __name__,
        static_folder=assets_folder("static"),
        static_url_path="/static",
        template_folder=assets_folder("templates"),
    )
    app.request_class = Request
    app.json = _ContractJson(app)
    app.config.from_mapping({"ALLOWED_HOSTS": (), "MAX_CONTENT_LENGTH": MAX_BODY_BYTES})
    app.config.from_mapping(config)
    app.config["ALLOWED_HOSTS"] = host_names(app.config["ALLOWED_HOSTS"])
    app.config.setdefault("CLASSIFIER", None)
    app.config["CLASSIFIER"] = app.config["CLASSIFIER"] or load_classifier()
    register_guards(app)
    register_refusals(app)
    app.register_blueprint(pages)
    app.register_blueprint(api)
    return app
