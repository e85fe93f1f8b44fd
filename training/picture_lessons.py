"""What a network of pictures learns: each class as often as any other, deformed anew each time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

from recognizer.picture_classifier import as_seen
from training.config import PictureAugmentation, TrainConfig
from training.picture_folder import LabelledPictures
from training.validation import network_logits

_PREFETCHED = 4  # batches that each worker makes ahead
_AT_ONCE = 1024  # held-out pictures; bounds the memory it takes
_MARGIN = 0.25  # of the side; what is moved shows no more than this of what is around it
_ERASED = (0.02, 0.15)  # of the area of a picture that loses a piece
_LARGEST_SEED = 2**63


class PictureLessons:
    """Batches of deformed pictures, and what is held out from them."""

    def __init__(
        self, learnt: LabelledPictures, held_out: LabelledPictures, config: TrainConfig
    ) -> None:
        self._learnt, self._held_out, self._config = learnt, held_out, config

    def batches(self, epoch: int) -> Iterable[tuple[Tensor, Tensor]]:
        """Make the batches of an epoch in worker processes; their number changes nothing."""
        workers = self._config.workers
        return DataLoader(
            PictureBatches(self._learnt, self._config, epoch),
            batch_size=None,
            num_workers=workers,
            prefetch_factor=_PREFETCHED if workers else None,
        )

    def loss(self, logits: Tensor, pictures: Tensor, targets: Tensor) -> Tensor:
        """Return the cross-entropy with the truth."""
        return functional.cross_entropy(logits, targets)

    def accuracy(self, network: nn.Module) -> float:
        """Return the share of the held-out pictures that are told right."""
        right = picture_logits(network, self._held_out).argmax(axis=1) == self._held_out.targets
        return float(right.mean()) if len(right) else 0.0


class PictureBatches(Dataset[tuple[Tensor, Tensor]]):
    """The batches of one epoch: pictures (batch, 3, side, side) and targets (batch,).

    A batch depends only on the seed and its number, never on how many workers make batches.
    """

    def __init__(self, learnt: LabelledPictures, config: TrainConfig, epoch: int) -> None:
        self._learnt, self._config, self._epoch = learnt, config, epoch
        self._of_class = [
            np.flatnonzero(learnt.targets == target) for target in np.unique(learnt.targets)
        ]
        self._deform = deformation(config.pictures or PictureAugmentation(), learnt.side)

    def __len__(self) -> int:
        return self._config.steps

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor]:
        rng = np.random.default_rng([self._config.seed, self._epoch, number])
        chosen = self._chosen(rng)
        pictures = torch.from_numpy(self._learnt.pictures[chosen]).permute(0, 3, 1, 2)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(int(rng.integers(_LARGEST_SEED)))
            deformed = torch.stack([self._deform(picture) for picture in pictures])
        return deformed, torch.from_numpy(self._learnt.targets[chosen])

    def _chosen(self, rng: np.random.Generator) -> NDArray[np.intp]:
        """Choose the pictures of a batch: a class, then one of its pictures."""
        classes = rng.integers(len(self._of_class), size=self._config.batch_size)
        return np.array([rng.choice(self._of_class[each]) for each in classes])


def deformation(how: PictureAugmentation, side: int) -> v2.Compose:
    """Return what deforms a picture uint8 (3, side, side), and makes it float32 0..1."""
    margin = round(_MARGIN * side)
    shift = how.shift * side / (side + 2 * margin)
    return v2.Compose(
        [
            v2.Pad(margin, padding_mode="edge"),  # what is turned in goes on from the borders
            v2.RandomAffine(
                how.rotation,
                translate=(shift, shift),
                scale=(1 - how.zoom, 1 + how.zoom),
                interpolation=v2.InterpolationMode.BILINEAR,
            ),
            v2.CenterCrop(side),
            v2.ColorJitter(brightness=how.light, contrast=how.light),
            v2.ToDtype(torch.float32, scale=True),
            v2.RandomErasing(how.erased_share, scale=_ERASED),
        ]
    )


def picture_logits(network: nn.Module, shown: LabelledPictures) -> NDArray[np.float32]:
    """Return the logits (n, classes) of pictures as they are, without training."""
    parts = np.split(shown.pictures, range(_AT_ONCE, len(shown), _AT_ONCE))
    return np.concatenate([network_logits(network, torch.from_numpy(as_seen(p))) for p in parts])
