"""A worker whose trainings take seconds; run it as a script in place of `inkcalc worker`.

With `--light`, what is written of a model is the shipped network beside the weights that were
learnt: exporting these takes longer than learning them.
"""

from __future__ import annotations

import sys
from functools import partial

from tiny import tiny

import training.export
import training.train
import webapp.jobs.training
from recognizer.bundle import MODEL_FILE, SHIPPED
from training.config import TrainConfig
from webapp.cli import main

# Beside what a job says itself.
SMALL = {
    "workers": 0,
    "epoch_size": 512,
    "batch_size": 16,
    "synthesized_per_glyph": 1,
    "held_out": 0.2,
}
LIGHT = "--light"

if __name__ == "__main__":
    with tiny() as patch:
        patch.setattr(webapp.jobs.training, "TrainConfig", partial(TrainConfig, **SMALL))
        if LIGHT in sys.argv:
            shipped = (SHIPPED / MODEL_FILE).read_bytes()
            patch.setattr(
                training.export, "_write_onnx", lambda _, path, **more: path.write_bytes(shipped)
            )
            patch.setattr(training.train, "remember", lambda *_: None)
        main(["worker"])
