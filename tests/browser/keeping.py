"""What pages ask of the store of samples, and what the server has kept of a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hand import draw, line
from playwright.sync_api import Page, Request, Response, Route, expect
from readings import a_row, another, answer_with

SAMPLES = "**/api/v1/samples"
PHOTO_SAMPLES = "**/api/v1/samples/photo"


class Keeping:
    """The requests of a page that keep or delete samples, in their order."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.requests: list[Request] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if "/api/v1/samples" in request.url and request.method != "GET":
            self.requests.append(request)

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.requests]

    def body(self, at: int = -1) -> Any:
        """Return what one of the requests says; the last one, as a rule."""
        return json.loads(self.requests[at].post_data)

    def after(self, act: Callable[[], object]) -> Response:
        """Do something, and return the answer to the request that it leads to."""
        with self._page.expect_response(is_keeping) as answer:
            act()
        return answer.value

    def samples(self) -> list[dict[str, Any]]:
        """Return the samples that the server has kept of the person, the newest first."""
        answer = self._page.evaluate("() => fetch('/api/v1/samples').then((r) => r.json())")
        return answer["samples"]

    def answer(self, answer: Callable[[Route], object]) -> None:
        """Let something else take the requests, instead of the server."""
        self.mend()
        for pattern in (SAMPLES, PHOTO_SAMPLES):
            self._page.route(pattern, answer)

    def break_off(self) -> None:
        """Break the connection whenever something is to be kept or deleted."""
        self.answer(lambda route: route.abort())

    def mend(self) -> None:
        """Let the server take the requests again."""
        for pattern in (SAMPLES, PHOTO_SAMPLES):
            self._page.unroute(pattern)


def is_keeping(response: Response) -> bool:
    return "/api/v1/samples" in response.url and response.request.method != "GET"


NOT_YET = "Your correction counts here, but could not be kept yet."
STROKES = [line(100 + 60 * at, 100, 110 + 60 * at, 180) for at in range(3)]


def show_doubtful(page: Page) -> Page:
    """Show 1+2, of whose 1 the reading is not sure."""
    seven = another("7+2", "9", 0.2, ([0], "7"))
    answer_with(page, a_row("1+2", "3", seven, unsure="1"))
    draw(page, STROKES)
    expect_answer(page)
    return page


def expect_answer(page: Page) -> None:
    expect(page.locator("#display")).to_have_attribute("data-state", "answer")


def saying(page: Page, symbol: int, key: str) -> Callable[[], None]:
    """Return what says with a tap and a key what a symbol is."""

    def say() -> None:
        page.locator("#lines mo").nth(symbol).click()
        page.keyboard.press(key)

    return say


def pressing(page: Page, key: str) -> Callable[[], None]:
    return lambda: page.keyboard.press(key)


def labels(keeping: Keeping) -> list[str]:
    return sorted(sample["label"] for sample in keeping.samples())
