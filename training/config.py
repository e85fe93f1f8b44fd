"""The configuration of a training, kept in the model card beside the mixture of its sources."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

_FOLDERS = ("data", "out", "images", "start", "teachers")


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How far samples are deformed; lengths are in sizes of the symbol unless a unit is given."""

    plain_share: float = 0.25  # of the samples that are drawn as serving draws them
    rotation: float = 8.0  # degrees, standard deviation
    slant: float = 0.18  # shear, standard deviation
    stretch: float = 0.15  # logarithm of the aspect ratio, standard deviation
    warp: float = 0.035  # amplitude of the smooth displacement, standard deviation
    stroke_shift: float = 0.035  # displacement of single strokes, standard deviation
    gap_share: float = 0.10  # share of samples that lose a piece of a stroke
    pen_spread: float = 0.22  # logarithm of the pen's width, standard deviation
    shift: float = 0.8  # pixels, standard deviation
    zoom: float = 0.05  # logarithm of the scale in the picture, standard deviation
    blur_share: float = 0.25
    noise: float = 0.04  # grey levels of 1, highest standard deviation


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """One training. An epoch is `epoch_size` freshly augmented samples, not a pass over a set."""

    data: Path
    out: Path
    images: Path | None = None
    start: Path | None = None  # the bundle whose network the training goes on from
    teachers: tuple[Path, ...] = ()  # bundles that it learns from beside the truth
    epochs: int = 72
    seed: int = 1
    epoch_size: int = 65_536
    batch_size: int = 256
    learning_rate: float = 3e-3
    weight_decay: float = 0.05
    average_decay: float = 0.999  # of the moving average of the weights that is exported
    context_share: float = 0.5  # of each batch that is cut from composed expressions
    outlier_share: float = 0.25  # of the rest
    photo_share: float = 0.0  # of each batch, out of the context share, cut from photographs
    photo_groups: int = 40_000  # cut from photographs once, and drawn from for every batch
    synthesized_per_glyph: int = 300
    # Added to the logits of classes at the end, as a prior is: data sets are not arithmetic.
    logit_shifts: dict[str, float] = field(default_factory=lambda: {"1": -1.0})
    held_out: float = 0.04  # share of every set kept for validation and calibration
    workers: int = 2
    augmentation: Augmentation = field(default_factory=Augmentation)

    @property
    def has_photos(self) -> bool:
        """Tell whether groups that are cut from photographs are trained on."""
        return min(self.photo_share, self.context_share, self.photo_groups) > 0

    @property
    def photos_in_batch(self) -> int:
        """Return how many samples of a batch are cut from photographs; they are its last ones."""
        if not self.has_photos:
            return 0
        return round(self.batch_size * min(self.photo_share, self.context_share))

    def as_dict(self) -> dict[str, Any]:
        """Return the configuration for the model card, without the folders of one machine."""
        return {k: v for k, v in asdict(self).items() if k not in _FOLDERS}
