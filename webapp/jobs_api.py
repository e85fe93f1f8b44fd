"""Jobs over HTTP: trainings and judgings, asked for, watched and ended; a worker does them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, current_app

from webapp.bodies import json_body
from webapp.instants import instant
from webapp.jobs.address import data_folder
from webapp.jobs.current import current_jobs, current_queue
from webapp.jobs.errors import QueueError, TooManyJobs, UnknownJob, WrongState
from webapp.jobs.job import ALL, JUDGE, MINE, Job
from webapp.jobs.orders import NUMBERS, Order, order_from_json
from webapp.jobs.own import OwnCounts, count_own
from webapp.jobs.sets import learning_sets
from webapp.models.current import current_registry
from webapp.models.model import UnknownModel
from webapp.people import known_person
from webapp.refusals import Refusal
from webapp.store.current import current_store

jobs = Blueprint("jobs", __name__, url_prefix="/api/v1")

_COURSE = ("history", "losses")
"""What is told of the progress of one job only."""
_UNTOLD = "lost"


@jobs.get("/training")
def training() -> dict[str, Any]:
    """Say what there is to learn from, and what is usual."""
    usual = _usual_numbers()
    return {
        "sets": [asdict(each) for each in learning_sets(data_folder())],
        "own": asdict(_own()),
        "defaults": {name: usual[name] for name in ("epochs", "seed")},
        "workers": _workers(),
    }


@jobs.get("/jobs")
def show_all() -> dict[str, Any]:
    """Show all jobs, the newest first, and the workers."""
    return {"jobs": [_shown(job) for job in current_jobs().jobs()], "workers": _workers()}


@jobs.post("/jobs")
def add() -> tuple[dict[str, Any], int]:
    """Ask for a job; it waits in the queue."""
    sets = {each.name: each.share for each in learning_sets(data_folder())}
    order = _possible(order_from_json(json_body(), _usual_numbers(), sets))
    person = known_person()
    # Where there is no queue, no job is begun that nobody hears of.
    current_queue().count()
    with _refusals():
        job = current_jobs().add(
            order.kind, order.title, order.settings, person.id if person else None
        )
    _tell(job)
    return _whole(job), 201


@jobs.get("/jobs/<uuid:job>")
def show(job: UUID) -> dict[str, Any]:
    """Show a job with its course."""
    with _refusals():
        return _whole(current_jobs().job(str(job)))


@jobs.get("/jobs/<uuid:job>/sheet.png")
def show_sheet(job: UUID) -> Response:
    """Show samples of what a training learns from."""
    sheet = current_jobs().sheet(str(job))
    if sheet is None:
        raise Refusal(404, "not_found", "There is no such picture.")
    return Response(sheet, mimetype="image/png")


@jobs.post("/jobs/<uuid:job>/stop")
def stop(job: UUID) -> dict[str, Any]:
    """Stop a job, so that it can be resumed."""
    with _refusals():
        return _whole(current_jobs().stop(str(job)))


@jobs.post("/jobs/<uuid:job>/resume")
def resume(job: UUID) -> dict[str, Any]:
    """Let a job that was stopped or that failed wait again."""
    current_queue().count()
    with _refusals():
        resumed = current_jobs().resume(str(job))
    _tell(resumed)
    return _whole(resumed)


@jobs.delete("/jobs/<uuid:job>")
def delete(job: UUID) -> dict[str, Any]:
    """Remove a job; one that runs ends first."""
    with _refusals():
        current_jobs().delete(str(job))
    return {}


@jobs.errorhandler(QueueError)
def _refuse_for_now(error: QueueError) -> tuple[dict[str, Any], int]:
    current_app.logger.error("%s", error)
    told = "The queue of jobs cannot be reached now; try again soon."
    return {"error": {"kind": "queue_unavailable", "message": told}}, 503


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what cannot be done with jobs into refusals."""
    try:
        yield
    except UnknownJob:
        raise Refusal(404, "unknown_job", "There is no such job, or not any more.") from None
    except WrongState as error:
        raise Refusal(409, "wrong_state", str(error)) from None
    except TooManyJobs as error:
        raise Refusal(409, "too_many_jobs", str(error)) from None


def _tell(job: Job) -> None:
    # Workers look for jobs of which they have not heard, so this one is not lost.
    with suppress(QueueError):
        current_queue().put(job.id)


def _possible(order: Order) -> Order:
    """Refuse an order for a model that is not there, or for samples that are not."""
    if order.kind == JUDGE:
        return replace(order, settings={"model": _model(order.settings["model"])})
    own, whose = _own(), order.settings["own"]
    if (whose == MINE and own.mine == 0) or (whose == ALL and own.all == 0):
        raise Refusal(422, "no_samples", "There are no such samples to learn from.")
    return order


def _model(name: str) -> str:
    """Return the id of a model that can be judged; raises Refusal."""
    registry = current_registry()
    try:
        model = registry.model(name)
    except UnknownModel:
        raise Refusal(404, "unknown_model", "There is no such model.") from None
    if not model.is_of_symbols:
        raise Refusal(422, "not_symbols", "Only a model that reads symbols can be judged.")
    if model.id == registry.serving().model:
        raise Refusal(409, "in_service", "The model is in service; it is what others are held to.")
    return model.id


def _usual_numbers() -> dict[str, int]:
    from training.config import TrainConfig

    usual = {each.name: each.default for each in fields(TrainConfig)}
    return {name: cast(int, usual[name]) for name in NUMBERS}


def _own() -> OwnCounts:
    person = known_person()
    return count_own(current_store().database, person.id if person else None)


def _workers() -> list[dict[str, Any]]:
    workers = current_jobs().workers()
    return [{"id": each.id, "seen": instant(each.seen), "job": each.job} for each in workers]


def _whole(job: Job) -> dict[str, Any]:
    return _shown(job) | {name: getattr(job.progress, name) for name in _COURSE}


def _shown(job: Job) -> dict[str, Any]:
    progress = asdict(job.progress)
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "title": job.title,
        "place": job.place,
        "created": instant(job.created),
        "started": _instant(job.started),
        "ended": _instant(job.ended),
        "settings": job.settings,
        "progress": {
            name: value for name, value in progress.items() if name not in (*_COURSE, _UNTOLD)
        },
        "has_sheet": job.has_sheet,
        "error": job.error,
        "model": job.model,
        "held": job.held,
    }


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)
