"""A job: a training or a judging, what it was asked to do, and how far it is."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

TRAIN, JUDGE = "train", "judge"
KINDS = (TRAIN, JUDGE)
QUEUED, RUNNING, STOPPING = "queued", "running", "stopping"
STOPPED, FAILED, DONE = "stopped", "failed", "done"
ACTIVE = (RUNNING, STOPPING)
"""States in which a worker has the job."""
ENDED = (STOPPED, FAILED, DONE)
STOP, CANCEL = "stop", "cancel"
"""What may be wanted of a job that a worker has: to end, and to be removed then too."""
NONE, MINE, ALL = "none", "mine", "all"
WHOSE = (NONE, MINE, ALL)
"""Whose own samples a training learns from."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `epoch` counts from 1, and is 0 before the first.

    `history` has the loss and the accuracy of each epoch, `losses` the course of the loss by
    epochs, which need not be whole. `lost` is how many workers were lost since the last epoch.
    """

    stage: str = ""
    epoch: int = 0
    epochs: int = 0
    fraction: float = 0.0
    seconds_left: int | None = None
    loss: float | None = None
    accuracy: float | None = None
    history: tuple[dict[str, float], ...] = ()
    losses: tuple[Point, ...] = ()
    lost: int = 0

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of_json(cls, text: str) -> Progress:
        fields = json.loads(text)
        losses = tuple((float(at), float(loss)) for at, loss in fields.pop("losses"))
        return cls(**fields | {"history": tuple(fields["history"]), "losses": losses})


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it is kept; `place` is where it stands in the queue, from 1, if it does.

    `held` tells whether its judgement lets the model into service.
    """

    id: str
    person: str | None
    kind: str
    state: str
    title: str
    settings: dict[str, Any]
    progress: Progress
    has_sheet: bool
    error: str | None
    model: str | None
    judgement: str | None
    held: bool | None
    created: datetime
    started: datetime | None
    ended: datetime | None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that works on jobs, when it was last there, and which job it has."""

    id: str
    seen: datetime
    job: str | None
