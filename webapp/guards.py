"""Guards: who may ask, and what a browser may do with the answer.

The server runs on a person's own machine, where any page of any site can send it requests. A page
whose name was rebound to a loopback address is told by its Host header; a page of another site by
Sec-Fetch-Site and Origin.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

from flask import Flask, Response, current_app, request

from webapp.refusals import API_ROOT, Refusal

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})

OPEN = frozenset({"/api/v1/access", "/api/v1/health"})
OPEN_FOLDERS = ("/api/v1/read/", "/api/v1/check/")
"""What is open to all who reach the server: reading, which keeps nothing."""

_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z._-]+)(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


def register_guards(app: Flask) -> None:
    """Check every request of the app, and mark every answer."""
    app.before_request(_refuse_other_hosts)
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)


def host_names(names: Iterable[str]) -> frozenset[str]:
    """Return names and addresses in the one spelling in which they are compared, without ports."""
    matches = ((_HOST.fullmatch(name), name) for name in names)
    return frozenset(_spelling(match[1] if match else name) for match, name in matches)


def is_allowed(header: str, allowed: Collection[str]) -> bool:
    """Say whether a Host header, with any port, names this machine or one of `allowed`.

    `allowed` comes from `host_names`. With a wildcard address (`0.0.0.0`, `::`) in it, every
    literal address is allowed: only names can be rebound.
    """
    name = host_of(header)
    if name is None:
        return False
    if is_loopback(name) or name in allowed:
        return True
    return address_of(name) is not None and any(map(_is_wildcard, allowed))


def host_of(header: str) -> str | None:
    """Return the name or address in a Host header, as it is compared; None for a malformed one."""
    match = _HOST.fullmatch(header)
    return None if match is None else _spelling(match[1])


def is_loopback(name: str) -> bool:
    """Say whether a name or an address to listen on is this machine's own."""
    address = address_of(_spelling(name))
    return name == "localhost" if address is None else address.is_loopback


def address_of(name: str) -> IPv4Address | IPv6Address | None:
    """Return a literal address, the IPv4 one where it is mapped into IPv6; None for a name."""
    try:
        address = ip_address(name)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_guarded(path: str) -> bool:
    """Say whether a path is of the API and not open to all: what reads, and says how, is open."""
    return path.startswith(API_ROOT) and path not in OPEN and not path.startswith(OPEN_FOLDERS)


def _spelling(name: str) -> str:
    bare = name.strip("[]").lower()
    return str(address_of(bare) or bare)


def _is_wildcard(name: str) -> bool:
    address = address_of(name)
    return address is not None and address.is_unspecified


def _refuse_other_hosts() -> None:
    if not is_allowed(request.headers.get("Host", ""), current_app.config["ALLOWED_HOSTS"]):
        raise Refusal(
            403,
            "wrong_host",
            "This server does not answer to that host name; see `serve --allow-host`.",
        )


def _refuse_other_sites() -> None:
    if request.method in READING_METHODS and not is_guarded(request.path):
        return
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site not in OWN_SITES or not _is_own_origin():
        raise Refusal(403, "other_site", "Requests from pages of other sites are refused.")


def _is_own_origin() -> bool:
    origin = request.headers.get("Origin")
    host = request.headers["Host"]
    return origin is None or origin.lower() in {f"http://{host}".lower(), f"https://{host}".lower()}


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.path.startswith(API_ROOT):
        response.headers["Cache-Control"] = "no-store"
    return response
