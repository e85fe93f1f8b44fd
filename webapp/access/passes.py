"""Passes: who has shown the token gets a cookie, so that a browser is asked for it only once.

A pass is signed with the hash of the token, so that it ends with the token it was given for. It
goes to pages of this site only, and no script can read it.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import Request, Response
from itsdangerous import BadSignature, TimestampSigner

from webapp.refusals import API_ROOT

COOKIE = "inkcalc-access"
LIFETIME = timedelta(days=90)
_HOLDER = "holder"


def has_pass(request: Request, key: bytes) -> bool:
    """Say whether a request bears a pass for the token with this hash that has not run out."""
    try:
        # A cookie is text of any kind; a signature is compared in constant time.
        value = request.cookies.get(COOKIE, "").encode("utf-8", "replace")
        return _signer(key).unsign(value, int(LIFETIME.total_seconds())) == _HOLDER.encode()
    except BadSignature:
        return False


def give_pass(request: Request, response: Response, key: bytes) -> None:
    """Let a response set the cookie of a pass for the token with this hash."""
    response.set_cookie(
        COOKIE,
        _signer(key).sign(_HOLDER).decode(),
        max_age=LIFETIME,
        path=API_ROOT,
        secure=_came_by_tls(request),
        httponly=True,
        samesite="Strict",
    )


def _came_by_tls(request: Request) -> bool:
    # Where a proxy ends TLS, only the browser says by which scheme its page came.
    return request.is_secure or request.headers.get("Origin", "").lower().startswith("https://")


def _signer(key: bytes) -> TimestampSigner:
    return TimestampSigner(key, salt=COOKIE, key_derivation="hmac", digest_method=hashlib.sha256)
