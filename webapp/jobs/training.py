"""The work of jobs: a model is trained, kept, and judged against the one in service.

This loads all that a training needs, torch too: only a worker that has a job imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

from recognizer.bundle import Bundle, BundleError
from training.checkpoint import Checkpoints
from training.config import TrainConfig
from training.datasets import DataError
from training.fetching import Progress, fetch
from training.held_out import HeldOutSet, load_held_out
from training.judging import judge_models
from training.mixture import share_of
from training.sources import SOURCES, Source
from training.train import train
from training.watch import Stopped, Watch
from webapp.jobs.address import data_folder
from webapp.jobs.claims import Claims
from webapp.jobs.errors import UnknownJob
from webapp.jobs.folders import folder_of, make, remove
from webapp.jobs.job import ALL, MINE, TRAIN, Job
from webapp.jobs.jobs import Jobs
from webapp.jobs.own import write_own
from webapp.jobs.reporter import Reporter
from webapp.models.model import UnknownModel
from webapp.models.registry import Registry
from webapp.store.store import Store

_ORIGIN = "trained here"
_OWN_FILE = "own.jsonl.gz"
_NUMBERS = ("epochs", "seed", "epoch_size", "batch_size")
_IS_KEPT = "The model was trained and is kept, but it could not be judged. "
_TOLD = (OSError, DataError, BundleError)
"""Errors that say in plain words what is wrong."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of the work that take long; a test may stand in for them."""

    fetch: Callable[[Sequence[Source], Path, Progress], None] = fetch
    train: Callable[[TrainConfig, Watch, Checkpoints], Path] = train
    hold_out: Callable[[TrainConfig, Watch], HeldOutSet] = load_held_out
    judge: Callable[[Bundle, Bundle, HeldOutSet, Watch], tuple[dict[str, Any], bytes]] = (
        judge_models
    )


class StoredCheckpoints:
    """Checkpoints of a job, kept with it until it is done."""

    def __init__(self, claims: Claims, job: str) -> None:
        self._claims = claims
        self._job = job

    def load(self) -> bytes | None:
        return self._claims.checkpoint(self._job)

    def save(self, content: bytes) -> None:
        self._claims.keep_checkpoint(self._job, content)

    def clear(self) -> None:
        """Keep the last one: the model is not in the registry yet."""


class Workshop:
    """Where the jobs of a worker are done, each in a folder that is removed at its end."""

    def __init__(self, store: Store, claims: Claims, ending: Event, steps: Steps) -> None:
        self._store = store
        self._claims = claims
        self._ending = ending
        self._steps = steps
        self._jobs = Jobs(store.database)
        self._registry = Registry(store.database)

    def perform(self, job: Job) -> None:
        """Do a job, to its end or until it is to stop; raises JobLost and StoreError."""
        watch = Reporter(self._claims, job, self._ending)
        folder = folder_of(job.id)
        beginning = ""
        try:
            make(folder)
            config = self._config(job, folder)
            self._fetch(config, watch)
            if job.kind == TRAIN:
                model = job.model or self._train(job, config, watch)
                beginning = _IS_KEPT
            else:
                model = str(job.settings["model"])
            judgement = self._judge(model, config, watch)
        except Stopped:
            self._claims.let_go(job.id)
        except UnknownModel:
            self._claims.finish(job.id, error="The model is not there any more.")
        except _TOLD as error:
            self._claims.finish(job.id, error=beginning + _sentence(error))
        else:
            self._claims.finish(job.id, judgement)
        finally:
            remove(folder)

    def _train(self, job: Job, config: TrainConfig, watch: Watch) -> str:
        checkpoints = StoredCheckpoints(self._claims, job.id)
        bundle = self._steps.train(config, watch, checkpoints)
        model = self._registry.add(bundle, _ORIGIN, job.id).id
        self._claims.name_model(job.id, model)
        return model

    def _judge(self, model: str, config: TrainConfig, watch: Watch) -> str | None:
        """Judge a model against the one in service; return the judgement, None if it is that."""
        present = self._registry.serving().model
        if model == present:
            return None
        candidate, against = self._registry.bundle(model), self._registry.bundle(present)
        # On all sets that are here, whichever of them it was trained on.
        held_out = self._steps.hold_out(replace(config, shares={}), watch)
        report, pictures = self._steps.judge(candidate, against, held_out, watch)
        return self._registry.keep_judgement(report, pictures)

    def _config(self, job: Job, folder: Path) -> TrainConfig:
        """Return the configuration of a training, or of that which made the model to judge."""
        origin = job if job.kind == TRAIN else self._origin(job)
        settings = origin.settings if origin else {}
        numbers = {name: settings[name] for name in _NUMBERS if name in settings}
        shares = settings.get("shares", {})
        own = self._own(origin, folder / _OWN_FILE) if origin else None
        return TrainConfig(data_folder(), folder, own=own, shares=shares, **numbers)

    def _origin(self, job: Job) -> Job | None:
        """Return the training that made the model which is to be judged, if it is known."""
        made_by = self._registry.model(str(job.settings["model"])).job
        try:
            return self._jobs.job(made_by) if made_by else None
        except UnknownJob:
            return None

    def _own(self, job: Job, path: Path) -> Path | None:
        """Write the own samples that a training takes; those that came later are left out."""
        whose = job.settings.get("own")
        if whose == ALL:
            people = [person.id for person in self._store.people()]
        elif whose == MINE and job.person is not None:
            people = [job.person]
        else:
            return None
        write_own(self._store, people, job.created, path)
        return path

    def _fetch(self, config: TrainConfig, watch: Watch) -> None:
        """Bring the public sets that are taken and are not there yet; raises DataError."""
        missing = [
            source
            for source in SOURCES
            if share_of(source.name, config.shares) and not (config.data / source.file).exists()
        ]
        if missing:
            self._steps.fetch(missing, config.data, lambda told: watch.says(f"Fetching {told}"))


def _sentence(error: Exception) -> str:
    told = str(error)
    if isinstance(error, OSError) and error.strerror:
        told = f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    return told[:1].upper() + told[1:].rstrip(".") + "."
