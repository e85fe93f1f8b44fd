"""The folders in which jobs are worked on, each for itself, with a cache that they share."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from webapp.jobs.errors import UnknownJob
from webapp.jobs.job import ACTIVE
from webapp.jobs.jobs import Jobs
from webapp.store.address import home

_FOLDER = "trainings"
_OWNER_ONLY = 0o700


def folder_of(job: str) -> Path:
    """Return the folder of a job; what is beside it, in `cache`, is of all jobs."""
    return home() / _FOLDER / job


def make(folder: Path) -> None:
    """Make a folder, for its owner alone; raises OSError."""
    folder.parent.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)


def remove(folder: Path) -> None:
    """Remove a folder with all in it."""
    shutil.rmtree(folder, ignore_errors=True)


def tidy(jobs: Jobs) -> None:
    """Remove what workers left behind that were killed: there may be samples of people in it."""
    for folder in (home() / _FOLDER).glob("*-*"):
        with suppress(ValueError):
            if not _is_active(jobs, str(UUID(folder.name))):
                remove(folder)


def _is_active(jobs: Jobs, job: str) -> bool:
    try:
        return jobs.job(job).state in ACTIVE
    except UnknownJob:
        return False
