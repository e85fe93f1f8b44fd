"""What each part of the program must not load, so that serving starts fast and stays small."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = "torch", "torchvision", "flask"


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("segmentation.projection", (*HEAVY, "sympy", "recognizer", "calculator")),
        ("segmentation.inkml", (*HEAVY, "sympy", "recognizer", "calculator")),
        ("segmentation.tracing", (*HEAVY, "sympy", "recognizer", "calculator")),
        ("recognizer.classifier", (*HEAVY, "sympy", "calculator")),
        ("recognizer.picture_classifier", (*HEAVY, "sympy", "calculator", "PIL")),
        ("calculator.read", (*HEAVY, "training", "webapp")),
        ("training.evaluation", (*HEAVY, "webapp")),
        ("training.exchange.intake", (*HEAVY, "webapp")),
        ("training.exchange.export", (*HEAVY, "webapp")),
    ],
)
def test_importing_a_module_leaves_other_rooms_alone(module, forbidden, root):
    program = f"import sys, {module}; print(*sorted(set(sys.modules) & {set(forbidden)!r}))"
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
