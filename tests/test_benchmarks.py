"""Sets that only measure: what is broken in them is named."""

from __future__ import annotations

import pytest
from rows import write_rows

from calculator.grammar import parse_text
from training.benchmarks import grouped_expressions, load_expressions
from training.datasets import DataError
from training.evaluation import evaluate


@pytest.mark.parametrize(
    "row",
    [
        {"expr": "1+", "strokes": [[[0, 0]]]},
        {"expr": "1", "strokes": []},
        {"expr": "1", "strokes": [[]]},
        {"expr": "1", "strokes": [[[0, 0]]], "symbols": [["1"]]},
        {"expr": "1"},
        {"latex": "1", "strokes": []},
        {"latex": 1, "strokes": [[[0, 0]]]},
        {"strokes": [[[0, 0]]]},
    ],
)
def test_a_broken_row_is_named(tmp_path, row):
    good = {"expr": "1", "strokes": [[[0, 0], [0, 9]]], "symbols": [["1", [0]]]}
    write_rows(tmp_path / "some.jsonl.gz", [good, row])
    with pytest.raises(DataError, match=r"some\.jsonl\.gz, row 2"):
        evaluate(tmp_path, (), "projection")


def test_truths_in_two_dimensions_are_trees(tmp_path):
    path = tmp_path / "calc.jsonl.gz"
    texts = (r"\frac{1}{2}=0.5", r"\sqrt{2}", "3!", "1 + ")
    strokes = [[[0, 0], [0, 9]]]
    write_rows(path, [{"latex": text, "strokes": strokes, "symbols": []} for text in texts])
    found = load_expressions("calc", path)
    assert [each.truth for each in found.expressions] == [parse_text("1/2")]
    assert (found.left_out, found.roots) == (3, 1)


def test_only_expressions_with_known_symbols_are_chosen(tmp_path):
    row = {"expr": "1", "strokes": [[[0, 0], [0, 9]]]}
    write_rows(tmp_path / "plain.jsonl.gz", [row])
    write_rows(tmp_path / "known.jsonl.gz", [row, row | {"symbols": [["1", [0]]]}])
    assert len(grouped_expressions(tmp_path, ("plain", "known"))) == 1
    with pytest.raises(DataError, match="no expressions whose symbols are known"):
        grouped_expressions(tmp_path, ("plain",))
