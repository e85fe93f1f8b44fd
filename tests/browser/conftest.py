"""A real browser on a real server: both start once, and every test gets a page of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from webapp.server import address, listen, make_server

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Every test opens a page of its own: a renderer in reserve would start in vain.
    "--disable-features=SpareRendererForSitePerProcess",
]
PATIENCE_MS = 15_000

SMALL_PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}

OpenPage = Callable[..., Page]
Prepare = Callable[[Page], None]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium; skip where there is none, or fail if it is required."""
    found = os.environ.get("INKCALC_CHROMIUM") or next(
        filter(None, map(shutil.which, CHROMIUM_NAMES)), None
    )
    if found is not None:
        return found
    message = "no Chromium was found; set INKCALC_CHROMIUM to its path"
    if os.environ.get("INKCALC_REQUIRE_BROWSER") == "1":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def site(app: Flask) -> str:
    """Serve the application as it is served to people; return its address."""
    listener = listen("127.0.0.1", 0)
    server = make_server(app, listener)
    Thread(target=server.run, daemon=True).start()
    return address(listener)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """Collect what a page complains about; a test that provokes complaints empties the list."""
    return []


@pytest.fixture
def open_page(browser: Browser, site: str, complaints: list[str]) -> Iterator[OpenPage]:
    """Return a function that opens a page in a fresh profile, with options of its context.

    `prepare(page)` comes before the page asks for anything.
    Afterwards no page may have complained, broken its policy or asked another host.
    """
    contexts = []

    def open_one(path: str = "/", prepare: Prepare | None = None, **options: Any) -> Page:
        options = {"viewport": {"width": 1000, "height": 800}, "reduced_motion": "reduce"} | options
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        _listen_for_complaints(page, site, complaints)
        if prepare is not None:
            prepare(page)
        page.goto(site + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Open the page on a desk."""
    return open_page()


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """Open the page on a small phone."""
    return open_page(**SMALL_PHONE)


@pytest.fixture
def photo_page(open_page: OpenPage) -> Page:
    """Open the page for photos on a desk."""
    return open_page("/photo")


@pytest.fixture
def photo_phone(open_page: OpenPage) -> Page:
    """Open the page for photos on a small phone."""
    return open_page("/photo", **SMALL_PHONE)


def _listen_for_complaints(page: Page, site: str, complaints: list[str]) -> None:
    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def check_host(url: str) -> None:
        if not url.startswith(site):
            complaints.append(f"asked another host: {url}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: check_host(request.url))
