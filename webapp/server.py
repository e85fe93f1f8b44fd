"""The listening server: waitress, with its own refusals in the form of the API."""

from __future__ import annotations

import json
import logging
import socket
from http import HTTPStatus

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer, create_server
from waitress.task import ErrorTask

from webapp.imports import MAX_IMPORT_BYTES

THREADS = 8
"""A browser opens some six connections at once, and each waits for a thread."""
MAX_HEADER_BYTES = 32 * 1024
IDLE_SECONDS = 30
"""A connection that sends nothing for so long is closed."""
PATIENCE = 2
"""So many times the largest body is read to its end: a client that is cut off while it still sends
sees a broken connection instead of the refusal. What is beyond half a megabyte lies in a nameless
file, not in memory, until it is answered."""

_REASONS = {
    413: ("too_large", "The request is too large."),
    431: ("headers_too_large", "The headers of the request are too large."),
    500: ("internal", "Something went wrong here; it was not your writing."),
}
_UNINTELLIGIBLE = ("bad_request", "The request is no HTTP that this server understands.")


class _JsonErrorTask(ErrorTask):  # type: ignore[misc]
    """The answer to a request that does not reach the application."""

    def execute(self) -> None:
        """Write the refusal and close the connection."""
        # An unknown transfer coding is the fault of the request, though waitress says 501.
        code = self.request.error.code if self.request.error.code in _REASONS else 400
        kind, message = _REASONS.get(code, _UNINTELLIGIBLE)
        body = json.dumps({"error": {"kind": kind, "message": message}}).encode()
        self.status = f"{code} {HTTPStatus(code).phrase}"
        self.response_headers.append(("Content-Type", "application/json"))
        self.response_headers.append(("X-Content-Type-Options", "nosniff"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _JsonErrorTask


def listen(host: str, port: int) -> socket.socket:
    """Bind a socket to an address, where port 0 takes a free one; raise OSError if it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def address(listener: socket.socket) -> str:
    """Return the address of the page that is served on a socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_server(app: Flask, listener: socket.socket) -> TcpWSGIServer:
    """Return a server that accepts connections on the socket; its `run` answers them."""
    # It warns of every request that waits for a thread, which the files of one page may do.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(
        app,
        sockets=[listener],
        threads=THREADS,
        channel_timeout=IDLE_SECONDS,
        max_request_body_size=PATIENCE * max(app.config["MAX_CONTENT_LENGTH"], MAX_IMPORT_BYTES),
        max_request_header_size=MAX_HEADER_BYTES,
        # By these headers a proxy is told from somebody at this machine; none of them is believed.
        clear_untrusted_proxy_headers=False,
        ident="inkcalc",
    )
    server.channel_class = _Channel
    return server
