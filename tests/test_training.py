"""Training, on data sets of some drawn symbols: from the command line to a model in service."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny
import torch
from click.testing import CliRunner
from PIL import Image
from safetensors.torch import load_file

import training.memory
import training.recipe
import training.train
import training.validation
from recognizer.alphabet import LABELS
from recognizer.bundle import MEMORY_FILE, MODEL_FILE, SHIPPED, STATE_FILE
from recognizer.classifier import Classifier, load_classifier
from recognizer.network import Network
from training.batches import Batches
from training.config import TrainConfig
from training.datasets import SourceCard
from training.folders import load_picture_folder
from training.gathering import Source, gather
from training.held_out import split
from training.photo_pool import PhotoPool
from training.samples import OUTLIER, Samples
from training.symbol_lessons import SymbolLessons
from training.train import drawn, prepare, train
from training.watch import Stopped, Watch
from webapp.cli import main

SMALL: dict[str, Any] = {
    "epoch_size": 512,
    "batch_size": 64,
    "workers": 0,
    "synthesized_per_glyph": 2,
    "held_out": 0.2,
    "photo_share": 0.0,
}
OF_PHOTOS = SMALL | {"photo_share": 0.125, "photo_groups": 40}
LINES = {**tiny.LINES, "-": ((6, 14, 22, 14),), "/": ((20, 5, 8, 24),)}
NOTHING = Samples.of("nothing", [], [])


def make_own_pictures(folder: Path) -> None:
    """Write pictures of one's own: a 7 as light on dark, as dark on light, and a ÷."""
    for name, label, paper in (("light", "7", 0), ("dark", "7", 255), ("slash", "/", 255)):
        pixels = tiny.picture(LINES[label], 0, size=60)
        place = folder / {"/": "÷"}.get(label, label)
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels if paper == 0 else 255 - pixels).save(place / f"{name}.png")


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run of `inkcalc train`."""

    status: int
    told: str
    bar: str
    data: Path
    out: Path
    card: dict[str, Any]


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module", autouse=True)
def small_and_alone() -> Iterator[None]:
    """Keep to one thread, too: several wait for each other on a busy machine."""
    with tiny.tiny():
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    tiny.make_data(folder, LINES)
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, data: Path, patch: pytest.MonkeyPatch) -> Run:
    """Train once by the command line."""
    folder = tmp_path_factory.mktemp("run")
    make_own_pictures(folder / "own")
    patch.setattr(training.recipe, "TrainConfig", partial(TrainConfig, **OF_PHOTOS))
    command = ["train", "--data", data, "--images", folder / "own", "--out", folder / "model"]
    result = CliRunner().invoke(main, [*map(str, command), "--epochs", "1", "--seed", "7"])
    assert result.exit_code == 0, result.output
    card = json.loads((folder / "model" / "card.json").read_text(encoding="utf-8"))
    return Run(result.exit_code, result.stdout, result.stderr, data, folder / "model", card)


@pytest.fixture(scope="module")
def trained(run: Run) -> Classifier:
    return load_classifier(run.out)


def test_the_command_ends_well_and_shows_its_way(run):
    assert f"The model is in {run.out}." in run.told
    assert "epoch 1: loss " in run.told
    assert "validation " in run.told
    assert "epoch 1/1: 100%" in run.bar


def test_the_bundle_is_whole(run):
    files = sorted(path.name for path in run.out.iterdir())
    assert files == ["card.json", "curves.svg", MEMORY_FILE, MODEL_FILE, STATE_FILE]
    for name, digest in run.card["files"].items():
        assert hashlib.sha256((run.out / name).read_bytes()).hexdigest() == digest


def test_the_card_says_what_the_model_is(run):
    card = run.card
    assert card["classes"] == list(LABELS)
    assert card["seed"] == 7
    learnt_by = {name: value for name, value in OF_PHOTOS.items() if name != "workers"}
    assert card["config"] | learnt_by == card["config"]
    assert card["config"]["epochs"] == 1
    assert card["temperature"] > 0
    assert card["parameters"] <= 300_000
    assert [set(epoch) for epoch in card["history"]] == [{"loss", "accuracy"}]
    assert set(card["metrics"]) >= {"bars", "pen_symbols", "contexts", "photos"}
    for metric in card["metrics"].values():
        assert 0 <= metric["accuracy"] <= 1
        assert metric["n"] > 0


def test_the_card_lists_the_data(run):
    listed = {entry["name"]: entry for entry in run.card["data"]}
    assert set(listed) == {"bars", "pen_symbols", "own"}
    for name, file in (("bars", "bars.npz"), ("pen_symbols", "pen_symbols.jsonl.gz")):
        entry = listed[name]
        assert entry["sha256"] == hashlib.sha256((run.data / file).read_bytes()).hexdigest()
        symbols = (len(LINES) - 1) * tiny.EACH
        assert (entry["samples"], entry["outliers"]) == (symbols, tiny.EACH)


def test_the_card_names_no_folder_of_this_machine(run):
    text = json.dumps(run.card)
    assert str(run.data) not in text and str(run.out) not in text


def test_pictures_of_either_polarity_are_used(run):
    [own] = [entry for entry in run.card["data"] if entry["name"] == "own"]
    assert (own["samples"], own["outliers"]) == (3, 0)
    samples, _, _ = load_picture_folder(run.out.parent / "own")
    assert [LABELS[target] for target in samples.target] == ["7", "7", "÷"]
    dark, light = samples.subset(np.array([0])), samples.subset(np.array([1]))
    assert np.allclose(dark.start, light.start)


def test_the_model_serves(run, trained):
    assert trained.model_id == run.card["id"]
    scores = trained.classify(np.zeros((3, 32, 32), np.float32))
    assert scores.shape == (3, len(LABELS))


def agree(network: Network, classifier: Classifier) -> bool:
    """Tell whether torch and ONNX agree to 1e-4 on random pictures, one or several at once."""
    pictures = np.random.default_rng(0).random((33, 3, 32, 32), dtype=np.float32)
    with torch.inference_mode():
        expected = network.eval()(torch.from_numpy(pictures)).numpy()
    together = classifier.logits(pictures)
    alone = np.concatenate([classifier.logits(picture[None]) for picture in pictures])
    return bool(max(abs(expected - together).max(), abs(expected - alone).max()) < 1e-4)


def network_of(folder: Path) -> Network:
    network = Network()
    network.load_state_dict(load_file(folder / STATE_FILE))
    return network


def test_onnx_and_torch_agree(run, trained):
    assert agree(network_of(run.out), trained)


def test_another_network_would_not_agree(trained):
    torch.manual_seed(1)
    assert not agree(Network(), trained)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, data: Path) -> TrainConfig:
    out = tmp_path_factory.mktemp("again") / "model"
    return replace(TrainConfig(data, out), epochs=2, seed=3, **SMALL)


def lessons(config: TrainConfig) -> SymbolLessons:
    """Return what batches are made from, as a training has it."""
    kept, _ = split(gather(config, Watch()), config.held_out)
    rng = np.random.default_rng(config.seed)
    return prepare([*kept, *drawn(config, rng)], [], config, rng)


def fingerprint(config: TrainConfig, epoch: int = 0) -> list[str]:
    """Return a hash of each batch of an epoch, pictures and targets."""
    return [
        hashlib.sha256(pictures.numpy().tobytes() + targets.numpy().tobytes()).hexdigest()
        for pictures, targets in lessons(config).batches(epoch)
    ]


def test_the_number_of_workers_changes_no_batch(config):
    alone = fingerprint(config)
    assert len(set(alone)) == config.epoch_size // config.batch_size
    assert fingerprint(replace(config, workers=2)) == alone


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_batch_is_cut_from_expressions_for_the_share_asked_for(config, share):
    one = replace(config, context_share=share, epoch_size=config.batch_size)
    [(pictures, targets)] = lessons(one).batches(0)
    assert pictures.shape == (config.batch_size, 3, 32, 32)
    assert targets.shape == (config.batch_size,)
    in_context = pictures[:, 1:].flatten(1).any(dim=1).numpy()
    border = round((1 - share) * config.batch_size)
    assert not in_context[:border].any()
    assert in_context[border:].sum() >= 0.9 * share * config.batch_size


@pytest.mark.parametrize(("share", "expected"), [(0.25, 16), (0.75, 32)])
def test_photos_take_their_share_of_what_is_in_context(config, share, expected):
    one = replace(config, photo_share=share, epoch_size=config.batch_size)
    blank = np.zeros((1, 3, 32, 32), np.uint8)
    pool = PhotoPool(blank, np.array([OUTLIER]))
    alike = lessons(replace(one, photo_share=0.0))
    pictures, _ = Batches(alike.mixture, alike.composer, one, 0, pool)[0]
    assert len(pictures) == config.batch_size
    of_photos = pictures.flatten(1).max(dim=1).values < 0.5
    assert of_photos[-expected:].all() and not of_photos[: config.batch_size // 2].any()
    assert of_photos.sum() == expected


@pytest.mark.parametrize(
    "changes", [{"photo_share": 0.0}, {"context_share": 0.0}, {"photo_groups": 0}]
)
def test_without_a_share_no_photos_are_taken(config, changes):
    assert replace(config, photo_share=0.1).has_photos
    assert not replace(config, **{"photo_share": 0.1, **changes}).has_photos


@pytest.mark.parametrize(("seed", "epoch"), [(4, 0), (3, 1)])
def test_another_seed_or_epoch_gives_other_batches(config, seed, epoch):
    assert not set(fingerprint(replace(config, seed=seed), epoch)) & set(fingerprint(config))


class Impatient(Watch):
    """Ends a training in the middle of an epoch."""

    def __init__(self, epoch: int) -> None:
        self._epoch = epoch

    def stepped(self, epoch: int, step: int, steps: int, loss: float) -> None:
        if epoch == self._epoch:
            raise Stopped


@pytest.mark.parametrize("epoch", [1, 2])
def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(config, monkeypatch, epoch):
    networks: list[Network] = []
    monkeypatch.setattr(training.train, "export", lambda network, *_: networks.append(network))
    short = replace(config, epoch_size=2 * config.batch_size, epochs=2)
    train(short)
    with pytest.raises(Stopped):
        train(short, Impatient(epoch))
    assert (short.out / "checkpoint.safetensors").exists() == (epoch > 1)
    train(short)
    assert [path.name for path in short.out.iterdir()] == ["curves.svg"]
    whole, resumed = (network.state_dict() for network in networks)
    for name, value in whole.items():
        assert torch.equal(resumed[name], value), name


def test_a_training_is_known_by_configuration_and_data(config):
    def identify(config: TrainConfig, sha256: str = "0" * 64) -> str:
        source = Source(NOTHING, SourceCard("mine", sha256, 1, 0), [])
        return training.train.identify(config, [source])

    identity = identify(config)
    assert identify(replace(config, out=Path("elsewhere"), workers=5)) == identity
    assert identify(replace(config, seed=10)) != identity
    assert identify(replace(config, shares={"bars": 0.5})) != identity
    assert identify(replace(config, photo_share=0.1)) != identity
    assert identify(replace(config, photo_groups=9)) != identity
    assert identify(config, "1" * 64) != identity
    assert identify(replace(config, teachers=())) != identity
    assert identify(replace(config, start=SHIPPED)) != identity
