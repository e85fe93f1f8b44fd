"""What the calculator's network learns: symbols alone and in context, and what is no symbol."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from training.batches import Batches
from training.composition import Composer
from training.config import TrainConfig
from training.distillation import Teachers, loss
from training.mixture import Mixture
from training.photo_pool import PhotoPool
from training.validation import HeldOut, validate

_PREFETCHED = 4  # batches that each worker makes ahead


class SymbolLessons:
    """Batches drawn from a mixture and from composed expressions, and teachers where there are.

    `share` says which parts of each batch this process makes.
    """

    def __init__(
        self,
        mixture: Mixture,
        composer: Composer,
        pool: PhotoPool | None,
        held_out: Sequence[HeldOut],
        config: TrainConfig,
        device: torch.device,
        share: range | None = None,
    ) -> None:
        self.mixture, self.composer, self.pool = mixture, composer, pool
        self.held_out, self._config = held_out, config
        self._share = share
        self._teachers = Teachers(config.teachers, device)

    def configured(self, config: TrainConfig) -> SymbolLessons:
        """Return lessons of the same samples and teachers by another configuration."""
        lessons = copy.copy(self)
        lessons._config = config
        return lessons

    def batches(self, epoch: int) -> Iterable[tuple[Tensor, Tensor]]:
        """Make the batches of an epoch in worker processes; their number changes nothing."""
        workers = self._config.workers
        return DataLoader(
            Batches(self.mixture, self.composer, self._config, epoch, self.pool, self._share),
            batch_size=None,
            num_workers=workers,
            prefetch_factor=_PREFETCHED if workers else None,
        )

    def loss(self, logits: Tensor, pictures: Tensor, targets: Tensor) -> Tensor:
        """Return the cross-entropy with the truth, and with what the teachers say."""
        place = torch.arange(len(targets), device=targets.device) % self._config.part_size
        is_photo = place >= self._config.part_size - self._config.photos_in_part
        return loss(logits, targets, self._teachers.opinion(pictures, targets, is_photo))

    def accuracy(self, network: nn.Module) -> float:
        """Return the mean accuracy over the held-out sources."""
        return validate(network, self.held_out)
