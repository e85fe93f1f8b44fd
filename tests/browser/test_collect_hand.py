"""What was learnt of a hand: shown, switched off, begun anew and deleted with all samples."""

from __future__ import annotations

import pytest
from collecting import me, open_part, teach
from conftest import OpenPage
from playwright.sync_api import Page, expect


@pytest.fixture
def hand(open_page: OpenPage) -> Page:
    """Open the hand of a person who wrote three symbols."""
    page = open_page("/collect")
    teach(page, ("1", "1"), ("2", "2"), ("+", "+"))
    open_part(page, "Your hand")
    expect(page.locator("#learnt")).to_contain_text("It has learnt from 3 symbols of yours")
    return page


def confirm(page: Page, button: str) -> None:
    """Press a button that asks first, and say yes."""
    page.locator("#known").get_by_role("button", name=button).click()
    page.get_by_role("dialog").get_by_role("button", name=button).click()


def test_the_hand_is_shown_as_it_writes(hand):
    expect(hand.locator("#specimen svg")).to_have_count(3)
    expect(hand.locator("#specimen .blank")).to_have_count(13)


def test_the_hand_is_shown_by_its_clearest_symbols(hand):
    first = hand.locator("#specimen path").nth(1).get_attribute("d")
    teach(hand, ("3", "2"))
    hand.reload()
    expect(hand.locator("#specimen path").nth(1)).to_have_attribute("d", first)


def test_what_it_learnt_is_switched_off_and_on(hand):
    switch = hand.get_by_role("switch", name="Use what it learnt")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    assert me(hand)["adapts"] is False
    hand.reload()
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.press("Space")
    expect(switch).to_have_attribute("aria-checked", "true")
    assert me(hand)["adapts"] is True


def test_starting_anew_keeps_the_samples(hand):
    confirm(hand, "Start anew")
    expect(hand.locator("#learnt")).to_have_text("It has learnt nothing of your hand yet")
    about = me(hand)
    assert (about["hand"]["samples"], about["samples"]["total"]) == (0, 3)


def test_deleting_everything_leaves_nothing_and_nobody(hand):
    assert len(hand.context.cookies()) == 1
    confirm(hand, "Delete everything")
    expect(hand.get_by_text("It does not know your hand yet")).to_be_visible()
    assert hand.context.cookies() == []
    assert me(hand)["samples"]["total"] == 0
    open_part(hand, "Write")
    expect(hand.locator("#goal-count")).to_have_text("0")


def test_nothing_is_deleted_by_mistake(hand):
    hand.locator("#forget").click()
    hand.keyboard.press("Enter")
    expect(hand.get_by_role("dialog")).to_be_hidden()
    hand.locator("#forget").click()
    hand.keyboard.press("Escape")
    expect(hand.get_by_role("dialog")).to_be_hidden()
    assert me(hand)["samples"]["total"] == 3


def test_what_changed_is_said_in_words(hand):
    changes = [
        {"label": "7", "read_as": "1", "count": 3},
        {"label": "-", "read_as": "1", "count": 1},
    ]
    about = me(hand)
    about["hand"]["changes"] = changes
    hand.route("**/api/v1/me", lambda route: route.fulfill(json=about))
    hand.reload()
    expect(hand.locator("#changes li")).to_have_text(
        ["7, first read as 1; corrected 3 times", "−, first read as 1; corrected once"]
    )


def test_a_stranger_is_told_how_to_begin(open_page):
    page = open_page("/collect#hand")
    expect(page.get_by_text("It does not know your hand yet")).to_be_visible()
    expect(page.locator("#known")).to_be_hidden()
