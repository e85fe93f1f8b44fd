"""What is wrong with an input, whatever it was to be."""

from __future__ import annotations


class InputError(ValueError):
    """An input that cannot be accepted: `kind` for programs, `message` for people."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
