"""Sets that only measure: what is broken in them is named."""

from __future__ import annotations

import gzip
import json

import pytest

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
    ],
)
def test_a_broken_row_is_named(tmp_path, row):
    good = {"expr": "1", "strokes": [[[0, 0], [0, 9]]], "symbols": [["1", [0]]]}
    with gzip.open(tmp_path / "some.jsonl.gz", "wt") as file:
        file.write(f"{json.dumps(good)}\n{json.dumps(row)}\n")
    with pytest.raises(DataError, match=r"some\.jsonl\.gz, row 2"):
        evaluate(tmp_path, (), "projection")
