"""Attempts: who tries wrong tokens is made to wait."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_network
from threading import Lock

from webapp.guards import address_of

MOST = 10
"""Wrong tokens that are looked at from one address within a span."""
SPAN = 60.0
"""In seconds."""
ADDRESSES = 4096
"""Addresses that are remembered, the last ones."""
_OWN_PREFIX = 64
"""Bits of an IPv6 address that a provider gives; the others are the choice of who asks."""


@dataclass(slots=True)
class _Span:
    begin: float
    failures: int = 0


class Attempts:
    """Wrong tokens by the address that they came from; safe to use from several threads.

    Each process counts for itself. `clock` gives seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._spans: OrderedDict[str, _Span] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str) -> int:
        """Return for how many seconds no token of an address is looked at, or 0."""
        with self._lock:
            span = self._spans.get(_source(address))
            if span is None or span.failures < MOST:
                return 0
            return max(0, math.ceil(span.begin + SPAN - self._clock()))

    def fail(self, address: str) -> None:
        """Count a wrong token."""
        with self._lock:
            source, now = _source(address), self._clock()
            span = self._spans.get(source)
            if span is None or now >= span.begin + SPAN:
                span = self._spans[source] = _Span(now)
            span.failures += 1
            self._spans.move_to_end(source)
            while len(self._spans) > ADDRESSES:
                self._spans.popitem(last=False)


def _source(address: str) -> str:
    known = address_of(address)
    if isinstance(known, IPv6Address):
        return str(ip_network((int(known), _OWN_PREFIX), strict=False))
    return str(known or address)
