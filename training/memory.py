"""Making the memory of a model: what a personal classifier must not forget of the base classes.

`python -m training.memory BUNDLE --data FOLDER` gives a bundle that has none, or an older one, a
memory made anew; its network stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np
import torch
from numpy.typing import NDArray

from recognizer.alphabet import LABELS
from recognizer.bundle import read_bundle
from recognizer.memory import Memory
from recognizer.network import Network
from segmentation.context import without_context
from segmentation.raster import Pictures, draw, fit
from training.composition import Composer
from training.config import TrainConfig
from training.contexts import contexts
from training.datasets import DataError
from training.distillation import load_network
from training.export import export
from training.gathering import gather
from training.held_out import split
from training.options import FOLDER
from training.personalising import with_none
from training.samples import OUTLIER, Samples
from training.watch import Watch

DIMENSIONS = 64
"""Of the space in which symbols are compared; 256 cost the base classes a little less, but are too
large to ship (docs/decisions.md)."""
POINTS = 2000
"""How many symbols are remembered, as many of each class and of no symbol,"""
_MORE_OF = {"1": 2}
"""but of these classes so many times more: a bare line is a slash or a bracket to some, and whoever
writes ÷ so would take the 1 from all others."""
_EVENING = 0.25
"""How far the axes are evened: each is divided by the variance along it to this power."""
_HARD_SHARE = 0.5
"""The share of them that the network only just gets right: they are the first to be lost."""
_OF_CLASS = 400
"""How many samples of each class of each source are considered,"""
_OF_OUTLIERS = 600
"""and how many that are no symbol,"""
_OF_CONTEXTS = 8000
"""and how many groups of composed expressions."""
_AT_ONCE = 512

Floats = NDArray[np.float32]


def remember(
    network: Network, sets: Sequence[Samples], composer: Composer, rng: np.random.Generator
) -> Memory:
    """Return what a network is to remember of the sets and of expressions composed from them."""
    drawn = [_isolated(samples, rng) for samples in sets]
    pictures, targets = zip(*drawn, contexts(composer, _OF_CONTEXTS, rng), strict=True)
    logits, features = _perceived(network, np.concatenate(pictures))
    mean = features.mean(axis=0)
    axes = _principal_axes(features - mean)
    whole = Memory(mean, axes, np.zeros((0, DIMENSIONS), np.float32), logits[:0])
    chosen = _choose(logits, np.concatenate(targets), rng)
    return Memory(mean, axes, whole.place(features[chosen]), logits[chosen])


def _isolated(samples: Samples, rng: np.random.Generator) -> tuple[Pictures, NDArray[np.intp]]:
    """Draw some samples of each class: pictures (n, 3, 32, 32) and targets (n,)."""
    which = np.concatenate([_some(samples.target, target, rng) for target in range(OUTLIER + 1)])
    segments, _ = samples.take(which)
    return without_context(draw(fit(segments))), samples.target[which]


def _some(targets: NDArray[np.intp], target: int, rng: np.random.Generator) -> NDArray[np.intp]:
    most = _OF_OUTLIERS if target == OUTLIER else _OF_CLASS
    return rng.permutation(np.flatnonzero(targets == target))[:most]


def _perceived(network: Network, pictures: Pictures) -> tuple[Floats, Floats]:
    network.eval()
    logits, features = [], []
    with torch.inference_mode():
        for part in torch.split(torch.from_numpy(pictures), _AT_ONCE):
            seen = network.features(part)
            features.append(seen.numpy())
            logits.append(network.classes(seen).numpy())
    return np.concatenate(logits), np.concatenate(features)


def _principal_axes(features: Floats) -> Floats:
    """Return the directions (d, f) in which features (n, f) of mean 0 vary most, evened."""
    variances, vectors = np.linalg.eigh(features.T @ features / len(features))
    evened = vectors[:, -DIMENSIONS:] * variances[-DIMENSIONS:] ** -_EVENING
    axes: Floats = evened.T.astype(np.float32)
    return axes


def _choose(
    logits: Floats, targets: NDArray[np.intp], rng: np.random.Generator
) -> NDArray[np.intp]:
    """Choose of each class some that are read rightly, half of them those nearly missed."""
    scores = with_none(logits)
    sure = scores[np.arange(len(targets)), targets]
    right = scores.argmax(axis=1) == targets
    return np.concatenate(list(_of_each_class(sure, np.where(right, targets, -1), rng)))


def _of_each_class(
    sure: NDArray[np.float64], classes: NDArray[np.intp], rng: np.random.Generator
) -> Iterator[NDArray[np.intp]]:
    for target, label in enumerate((*LABELS, "")):
        most = POINTS // (len(LABELS) + 1) * _MORE_OF.get(label, 1)
        own = np.flatnonzero(classes == target)
        own = own[np.argsort(sure[own], kind="stable")]
        hard = round(most * _HARD_SHARE)
        yield own[:hard]
        yield rng.permutation(own[hard:])[: most - hard]


@click.command()
@click.argument("bundle", type=FOLDER)
@click.option(
    "--data", type=FOLDER, required=True, help="Folder of the data sets that the model learnt from."
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs"),
    show_default=True,
    help="Folder whose `cache` keeps traced data sets.",
)
def main(bundle: Path, data: Path, cache: Path) -> None:
    """Give the model in BUNDLE a memory of what it learnt."""
    from training.train import drawn  # it imports this module

    config = TrainConfig(data=data, out=cache / "memory")
    rng = np.random.default_rng(config.seed)
    card = {k: v for k, v in read_bundle(bundle).card.items() if k not in ("id", "files")}
    try:
        sources = gather(config, Watch())
    except DataError as error:
        raise click.ClickException(str(error)) from error
    kept, _ = split(sources, config.held_out)
    everything = [*kept, *drawn(config, rng)]
    network = load_network(bundle)
    memory = remember(network, everything, Composer(everything, rng), rng)
    click.echo(export(network, memory, card, bundle))


if __name__ == "__main__":
    main()
