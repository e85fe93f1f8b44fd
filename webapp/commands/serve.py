"""The command that serves the page and the API."""

from __future__ import annotations

import signal
import socket
import sys
from typing import TYPE_CHECKING

import click

from webapp.commands.model import shipped_classifier

if TYPE_CHECKING:
    from flask import Flask


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="A name by which browsers reach this server; may be given more than once.",
)
def serve(host: str, port: int, allowed: tuple[str, ...]) -> None:
    """Serve the page and the JSON API.

    What people let it keep lies in the folder INKCALC_HOME (default: instance), or in the database
    at INKCALC_DATABASE_URL.
    """
    from webapp.guards import is_loopback
    from webapp.server import address, make_server

    listener = _listen(host, port)
    server = make_server(_application((host, *allowed)), listener)
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, lambda *_: sys.exit(0))
    if not is_loopback(host):
        click.echo(f"Warning: on {host}, others on the network can use this server.", err=True)
    click.echo(f"Inkcalc is at {address(listener)} (Ctrl-C ends it)")
    server.run()
    server.close()


def _application(allowed: tuple[str, ...]) -> Flask:
    from webapp.app import create_app
    from webapp.store.current import store_of
    from webapp.store.errors import StoreError

    try:
        app = create_app({"CLASSIFIER": shipped_classifier(), "ALLOWED_HOSTS": allowed})
        # It opens the store, which is then known to be there, and to be written to.
        app.secret_key = store_of(app).secret()
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    return app


def _listen(host: str, port: int) -> socket.socket:
    from webapp.server import listen

    try:
        return listen(host, port)
    except OSError as error:
        told = f"cannot listen on {host}, port {port}: {error.strerror}"
        raise click.ClickException(told) from None
