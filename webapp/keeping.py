"""Keeping samples of a person: judged by the model in service, and refused where they are many."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.hands import base_classifier
from webapp.lessons import with_guesses
from webapp.refusals import Refusal
from webapp.store.current import current_store
from webapp.store.errors import TooManySamples, UnknownPerson
from webapp.store.rows import Person
from webapp.store.sample import Sample
from webapp.store.store import MAX_SAMPLES


def keep(person: Person, samples: Sequence[Sample]) -> int:
    """Keep samples of a person, all or none, with what the model takes them for.

    They are on the disk when it returns how many of them are new. Raises Refusal.
    """
    try:
        return current_store().keep(person.id, with_guesses(samples, base_classifier()))
    except TooManySamples:
        told = f"More than {MAX_SAMPLES:,} samples would be kept of you; delete some first."
        raise Refusal(413, "too_many_samples", told) from None
    except UnknownPerson:
        told = "All that was kept of you has just been deleted; send it again to be kept anew."
        raise Refusal(409, "forgotten", told) from None
