"""The reporter: what it says of a training while it goes on."""

from __future__ import annotations

import itertools
from threading import Event

from played import STEPS

from webapp.jobs.claims import Claims
from webapp.jobs.jobs import Jobs
from webapp.jobs.reporter import Reporter


def test_the_time_left_is_told_by_the_pace_of_the_steps(sqlite):
    jobs = Jobs(sqlite)
    job = jobs.add("train", "a training", {"epochs": 3}, None).id
    claims, times = Claims(sqlite, "worker"), itertools.count(0, 2)
    reporter = Reporter(claims, claims.claim(), Event(), lambda: next(times) / 3)
    for step in range(1, STEPS + 1):
        reporter.stepped(1, step, STEPS, 1.0)
    left = jobs.job(job).progress.seconds_left
    assert left is not None and left > 0
