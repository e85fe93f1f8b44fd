"""Checkpoints: what a training goes on from, and what it does not."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

from training.checkpoint import FolderCheckpoints
from training.fitting import resume, save


@pytest.mark.parametrize("content", [b"", b"{}", b"\x80\x04.", b'{"pairs": []}\nrest'])
def test_what_is_no_checkpoint_is_not_used(tmp_path, content):
    checkpoints = FolderCheckpoints(tmp_path)
    checkpoints.save(content)
    assert resume({}, checkpoints, "a") == []


def test_a_checkpoint_of_another_training_is_not_used(tmp_path):
    checkpoints = FolderCheckpoints(tmp_path)
    save({}, [{"loss": 1.0, "accuracy": 0.5}], checkpoints, "a")
    assert resume({}, checkpoints, "a") == [{"loss": 1.0, "accuracy": 0.5}]
    assert resume({}, checkpoints, "b") == []
