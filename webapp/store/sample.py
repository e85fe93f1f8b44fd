"""A sample: one symbol of a person's hand, with what it is and where it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from segmentation.ink import Ink

SOURCES = ("correction", "collected", "imported")
"""How a sample came: said of what was read, written when asked for, or brought from elsewhere."""
MEDIA = ("ink", "photo", "picture")
"""What a sample was: strokes of a pen, marks on a photo, or a picture of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One symbol and its label, one of SAMPLE_LABELS; `id` is a UUID, by which it is kept once.

    The first `own` strokes of `ink` are the symbol's; the others stand around it, as far as the
    network looks. `size` is the typical size of the symbols of its line, in units of the ink, and
    None for a symbol that stands nowhere. `model` had read it as `read_as` where it was read, and
    `guess` is what that model takes it for with the probability `sure`, whatever its label. An
    imported picture is kept as `picture`, PNG. `session` groups what was written in one go.
    """

    id: str
    label: str
    ink: Ink
    own: int
    size: float | None
    source: str
    medium: str
    session: str
    model: str
    created: datetime
    read_as: str | None = None
    guess: str | None = None
    sure: float = 0.0
    picture: bytes | None = None
