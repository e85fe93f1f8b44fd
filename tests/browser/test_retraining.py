"""Retraining from end to end: trained from the page, judged, refused, overridden, and gone back.

A server and a worker run as processes, on a data set of a few drawn symbols: a network that has
seen so little reads badly, and the gate must say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("torch")

import tiny
from hand import draw, line
from playwright.sync_api import Browser, Page, expect
from serving import serve
from workers import worker

from recognizer.bundle import read_bundle
from training.sources import SOURCES
from webapp.jobs.address import DATA_VARIABLE
from webapp.store.address import HOME_VARIABLE

SHIPPED = read_bundle().model_id
EPOCHS = 8
TRAINING_MS = 240_000  # of patience, on a machine that has much else to do
REASON = "To see what it reads."
ONE_PLUS_ONE = [
    line(100, 120, 100, 200),
    line(150, 160, 200, 160),
    line(175, 135, 175, 185),
    line(250, 120, 250, 200),
]


@dataclass(frozen=True, slots=True)
class Site:
    """A page on a server whose worker takes the jobs."""

    page: Page
    address: str

    def show(self, path: str) -> None:
        self.page.goto("about:blank")
        self.page.goto(self.address + path)

    def read(self) -> str:
        """Write a sum, and return the model that reads it."""
        self.show("/")
        with self.page.expect_response("**/api/v1/read/ink") as answer:
            draw(self.page, ONE_PLUS_ONE)
        return str(answer.value.json()["model"])


@pytest.fixture
def site(browser: Browser, tmp_path: Path) -> Iterator[Site]:
    data = tmp_path / "data"
    data.mkdir()
    tiny.make_data(data)
    env = {HOME_VARIABLE: str(tmp_path), DATA_VARIABLE: str(data)}
    with serve(env=env) as server, worker(env):
        context = browser.new_context(viewport={"width": 1200, "height": 900})
        yield Site(context.new_page(), server.address)
        context.close()


def start_training(page: Page) -> None:
    """Choose the drawn symbols alone, and start."""
    for source in SOURCES:
        page.locator(f'#sets [data-set="{source.name}"] label', has_text="None").click()
    page.locator("#epochs").fill(str(EPOCHS))
    page.locator("#start").click()


def watch_to_the_end(page: Page) -> list[str]:
    """Return what the loss curve looked like whenever it changed, until the job is done."""
    curve = page.locator("[data-curve=loss] .line.each path")
    done = page.locator("[data-job][data-state=done]")
    seen: list[str] = []
    expect(curve.or_(done).first).to_be_attached(timeout=TRAINING_MS)
    while not done.count():
        shape = curve.first.get_attribute("d") if curve.count() else None
        if shape and shape not in seen[-1:]:
            seen.append(shape)
        page.wait_for_timeout(100)
    return seen


def test_a_model_is_trained_judged_refused_overridden_and_left_again(site):
    page = site.page
    assert site.read() == SHIPPED
    site.show("/train#train")
    start_training(page)
    shapes = watch_to_the_end(page)
    assert len(shapes) > 1
    assert len(shapes[-1]) > len(shapes[0])

    page.locator("[data-job] [data-do=see]").click()
    expect(page.locator("#verdict-words")).to_contain_text("does not go into service")
    expect(page.locator("#falls [data-fall]").first).to_be_visible()
    page.locator("#confusion button[data-count]:not([data-count='0'])").first.click()
    expect(page.locator("#cell-sheet")).to_have_js_property("complete", True)
    assert page.locator("#cell-sheet").evaluate("picture => picture.naturalWidth") > 0
    page.keyboard.press("Escape")

    page.locator("#model-head [data-do=use]").click()
    page.locator("#reason").fill(REASON)
    page.locator("#override-yes").click()
    expect(page.locator("#model-head .badge.serving")).to_be_visible()
    trained = page.locator("#model-head [data-model]").get_attribute("data-model")
    assert trained != SHIPPED
    assert site.read() == trained

    site.show("/train#models")
    expect(page.locator("#history li[data-gate=overridden]")).to_contain_text(REASON)
    page.locator("#model-list [data-do=back]:visible").click()
    expect(page.locator(f'#model-list [data-model="{SHIPPED}"] .badge.serving')).to_be_visible()
    assert site.read() == SHIPPED
