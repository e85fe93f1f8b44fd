"""The gate of the registry: which model may serve, how it goes back, and which may be deleted."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from bundles import FALL, SHIPPED_ID, added, count, judge

from recognizer.classifier import Classifier
from webapp.models import services
from webapp.models.gate import GateClosed
from webapp.models.model import HasServed, NothingBefore, UnknownModel
from webapp.models.registry import Registry
from webapp.store.database import Database
from webapp.store.schema import FileRow, JudgementRow, ModelRow


def test_a_model_that_is_not_judged_is_not_put_in_service(registry, bundles):
    [one] = added(registry, bundles[0])
    assert registry.gate_for(one).state == "not_judged"
    with pytest.raises(GateClosed, match="not been compared"):
        registry.put_in_service(one)
    assert registry.history() == []


def test_a_model_whose_gate_holds_goes_into_service(registry, bundles):
    [one] = added(registry, bundles[0])
    judgement = judge(registry, one)
    assert registry.gate_for(one).state == "held"
    serving = registry.put_in_service(one)
    assert (serving.model, serving.gate, serving.judgement) == (one, "held", judgement)
    assert registry.serving() == serving
    assert registry.previous() == SHIPPED_ID
    assert registry.gate_for(one).state == "in_service"


def test_putting_the_model_in_service_again_changes_nothing(registry, bundles):
    [one] = added(registry, bundles[0])
    judge(registry, one)
    assert registry.put_in_service(one) == registry.put_in_service(one, "twice")
    assert len(registry.history()) == 1


def test_a_model_that_falls_wants_a_reason_which_is_recorded(registry, bundles):
    [one] = added(registry, bundles[0])
    judgement = judge(registry, one, FALL)
    with pytest.raises(GateClosed, match="the class 7 would fall by 9 points"):
        registry.put_in_service(one)
    serving = registry.put_in_service(one, "we write no sevens")
    told = serving.gate, serving.reason, serving.judgement
    assert told == ("overridden", "we write no sevens", judgement)
    assert registry.history() == [serving]


def test_the_latest_judgement_counts(registry, bundles):
    [one] = added(registry, bundles[0])
    judge(registry, one)
    judge(registry, one, FALL)
    assert registry.gate_for(one).state == "fell"
    judge(registry, one)
    assert registry.gate_for(one).state == "held"
    assert registry.judgement(one).held


def test_a_judgement_against_another_model_than_the_one_in_service_does_not_count(
    registry, bundles
):
    one, other = added(registry, *bundles[:2])
    judge(registry, one)
    judge(registry, other)
    registry.put_in_service(other)
    assert registry.gate_for(one).state == "not_judged"
    assert registry.judgement(one, SHIPPED_ID) and not registry.judgement(one, other)


def as_pictures(database: Database, model: str) -> None:
    """Make a kept model one of pictures, which may have the calculator's classes by chance."""
    with database.writing() as session:
        row = session.get(ModelRow, model)
        row.card = json.dumps(json.loads(row.card) | {"kind": "pictures"})


def test_a_model_of_pictures_never_serves_whatever_the_reason(registry, database, bundles):
    [one] = added(registry, bundles[0])
    as_pictures(database, one)
    judge(registry, one)
    assert registry.gate_for(one).state == "not_symbols"
    for put in (registry.put_in_service, lambda model: registry.put_in_service(model, "yes")):
        with pytest.raises(GateClosed, match="classes"):
            put(one)
    with pytest.raises(GateClosed):
        registry.use(one, "overridden", "yes")
    assert registry.serving().number == 0


# Going back, and deleting


def test_going_back_leads_to_the_model_before_and_to_and_fro(registry, bundles):
    one, other = added(registry, *bundles[:2])
    with pytest.raises(NothingBefore):
        registry.go_back()
    for model in (one, other):
        registry.use(model, "held")
    assert registry.go_back().model == one
    assert registry.go_back().model == other
    assert [each.gate for each in registry.history()] == ["back", "back", "held", "held"]


def test_going_back_from_the_first_switch_leads_to_the_shipped_model(registry, bundles):
    [one] = added(registry, bundles[0])
    registry.use(one, "held")
    assert registry.go_back().model == SHIPPED_ID
    assert registry.previous() == one


def test_a_model_that_served_and_the_shipped_one_come_back_without_a_judgement(registry, bundles):
    one, other = added(registry, *bundles[:2])
    for model in (one, other):
        registry.use(model, "held")
    for model in (one, SHIPPED_ID):
        assert registry.gate_for(model).state == "back"
        assert registry.put_in_service(model).gate == "back"


def test_the_model_of_a_former_version_gives_way_to_the_one_that_is_shipped_now(registry, bundles):
    former = Registry(registry._database)
    former.__dict__["shipped"] = replace(registry.shipped, id="16-000000000000")
    [one] = added(registry, bundles[0])
    former.use(one, "held")
    with former._database.writing() as session:
        services.switch(session, former.shipped.id, "back")
    assert former.serving().model == former.shipped.id
    assert registry.serving().model == SHIPPED_ID
    assert registry.previous() == one
    registry.use(one, "held")
    assert registry.previous() == SHIPPED_ID


def test_a_model_that_never_served_is_deleted_with_what_is_its_own(registry, database, bundles):
    one, other = added(registry, *bundles[:2])
    for model in (one, other):
        judge(registry, model)
    registry.forget(one)
    with pytest.raises(UnknownModel):
        registry.bundle(one)
    assert registry.judgement(one) is None
    assert Classifier(registry.bundle(other))
    assert (count(database, FileRow), count(database, JudgementRow)) == (3, 1)


def test_a_model_that_served_and_the_shipped_one_are_not_deleted(registry, bundles):
    [one] = added(registry, bundles[0])
    registry.use(one, "held")
    registry.go_back()
    for model in (one, SHIPPED_ID):
        with pytest.raises(HasServed):
            registry.forget(model)
    assert registry.served() == {one, SHIPPED_ID}
    assert registry.put_in_service(one).model == one


def test_an_unknown_model_is_told_whatever_is_wanted_of_it(registry):
    unknown = "16-000000000000"
    wanted = (registry.bundle, registry.put_in_service, registry.forget, registry.gate_for)
    for want in wanted:
        with pytest.raises(UnknownModel):
            want(unknown)
