"""Strategies for random expressions."""

from __future__ import annotations

from hypothesis import strategies as st

from calculator.automaton import VOCABULARY
from calculator.tree import Add, Divide, Multiply, Negate, Node, Number, Power

LABELS = sorted(VOCABULARY)

SPELLINGS = ("0", "007", "1.", ".5", "0.25", "3.10", "0.003", "12345678901234567890")

numbers = st.one_of(st.integers(0, 12).map(str), st.sampled_from(SPELLINGS)).map(Number)


def _one_step(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Negate, parts),
        st.builds(Add, parts, parts),
        st.builds(Add, parts, st.builds(Negate, parts)),
        st.builds(Multiply, parts, parts, st.booleans()),
        st.builds(Divide, parts, parts, st.booleans()),
    )


def _one_step_or_power(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(_one_step(parts), st.builds(Power, parts, parts))


fractional_trees: st.SearchStrategy[Node] = st.recursive(numbers, _one_step, max_leaves=12)
"""Expressions whose value is a fraction, if they have one."""

trees: st.SearchStrategy[Node] = st.recursive(numbers, _one_step_or_power, max_leaves=12)
"""Expressions of every kind."""
