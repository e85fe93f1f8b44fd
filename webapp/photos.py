"""Photos in work: how many at once, and in which threads, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import BoundedSemaphore, Lock
from typing import TypeVar

from segmentation.photo.files import Photo, open_photo

AT_ONCE = 2
"""Photos in work at the same time; others wait, their files on the disk with their requests."""

_Done = TypeVar("_Done")
_places = BoundedSemaphore(AT_ONCE)
# Each thread that ever worked on a photo keeps memory for the next one: they are to be few.
_workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="photo")
_decoder = Lock()


def place() -> AbstractContextManager[object]:
    """Return what a photo has to be in while it is in memory, from its form to its answer."""
    return _places


def work_on(data: bytes, task: Callable[[Photo], _Done]) -> _Done:
    """Open a photo and do a task with it; raises PhotoError for what is none."""
    return _workers.submit(_work, data, task).result()


def _work(data: bytes, task: Callable[[Photo], _Done]) -> _Done:
    # Decoding takes the most memory, and the least time.
    with _decoder:
        photo = open_photo(data)
    return task(photo)
