"""Copying the answer, and how the page says that it was copied."""

from __future__ import annotations

import pytest
from hand import draw, line
from playwright.sync_api import expect
from readings import a_line, answer_with, number

FIRST, SECOND = line(100, 100, 100, 200), line(200, 100, 200, 200)


@pytest.mark.parametrize(
    ("expression", "exact", "decimal", "copied"),
    [("16/3", "16/3", "5.(3)", "16/3"), ("0.5+0.25", "3/4", "0.75", "0.75")],
)
def test_the_answer_can_be_copied_as_it_is_shown(page, expression, exact, decimal, copied):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer_with(page, a_line(expression, "<math><mn>1</mn></math>", exact, decimal))
    draw(page, [FIRST])
    page.get_by_role("button", name="Copy answer").click()
    expect(page.get_by_role("button", name="Copied answer")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == copied


def test_copied_is_said_until_another_answer_comes(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer_with(page, number(7))
    draw(page, [FIRST])
    expect(page.locator("#lines .value")).to_have_text("7")
    page.keyboard.press("c")
    expect(page.locator("#copy-label")).to_have_text("Copied")
    expect(page.get_by_role("status")).to_have_text("Copied")
    draw(page, [SECOND])
    expect(page.locator("#copy-label")).to_have_text("Copy")


def test_a_forbidden_clipboard_is_said(page):
    page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error(); }; }")
    answer_with(page, number(7))
    draw(page, [FIRST])
    page.get_by_role("button", name="Copy answer").click()
    expect(page.get_by_role("status")).to_have_text("Not copied")
