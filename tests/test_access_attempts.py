"""Attempts: who tries wrong tokens waits, and nobody else does."""

from __future__ import annotations

import pytest
from entering import AWAY, ELSEWHERE

from webapp.access.attempts import ADDRESSES, MOST, SPAN, Attempts


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def attempts(clock) -> Attempts:
    return Attempts(clock)


def fail(attempts: Attempts, address: str, times: int = MOST) -> None:
    for _ in range(times):
        attempts.fail(address)


def test_guessing_waits_to_the_end_of_the_span(attempts, clock):
    fail(attempts, AWAY, MOST - 1)
    assert attempts.wait(AWAY) == 0
    clock.now += SPAN / 2
    fail(attempts, AWAY, 1)
    assert (attempts.wait(AWAY), attempts.wait(ELSEWHERE)) == (SPAN / 2, 0)
    clock.now += SPAN / 2
    assert attempts.wait(AWAY) == 0
    fail(attempts, AWAY, 1)
    assert attempts.wait(AWAY) == 0


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("192.168.1.20", "::ffff:192.168.1.20", True),
        ("::ffff:192.168.1.20", "::ffff:192.168.1.21", False),
        ("", "192.168.1.20", False),
    ],
)
def test_addresses_that_one_host_can_choose_from_are_one(attempts, first, second, are_one):
    fail(attempts, first)
    assert (attempts.wait(second) > 0) is are_one


def test_guessing_from_many_addresses_takes_bounded_memory(attempts):
    fail(attempts, AWAY)
    for number in range(ADDRESSES - 1):
        attempts.fail(str(number))
    assert attempts.wait(AWAY) > 0
    attempts.fail("one more")
    assert attempts.wait(AWAY) == 0
