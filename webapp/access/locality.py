"""Locality: whether a request is of somebody at the machine that serves."""

from __future__ import annotations

from flask import Request

from webapp.guards import address_of, host_of, is_loopback

FORWARDING = frozenset({"forwarded", "via", "x-real-ip"})
_FORWARDED = "x-forwarded"
"""How the names of other headers of proxies begin."""


def is_local(request: Request) -> bool:
    """Say whether a request is from this machine, to a name of it, and of nobody behind a proxy.

    A proxy on this machine has a loopback address whoever asks it. One that neither says so in a
    header nor passes on the name that it is asked by cannot be told from a browser, but for one
    trait of some: they speak HTTP/1.0, which no browser does. For others there is ASK_TOKEN.
    """
    address = address_of(request.remote_addr or "")
    return (
        address is not None
        and address.is_loopback
        and is_loopback(host_of(request.headers.get("Host", "")) or "")
        and request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0"
        and not any(_is_of_proxy(name.lower()) for name, _ in request.headers)
    )


def _is_of_proxy(name: str) -> bool:
    return name in FORWARDING or name.startswith(_FORWARDED)
