"""Fitting: the loop in which a network learns, whatever it is that it learns."""

from __future__ import annotations

import copy
import math
import os
from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import OneCycleLR
from torch.optim.swa_utils import AveragedModel

from training.checkpoint import Checkpoints, pack, unpack
from training.config import TrainConfig
from training.datasets import DataError
from training.processes import ALONE, Team
from training.watch import History, Watch

_WARM_UP = 0.15  # of the steps, in which the learning rate rises


Parts = dict[str, Any]
"""What changes in a training, by name; each part gives and takes its state as a dict."""


class Lessons(Protocol):
    """What a network learns: batches, how wrong it is about one, and how well it does at last."""

    def batches(self, epoch: int) -> Iterable[tuple[Tensor, Tensor]]:
        """Return the batches of an epoch: pictures (n, channels, side, side) and targets (n,)."""

    def loss(self, logits: Tensor, pictures: Tensor, targets: Tensor) -> Tensor:
        """Return how wrong the logits (n, classes) of a batch are."""

    def accuracy(self, network: nn.Module) -> float:
        """Return how much a network knows of what is held out."""


def fit(
    network: nn.Module,
    lessons: Lessons,
    config: TrainConfig,
    identity: str,
    watch: Watch,
    checkpoints: Checkpoints,
    team: Team = ALONE,
) -> tuple[nn.Module, History]:
    """Fit a copy of a network; return the moving average of its weights, and how that went.

    It goes on from the last checkpoint, if that is one of a training of the same `identity`, and
    then ends as if it had never been cut off. The processes of a `team` fit one network, each by
    its share of the batches. Raises Stopped where `watch` does, and DataError where the team's
    identities differ.
    """
    team.check_same(identity)
    device = device_of(config)
    # The workers that make batches want a core too: with all taken, each step waits for the other.
    torch.set_num_threads(max(1, (os.cpu_count() or 1) // team.local_size - 1))
    network = copy.deepcopy(network).to(device).to(memory_format=torch.channels_last)
    learner = team.wrap(network, device)
    average = moving_average(network, config.average_decay)
    optimizer = AdamW(network.parameters(), config.learning_rate, weight_decay=config.weight_decay)
    steps = config.steps
    schedule = OneCycleLR(
        optimizer, config.learning_rate, total_steps=config.epochs * steps, pct_start=_WARM_UP
    )
    parts: Parts = {
        "network": network,
        "average": average,
        "optimizer": optimizer,
        "schedule": schedule,
    }
    history = resume(parts, checkpoints, identity)
    for epoch in range(len(history), config.epochs):
        torch.manual_seed(config.seed + epoch)  # so that a training that was cut off goes on alike
        losses = []
        for pictures, targets in lessons.batches(epoch):
            losses.append(step(learner, pictures, targets, lessons, optimizer))
            schedule.step()
            average.update_parameters(network)
            watch.stepped(epoch + 1, len(losses), steps, losses[-1])
        accuracy = lessons.accuracy(average.module)
        loss = team.mean(float(np.mean(losses)))
        history.append({"loss": round(loss, 5), "accuracy": round(accuracy, 5)})
        save(parts, history, checkpoints, identity)
        watch.finished(history)
    return average.module.cpu(), history


def device_of(config: TrainConfig) -> torch.device:
    """Return where a network is trained."""
    if config.device != "auto":
        return torch.device(config.device)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def moving_average(network: nn.Module, decay: float) -> AveragedModel:
    """Follow the weights by an exponential average that forgets the first ones faster."""

    def follow(average: Tensor, current: Tensor, count: Tensor | int) -> Tensor:
        kept = min(decay, (1 + int(count)) / (10 + int(count)))
        return average + (current - average) * (1 - kept)

    return AveragedModel(network, avg_fn=follow, use_buffers=True)


def step(
    network: nn.Module, pictures: Tensor, targets: Tensor, lessons: Lessons, optimizer: AdamW
) -> float:
    """Take one step of gradient descent; return the loss. Raises DataError if that is none."""
    network.train()
    device = next(network.parameters()).device
    pictures = pictures.to(device, memory_format=torch.channels_last)
    targets = targets.to(device)
    with torch.autocast(device.type, torch.bfloat16):
        logits = network(pictures)
    found = lessons.loss(logits.float(), pictures, targets)
    told = found.item()
    if not math.isfinite(told):
        raise DataError("The training went astray: its loss is no number any more.")
    optimizer.zero_grad()
    found.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return told


def resume(parts: Parts, checkpoints: Checkpoints, identity: str) -> History:
    """Load the checkpoint, if there is one of the same training; return the history so far."""
    content = checkpoints.load()
    saved = unpack(content) if content else None
    if saved is None or saved["identity"] != identity:
        return []
    for name, part in parts.items():
        part.load_state_dict(saved[name])
    return list(saved["history"])


def save(parts: Parts, history: History, checkpoints: Checkpoints, identity: str) -> None:
    """Keep a checkpoint after an epoch."""
    state = {name: part.state_dict() for name, part in parts.items()}
    checkpoints.save(pack({**state, "history": history, "identity": identity}))
