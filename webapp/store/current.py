"""The store of the running application."""

from __future__ import annotations

from flask import Flask, current_app

from webapp.store.address import database_url
from webapp.store.store import Store

_NAME = "inkcalc-store"


def register_store(app: Flask) -> None:
    """Give an application the store at its DATABASE_URL, or at that of the environment."""
    app.extensions[_NAME] = Store(app.config.get("DATABASE_URL") or database_url())


def store_of(app: Flask) -> Store:
    """Return the store of an application."""
    store: Store = app.extensions[_NAME]
    return store


def current_store() -> Store:
    """Return the store of the application that answers a request."""
    return store_of(current_app)
