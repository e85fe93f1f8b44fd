"""The token on the pages: asked for once, and what was corrected or written meanwhile is kept."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from hand import draw, line
from keeping import SAMPLES, Keeping, expect_answer, labels, saying, show_doubtful
from playwright.sync_api import Page, expect
from readings import a_row, answer_with

from webapp.access.token import issue
from webapp.app import create_app
from webapp.server import address, listen, make_server
from webapp.store.current import store_of

FIRST = "Your correction counts here. This server keeps samples only with its token."
WAITS = "1 symbol waits for the token of this server."


@pytest.fixture(scope="module")
def asking_app(classifier, tmp_path_factory) -> Flask:
    """Return an application that wants its token from everybody, as from behind a proxy."""
    url = f"sqlite:///{tmp_path_factory.mktemp('asking') / 'inkcalc.db'}"
    return create_app({"CLASSIFIER": classifier, "DATABASE_URL": url, "ASK_TOKEN": True})


@pytest.fixture(scope="module")
def site(asking_app) -> str:
    listener = listen("127.0.0.1", 0)
    Thread(target=make_server(asking_app, listener).run, daemon=True).start()
    return address(listener)


@pytest.fixture(scope="module")
def token(asking_app) -> str:
    token = issue(store_of(asking_app).database)
    assert token is not None
    return token


@pytest.fixture
def keeping(page, complaints) -> Iterator[Keeping]:
    yield Keeping(page)
    # Browsers log every answer of 401 or 403.
    complaints[:] = [each for each in complaints if "status of 40" not in each]


def enter(page: Page, token: str) -> None:
    page.get_by_role("textbox", name="Token").fill(token)
    page.keyboard.press("Enter")


def dialog(page: Page):
    return page.get_by_role("dialog", name="This server wants its token")


def test_a_correction_waits_for_the_token_and_is_sent_with_it(page, keeping, token):
    show_doubtful(page)
    answer_with(page, a_row("7+2", "9"))
    saying(page, 0, "7")()
    expect(page.locator("#lines .value")).to_have_text("9")
    expect(page.locator("#unkept")).to_have_text(FIRST)
    answer_with(page, a_row("7-2", "5"))
    saying(page, 1, "-")()
    expect(page.locator("#lines .value")).to_have_text("5")
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    assert keeping.methods == ["POST"]
    page.get_by_role("button", name="Enter it").click()
    enter(page, "no-such-token")
    expect(page.locator("#access-mistake")).to_have_text("This is not the token of this server.")
    enter(page, token.upper())
    expect(dialog(page)).to_be_hidden()
    expect(page.locator("#unkept")).to_be_empty()
    expect(page.get_by_role("button", name="Enter it")).to_be_hidden()
    assert labels(keeping) == ["-", "7"]
    assert keeping.methods == ["POST"] * 3


def test_who_has_no_token_is_told_so_once(page, keeping, token):
    show_doubtful(page)
    saying(page, 0, "7")()
    expect(page.locator("#unkept")).to_have_text(FIRST)
    page.get_by_role("button", name="Enter it").click()
    page.get_by_role("button", name="Not now").click()
    expect(page.locator("#unkept")).to_be_empty()
    expect_answer(page)
    saying(page, 2, "3")()
    expect_answer(page)
    assert keeping.methods == ["POST"]
    expect(page.locator("#unkept")).to_be_empty()
    expect(page.get_by_role("button", name="Enter it")).to_be_hidden()
    # Another visit may be of somebody who has the token: what was corrected waits for it.
    page.reload()
    page.get_by_role("button", name="Enter it").click()
    enter(page, token)
    expect(page.locator("#unkept")).to_be_empty()
    assert labels(keeping) == ["3", "7"]


def test_what_is_written_on_the_page_that_teaches_waits_too(page, keeping, token):
    page.goto(page.url + "collect")
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    draw(page, [line(120, 60, 130, 160)])
    expect(page.locator("#notice p")).to_have_text(WAITS)
    assert keeping.methods == ["POST"]
    page.get_by_role("button", name="Enter it").click()
    with page.expect_response(SAMPLES) as kept:
        enter(page, token)
    assert kept.value.status == 201
    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("#goal-count")).to_have_text("1")
    page.get_by_role("link", name="Samples").click()
    expect(page.locator("#grid [role=option]")).to_have_count(1)
    assert len(keeping.samples()) == 1


def test_the_token_lets_in_all_tabs_and_asks_no_more(page, keeping, token):
    page.goto(page.url + "collect#samples")
    other = page.context.new_page()
    other.goto(page.url)
    expect(dialog(other)).to_be_visible()
    enter(page, token)
    for tab in (page, other):
        expect(dialog(tab)).to_be_hidden()
        expect(tab.locator("#no-samples")).to_be_visible()
    page.reload()
    expect(page.locator("#no-samples")).to_be_visible()
    expect(dialog(page)).to_be_hidden()
