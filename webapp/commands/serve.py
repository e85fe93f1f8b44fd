"""The command that serves the page and the API."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import click

from webapp.commands.model import shipped_classifier

if TYPE_CHECKING:
    from flask import Flask

    from webapp.jobs.supervisor import Supervisor

_NEW_TOKEN = """
Whoever reaches it can have writing read. Samples, training and models want this token:

    {token}

A page asks for it once; a program sends the header "Authorization: Bearer TOKEN". It is kept as a
hash and not shown again; --new-token makes another one, which ends this one.
"""
_KNOWN_TOKEN = """\
Samples, training and models want the token that was shown when it was made; --new-token makes
another one.
"""
_NO_WORKER = "No worker is started here: `inkcalc worker` does the jobs.\n"


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
@click.option(
    "--ask-token",
    "asks",
    is_flag=True,
    help="Want the token from this machine too: behind a proxy everybody seems to be there.",
)
@click.option(
    "--new-token", "anew", is_flag=True, help="Make another token and show it; the old one ends."
)
@click.option(
    "--no-worker",
    "is_alone",
    is_flag=True,
    help="Start no worker, which does the jobs; with INKCALC_REDIS_URL none is started either.",
)
def serve(
    host: str, port: int, allowed: tuple[str, ...], asks: bool, anew: bool, is_alone: bool
) -> None:
    """Serve the page and the JSON API.

    What people let it keep lies in the folder INKCALC_HOME (default: instance), or in the database
    at INKCALC_DATABASE_URL. At this machine all of it is open. From elsewhere writing can be read;
    samples, training and models want a token, which is shown when the first such server starts.
    """
    from webapp.guards import is_loopback
    from webapp.jobs.address import redis_url
    from webapp.jobs.supervisor import Supervisor
    from webapp.server import address, make_server

    listener = _listen(host, port)
    app = _application((host, *allowed), asks)
    is_wanted = asks or bool(allowed) or not is_loopback(host)
    told = _about_token(app, anew) if anew or is_wanted else ""
    server = make_server(app, listener)
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, lambda *_: sys.exit(0))
    if not is_loopback(host):
        click.echo(f"Warning: on {host}, others on the network can use this server.", err=True)
    is_alone = is_alone or redis_url() is not None
    told += _NO_WORKER if is_alone else ""
    click.echo(f"Inkcalc is at {address(listener)} (Ctrl-C ends it)\n{told}", nl=False)
    with nullcontext() if is_alone else _running(Supervisor()):
        server.run()
    server.close()


@contextmanager
def _running(supervisor: Supervisor) -> Iterator[None]:
    """Have a worker do jobs in a process of its own meanwhile."""
    supervisor.start()
    try:
        yield
    finally:
        supervisor.end()


def _application(allowed: tuple[str, ...], asks: bool) -> Flask:
    from webapp.app import create_app
    from webapp.store.current import store_of
    from webapp.store.errors import StoreError

    try:
        classifier = shipped_classifier()
        app = create_app({"CLASSIFIER": classifier, "ALLOWED_HOSTS": allowed, "ASK_TOKEN": asks})
        # It opens the store, which is then known to be there, and to be written to.
        app.secret_key = store_of(app).secret()
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    return app


def _about_token(app: Flask, anew: bool) -> str:
    """Return what is said of the token; it is in it once, when it is made."""
    from webapp.access.token import issue
    from webapp.store.current import store_of
    from webapp.store.errors import StoreError

    try:
        token = issue(store_of(app).database, anew)
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    return _KNOWN_TOKEN if token is None else _NEW_TOKEN.format(token=token)


def _listen(host: str, port: int) -> socket.socket:
    from webapp.server import listen

    try:
        return listen(host, port)
    except OSError as error:
        told = f"cannot listen on {host}, port {port}: {error.strerror}"
        raise click.ClickException(told) from None
