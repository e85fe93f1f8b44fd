"""The registry and the service of the running application."""

from __future__ import annotations

from flask import Flask, current_app

from recognizer.classifier import Classifier
from webapp.models.registry import Registry
from webapp.models.service import Service
from webapp.store.current import store_of

_REGISTRY, _SERVICE = "inkcalc-registry", "inkcalc-service"


def register_models(app: Flask, base: Classifier) -> None:
    """Give an application the registry in its store, and a service that begins with `base`."""
    registry = Registry(store_of(app).database)
    app.extensions[_REGISTRY] = registry
    app.extensions[_SERVICE] = Service(registry, base)


def registry_of(app: Flask) -> Registry:
    """Return the registry of an application."""
    registry: Registry = app.extensions[_REGISTRY]
    return registry


def current_registry() -> Registry:
    """Return the registry of the application that answers a request."""
    return registry_of(current_app)


def current_service() -> Service:
    """Return the service of the application that answers a request."""
    service: Service = current_app.extensions[_SERVICE]
    return service
