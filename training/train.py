"""Training, from the data sets to a model bundle. Read it from `train` downwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from recognizer.alphabet import INDEX, LABELS
from recognizer.bundle import read_bundle
from recognizer.network import Network
from training import metrics
from training.checkpoint import Checkpoints, FolderCheckpoints
from training.composition import Composer
from training.config import TrainConfig
from training.course import Course
from training.curves import curves
from training.distillation import load_network
from training.export import export
from training.fitting import device_of, fit
from training.gathering import Source, gather
from training.held_out import split
from training.memory import remember
from training.mixture import CLASS_WEIGHTS, SHARES, Mixture
from training.photo_pool import make_pool
from training.processes import ALONE, SharedCheckpoints, SharedWatch, Team
from training.samples import Samples
from training.sheet import sheet
from training.symbol_lessons import SymbolLessons
from training.synthesis import letters, scribbles, synthesize
from training.validation import HeldOut, held_out_metrics, network_logits, validation_sets
from training.watch import Console, Watch

_LETTERS_PER_GLYPH = 30
_SCRIBBLES = 6_000


def train(
    config: TrainConfig,
    watch: Watch | None = None,
    checkpoints: Checkpoints | None = None,
    team: Team = ALONE,
) -> Path:
    """Train a classifier and write its bundle into `config.out`, which is returned.

    A picture of its course lies beside it. A training that was cut off goes on from its last
    checkpoint, which is kept in `config.out` unless `checkpoints` says otherwise. The processes of
    a `team` train one together. Raises DataError when there is nothing to train on, ConfigError
    for what no training can be, and Stopped where `watch` does.
    """
    course = Course(watch or Console(config.epochs))
    watch = SharedWatch(course, team)
    checkpoints = SharedCheckpoints(checkpoints or FolderCheckpoints(config.out), team)
    share = team.share(config)
    torch.manual_seed(config.seed)
    rng = np.random.default_rng(config.seed)
    with team.in_turn():
        sources = gather(config, watch)
        kept, held_out = split(sources, config.held_out)
        watch.says("Drawing what no data set has")
        learnt = [*kept, *drawn(config, rng)]
        lessons = prepare(learnt, validation_sets(held_out.parts, config), config, rng, share)
    watch.drew(sheet(lessons, config))
    network: Network = load_network(config.start) if config.start else Network()
    identity = identify(config, sources)
    fitted, history = fit(network, lessons, config, identity, watch, checkpoints, team)
    if not team.is_first:
        return config.out
    network.load_state_dict(fitted.state_dict())
    if config.start is None:  # what it goes on from was shifted already
        shift_logits(network, config.logit_shifts)
    watch.says("Writing the model")
    card = {
        "classes": list(LABELS),
        **calibrate(network, lessons.held_out),
        "weights": read_bundle().card["weights"],  # of reading, chosen for the shipped network
        "data": [asdict(source.card) for source in sources],
        "held_out": held_out.card,
        "config": {**config.as_dict(), "shares": used_shares(config)},
        "seed": config.seed,
        **ancestry(config),
        "parameters": sum(p.numel() for p in network.parameters()),
        "history": history,
    }
    export(network, remember(network, learnt, lessons.composer, rng), card, config.out)
    curves(history, course.losses, config.out / "curves.svg")
    checkpoints.clear()
    return config.out


def drawn(config: TrainConfig, rng: np.random.Generator) -> list[Samples]:
    """Draw what no data set has: scarce ways of writing, letters and scribbles."""
    return [
        synthesize(config.synthesized_per_glyph, rng),
        letters(_LETTERS_PER_GLYPH, rng),
        scribbles(_SCRIBBLES, rng),
    ]


def prepare(
    learnt: Sequence[Samples],
    held_out: Sequence[HeldOut],
    config: TrainConfig,
    rng: np.random.Generator,
    share: range | None = None,
) -> SymbolLessons:
    """Make of samples what the network is to learn; `share` is that of this process."""
    mixture, composer = Mixture.of(learnt, config.shares), Composer(learnt, rng)
    pool = make_pool(composer, learnt, config.photo_groups, config) if config.has_photos else None
    return SymbolLessons(mixture, composer, pool, held_out, config, device_of(config), share)


def shift_logits(network: Network, shifts: dict[str, float]) -> None:
    """Add to the logits of the named classes, in place."""
    with torch.no_grad():
        for label, shift in shifts.items():
            network.classes.bias[INDEX[label]] += shift


def calibrate(network: Network, held_out: Sequence[HeldOut]) -> dict[str, Any]:
    """Return the temperature that fits what is held out, and how much of that is known."""
    logits = [network_logits(network, each.pictures) for each in held_out]
    targets = [each.targets for each in held_out]
    temperature = (
        metrics.best_temperature(np.concatenate(logits), np.concatenate(targets)) if logits else 1.0
    )
    return {"temperature": round(temperature, 4), "metrics": held_out_metrics(held_out, logits)}


def used_shares(config: TrainConfig) -> dict[str, float]:
    """Return the share of each source, the usual ones too, for the model card."""
    return SHARES | config.shares


def identify(config: TrainConfig, sources: Sequence[Source]) -> str:
    """Return what a checkpoint must share with a training that goes on from it."""
    known = config.as_dict() | ancestry(config)
    hashes = [source.card.sha256 for source in sources]
    return repr((known, SHARES, CLASS_WEIGHTS, hashes))


def ancestry(config: TrainConfig) -> dict[str, Any]:
    """Return by their identities the model that a training goes on from, and its teachers."""
    return {
        "start": read_bundle(config.start).model_id if config.start else None,
        "teachers": [read_bundle(bundle).model_id for bundle in config.teachers],
    }
