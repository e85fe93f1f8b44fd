"""Files of benchmark rows, as small as a test wants them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from drawings import fixture, fixture_ink

from segmentation.projection import segment


def write_rows(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows as the benchmarks are written."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def expression_row(name: str) -> dict[str, Any]:
    """Return the row of an ink fixture that the projection rule can part."""
    drawn = fixture(name)
    strokes = [[point[:2] for point in stroke] for stroke in drawn["strokes"]]
    groups = [["?", list(group.marks)] for group in segment(fixture_ink(name))]
    return {"expr": drawn["expression"], "strokes": strokes, "symbols": groups}
