"""The configuration of a training, kept in the model card beside the mixture of its sources."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from recognizer.bundle import SHIPPED

_OF_THIS_MACHINE = ("data", "out", "images", "own", "start", "teachers", "workers", "device")
_OF_SYMBOLS = (
    *("parts", "context_share", "outlier_share", "photo_share", "photo_groups"),
    *("synthesized_per_glyph", "shares", "logit_shifts", "augmentation"),
)


class ConfigError(ValueError):
    """A training cannot be configured so; the message is one plain sentence."""


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
class PictureAugmentation:
    """How far pictures with classes of their own are changed, which are never mirrored.

    Left and right may be what tells their classes apart.
    """

    rotation: float = 10.0  # degrees, at most
    shift: float = 0.08  # of the side, at most
    zoom: float = 0.1  # of the side, at most
    light: float = 0.25  # of brightness and contrast, at most
    erased_share: float = 0.25  # share of pictures that lose a piece


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """One training. An epoch is `epoch_size` freshly augmented samples, not a pass over a set."""

    data: Path
    out: Path
    images: Path | None = None  # a folder of pictures, in sub-folders named after symbols
    own: Path | None = None  # gzipped JSON rows of `label`, `strokes` and `session`
    start: Path | None = None  # the bundle whose network the training goes on from
    teachers: tuple[Path, ...] = (SHIPPED,)  # bundles that it learns from beside the truth
    epochs: int = 60
    seed: int = 1
    epoch_size: int = 65_536
    batch_size: int = 256
    parts: int = 1  # of each batch, drawn apart, so that several processes can share a batch
    learning_rate: float = 3e-3
    weight_decay: float = 0.05
    average_decay: float = 0.999  # of the moving average of the weights that is exported
    context_share: float = 0.5  # of each batch that is cut from composed expressions
    outlier_share: float = 0.25  # of the rest
    photo_share: float = 0.0  # of each batch, out of the context share, cut from photographs
    photo_groups: int = 40_000  # cut from photographs once, and drawn from for every batch
    synthesized_per_glyph: int = 300
    # How much of a class comes from a source, where not as in `mixture.SHARES`; 0 leaves it out.
    shares: dict[str, float] = field(default_factory=dict)
    # Added to the logits of classes at the end, as a prior is: data sets are not arithmetic.
    logit_shifts: dict[str, float] = field(default_factory=lambda: {"1": -0.25})
    held_out: float = 0.04  # share of every set kept for validation, calibration and judgement
    workers: int = 2  # processes that make batches
    device: str = "auto"  # where the network is trained: cpu, cuda, or whichever there is
    augmentation: Augmentation = field(default_factory=Augmentation)
    # Set where `data` is a folder of pictures, in sub-folders that are classes of their own.
    pictures: PictureAugmentation | None = None

    @property
    def cache(self) -> Path:
        """Return the folder of what is made once for all trainings beside this one."""
        return self.out.parent / "cache"

    @property
    def steps(self) -> int:
        """Return how many batches there are in an epoch."""
        return self.epoch_size // self.batch_size

    @property
    def has_photos(self) -> bool:
        """Tell whether groups that are cut from photographs are trained on."""
        return min(self.photo_share, self.context_share, self.photo_groups) > 0

    @property
    def part_size(self) -> int:
        """Return how many samples there are in a part of a batch."""
        return self.batch_size // self.parts

    @property
    def photos_in_part(self) -> int:
        """Return how many samples of a part are cut from photographs; they are its last ones."""
        if not self.has_photos:
            return 0
        return round(self.part_size * min(self.photo_share, self.context_share))

    def as_dict(self) -> dict[str, Any]:
        """Return the configuration for the model card, without what is one machine's own.

        One of pictures has nothing that only trainings of symbols have, nor these `pictures`.
        """
        unused = _OF_SYMBOLS if self.pictures else ("pictures",)
        return {k: v for k, v in asdict(self).items() if k not in (*_OF_THIS_MACHINE, *unused)}
