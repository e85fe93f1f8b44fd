"""Training, from the data sets to a model bundle. Read it from `train` downwards."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.optim import AdamW
from torch.optim.lr_scheduler import OneCycleLR
from torch.optim.swa_utils import AveragedModel
from torch.utils.data import DataLoader
from tqdm import tqdm

from recognizer.alphabet import INDEX, LABELS
from recognizer.bundle import read_bundle
from recognizer.network import Network
from segmentation.context import without_context
from segmentation.raster import draw, fit
from training import metrics
from training.batches import Batches
from training.composition import Composer
from training.config import TrainConfig
from training.contexts import contexts
from training.datasets import DataError, SourceCard, load_samples
from training.distillation import Teachers, load_network, loss
from training.export import export
from training.folders import load_picture_folder
from training.memory import remember
from training.mixture import CLASS_WEIGHTS, SHARES, Mixture
from training.photo_pool import PhotoPool, make_pool
from training.samples import Samples
from training.synthesis import letters, scribbles, synthesize
from training.validation import HeldOut, held_out_metrics, network_logits, validate

_LETTERS_PER_GLYPH = 30
_SCRIBBLES = 6_000
_HELD_OUT_CONTEXTS = 4_000  # groups cut from expressions of held-out symbols
_HELD_OUT_PHOTOS = 2_000  # and from photographs of them
_CHECKPOINT = "checkpoint.pt"


def train(config: TrainConfig) -> Path:
    """Train a classifier and write its bundle into `config.out`, which is returned.

    A training that was cut off goes on from the checkpoint in `config.out`. Raises DataError when
    there is nothing to train on.
    """
    torch.manual_seed(config.seed)
    # The workers that make batches want a core too: with all taken, each step waits for the other.
    torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))
    sets, cards = load_sets(config)
    identity = identify(config, cards)
    rng = np.random.default_rng(config.seed)
    kept, held_out = split(sets, config, rng)
    everything = [*kept, *drawn(config, rng)]
    mixture, composer = Mixture.of(everything), Composer(everything, rng)
    pool = (
        make_pool(composer, everything, config.photo_groups, config) if config.has_photos else None
    )
    network, history = fit_network(mixture, composer, pool, held_out, config, identity)
    if config.start is None:  # what it goes on from was shifted already
        shift_logits(network, config.logit_shifts)
    logits = [network_logits(network, each.pictures) for each in held_out]
    targets = [each.targets for each in held_out]
    temperature = (
        metrics.best_temperature(np.concatenate(logits), np.concatenate(targets)) if logits else 1.0
    )
    card = {
        "classes": list(LABELS),
        "temperature": round(temperature, 4),
        "data": [asdict(card) for card in cards],
        "config": {**config.as_dict(), "shares": SHARES, "class_weights": CLASS_WEIGHTS},
        "seed": config.seed,
        **ancestry(config),
        "parameters": sum(p.numel() for p in network.parameters()),
        "metrics": held_out_metrics(held_out, logits),
        "history": history,
    }
    memory = remember(network, everything, composer, rng)
    export(network, memory, card, config.out)
    (config.out / _CHECKPOINT).unlink(missing_ok=True)
    return config.out


def load_sets(config: TrainConfig) -> tuple[list[Samples], list[SourceCard]]:
    """Load every set of symbols in the data folder, and the person's own pictures."""
    cache = config.out.parent / "cache"
    files = [*config.data.glob("*.npz"), *config.data.glob("*_symbols.jsonl.gz")]
    files += config.data.glob("pendigits_*.jsonl.gz")
    loaded = [load_samples(path, cache) for path in sorted(set(files))]
    if config.images is not None:
        loaded.append(load_picture_folder(config.images))
    if not loaded:
        raise DataError(f"{config.data.name} has no data set to train on.")
    return [samples for samples, _ in loaded], [card for _, card in loaded]


def drawn(config: TrainConfig, rng: np.random.Generator) -> list[Samples]:
    """Draw what no data set has: scarce ways of writing, letters and scribbles."""
    return [
        synthesize(config.synthesized_per_glyph, rng),
        letters(_LETTERS_PER_GLYPH, rng),
        scribbles(_SCRIBBLES, rng),
    ]


def split(
    sets: list[Samples], config: TrainConfig, rng: np.random.Generator
) -> tuple[list[Samples], list[HeldOut]]:
    """Hold a random share of every set out; the sets do not say who wrote what."""
    kept, held_out, rest = [], [], []
    for samples in sets:
        order = rng.permutation(len(samples))
        border = round(len(samples) * config.held_out)
        kept.append(samples.subset(np.sort(order[border:])))
        out = samples.subset(np.sort(order[:border]))
        if border:
            segments, _ = out.take(np.arange(len(out)))
            pictures = torch.from_numpy(without_context(draw(fit(segments))))
            held_out.append(HeldOut(samples.source, pictures, out.target))
            rest.append(out)
    if config.context_share and rest:
        composer = Composer(rest, rng)
        groups, targets = contexts(composer, _HELD_OUT_CONTEXTS, rng)
        held_out.append(HeldOut("contexts", torch.from_numpy(groups), targets))
        if config.has_photos:
            groups, targets = make_pool(composer, rest, _HELD_OUT_PHOTOS, config).all()
            held_out.append(HeldOut("photos", torch.from_numpy(groups), targets))
    return kept, held_out


def fit_network(
    mixture: Mixture,
    composer: Composer,
    pool: PhotoPool | None,
    held_out: list[HeldOut],
    config: TrainConfig,
    identity: str,
) -> tuple[Network, list[dict[str, float]]]:
    """Fit the network; return the moving average of its weights, and the course of the training."""
    network = load_network(config.start) if config.start else Network()
    network = network.to(memory_format=torch.channels_last)
    teachers = Teachers(config.teachers)
    average = moving_average(network, config.average_decay)
    optimizer = AdamW(network.parameters(), config.learning_rate, weight_decay=config.weight_decay)
    steps = config.epochs * (config.epoch_size // config.batch_size)
    schedule = OneCycleLR(optimizer, config.learning_rate, total_steps=steps, pct_start=0.15)
    parts = {"network": network, "average": average, "optimizer": optimizer, "schedule": schedule}
    history = resume(parts, config.out, identity)
    for epoch in range(len(history), config.epochs):
        torch.manual_seed(config.seed + epoch)  # so that a training that was cut off goes on alike
        bar = tqdm(
            batches(mixture, composer, config, epoch, pool),
            desc=f"epoch {epoch + 1}/{config.epochs}",
        )
        losses = []
        for pictures, targets in bar:
            losses.append(
                step(network, pictures, targets, optimizer, teachers, config.photos_in_batch)
            )
            schedule.step()
            average.update_parameters(network)
            if len(losses) % 16 == 0:
                bar.set_postfix(loss=f"{np.mean(losses[-64:]):.4f}")
        accuracy = validate(average.module, held_out)
        history.append({"loss": round(float(np.mean(losses)), 5), "accuracy": round(accuracy, 5)})
        tqdm.write(f"epoch {epoch + 1}: loss {history[-1]['loss']}, validation {accuracy:.4%}")
        save(parts, history, config.out, identity)
    best = Network()
    best.load_state_dict(average.module.state_dict())
    return best, history


def shift_logits(network: Network, shifts: dict[str, float]) -> None:
    """Add to the logits of the named classes, in place."""
    with torch.no_grad():
        for label, shift in shifts.items():
            network.classes.bias[INDEX[label]] += shift


def moving_average(network: Network, decay: float) -> AveragedModel:
    """Follow the weights by an exponential average that forgets the first ones faster."""

    def follow(average: Tensor, current: Tensor, count: Tensor | int) -> Tensor:
        kept = min(decay, (1 + int(count)) / (10 + int(count)))
        return average + (current - average) * (1 - kept)

    return AveragedModel(network, avg_fn=follow, use_buffers=True)


def step(
    network: Network,
    pictures: Tensor,
    targets: Tensor,
    optimizer: AdamW,
    teachers: Teachers,
    of_photos: int,
) -> float:
    """Take one step of gradient descent; return the loss. The last `of_photos` are of photos."""
    network.train()
    pictures = pictures.contiguous(memory_format=torch.channels_last)
    opinion = teachers.opinion(pictures, targets, of_photos)
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(pictures)
    found = loss(logits.float(), targets, opinion)
    optimizer.zero_grad()
    found.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return found.item()


def batches(
    mixture: Mixture,
    composer: Composer,
    config: TrainConfig,
    epoch: int,
    pool: PhotoPool | None = None,
) -> DataLoader[tuple[Tensor, Tensor]]:
    """Make the batches of an epoch in worker processes; their number changes nothing in them."""
    return DataLoader(
        Batches(mixture, composer, config, epoch, pool),
        batch_size=None,
        num_workers=config.workers,
        prefetch_factor=4 if config.workers else None,
    )


def identify(config: TrainConfig, cards: list[SourceCard]) -> str:
    """Return what a checkpoint must share with a training that goes on from it."""
    known = config.as_dict() | ancestry(config)
    return repr((known, SHARES, CLASS_WEIGHTS, [card.sha256 for card in cards]))


def ancestry(config: TrainConfig) -> dict[str, Any]:
    """Return by their identities the model that a training goes on from, and its teachers."""
    return {
        "start": read_bundle(config.start).model_id if config.start else None,
        "teachers": [read_bundle(bundle).model_id for bundle in config.teachers],
    }


def resume(parts: dict[str, Any], folder: Path, identity: str) -> list[dict[str, float]]:
    """Load the checkpoint, if there is one of the same training; return the history so far."""
    path = folder / _CHECKPOINT
    if not path.exists():
        return []
    saved = torch.load(path, weights_only=True)
    if saved["identity"] != identity:
        return []
    for name, part in parts.items():
        part.load_state_dict(saved[name])
    return list(saved["history"])


def save(
    parts: dict[str, Any], history: list[dict[str, float]], folder: Path, identity: str
) -> None:
    """Write the checkpoint, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    state: dict[str, Any] = {name: part.state_dict() for name, part in parts.items()}
    partial = folder / (_CHECKPOINT + ".partial")
    torch.save({**state, "history": history, "identity": identity}, partial)
    partial.replace(folder / _CHECKPOINT)
