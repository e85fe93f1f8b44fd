"""What can go wrong with the store, in plain words."""

from __future__ import annotations


class StoreError(Exception):
    """A store that cannot be opened, or does not answer; the message is one line."""


class UnknownPerson(LookupError):
    """A person of whom nothing is kept, or nothing any more."""


class TooManySamples(ValueError):
    """More samples than are kept of one person."""
