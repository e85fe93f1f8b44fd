"""The application: configuration, the classifier, and the parts that answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from recognizer.classifier import load_classifier
from webapp.access.api import register_access
from webapp.api import api
from webapp.assets import assets_folder, register_types
from webapp.bodies import Request
from webapp.exports import exports
from webapp.guards import host_names, register_guards
from webapp.hands import register_hands
from webapp.imports import imports
from webapp.jobs_api import jobs
from webapp.me import me
from webapp.models.current import register_models
from webapp.models_api import models
from webapp.pages import pages
from webapp.people import register_people
from webapp.refusals import register_refusals
from webapp.samples import samples
from webapp.store.current import register_store

MAX_BODY_BYTES = 2 * 1024 * 1024


class _ContractJson(DefaultJSONProvider):
    """JSON in the order in which the contract names the fields."""

    sort_keys = False


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Make the application.

    `config` may give ALLOWED_HOSTS (names beside the loopback ones to which the server answers),
    ASK_TOKEN (whether the token is wanted at this machine too; it is not by default), CLASSIFIER
    (that of the shipped model, by default), DATABASE_URL (that of the environment, or the file in
    the folder of state, by default), and what Flask itself knows. The store is opened when it is
    first needed. Raises StoreError for a database of a kind that is not taken.
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
    app.config.from_mapping(
        {"ALLOWED_HOSTS": (), "ASK_TOKEN": False, "MAX_CONTENT_LENGTH": MAX_BODY_BYTES}
    )
    app.config.from_mapping(config)
    app.config["ALLOWED_HOSTS"] = host_names(app.config["ALLOWED_HOSTS"])
    app.config.setdefault("CLASSIFIER", None)
    app.config["CLASSIFIER"] = app.config["CLASSIFIER"] or load_classifier()
    register_guards(app)
    register_refusals(app)
    register_store(app)
    register_models(app, app.config["CLASSIFIER"])
    register_people(app)
    register_hands(app)
    register_access(app)
    for part in (pages, api, samples, me, imports, exports, models, jobs):
        app.register_blueprint(part)
    return app
