"""Training from the page: set up, watched while it learns, stopped, resumed and cancelled."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from workshop import EPOCHS, Workshop, a_job, with_course

RECIPE = {"kind": "train", "epochs": EPOCHS, "seed": 1, "own": "none"}
TOKEN = "quiet-harbour"


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


def step(page: Page, name: str, words: str) -> None:
    """Choose how much of a set is taken."""
    page.locator(f"[data-set='{name}']").get_by_text(words, exact=True).click()


def card(page: Page, job: dict[str, Any]) -> Locator:
    return page.locator(f"[data-job='{job['id']}']")


def press(page: Page, job: dict[str, Any], name: str) -> None:
    card(page, job).get_by_role("button", name=name).click()


def test_the_usual_choices_are_the_shipped_recipe(open_page, workshop):
    page = workshop.visit(open_page)
    expect(page.locator("#sets li")).to_have_count(4)
    page.get_by_role("button", name="Start training").click()
    expect(page.locator(".job .badge")).to_have_text("Next")
    assert workshop.asked == [("POST", "/jobs", RECIPE)]


def test_starting_posts_what_was_chosen(open_page, workshop):
    page = workshop.visit(open_page)
    step(page, "mnist_train", "None")
    step(page, "mdas_train", "More")
    step(page, "bhmsds", "Less")
    page.locator("#own").get_by_text("Mine").click()
    expect(page.locator("#own-words")).to_contain_text("from 3 sittings")
    page.get_by_text("A try").click()
    page.get_by_text("Name and seed").click()
    page.get_by_label("Name, so that").fill("Mine too")
    page.get_by_label("Seed").fill("5")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_role("heading", name="Mine too")).to_be_visible()
    shares = {"mnist_train": 0, "mdas_train": 0.5, "bhmsds": 0.075}
    chosen = {"title": "Mine too", "epochs": 6, "seed": 5, "own": "mine", "shares": shares}
    assert workshop.asked == [("POST", "/jobs", RECIPE | chosen)]


def test_what_is_no_training_is_said_before_it_is_sent(open_page, workshop):
    page = workshop.visit(open_page)
    expect(page.locator("#sets li")).to_have_count(4)
    page.get_by_text("Name and seed").click()
    for field, value, usual, sentence in [
        ("#epochs", "0", "72", "Say for how many epochs: a whole number from 1."),
        ("#epochs", "", "72", "Say for how many epochs: a whole number from 1."),
        ("#seed", "1.5", "1", "The seed is a whole number from 0."),
    ]:
        page.locator(field).fill(value)
        page.get_by_role("button", name="Start training").click()
        expect(page.locator("#refused")).to_have_text(sentence)
        page.locator(field).fill(usual)
    for choice in page.locator("#sets").get_by_text("None").all():
        choice.click()
    page.get_by_role("button", name="Start training").click()
    expect(page.locator("#refused")).to_have_text("Choose at least one set to learn from.")
    assert workshop.asked == []


def test_what_the_server_refuses_to_start_is_said_in_its_words(open_page, workshop, complaints):
    workshop.refusals["POST", "/jobs"] = 422, "no_samples", "There are no such samples."
    page = workshop.visit(open_page)
    expect(page.locator("#sets li")).to_have_count(4)
    page.get_by_role("button", name="Start training").click()
    expect(page.locator("#refused")).to_have_text("There are no such samples.")
    complaints.clear()


def test_one_sitting_cannot_be_held_out_and_the_page_says_so(open_page, workshop):
    workshop.own = {"mine": 12, "mine_sessions": 1, "all": 12}
    page = workshop.visit(open_page)
    page.locator("#own").get_by_text("Mine").click()
    expect(page.locator("#own-words")).to_contain_text("none can be held out")


def test_who_has_no_samples_is_shown_where_to_write_some(open_page, workshop):
    workshop.own = {"mine": 0, "mine_sessions": 0, "all": 0}
    page = workshop.visit(open_page)
    expect(page.locator("#own").get_by_label("Mine")).to_be_disabled()
    link = page.locator("#own-words").get_by_role("link", name="teach it your hand")
    expect(link).to_have_attribute("href", "/collect")


def test_the_estimate_tells_on_what_it_rests(open_page, workshop):
    page = workshop.visit(open_page)
    estimate = page.locator("#estimate")
    expect(estimate).to_have_text("It fetches 1 set and takes about 44 minutes on two cores.")
    step(page, "mathnote_symbols", "None")
    expect(estimate).to_have_text("It takes about 44 minutes on two cores.")
    workshop.jobs = [a_job(2, "running"), a_job(1, "done", ended="2026-11-22T11:12:10+00:00")]
    page.reload()
    expect(estimate).to_have_text(
        "It waits for 1 job, fetches 1 set and takes about 72 minutes, judged by the last one here."
    )


def test_the_curves_grow_while_it_learns(open_page, workshop):
    job = workshop.running()
    page = workshop.visit(open_page)
    own = card(page, job)
    accuracy = own.locator("[data-curve='accuracy'] .plot")
    for epochs in (12, 13, 14):
        workshop.jobs[0] = with_course(job, epochs)
        share = f"{100 * workshop.jobs[0]['history'][-1]['accuracy']:.2f}"
        words = f"{epochs} of {EPOCHS} so far: {share}\u202f% now."
        expect(accuracy).to_have_attribute(
            "aria-label", f"Accuracy on what is held out over the epochs, {words}"
        )
        expect(own.locator(".line.known circle")).to_have_count(epochs)
        expect(own.locator(".as-table tbody tr")).to_have_count(epochs)
        expect(own.locator(".left")).to_contain_text(f"Epoch {epochs} of {EPOCHS}")
        expect(own.get_by_role("progressbar")).to_have_js_property("value", epochs / EPOCHS)


def test_the_loss_moves_within_an_epoch_and_the_samples_are_shown(open_page, workshop):
    job = workshop.running()
    page = workshop.visit(open_page)
    line = card(page, job).locator(".line.each path")
    before = line.get_attribute("d")
    job["losses"] = [*job["losses"], [12.5, 0.3]]
    expect(line).not_to_have_attribute("d", before)
    sheet = card(page, job).get_by_role("img", name="Samples as the model sees them")
    expect(sheet).to_have_js_property("complete", True)
    assert sheet.evaluate("(img) => img.naturalWidth") > 0


def test_a_training_is_stopped_and_goes_on(open_page, workshop):
    job = workshop.running()
    page = workshop.visit(open_page)
    badge = card(page, job).locator(".badge")
    press(page, job, "Stop")
    expect(badge).to_have_text("Stopping")
    job["state"] = "stopped"
    expect(badge).to_have_text("Stopped")
    press(page, job, "Go on")
    expect(badge).to_have_text("Next")
    path = f"/jobs/{job['id']}"
    assert workshop.asked == [("POST", f"{path}/stop", {}), ("POST", f"{path}/resume", {})]


def test_what_a_training_learnt_is_not_thrown_away_by_mistake(open_page, workshop):
    job = workshop.running()
    page = workshop.visit(open_page)
    press(page, job, "Cancel")
    page.get_by_role("dialog").get_by_role("button", name="Leave it").click()
    assert workshop.asked == []
    press(page, job, "Cancel")
    page.get_by_role("dialog").get_by_role("button", name="Cancel it").click()
    expect(card(page, job)).to_have_count(0)
    expect(page.get_by_text("Nothing has been trained here yet")).to_be_visible()
    assert workshop.asked == [("DELETE", f"/jobs/{job['id']}", None)]


def test_the_queue_is_in_order_and_what_ended_tells_what_came_of_it(open_page, workshop):
    workshop.jobs = [
        a_job(4, "queued", place=2),
        a_job(3, "queued", place=1),
        a_job(2, "failed", error="A set could not be fetched."),
        a_job(1, "done", model="16-22aa0bb41c09", held=True),
    ]
    page = workshop.visit(open_page)
    badges = page.locator(".job .badge")
    expect(badges).to_have_text(["Next", "2nd in the queue", "Failed", "Done"])
    expect(page.get_by_text("A set could not be fetched.")).to_be_visible()
    done = card(page, workshop.jobs[3])
    expect(done).to_contain_text("It may go into service.")
    link = done.get_by_role("link", name="See the model")
    expect(link).to_have_attribute("href", "#models/16-22aa0bb41c09")
    press(page, workshop.jobs[3], "Show curves")
    expect(done.locator(".as-table tbody tr")).to_have_count(EPOCHS)


def test_without_a_worker_it_is_said_how_to_start_one(open_page, workshop):
    workshop.workers = []
    page = workshop.visit(open_page)
    expect(page.locator("#no-worker")).to_contain_text("inkcalc worker")
    expect(page.get_by_text("Nothing has been trained here yet")).to_be_visible()


def test_a_server_that_was_away_is_found_again(open_page, workshop, complaints):
    workshop.is_away = True
    page = workshop.visit(open_page)
    notice = page.locator("#notice")
    expect(notice).to_contain_text("The server does not answer.")
    workshop.is_away = False
    workshop.running()
    expect(page.locator(".job")).to_have_count(1)
    expect(notice).to_be_hidden()
    expect(page.locator("#sets li")).to_have_count(4)
    complaints.clear()


def test_a_page_that_is_not_seen_asks_for_nothing(open_page, workshop):
    job = workshop.running()
    page = workshop.visit(open_page)
    expect(card(page, job)).to_be_visible()
    page.clock.install()
    see(page, False)
    before = len(workshop.looked)
    page.clock.run_for(60_000)
    assert len(workshop.looked) == before
    job["title"] = "Renamed"
    see(page, True)
    expect(page.get_by_role("heading", name="Renamed")).to_be_visible()


def see(page: Page, is_seen: bool) -> None:
    """Bring the page to the front, or another one, as far as it can tell."""
    page.evaluate(
        """(isHidden) => {
            Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        not is_seen,
    )


def test_the_token_is_asked_for_once_and_the_page_goes_on(open_page, workshop, complaints):
    error = {"kind": "token_wanted", "message": "This wants the token of the server."}
    guarded = ("**/api/v1/jobs", "**/api/v1/training")

    def guard(page: Page) -> None:
        workshop.serve(page)
        for path in guarded:
            page.route(path, lambda route: route.fulfill(status=401, json={"error": error}))

    page = open_page("/train", guard)
    dialog = page.get_by_role("dialog", name="This server wants its token")
    expect(dialog).to_be_visible()
    for path in guarded:
        page.unroute(path)
    page.route("**/api/v1/access", lambda route: route.fulfill(json={"granted": True}))
    dialog.get_by_role("textbox").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("#sets li")).to_have_count(4)
    expect(page.locator("#no-jobs")).to_be_visible()
    complaints.clear()
