"""A hand that is taught: symbols for the page that collects them, and what is kept of them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from hand import Stroke, draw, line, load_ink
from playwright.sync_api import Page, expect

KEPT = 201

_SYMBOLS = {"1": (0,), "2": (1,), "+": (2, 3), "3": (4,), "0": (5,)}
"""Strokes of 12+30, as a hand wrote it."""


def strokes_of(label: str) -> list[Stroke]:
    """Return the strokes of a symbol that was written by hand."""
    strokes = load_ink("12+30")["strokes"]
    return [[[x, y] for x, y, *_ in strokes[at]] for at in _SYMBOLS[label]]


def teach(page: Page, *symbols: tuple[str, str]) -> list[str]:
    """Keep symbols (shape, label) of the person of a page; return their ids, in that order."""
    ids = [str(uuid4()) for _ in symbols]
    for name, (shape, label) in zip(ids, symbols, strict=True):
        strokes = strokes_of(shape)
        about = {"id": name, "marks": [*range(len(strokes))], "label": label, "read_as": None}
        body = {"strokes": strokes, "source": "collected", "session": "a-test", "model": None}
        answer = page.request.post(api(page, "/samples"), data=body | {"samples": [about]})
        assert answer.status == KEPT
    return ids


def me(page: Page) -> dict[str, Any]:
    """Return what the server says of the person of a page."""
    return page.request.get(api(page, "/me")).json()


def labels(page: Page) -> list[str]:
    """Return the labels of the samples that are kept of the person, in alphabetical order."""
    found = page.request.get(api(page, "/samples")).json()["samples"]
    return sorted(sample["label"] for sample in found)


def api(page: Page, path: str) -> str:
    """Return the address of a part of the API."""
    return f"{'/'.join(page.url.split('/')[:3])}/api/v1{path}"


def asked(page: Page) -> str:
    """Return the label that is asked for."""
    return page.locator("#tiles .asked").get_attribute("data-label")


def write_one(page: Page) -> str:
    """Write the symbol that is asked for, whatever it looks like; return its label when kept."""
    label = asked(page)
    draw(page, [line(100, 60, 140, 200)])
    expect(page.locator("#tiles .asked")).not_to_have_attribute("data-label", label)
    return label


def open_part(page: Page, name: str) -> None:
    """Open a part of the page by its name."""
    page.locator(".parts").get_by_role("link", name=name).click()


def settle(page: Page, name: str) -> None:
    """Wait until a part shows what is kept, or that there is nothing."""
    signs = {
        "Samples": "#grid .sample, #no-samples:visible",
        "Your hand": "#specimen svg, #unknown:visible",
    }
    expect(page.locator(signs.get(name, ".part:visible")).first).to_be_visible()
