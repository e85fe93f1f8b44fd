"""What is held out: samples that no training learns from, the same ones whatever its seed.

A hash of what a sample is decides, so that a sample that is held out once is held out for good,
however many others come to its source; of a person's own samples, whole sessions are held out,
because symbols written within a minute are nearly copies of each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.config import TrainConfig
from training.gathering import OWN, Source, gather
from training.samples import Samples
from training.watch import Watch

OWN_SHARE = 0.25
"""The share of a person's sessions that is held out, from the third one on. The first is learnt
from, the second is not: of several, there is one of each kind."""
_WHOLE = 2.0**64  # what eight bytes of a hash lie below


@dataclass(frozen=True, slots=True, eq=False)
class HeldOutSet:
    """The held-out samples of each source that has any, and what a model's card says of them."""

    parts: tuple[Samples, ...]
    card: dict[str, Any]


def load_held_out(config: TrainConfig, watch: Watch) -> HeldOutSet:
    """Return what is held out from a training; raises DataError where there are no sources."""
    return split(gather(config, watch), config.held_out)[1]


def split(sources: Sequence[Source], share: float) -> tuple[list[Samples], HeldOutSet]:
    """Part sources into what is learnt from and what is held out."""
    kept, parts, cards = [], [], []
    for source in sources:
        out = is_held_out(source, share)
        kept.append(source.samples.subset(np.flatnonzero(~out)))
        if out.any():
            part = source.samples.subset(np.flatnonzero(out))
            parts.append(part)
            cards.append({"name": part.source, "sha256": _hash(source, out), "n": len(part)})
    hashes = "".join(str(card["sha256"]) for card in cards)
    whole = hashlib.sha256(hashes.encode()).hexdigest()
    return kept, HeldOutSet(tuple(parts), {"sha256": whole, "parts": cards})


def is_held_out(source: Source, share: float) -> NDArray[np.bool_]:
    """Tell of each sample of a source (n,) whether it is held out."""
    if source.samples.source != OWN:
        return np.array([_place(key) < share for key in source.keys], dtype=bool)
    out = set(held_out_sessions(source.keys)) if share else set()
    return np.array([key in out for key in source.keys], dtype=bool)


def held_out_sessions(keys: Sequence[str]) -> Iterator[str]:
    """Yield the sessions that are held out; keys are `person/session` in the order of writing.

    Sessions that come later change nothing, and neither do those of other people.
    """
    people: dict[str, list[str]] = {}
    for session in dict.fromkeys(keys):
        people.setdefault(session.partition("/")[0], []).append(session)
    for sessions in people.values():
        yield from sessions[1:2]
        yield from (session for session in sessions[2:] if _place(session) < OWN_SHARE)


def _place(key: str) -> float:
    """Return where a key lies between 0 and 1, evenly, for good."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) / _WHOLE


def _hash(source: Source, out: NDArray[np.bool_]) -> str:
    """Return the hash of what is held out of a source: which samples, and what each is."""
    digest = hashlib.sha256()
    for key, target, is_out in zip(source.keys, source.samples.target, out, strict=True):
        if is_out:
            digest.update(f"{key}\0{target}\n".encode())
    return digest.hexdigest()
