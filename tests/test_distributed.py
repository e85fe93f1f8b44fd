"""Trainings in two processes, which torchrun starts, against the same training in one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner
from safetensors.torch import load_file
from tiny import SMALL, make_data, tiny, train_in_double
from torch import distributed

import training.__main__
from recognizer.network import Network
from training.__main__ import command
from training.config import ConfigError, TrainConfig
from training.processes import SharedWatch, Team, joined
from training.train import train
from training.watch import Stopped, Watch
from training.whole_batch import WholeBatchNorm, see_whole_batch

EPOCHS = 2
TOLERANCE = 1e-6  # of the weights; both train in double precision


@dataclass(frozen=True, slots=True)
class Bench:
    """A folder to train in, with data."""

    folder: Path
    root: Path

    def in_two(self, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Train in two processes on loopback; what they note is in the folder of that name."""
        notes = self.folder / name
        notes.mkdir(exist_ok=True)
        torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
        options = {
            "--data": self.folder / "data",
            "--out": self.folder / "two",
            "--config": self.folder / "small.json",
            "--epochs": EPOCHS,
            "--workers": 0,
            "--device": "cpu",
        }
        return subprocess.run(
            [*torchrun, "--nproc-per-node=2", self.root / "tests" / "tiny.py"]
            + [str(word) for option in options.items() for word in option],
            cwd=self.root,
            env=os.environ | environment | {"PYTHONPATH": ".", "INKCALC_TEST_NOTES": str(notes)},
            capture_output=True,
            text=True,
            timeout=240,
        )

    def in_one(self) -> None:
        """Train in this process, by batches of two parts."""
        (self.folder / "one").mkdir()
        config = TrainConfig(
            self.folder / "data", self.folder / "alone", epochs=EPOCHS, parts=2, workers=0, **SMALL
        )
        with tiny() as patch:
            train_in_double(patch, self.folder / "one")
            train(config, Watch())
        torch.set_default_dtype(torch.float32)

    def card(self, name: str) -> dict[str, Any]:
        """Return the card of the model that the first process noted."""
        return json.loads((self.folder / name / "0.json").read_text(encoding="utf-8"))

    def weights(self, name: str, rank: int = 0) -> dict[str, torch.Tensor]:
        """Return what the network of a process was in the end."""
        return load_file(self.folder / name / f"{rank}.safetensors")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Bench:
    folder = tmp_path_factory.mktemp("trainings")
    (folder / "data").mkdir()
    make_data(folder / "data")
    (folder / "small.json").write_text(json.dumps(SMALL), encoding="utf-8")
    return Bench(folder, root)


@pytest.fixture(scope="module")
def broken(bench: Bench) -> subprocess.CompletedProcess[str]:
    """Train in two processes, of which one fails in the second epoch."""
    return bench.in_two("broken", INKCALC_TEST_BREAK="1")


@pytest.fixture(scope="module")
def trained(bench: Bench, broken: subprocess.CompletedProcess[str]) -> Bench:
    """Train in one process, and have the two that failed go on."""
    bench.in_one()
    ended = bench.in_two("two")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("The model is in ") == 1
    assert "epoch 1: " not in ended.stdout and "epoch 2: " in ended.stdout
    return bench


def test_an_error_of_one_process_ends_all_with_one_sentence(bench, broken):
    assert broken.returncode != 0
    assert broken.stderr.count("Error: There is nothing here.\n") == 1, broken.stderr
    assert "[rank" not in broken.stderr  # the beginning of what Python says of an error
    assert list((bench.folder / "broken").iterdir()) == []
    assert "epoch 1: " in broken.stdout and "epoch 2: " not in broken.stdout


def test_two_processes_learn_what_one_does(trained):
    [*expected], [*found] = (trained.card(name)["history"] for name in ("one", "two"))
    assert len(found) == EPOCHS
    for one, two in zip(expected, found, strict=True):
        assert two == pytest.approx(one, abs=2e-5)  # of figures with five decimals
    torch.testing.assert_close(
        trained.weights("two"), trained.weights("one"), rtol=TOLERANCE, atol=TOLERANCE
    )


def test_processes_end_with_the_same_weights(trained):
    first, second = trained.weights("two", 0), trained.weights("two", 1)
    assert first.keys() == second.keys()
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_only_the_first_process_writes_a_model(trained):
    assert sorted(file.name for file in (trained.folder / "two").glob("*.json")) == ["0.json"]


def test_the_card_says_in_how_many_parts_a_batch_was_drawn(trained):
    assert trained.card("two")["config"] == trained.card("one")["config"]
    assert trained.card("two")["config"]["parts"] == 2


@dataclass(frozen=True, slots=True)
class Told(Team):
    """A process that is told something by the first one."""

    word: bytes | None = None

    def hand_on(self, content: bytes | None) -> bytes | None:
        return content if self.is_first else self.word


class Impatient(Watch):
    def stepped(self, *_: Any) -> None:
        raise Stopped("after a step")


def test_a_watch_stops_all_processes():
    with pytest.raises(Stopped, match="after a step"):
        SharedWatch(Impatient(), Told()).stepped(1, 1, 8, 0.5)
    with pytest.raises(Stopped):
        SharedWatch(Watch(), Told(rank=1, size=2, word=b"stop")).stepped(1, 1, 8, 0.5)
    SharedWatch(Impatient(), Told(rank=1, size=2)).stepped(1, 1, 8, 0.5)


@pytest.fixture
def asked(monkeypatch):
    """Return the configurations and teams that trainings were begun with, of which none runs."""
    asked = []
    monkeypatch.setattr(
        training.__main__, "train", lambda config, team: asked.append((config, team)) or config.out
    )
    return asked


@pytest.mark.parametrize(
    ("size", "options", "parts"),
    [
        (1, [], 1),
        (1, ["--parts", "4"], 4),
        (4, [], 4),
        (2, ["--parts", "4"], 4),
    ],
)
def test_a_batch_has_a_part_for_each_process(asked, bench, size, options, parts):
    given = ["--data", bench.folder / "data", "--config", bench.folder / "small.json", *options]
    done = CliRunner().invoke(command, map(str, given), obj=Team(size=size))
    assert done.exit_code == 0, done.output
    [(config, team)] = asked
    assert (config.parts, team.size) == (parts, size)
    assert config.batch_size == SMALL["batch_size"]


@pytest.mark.parametrize(("rank", "told"), [(0, "The model is in runs/model.\n"), (1, "")])
def test_one_process_tells_where_the_model_is(asked, bench, rank, told):
    given = ["--data", str(bench.folder / "data")]
    assert CliRunner().invoke(command, given, obj=Team(rank, 2)).stdout == told


def test_without_torchrun_a_process_is_alone(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "8")  # of something else
    with joined() as team:
        assert (team.size, team.is_first) == (1, True)


@pytest.mark.parametrize(("batch", "parts", "size"), [(64, 3, 1), (64, 2, 4), (63, 2, 2)])
def test_a_batch_that_cannot_be_shared_is_refused(tmp_path, batch, parts, size):
    config = TrainConfig(tmp_path, tmp_path, batch_size=batch, parts=parts)
    with pytest.raises(ConfigError, match="equal"):
        Team(size=size).share(config)


def test_the_shares_of_all_processes_are_the_batch(tmp_path):
    config = TrainConfig(tmp_path, tmp_path, batch_size=64, parts=8)
    shares = [Team(rank, 4).share(config) for rank in range(4)]
    assert [part for share in shares for part in share] == list(range(8))


@pytest.fixture
def one_process_group(tmp_path):
    distributed.init_process_group(
        "gloo", init_method=f"file://{tmp_path / 'group'}", rank=0, world_size=1
    )
    yield
    distributed.destroy_process_group()


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_normalising_the_whole_batch_is_batch_normalisation(one_process_group, dtype):
    layer = torch.nn.BatchNorm2d(3)
    torch.nn.init.uniform_(layer.weight)
    whole = WholeBatchNorm(layer)
    pictures = (5 + torch.randn(8, 3, 4, 4)).to(dtype)
    for is_training in (True, False):
        expected, found = (each.train(is_training)(pictures) for each in (layer, whole))
        assert found.dtype == expected.dtype
        torch.testing.assert_close(found, expected)
    torch.testing.assert_close(whole.state_dict(), layer.state_dict())


def test_a_network_that_sees_the_whole_batch_has_the_same_state():
    network, whole = Network(), Network()
    see_whole_batch(whole, torch.device("cpu"))
    assert any(isinstance(layer, WholeBatchNorm) for layer in whole.modules())
    assert not any(type(layer) is torch.nn.BatchNorm2d for layer in whole.modules())
    assert list(whole.state_dict()) == list(network.state_dict())
