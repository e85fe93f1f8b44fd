"""The parts of reading by the lattice, each of which an ablation switches off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """What takes part in a reading.

    `grammar`: what may follow what; `context`: the network sees what stands around a group;
    `no_symbol`: the network may say that a group is no symbol.
    """

    grammar: bool = True
    context: bool = True
    no_symbol: bool = True


ALL_PARTS = Parts()
