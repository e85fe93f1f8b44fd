"""What a sample must tell to be exported."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from segmentation.ink import Ink


class Labelled(Protocol):
    """A sample as the store keeps it: one labelled symbol, and where it is from.

    The first `own` strokes of `ink` are the symbol's, the others stand around it.
    """

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def ink(self) -> Ink: ...
    @property
    def own(self) -> int: ...
    @property
    def size(self) -> float | None: ...
    @property
    def source(self) -> str: ...
    @property
    def medium(self) -> str: ...
    @property
    def session(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def created(self) -> datetime: ...
    @property
    def read_as(self) -> str | None: ...
    @property
    def picture(self) -> bytes | None: ...
