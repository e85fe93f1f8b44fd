"""People: who asks, by a signed cookie that is set when something is first kept of them."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.wrappers import Request
from itsdangerous import URLSafeTimedSerializer

from webapp.store.current import current_store, store_of
from webapp.store.errors import StoreError
from webapp.store.rows import Person

COOKIE = "inkcalc"
LIFETIME = timedelta(days=400)
"""Browsers keep no cookie for longer; it is renewed whenever something is kept."""
_PERSON = "person"


class _Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie, with the key that all processes find in the store."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        # Without a cookie there is nothing to check, so the store is not needed.
        if COOKIE not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if not app.secret_key:
            app.secret_key = store_of(app).secret()
        return super().get_signing_serializer(app)

    def get_cookie_secure(self, app: Flask) -> bool:
        # A browser does not send a secure cookie to a loopback address without TLS.
        return request.is_secure


def register_people(app: Flask) -> None:
    """Let an application know people by their cookies."""
    app.session_interface = _Cookies()
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=LIFETIME,
        SESSION_REFRESH_EACH_REQUEST=False,
    )


def known_person() -> Person | None:
    """Return who asks, or None for somebody of whom nothing is kept."""
    person = session.get(_PERSON)
    return current_store().person(person) if isinstance(person, str) else None


def person_to_keep_for() -> Person:
    """Return who asks, as somebody new if need be; call it before the answer begins."""
    person = known_person()
    if person is None:
        session[_PERSON] = current_store().new_person()
        person = known_person()
    if person is None:
        raise StoreError("Somebody who was just added is not there.")
    session.permanent = True
    session.modified = True
    return person


def forget_cookie() -> None:
    """Take the cookie from who asks."""
    session.clear()
