"""What pages ask of the store of samples, and what the server has kept of a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Request, Response, Route

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
