"""The queue: how workers hear that there is work, from Huey on SQLite or on Redis.

A message names the job that was put in the queue. Which job is taken then is for the database to
say, which knows them all; so a message that is lost or comes twice does no harm. Messages are JSON
of one form: no other task can be named in them, and nothing in them is ever unpickled.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from huey import Huey, RedisHuey, SqliteHuey
from huey.consumer import Consumer
from huey.exceptions import ConfigurationError
from huey.registry import Message
from huey.serializer import Serializer

from webapp.jobs.address import REDIS_VARIABLE, redis_url
from webapp.jobs.errors import QueueError
from webapp.store.address import home

FILE = "jobs.db"
_NAME = "inkcalc"
_TASK = "job"
_FULL_NAME = f"{__name__}.{_TASK}"
"""The task as Huey names it in messages."""
_FIELDS = frozenset({"id", "job"})
_OWNER_ONLY = 0o700
_POLL_SECONDS = 1.0
"""Between looks at SQLite; Redis tells by itself of messages."""
_LONGEST_PAUSE = 15.0
"""Between attempts at a Redis that does not answer, in seconds."""
_SCHEDULE_SECONDS = 60
"""Between looks at Huey's schedule, in which there never is anything."""
_PATIENCE = 30.0
"""How long SQLite waits for another process, in seconds."""
_REDIS_OPTIONS = "socket_timeout=5&socket_connect_timeout=5"
"""How long Redis may take to answer, in seconds."""

Work = Callable[[], None]
"""What a worker does when it hears that there is work."""


class JsonMessages(Serializer):  # type: ignore[misc]
    """Messages as JSON, `{"id": …, "job": …}` with UUIDs, all of the one task that there is."""

    def _serialize(self, message: Message) -> bytes:
        [job] = message.args
        return json.dumps({"id": message.id, "job": job}).encode()

    def _deserialize(self, data: bytes) -> Message:
        """Return the message; raises ValueError for what is none of ours."""
        fields = json.loads(data)
        if not isinstance(fields, dict) or fields.keys() != _FIELDS:
            raise ValueError("the message is of another program")
        values = (str(UUID(str(fields[name]))) for name in ("id", "job"))
        return Message(next(values), _FULL_NAME, args=tuple(values))


class Queue:
    """Messages to workers; every method raises QueueError where the queue does not answer."""

    def __init__(self, huey: Huey) -> None:
        self._huey = huey
        self._work: Work | None = None
        self._message = huey.task(name=_TASK)(self._take)

    def put(self, job: str) -> None:
        """Tell that a job waits."""
        with _plain_errors():
            self._message(job)

    def count(self) -> int:
        """Return how many messages nobody has taken yet."""
        with _plain_errors():
            return int(self._huey.pending_count())

    def consumer(self, work: Work, grace: float) -> Consumer:
        """Return what does the work for each message, one after the other in one thread.

        When it is stopped, it waits so many seconds for work that goes on.
        """
        self._work = work
        waits = self._huey.storage.blocking
        return self._huey.create_consumer(
            workers=1,
            worker_type="thread",
            periodic=False,
            initial_delay=_POLL_SECONDS,
            max_delay=_LONGEST_PAUSE if waits else _POLL_SECONDS,
            scheduler_interval=_SCHEDULE_SECONDS,
            check_worker_health=False,
            shutdown_timeout=grace,
        )

    def close(self) -> None:
        """Close the connection."""
        self._huey.storage.close()

    def _take(self, job: str) -> None:
        if self._work is not None:
            self._work()


def open_queue() -> Queue:
    """Open the queue on the Redis that the environment names, or in the folder of state.

    Raises QueueError.
    """
    url = redis_url()
    with _plain_errors():
        queue = Queue(_on_redis(url) if url else _on_sqlite())
    queue.count()
    return queue


def _on_sqlite() -> Huey:
    home().mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    file = str(home() / FILE)
    return SqliteHuey(
        _NAME,
        filename=file,
        fsync=True,
        timeout=_PATIENCE,
        results=False,
        serializer=JsonMessages(),
    )


def _on_redis(url: str) -> Huey:
    # Of an option that is there twice, the first one counts: what the URL itself says.
    whole = f"{url}{'&' if '?' in url else '?'}{_REDIS_OPTIONS}"
    try:
        return RedisHuey(_NAME, url=whole, results=False, serializer=JsonMessages())
    except ConfigurationError:
        told = "Redis wants a client: pip install 'inkcalc[redis]' brings it."
        raise QueueError(told) from None
    except ValueError:
        raise QueueError(f"{REDIS_VARIABLE} is no URL such as redis://HOST:PORT.") from None


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn the errors of SQLite and of Redis into a QueueError of one line."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise QueueError(f"The queue of jobs does not answer: {_reason(error)}.") from error
    except Exception as error:
        # Redis is not installed everywhere, so its errors are known by where they are from.
        if type(error).__module__ != "redis.exceptions":
            raise
        raise QueueError(f"Redis does not answer: {_reason(error)}.") from error


def _reason(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
