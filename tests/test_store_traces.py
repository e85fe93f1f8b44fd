"""What trainings leave of people's samples goes when these people want all forgotten."""

from __future__ import annotations

import bundles as made
import pytest

from webapp.jobs.claims import Claims
from webapp.jobs.job import Progress
from webapp.jobs.jobs import Jobs
from webapp.models.registry import Registry

SHEET = b"a picture"


@pytest.fixture
def registry(store) -> Registry:
    return Registry(store.database)


@pytest.fixture
def person(store) -> str:
    return store.new_person()


@pytest.fixture
def trained(store, registry, bundles, person):
    """Return a function that trains a model with samples of somebody's own."""

    def train(own: str) -> tuple[str, str, str]:
        jobs, claims = Jobs(store.database), Claims(store.database, "worker")
        job = jobs.add("train", "a training", {"own": own}, person).id
        claims.claim()
        claims.report(job, Progress(), SHEET)
        claims.keep_checkpoint(job, b"weights")
        [model] = made.added(registry, bundles[0])
        claims.name_model(job, model)
        return job, model, made.judge(registry, model)

    return train


@pytest.mark.parametrize(("own", "stays"), [("mine", False), ("all", False), ("none", True)])
def test_pictures_of_own_samples_go_with_the_person(store, registry, trained, person, own, stays):
    job, model, judgement = trained(own)
    assert registry.pictures(judgement) is not None
    store.forget(person)
    claims = Claims(store.database, "worker")
    assert (registry.pictures(judgement) is not None) == stays
    assert (claims.checkpoint(job) is not None) == stays
    assert Jobs(store.database).job(job).has_sheet == stays
    assert Jobs(store.database).job(job).state == ("running" if stays else "stopping")
    assert registry.judgement(model) is not None


def test_those_of_others_stay(store, registry, trained):
    _, _, judgement = trained("mine")
    store.forget(store.new_person())
    assert registry.pictures(judgement) is not None
