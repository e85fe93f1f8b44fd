"""What can go wrong with jobs, in plain words."""

from __future__ import annotations


class QueueError(Exception):
    """A queue that does not answer; the message is one line."""


class UnknownJob(LookupError):
    """A job that is not there, or not any more."""


class WrongState(ValueError):
    """A job in a state in which it cannot be what it was asked to be; the message says which."""


class TooManyJobs(ValueError):
    """More jobs than may wait at a time."""


class JobLost(Exception):
    """A job that its worker does not have any more: another one has it, or it is gone."""
