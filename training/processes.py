"""Processes that train one network together, on one machine or on several.

`torchrun` starts them and tells each its place among them; torch.distributed carries what they
have to agree on. Only the first reads and writes checkpoints, writes the model and is watched.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
from torch import distributed, nn
from torch.distributed import is_torchelastic_launched
from torch.distributed.rendezvous import rendezvous
from torch.nn.parallel import DistributedDataParallel

from training.checkpoint import Checkpoints
from training.config import ConfigError, TrainConfig
from training.datasets import DataError
from training.watch import History, Stopped, Watch
from training.whole_batch import see_whole_batch

_PATIENCE = timedelta(hours=12)
"""How long processes wait for others to prepare what they learn from."""


@dataclass(frozen=True, slots=True)
class Team:
    """The processes that train together, as one of them sees them; by default it is alone."""

    rank: int = 0
    size: int = 1
    local_rank: int = 0  # among the processes of this machine
    local_size: int = 1
    patient: distributed.ProcessGroup | None = None  # to wait in for what takes long

    @property
    def is_first(self) -> bool:
        """Tell whether this process speaks and writes for all."""
        return self.rank == 0

    def share(self, config: TrainConfig) -> range:
        """Return which parts of each batch this process makes; raises ConfigError."""
        if config.batch_size % config.parts:
            raise ConfigError(
                f"A batch of {config.batch_size} samples has no {config.parts} equal parts."
            )
        if config.parts % self.size:
            raise ConfigError(
                f"{self.size} processes cannot share {config.parts} parts of a batch equally."
            )
        each = config.parts // self.size
        return range(self.rank * each, (self.rank + 1) * each)

    def wrap(self, network: nn.Module, device: torch.device) -> nn.Module:
        """Return what trains a network that is on a device, so that all processes' stay the same.

        It is the network itself where there are no others; else the network's layers are replaced
        by such as see the whole batch.
        """
        if self.size == 1:
            return network
        if device.type == "cuda" and self.local_size > torch.cuda.device_count():
            raise ConfigError(
                f"{self.local_size} processes want as many GPUs, and there are fewer; "
                "start fewer processes, or train on the CPU."
            )
        see_whole_batch(network, device)
        return DistributedDataParallel(network)

    def mean(self, value: float) -> float:
        """Return the mean of the processes' values."""
        if self.size == 1:
            return value
        total = torch.tensor(value, dtype=torch.float64)
        distributed.all_reduce(total)
        return total.item() / self.size

    def hand_on(self, content: bytes | None) -> bytes | None:
        """Return in every process what the first one gives."""
        if self.size == 1:
            return content
        length = torch.tensor(-1 if content is None else len(content))
        distributed.broadcast(length, src=0)
        if length < 0:
            return None
        carried = torch.empty(int(length), dtype=torch.uint8)
        if content:
            carried = torch.frombuffer(bytearray(content), dtype=torch.uint8)
        distributed.broadcast(carried, src=0)
        return carried.numpy().tobytes()

    def check_same(self, identity: str) -> None:
        """Raise DataError in all processes unless all train the same on the same data."""
        if self.size == 1:
            return
        digest = hashlib.sha256(identity.encode()).digest()
        own = torch.frombuffer(bytearray(digest), dtype=torch.uint8)
        known = [torch.empty_like(own) for _ in range(self.size)]
        distributed.all_gather(known, own)
        if any(not torch.equal(other, own) for other in known):
            raise DataError("The processes do not have the same data sets and configuration.")

    @contextmanager
    def in_turn(self) -> Iterator[None]:
        """Let the first process of each machine do something before its others.

        They then find in the cache what it has made.
        """
        if self.local_rank:
            self._wait()
        yield
        if not self.local_rank:
            self._wait()

    def _wait(self) -> None:
        """Wait until all processes have come here."""
        if self.size > 1:
            distributed.all_reduce(torch.zeros(1), group=self.patient)


ALONE = Team()


@contextmanager
def joined() -> Iterator[Team]:
    """Join the processes that torchrun started, where it did, and give the team of them.

    Where an error ends several processes of a machine, one raises it and the others end without a
    word.
    """
    if not is_torchelastic_launched() or os.environ["WORLD_SIZE"] == "1":
        yield ALONE
        return
    local_rank, local_size, machine = (
        int(os.environ[name]) for name in ("LOCAL_RANK", "LOCAL_WORLD_SIZE", "GROUP_RANK")
    )
    has_gpus = torch.cuda.is_available()
    if has_gpus:
        torch.cuda.set_device(local_rank % torch.cuda.device_count())
    store, rank, size = next(rendezvous("env://"))
    try:
        backend = "cpu:gloo,cuda:nccl" if has_gpus else "gloo"
        distributed.init_process_group(backend, store=store, rank=rank, world_size=size)
        patient = distributed.new_group(backend="gloo", timeout=_PATIENCE)
        assert isinstance(patient, distributed.ProcessGroup)  # it is where all are members
        yield Team(rank, size, local_rank, local_size, patient)
    except BaseException as error:
        if not _fails_first(store.add, machine):
            raise SystemExit(1) from None
        if _is_of_connection(error):
            raise ConnectionError("Another process of this training has ended.") from error
        raise
    distributed.destroy_process_group()


def _fails_first(add: Callable[[str, int], int], machine: int) -> bool:
    """Tell whether no other process of a machine has failed yet; `add` counts for all processes."""
    try:
        return add(f"inkcalc/failed/{machine}", 1) == 1
    except RuntimeError:  # the store has ended with its machine
        return True


def _is_of_connection(error: BaseException) -> bool:
    """Tell whether an error is that another process cannot be reached."""
    if isinstance(error, distributed.DistError):
        return True
    return isinstance(error, RuntimeError) and "gloo" in str(error)


class SharedWatch(Watch):
    """A watch over the first process; where it stops the training, it does so in all."""

    def __init__(self, watch: Watch, team: Team) -> None:
        self._watch, self._team = watch, team

    def says(self, stage: str) -> None:
        if self._team.is_first:
            self._watch.says(stage)

    def drew(self, sheet: bytes) -> None:
        if self._team.is_first:
            self._watch.drew(sheet)

    def stepped(self, epoch: int, step: int, steps: int, loss: float) -> None:
        self._tell(lambda: self._watch.stepped(epoch, step, steps, loss))

    def finished(self, history: History) -> None:
        self._tell(lambda: self._watch.finished(history))

    def _tell(self, report: Callable[[], None]) -> None:
        """Report in the first process; raise Stopped in all where it does there."""
        stopped: Stopped | None = None
        if self._team.is_first:
            try:
                report()
            except Stopped as error:
                stopped = error
        if self._team.hand_on(b"stop" if stopped else None):
            raise stopped or Stopped


class SharedCheckpoints:
    """Checkpoints that the first process keeps, and all go on from."""

    def __init__(self, checkpoints: Checkpoints, team: Team) -> None:
        self._checkpoints, self._team = checkpoints, team

    def load(self) -> bytes | None:
        return self._team.hand_on(self._checkpoints.load() if self._team.is_first else None)

    def save(self, content: bytes) -> None:
        if self._team.is_first:
            self._checkpoints.save(content)

    def clear(self) -> None:
        if self._team.is_first:
            self._checkpoints.clear()
