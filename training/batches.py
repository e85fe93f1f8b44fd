"""Batches: the mixture of sources that the network sees, drawn anew for every step.

A batch depends only on the seed and its number, never on how many workers make batches. It consists
of equal parts, each drawn on its own, so that processes that train together make each their share.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from recognizer.alphabet import INDEX
from segmentation.context import without_context
from segmentation.raster import Pictures, Segments, draw, fit
from training import augmentation
from training.composition import Composer
from training.config import TrainConfig
from training.contexts import contexts
from training.mixture import Mixture
from training.photo_pool import PhotoPool
from training.samples import OUTLIER

_MERGED = 0.30  # share of the outliers that are two neighbours in one picture
_CUT = 0.10  # share of the outliers that are a piece of a symbol
_MERGE_GAP = (-0.15, 0.35)  # sizes of the symbol
_MERGE_SCALE = (0.5, 1.1)
_MERGE_DRIFT = 0.12  # sizes of the symbol; how far up or down the neighbour stands, deviation
_HOST_STROKES = 8  # the numbers that are left to the strokes of the symbol beside its neighbour's
_CUT_KEEP = (0.3, 0.6)  # share of the extent that is left of a cut symbol
# A piece of these is often a whole symbol of its own.
_UNCUT = np.array([INDEX[label] for label in ("1", "-", "÷", "(", ")", "7", "×", "+", "4")])
_DOT_SIZE = 1e-3  # of the unit box; what is smaller is a dot
_DOT_EXTENT = 8.0  # pixels; the largest picture of a dot that was not quite a tap


class Batches(Dataset[tuple[Tensor, Tensor]]):
    """The batches of one epoch: pictures (batch, 3, 32, 32) and targets (batch,).

    Of each part, the first are symbols that stand nowhere, the others groups in the context of an
    expression; where there is a pool, the last of these as a photo shows them. `share` says which
    parts of each batch to make, by default all.
    """

    def __init__(
        self,
        mixture: Mixture,
        composer: Composer,
        config: TrainConfig,
        epoch: int,
        pool: PhotoPool | None = None,
        share: range | None = None,
    ) -> None:
        self.mixture, self.composer, self.config, self.epoch = mixture, composer, config, epoch
        self.pool = pool
        self.share = range(config.parts) if share is None else share

    def __len__(self) -> int:
        return self.config.steps

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor]:
        drawn = [each for part in self.share for each in self._part(number, part)]
        pictures, targets = zip(*drawn, strict=True)
        return torch.from_numpy(np.concatenate(pictures)), torch.from_numpy(np.concatenate(targets))

    def _part(self, number: int, part: int) -> Iterator[tuple[Pictures, NDArray[np.intp]]]:
        """Draw one part of a batch: pictures (n, 3, 32, 32) and targets (n,) of each kind."""
        which = [number] if self.config.parts == 1 else [number, part]
        rng = np.random.default_rng([self.config.seed, self.epoch, *which])
        in_context = round(self.config.part_size * self.config.context_share)
        alone, target = self._alone(self.config.part_size - in_context, rng)
        yield without_context(alone), target
        of_photos = self.config.photos_in_part if self.pool else 0
        if in_context > of_photos:
            yield contexts(self.composer, in_context - of_photos, rng)
        if self.pool and of_photos:
            yield self.pool.draw(of_photos, rng)

    def _alone(self, size: int, rng: np.random.Generator) -> tuple[Pictures, NDArray[np.intp]]:
        """Draw symbols that stand nowhere: pictures (size, 32, 32) and targets (size,)."""
        segments, stroke, target, strength = self._compose(size, rng)
        how = self.config.augmentation
        segments, stroke = augmentation.with_gaps(segments, stroke, strength, how, rng)
        segments = augmentation.deform(segments, stroke, strength, how, rng)
        segments = augmentation.place(_fit_dots(segments, rng), strength, how, rng)
        pictures = draw(segments, augmentation.pens(strength, how, rng))
        return augmentation.degrade(pictures, strength, how, rng), target

    def _compose(
        self, size: int, rng: np.random.Generator
    ) -> tuple[Segments, NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
        """Draw symbols, foreign symbols, merged neighbours and cut pieces.

        Returns their segments, the stroke of each, their targets and how much to deform each.
        """
        mixture = self.mixture
        foreign = round(size * self.config.outlier_share)
        merged, cut = round(foreign * _MERGED), round(foreign * _CUT)
        symbols = rng.choice(
            mixture.symbols, size - foreign + merged + cut, p=mixture.symbol_chance
        )
        outliers = rng.choice(mixture.outliers, foreign - merged - cut, p=mixture.outlier_chance)
        chosen = np.concatenate([symbols, outliers])
        segments, stroke = mixture.samples.take(chosen)
        target = mixture.samples.target[chosen].copy()
        cutting = np.flatnonzero(~np.isin(target, _UNCUT) & (target != OUTLIER))[:cut]
        target[cutting] = OUTLIER
        segments, stroke = _cut(segments, stroke, cutting, rng)
        hosts = np.flatnonzero(target != OUTLIER)[-merged:] if merged else np.zeros(0, np.intp)
        target[hosts] = OUTLIER
        guests = rng.choice(mixture.symbols, merged, p=mixture.symbol_chance)
        guest_segments, guest_stroke = mixture.samples.take(guests)
        segments, stroke = _merge(segments, stroke, hosts, guest_segments, guest_stroke, rng)
        plain = mixture.plain[chosen] | (rng.random(size) < self.config.augmentation.plain_share)
        return segments, stroke, target, (~plain).astype(np.float32)


def _cut(
    segments: Segments,
    stroke: NDArray[np.intp],
    cutting: NDArray[np.intp],
    rng: np.random.Generator,
) -> tuple[Segments, NDArray[np.intp]]:
    """Keep of the chosen symbols only what lies on one side of a random line."""
    angle = rng.uniform(0, 2 * np.pi, segments.count)
    position = np.stack([np.cos(angle), np.sin(angle)], axis=1)[segments.owner]
    along = ((segments.start + segments.end) / 2 * position).sum(axis=1)
    first = np.searchsorted(segments.owner, np.arange(segments.count))
    low, high = np.minimum.reduceat(along, first), np.maximum.reduceat(along, first)
    limit = low + (high - low) * rng.uniform(*_CUT_KEEP, segments.count)
    is_cut = np.zeros(segments.count, bool)
    is_cut[cutting] = True
    kept = ~is_cut[segments.owner] | (along <= limit[segments.owner])
    return augmentation.keep(segments, kept), stroke[kept]


def _merge(
    segments: Segments,
    stroke: NDArray[np.intp],
    hosts: NDArray[np.intp],
    guests: Segments,
    guest_stroke: NDArray[np.intp],
    rng: np.random.Generator,
) -> tuple[Segments, NDArray[np.intp]]:
    """Put a guest to the right of each host, as a wrong grouping would."""
    if len(hosts) == 0:
        return segments, stroke
    _, host_high = segments.boxes()
    guest_low, _ = guests.boxes()
    scale = rng.uniform(*_MERGE_SCALE, len(hosts)).astype(np.float32)
    gap = rng.uniform(*_MERGE_GAP, len(hosts))
    shift = np.zeros((len(hosts), 2), np.float32)
    shift[:, 0] = host_high[hosts, 0] + gap - guest_low[:, 0] * scale
    shift[:, 1] = rng.normal(0, _MERGE_DRIFT, len(hosts))
    scales, shifts = scale[guests.owner, None], shift[guests.owner]
    owner = np.concatenate([segments.owner, hosts[guests.owner]])
    order = np.argsort(owner, kind="stable")
    return (
        Segments(
            np.concatenate([segments.start, guests.start * scales + shifts])[order],
            np.concatenate([segments.end, guests.end * scales + shifts])[order],
            owner[order],
            segments.count,
        ),
        np.concatenate([stroke, guest_stroke + _HOST_STROKES])[order],
    )


def _fit_dots(segments: Segments, rng: np.random.Generator) -> Segments:
    """Fit symbols to their pictures, but leave dots as small as the segmenter leaves them."""
    low, high = segments.boxes()
    is_dot = (high - low).max(axis=1) < _DOT_SIZE
    fitted = fit(segments)
    if not is_dot.any():
        return fitted
    # A dot is a tap or a tick: give it a random small extent.
    extent = rng.uniform(0, _DOT_EXTENT, segments.count) * (rng.random(segments.count) < 0.5)
    angle = rng.uniform(0, 2 * np.pi, segments.count)
    tick = np.stack([np.cos(angle), np.sin(angle)], axis=1) * extent[:, None] / 2
    offset = (tick * is_dot[:, None])[segments.owner].astype(np.float32)
    return Segments(fitted.start - offset, fitted.end + offset, segments.owner, segments.count)
