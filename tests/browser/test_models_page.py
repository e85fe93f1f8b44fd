"""The models: put in service in spite of a gate or not, gone back from, tried and deleted."""

from __future__ import annotations

import pytest
from judgements import FALL, a_judgement
from playwright.sync_api import Locator, Page, expect
from workshop import FACES, NEWER, OLDER, SHIPPED, Workshop, a_model, a_sheet, faces

FELL = "The gate does not hold: the class 7 would fall by 2.1 points."
REASON = "It reads the 7 of our school."


@pytest.fixture
def workshop() -> Workshop:
    """Return a server with a model that may serve, one that falls, and one of other classes."""
    models = [a_model(NEWER, "held"), a_model(OLDER, "fell"), faces()]
    workshop = Workshop(models=[*models, a_model(SHIPPED, "in_service")])
    workshop.judgements = {
        NEWER: a_judgement(NEWER, SHIPPED),
        OLDER: a_judgement(OLDER, SHIPPED, FALL),
    }
    return workshop


@pytest.fixture
def models(open_page, workshop) -> Page:
    """Open the models."""
    page = workshop.visit(open_page, "/train#models")
    expect(card(page, SHIPPED)).to_be_visible()
    return page


def card(page: Page, name: str) -> Locator:
    return page.locator(f"#model-list [data-model='{name}']")


def press(page: Page, name: str, button: str) -> None:
    card(page, name).get_by_role("button", name=button).click()


def expect_serving(page: Page, name: str) -> None:
    """Expect that a model is shown in service, before all others, and no other is."""
    expect(page.locator("#model-list article").first).to_have_attribute("data-model", name)
    expect(page.locator("#model-list .serving")).to_have_count(1)
    expect(card(page, name).locator(".serving")).to_be_visible()


def test_each_model_tells_what_it_is(models):
    expect_serving(models, SHIPPED)
    expect(card(models, SHIPPED)).to_contain_text("Came with Inkcalc")
    expect(card(models, NEWER)).to_contain_text("98.45\u202f% right on what was held out")
    expect(card(models, OLDER).locator(".gate")).to_have_text(FELL)
    expect(card(models, FACES)).to_contain_text("Tells apart angry, disgusted")
    expect(card(models, FACES).get_by_role("button", name="Put in service")).to_have_count(0)
    expect(card(models, SHIPPED).get_by_role("button", name="Delete")).to_have_count(0)
    download = card(models, NEWER).get_by_role("link", name="Download")
    expect(download).to_have_attribute("href", f"/api/v1/models/{NEWER}/bundle.zip")


def test_who_has_the_shipped_model_only_is_told_how_to_get_another(open_page):
    page = Workshop().visit(open_page, "/train#models")
    page.get_by_role("link", name="Train a new model").click()
    expect(page.get_by_role("button", name="Start training")).to_be_visible()


def test_one_click_puts_a_model_in_service_and_one_goes_back(models, workshop):
    press(models, NEWER, "Put in service")
    expect_serving(models, NEWER)
    expect(models.locator("#notice")).to_contain_text(f"{NEWER} is in service")
    press(models, NEWER, "Go back to the one before")
    expect_serving(models, SHIPPED)
    assert workshop.asked == [
        ("POST", f"/models/{NEWER}/use", {}),
        ("POST", "/models/back", {}),
    ]
    expect(models.locator("#history p")).to_have_text(
        [f"Back to {SHIPPED}.", f"{NEWER} was put in service; it read nothing noticeably worse."]
    )


def test_the_notice_of_a_switch_goes_back_too(models):
    press(models, NEWER, "Put in service")
    models.locator("#notice").get_by_role("button", name="Go back").click()
    expect_serving(models, SHIPPED)


def test_a_model_that_falls_serves_only_for_a_reason_that_is_kept(models, workshop, complaints):
    path = f"/models/{OLDER}/use"
    workshop.refusals["POST", path] = 409, "gate", FELL
    press(models, OLDER, "Put in service")
    dialog = models.get_by_role("dialog", name="It reads some things worse")
    expect(dialog).to_contain_text(FELL)
    expect(dialog.get_by_role("listitem")).to_have_text(
        "“7” falls by 2.1 points, from 98.40\u202f% to 96.30\u202f%; the limit is 1 point."
    )
    dialog.get_by_role("textbox").fill("   ")
    dialog.get_by_role("button", name="Put in service all the same").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("textbox").fill(f" {REASON} ")
    dialog.get_by_role("button", name="Put in service all the same").click()
    expect_serving(models, OLDER)
    expect(models.locator("#history blockquote")).to_have_text(REASON)
    assert workshop.asked == [("POST", path, {}), ("POST", path, {"override": REASON})]
    complaints.clear()


def test_a_model_that_falls_is_left_as_it_is(models, workshop, complaints):
    workshop.refusals["POST", f"/models/{OLDER}/use"] = 409, "gate", FELL
    press(models, OLDER, "Put in service")
    dialog = models.get_by_role("dialog", name="It reads some things worse")
    dialog.get_by_role("button", name="Leave it").click()
    expect(dialog).to_be_hidden()
    expect_serving(models, SHIPPED)
    assert len(workshop.asked) == 1
    complaints.clear()


def test_what_the_server_refuses_is_said_in_its_words(models, workshop, complaints):
    workshop.refusals["POST", f"/models/{NEWER}/use"] = 409, "broken_model", "Its file is broken."
    press(models, NEWER, "Put in service")
    expect(models.locator("#notice")).to_contain_text("Its file is broken.")
    expect_serving(models, SHIPPED)
    complaints.clear()


def test_a_model_that_was_not_compared_is_and_the_list_follows(open_page, workshop):
    workshop.models[0] = a_model(NEWER, "not_judged")
    models = workshop.visit(open_page, "/train#models")
    press(models, NEWER, "Compare them")
    gate = card(models, NEWER).locator(".gate")
    expect(gate).to_have_text("Its comparison with the model in service waits in the queue.")
    assert workshop.asked == [("POST", "/jobs", {"kind": "judge", "model": NEWER})]
    job = workshop.jobs[0]
    job |= {"state": "running", "progress": job["progress"] | {"fraction": 0.4}}
    progress = card(models, NEWER).get_by_role("progressbar")
    expect(progress).to_have_js_property("value", 0.4)
    workshop.models[0] = a_model(NEWER, "held")
    job["state"] = "done"
    expect(gate).to_have_text("The gate holds: no class falls by more than 1 point.")
    expect(progress).to_be_hidden()


def test_a_model_is_deleted_when_that_is_confirmed(models, workshop):
    press(models, OLDER, "Delete")
    models.get_by_role("dialog").get_by_role("button", name="Delete it").click()
    expect(card(models, OLDER)).to_have_count(0)
    assert workshop.asked == [("DELETE", f"/models/{OLDER}", None)]


def test_the_history_begins_with_what_came(open_page, workshop):
    workshop.history = [
        {"model": SHIPPED, "at": None, "gate": "shipped", "reason": None},
        {"model": OLDER, "at": "2026-11-21T10:00:00Z", "gate": "overridden", "reason": REASON},
    ]
    page = workshop.visit(open_page, "/train#models")
    expect(page.locator("#history p")).to_have_text(
        [f"{OLDER} was put in service all the same, because:", f"{SHIPPED} came with Inkcalc."]
    )


def picture(kind: str = "image/png") -> dict:
    return {"name": "one.png", "mimeType": kind, "buffer": a_sheet()}


def test_a_picture_is_tried_on_a_model_of_other_classes(models, workshop):
    card(models, FACES).get_by_role("link", name="Try it").click()
    expect(models.locator("#trial-words")).to_contain_text("not be put in service")
    models.locator("#picture").set_input_files(picture())
    ranks = models.locator("#ranks li")
    expect(ranks).to_have_count(5)
    expect(ranks.first).to_have_text("surprised70\u202f%")
    expect(models.locator("#trial-picture")).to_be_visible()
    models.get_by_role("button", name="Show all classes").click()
    expect(ranks).to_have_count(7)
    expect(models.locator("#confused-table tbody tr")).to_have_count(7)
    assert workshop.asked == [("POST", f"/models/{FACES}/try", None)]


def test_a_picture_that_is_dropped_is_tried(open_page, workshop):
    page = workshop.visit(open_page, f"/train#models/{NEWER}")
    expect(page.get_by_role("heading", name=NEWER)).to_be_visible()
    page.evaluate(
        """(bytes) => {
            const dataTransfer = new DataTransfer();
            const options = { bubbles: true, cancelable: true, dataTransfer };
            const type = "image/png";
            dataTransfer.items.add(new File([new Uint8Array(bytes)], "a.png", { type }));
            document.querySelector("#drop").dispatchEvent(new DragEvent("drop", options));
        }""",
        list(a_sheet()),
    )
    expect(page.locator("#ranks li").first).to_have_text(")70\u202f%")


def test_what_is_no_picture_is_not_sent(open_page, workshop):
    page = workshop.visit(open_page, f"/train#models/{FACES}")
    expect(page.get_by_role("heading", name=FACES)).to_be_visible()
    page.locator("#picture").set_input_files(picture("text/plain"))
    expect(page.locator("#trial-refused")).to_contain_text("A picture is a PNG")
    assert workshop.asked == []
