"""The pool of groups that are cut from photographs, made once for a training and then drawn from.

To compose, photograph and find one expression again takes more than a tenth of a second: far too
long to do it anew for every batch.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

import segmentation
from segmentation.raster import Pictures
from training.composition import Composer
from training.config import TrainConfig
from training.photo_contexts import photo_contexts
from training.samples import Samples

_CHUNK = 100  # groups that one generator draws, so that the workers' number changes nothing
_STREAM = 4  # of the seed; batches and photographs draw apart
_NOISE = 0.02  # grey levels of 1, highest standard deviation
_GAIN = 0.1  # by how much lines are fainter, at most
_GREYS = 255
_DRAWN_BY = (
    *("augmentation", "camera", "composition", "conditions", "expressions", "glyphs"),
    *("ownership", "paper", "pens", "photo_contexts", "photo_pool", "photographs", "pieces"),
    *("placement", "strangers", "synthesis", "textures", "viewpoint"),
)
"""The modules beside the whole of segmentation that a pool comes from."""


@dataclass(frozen=True, slots=True, eq=False)
class PhotoPool:
    """Groups cut from photographs: `pictures` uint8 (n, 3, 32, 32), `targets` (n,)."""

    pictures: NDArray[np.uint8]
    targets: NDArray[np.intp]

    def draw(self, count: int, rng: np.random.Generator) -> tuple[Pictures, NDArray[np.intp]]:
        """Draw groups, a little noisy: float32 pictures (count, 3, 32, 32), targets (count,)."""
        chosen = rng.integers(len(self.targets), size=count)
        pictures = _shades(self.pictures[chosen])
        one_each = (count, 1, 1, 1)
        pictures *= rng.uniform(1 - _GAIN, 1, one_each).astype(np.float32)
        noise = rng.standard_normal(pictures.shape, dtype=np.float32)
        pictures += noise * rng.uniform(0, _NOISE, one_each).astype(np.float32)
        return np.clip(pictures, 0, 1), self.targets[chosen]

    def all(self) -> tuple[Pictures, NDArray[np.intp]]:
        """Return all groups as they are: float32 pictures (n, 3, 32, 32), targets (n,)."""
        return _shades(self.pictures), self.targets


class _Chunks(Dataset[tuple[Tensor, Tensor]]):
    """The parts of a pool, each made from the seed and its number alone."""

    def __init__(self, composer: Composer, count: int, seed: int) -> None:
        self.composer, self.count, self.seed = composer, count, seed

    def __len__(self) -> int:
        return -(-self.count // _CHUNK)

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor]:
        size = min(_CHUNK, self.count - number * _CHUNK)
        rng = np.random.default_rng([self.seed, _STREAM, number])
        pictures, targets = photo_contexts(self.composer, size, rng)
        greys = np.round(np.clip(pictures, 0, 1) * _GREYS).astype(np.uint8)
        return torch.from_numpy(greys), torch.from_numpy(targets)


def make_pool(
    composer: Composer, sets: Sequence[Samples], count: int, config: TrainConfig
) -> PhotoPool:
    """Make a pool of `count` groups, or load it where it was made before.

    `sets` are what the composer writes with. A pool is kept beside the traced sets.
    """
    path = config.cache / f"photos-{_identify(sets, count, config.seed)}.npz"
    if path.exists():
        with np.load(path, allow_pickle=False) as data:
            return PhotoPool(data["pictures"], data["targets"])
    chunks = DataLoader(
        _Chunks(composer, count, config.seed),
        batch_size=None,
        num_workers=config.workers,
        # That of all others is left as it is, whether the pool is made or loaded.
        generator=torch.Generator(),
    )
    parts = [(p.numpy(), t.numpy()) for p, t in tqdm(chunks, desc=f"{count:,} groups of photos")]
    pool = PhotoPool(*(np.concatenate(each) for each in zip(*parts, strict=True)))
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial.npz")
    np.savez_compressed(partial, pictures=pool.pictures, targets=pool.targets)
    partial.replace(path)
    return pool


def _shades(greys: NDArray[np.uint8]) -> Pictures:
    return np.divide(greys, _GREYS, dtype=np.float32)


def _identify(sets: Sequence[Samples], count: int, seed: int) -> str:
    """Return a short hash of all that a pool depends on: samples, chance, and the code itself."""
    digest = hashlib.sha256(repr((count, seed)).encode())
    for samples in sets:
        digest.update(samples.source.encode())
        for values in (samples.start, samples.end, samples.stroke, samples.offset, samples.target):
            digest.update(np.ascontiguousarray(values).tobytes())
    for module in _code():
        digest.update(module.read_bytes())
    return digest.hexdigest()[:16]


def _code() -> list[Path]:
    """Return the modules that decide what a photograph looks like and what is found in it."""
    found = sorted(Path(segmentation.__path__[0]).rglob("*.py"))
    return [*found, *(Path(__file__).with_name(f"{name}.py") for name in _DRAWN_BY)]
