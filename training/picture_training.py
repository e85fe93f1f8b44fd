"""Training on pictures with classes of their own, from a folder to a model bundle.

Read it from `train_pictures` downwards; it is the story of `training/train.py` for other pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from recognizer.bundle import PICTURES
from recognizer.network import Network
from training.checkpoint import Checkpoints, FolderCheckpoints
from training.config import PictureAugmentation, TrainConfig
from training.confusion import confusion
from training.course import Course
from training.curves import curves
from training.export import export
from training.fitting import fit
from training.picture_folder import LabelledPictures, PictureFolder, read_picture_folder
from training.picture_lessons import PictureLessons, picture_logits
from training.picture_scores import held_out_scores
from training.picture_split import split_pictures
from training.sheet import as_png
from training.watch import Console, Watch

_USUAL: Mapping[str, Any] = {"epochs": 60, "batch_size": 32, "held_out": 0.2}
"""Settings that suit some hundred pictures, where they are not as for symbols."""
_LEAST_EPOCH = 512  # pictures
_SHEET_COLUMNS = 8


def picture_config(folder: Path, out: Path, **given: Any) -> TrainConfig:
    """Return the configuration of a training on a folder, as usual where it is not given."""
    return TrainConfig(folder, out, **{"pictures": PictureAugmentation(), **_USUAL, **given})


def train_pictures(
    config: TrainConfig, watch: Watch | None = None, checkpoints: Checkpoints | None = None
) -> Path:
    """Train a classifier of the classes of a folder and write its bundle into `config.out`.

    Beside the bundle, which it returns, lie pictures of its course and of what is confused. An
    epoch is as many pictures as there are to learn from, a large one `config.epoch_size`. It goes
    on from a checkpoint as `training.train.train` does. Raises DataError for a folder from which
    nothing can be learnt, and Stopped where `watch` does.
    """
    course = Course(watch or Console(config.epochs))
    checkpoints = checkpoints or FolderCheckpoints(config.out)
    folder = load(config, course)
    learnt, held_out = split_pictures(folder, config.held_out)
    config = suited(config, learnt)
    lessons = PictureLessons(learnt, held_out, config)
    course.drew(sheet(lessons))
    torch.manual_seed(config.seed)
    network = Network(len(folder.classes), learnt.side)
    identity = repr((config.as_dict(), folder.classes, learnt.sha256, held_out.sha256))
    fitted, history = fit(network, lessons, config, identity, course, checkpoints)
    network.load_state_dict(fitted.state_dict())
    course.says("Writing the model")
    card = {
        "kind": PICTURES,
        "classes": list(folder.classes),
        "size": learnt.side,
        **held_out_scores(
            picture_logits(network, held_out), held_out.targets, folder.name, len(folder.classes)
        ),
        "data": [describe(folder)],
        "held_out": {
            "sha256": held_out.sha256,
            "parts": [{"name": folder.name, "sha256": held_out.sha256, "n": len(held_out)}],
        },
        "config": config.as_dict(),
        "seed": config.seed,
        "parameters": sum(p.numel() for p in network.parameters()),
        "history": history,
    }
    export(network, None, card, config.out)
    curves(history, course.losses, config.out / "curves.svg")
    confusion(card["confusion"], folder.classes, config.out / "confusion.svg")
    checkpoints.clear()
    return config.out


def load(config: TrainConfig, watch: Watch) -> PictureFolder:
    """Read the folder of a training, and say what of it is left out; raises DataError."""
    watch.says("Reading the pictures")
    folder = read_picture_folder(config.data)
    if folder.left_out:
        watch.says(f"Files that cannot be read as pictures and are left out: {folder.left_out}")
    return folder


def suited(config: TrainConfig, learnt: LabelledPictures) -> TrainConfig:
    """Return the configuration with an epoch that is a pass over what is learnt, not a short one.

    A configured epoch is the longest that there may be.
    """
    return replace(config, epoch_size=min(config.epoch_size, max(len(learnt), _LEAST_EPOCH)))


def describe(folder: PictureFolder) -> dict[str, Any]:
    """Return what the model card says of a folder."""
    counts = folder.everything.counts(len(folder.classes))
    return {
        "name": folder.name,
        "sha256": folder.everything.sha256,
        "samples": len(folder.everything),
        "counts": dict(zip(folder.classes, counts, strict=True)),
        "left_out": folder.left_out,
    }


def sheet(lessons: PictureLessons) -> bytes:
    """Return a PNG of the first batch of a training, deformed as the network sees it."""
    pictures, _ = next(iter(lessons.batches(0)))
    return as_png(pictures, _SHEET_COLUMNS)
