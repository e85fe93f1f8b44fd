"""The command that works on jobs."""

from __future__ import annotations

import os

import click

_NICENESS = 10


@click.command()
@click.option(
    "--tied", is_flag=True, hidden=True, help="End with the standard input, as a server's does."
)
def worker(tied: bool) -> None:
    """Do jobs, trainings and judgings, one at a time, until Ctrl-C.

    `inkcalc serve` starts a worker by itself, unless jobs are on the Redis at INKCALC_REDIS_URL:
    then workers are started by this command, on as many machines as there are. All of them want
    the INKCALC_DATABASE_URL and INKCALC_REDIS_URL of the servers.

    A job that is cut off goes on from its last epoch, with this worker or another one.
    """
    from webapp.jobs.errors import QueueError
    from webapp.jobs.queue import open_queue
    from webapp.jobs.worker import Worker
    from webapp.store.address import database_url
    from webapp.store.errors import StoreError
    from webapp.store.store import Store

    if tied:
        # On the machine of the server, reading goes before training.
        os.nice(_NICENESS)
    try:
        store = Store(database_url())
        started = Worker(store, open_queue())
        started.start(tied)
    except (StoreError, QueueError) as error:
        raise click.ClickException(str(error)) from None
    if not tied:
        click.echo(f"Worker {started.name} waits for jobs (Ctrl-C ends it)")
    started.run()
    store.close()
