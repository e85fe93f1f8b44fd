"""A server that trains and compares, made up: what it has, what it answers, what it was asked."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

from conftest import OpenPage
from PIL import Image
from playwright.sync_api import Page, Request, Route

from recognizer.alphabet import LABELS

API = "**/api/v1/**"
SHIPPED, OLDER, NEWER = "16-1573034a36dc", "16-22aa0bb41c09", "16-9e0c1d2f7a55"
FACES = "7-4b1f00d2c3e8"
JOB = "5b7f5c1e-0000-4000-8000-00000000000"

EPOCHS = 72
SETS = [
    ("mnist_train", "digits (LeCun, Cortes, Burges)", 60_000, "CC BY-SA 3.0", 0.35, True),
    ("bhmsds", "photographed digits and letters (Błachowski)", 26_999, "MIT", 0.15, True),
    ("mdas_train", "operators (MacLeod)", 4_747, "MIT", 0.25, True),
    ("mathnote_symbols", "symbols drawn in a browser (Nemtsov)", 5_672, "Apache-2.0", 0.15, False),
]

OWN = {"mine": 34, "mine_sessions": 3, "all": 210}

Answer = tuple[int, Any]


@dataclass
class Workshop:
    """What the server has; it notes what it was `asked` to do, and at what it was `looked`."""

    own: dict[str, int] = field(default_factory=lambda: dict(OWN))
    workers: list[dict[str, Any]] = field(default_factory=lambda: [a_worker()])
    jobs: list[dict[str, Any]] = field(default_factory=list)
    models: list[dict[str, Any]] = field(default_factory=lambda: [a_model(SHIPPED, "in_service")])
    judgements: dict[str, dict[str, Any]] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    previous: str | None = None
    cell: dict[str, int] = field(default_factory=lambda: {"total": 72, "per_page": 60})
    refusals: dict[tuple[str, str], tuple[int, str, str]] = field(default_factory=dict)
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)
    is_away: bool = False

    def serve(self, page: Page) -> None:
        """Answer what a page asks of the parts that train and keep models."""
        page.route(API, self._answer)

    def visit(self, open_page: OpenPage, path: str = "/train", **options: Any) -> Page:
        """Open a page that asks this server."""
        return open_page(path, self.serve, **options)

    def running(self, **changes: Any) -> dict[str, Any]:
        """Put a training that runs first among the jobs; return it."""
        self.jobs.insert(0, a_job(len(self.jobs) + 1, "running") | changes)
        return self.jobs[0]

    def _answer(self, route: Route) -> None:
        request = route.request
        path = urlsplit(request.url).path.removeprefix("/api/v1")
        if path.split("/")[1] not in ("training", "jobs", "models"):
            route.fallback()
        elif self.is_away:
            route.abort()
        elif path.endswith(".png"):
            self.looked.append(request.url)
            route.fulfill(body=a_sheet(), content_type="image/png")
        else:
            status, answer = self._told(request, path)
            route.fulfill(status=status, json=answer)

    def _told(self, request: Request, path: str) -> Answer:
        if request.method == "GET":
            self.looked.append(request.url)
            return self._shown(path)
        self.asked.append((request.method, path, _body(request)))
        if (request.method, path) in self.refusals:
            status, kind, message = self.refusals.pop((request.method, path))
            return status, {"error": {"kind": kind, "message": message}}
        return self._done(request, path)

    def _shown(self, path: str) -> Answer:
        room, *rest = path.strip("/").split("/")
        if room == "training":
            return 200, self._recipe()
        if room == "jobs":
            return 200, self._job(rest[0]) if rest else self._jobs()
        if not rest:
            return 200, self._models()
        if rest[1:] == ["cell"]:
            return 200, self.cell
        about = {"card": a_card(rest[0]), "judgement": self.judgements.get(rest[0])}
        return 200, self._model(rest[0]) | about

    def _done(self, request: Request, path: str) -> Answer:
        room, *rest = path.strip("/").split("/")
        if path == "/jobs":
            settings = _body(request)
            made = a_job(len(self.jobs) + 1, "queued", place=1)
            made |= {"kind": settings["kind"], "settings": settings, "model": settings.get("model")}
            self.jobs.insert(0, made | {"title": settings.get("title", "")})
            return 201, self.jobs[0]
        if room == "jobs":
            return 200, self._change_job(rest)
        if path == "/models/back":
            return 200, self._put(self.previous or SHIPPED, "back")
        if rest[1:] == ["try"]:
            return 200, {"model": rest[0], "classes": ranked(self._model(rest[0])["classes"])}
        if request.method == "DELETE":
            self.models.remove(self._model(rest[0]))
            return 200, {}
        reason = _body(request).get("override")
        return 200, self._put(rest[0], "overridden" if reason else "held", reason)

    def _change_job(self, rest: list[str]) -> dict[str, Any]:
        job = self._job(rest[0])
        if rest[1:]:
            job["state"] = {"stop": "stopping", "resume": "queued"}[rest[1]]
        else:
            self.jobs.remove(job)
        return job

    def _put(self, name: str, gate: str, reason: str | None = None) -> dict[str, Any]:
        before = next(model for model in self.models if model["in_service"])
        before |= {"in_service": False, "served": True}
        before["gate"] = {"state": "back", "message": "It served before and may come back."}
        after = self._model(name)
        after |= {"in_service": True, "served": True}
        after["gate"] = {"state": "in_service", "message": "It reads for everybody now."}
        self.previous = before["id"]
        at = f"2026-11-22T1{len(self.history)}:30:00+00:00"
        self.history.append({"model": name, "at": at, "gate": gate, "reason": reason})
        return {"in_service": name}

    def _job(self, name: str) -> dict[str, Any]:
        return next(job for job in self.jobs if job["id"] == name)

    def _model(self, name: str) -> dict[str, Any]:
        return next(model for model in self.models if model["id"] == name)

    def _recipe(self) -> dict[str, Any]:
        names = ("name", "what", "samples", "licence", "share", "present")
        sets = [dict(zip(names, row, strict=True)) for row in SETS]
        defaults = {"epochs": EPOCHS, "seed": 1}
        return {"sets": sets, "own": self.own, "defaults": defaults, "workers": self.workers}

    def _jobs(self) -> dict[str, Any]:
        course = ("history", "losses")
        jobs = [{k: v for k, v in job.items() if k not in course} for job in self.jobs]
        return {"jobs": jobs, "workers": self.workers}

    def _models(self) -> dict[str, Any]:
        serving = next(model["id"] for model in self.models if model["in_service"])
        about = {"in_service": serving, "previous": self.previous}
        return about | {"models": self.models, "history": self.history}


def a_worker() -> dict[str, Any]:
    return {"id": "here-1", "seen": "2026-11-22T12:00:00+00:00", "job": None}


def a_job(number: int, state: str, **changes: Any) -> dict[str, Any]:
    """Return a training in a state; one that was begun has a course of 12 epochs."""
    job = {
        "id": f"{JOB}{number}",
        "kind": "train",
        "state": state,
        "title": f"Training {number}",
        "place": None,
        "created": "2026-11-22T10:00:00+00:00",
        "started": "2026-11-22T10:00:10+00:00",
        "ended": "2026-11-22T10:36:10+00:00" if state == "done" else None,
        "settings": {"epochs": EPOCHS, "seed": 1, "own": "none"},
        "has_sheet": state != "queued",
        "error": None,
        "model": None,
        "held": None,
    }
    return with_course(job, 0 if state == "queued" else EPOCHS if state == "done" else 12) | changes


def with_course(job: dict[str, Any], epochs: int) -> dict[str, Any]:
    """Return a training as it is after so many epochs."""
    history = [
        {
            "loss": round(0.2 + 1.1 / (at + 1), 5),
            "accuracy": round(0.9845 - 0.2 / (at + 1) ** 1.4, 5),
        }
        for at in range(epochs)
    ]
    losses = [
        [at / 4, 0.2 + 1.4 / (at / 4 + 0.6) + 0.03 * (at * 7 % 5)] for at in range(1, 4 * epochs)
    ]
    last = history[-1] if history else {"loss": None, "accuracy": None}
    progress = {"stage": "Learning", "epoch": epochs, "epochs": EPOCHS}
    progress |= {"fraction": epochs / EPOCHS, "seconds_left": 29 * (EPOCHS - epochs)} | last
    return job | {"progress": progress, "history": history, "losses": losses}


def a_model(name: str, state: str, **changes: Any) -> dict[str, Any]:
    """Return a model in a state of its gate; the shipped one was made nowhere."""
    messages = {
        "in_service": "It reads for everybody now.",
        "back": "It served before and may come back.",
        "held": "The gate holds: no class falls by more than 1 point.",
        "fell": "The gate does not hold: the class 7 would fall by 2.1 points.",
        "not_judged": "It has not been compared with the model in service.",
        "not_symbols": "It reads other classes than the calculator.",
    }
    shipped = name == SHIPPED
    return {
        "id": name,
        "kind": "symbols",
        "created": None if shipped else "2026-11-22T10:36:10+00:00",
        "origin": "came with Inkcalc" if shipped else "trained here",
        "job": None,
        "classes": list(LABELS),
        "size_bytes": 4_321_000,
        "shipped": shipped,
        "in_service": state == "in_service",
        "served": state in ("in_service", "back"),
        "accuracy": 0.98452,
        "gate": {"state": state, "message": messages[state]},
    } | changes


def faces() -> dict[str, Any]:
    """Return a model of other classes."""
    classes = ["angry", "disgusted", "afraid", "happy", "neutral", "sad", "surprised"]
    about = {"kind": "pictures", "classes": classes, "origin": "added from a folder"}
    return a_model(FACES, "not_symbols", size_bytes=2_100_000, accuracy=0.7143, **about)


def a_card(name: str) -> dict[str, Any]:
    """Return a card; one of other classes tells what it took for what."""
    confusion = [[9 if at == column else at % 2 for column in range(7)] for at in range(7)]
    return {
        "data": [{"name": "mnist_train", "sha256": "00", "samples": 60_000, "outliers": 0}],
        "config": {"epochs": EPOCHS, "seed": 1},
        "parameters": 233_184,
        "metrics": {"mnist_train": {"n": 2_400, "accuracy": 0.99}},
        "history": with_course({}, 20)["history"],
        **({"confusion": confusion} if name == FACES else {}),
    }


def ranked(classes: list[str]) -> list[list[Any]]:
    """Return the classes with made-up probabilities, the last one the likeliest."""
    return [[name, 0.7 / 3**at] for at, name in enumerate(reversed(classes))]


def a_sheet() -> bytes:
    """Return a picture of something, dark on white."""
    picture = Image.new("L", (400, 80), 255)
    for at in range(20):
        left, top = at % 10 * 40 + 12, at // 10 * 40 + 8
        picture.paste(40, (left, top, left + 3 + at % 5, top + 24))
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def query_of(url: str) -> dict[str, str]:
    """Return the query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def _body(request: Request) -> Any:
    if not (request.headers.get("content-type") or "").startswith("application/json"):
        return None
    return json.loads(request.post_data or "null")
