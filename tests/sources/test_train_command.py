"""The command `train`, up to the point where it trains."""

from __future__ import annotations

import re
from dataclasses import replace

from click.testing import CliRunner
from local_sources import TABLE, pendigits

import training.sources
import training.train
from training.conversion import PENDIGITS_ARCHIVE
from training.origins import Archive
from webapp.cli import main


def run_train(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["train", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_fetches_into_the_folder_of_the_program(tmp_path, monkeypatch):
    configs = []
    monkeypatch.setenv("INKCALC_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(training.sources, "SOURCES", (pendigits(tmp_path),))
    monkeypatch.setattr(training.train, "train", lambda config: configs.append(config))
    status, told, _ = run_train("--epochs", "3")
    assert status == 0
    assert "pendigits_train: 2 digits" in told and "CC BY 4.0" in told
    assert [(config.data, config.epochs) for config in configs] == [(tmp_path / "home/data", 3)]
    assert (tmp_path / "home/data/pendigits_train.jsonl.gz").exists()


def test_the_command_fetches_nothing_when_data_are_given(tmp_path, monkeypatch):
    monkeypatch.setattr(training.sources, "SOURCES", (pendigits(tmp_path, pin="0" * 64),))
    status, _, complaint = run_train("--data", str(tmp_path))
    assert status == 1
    assert complaint == f"Error: {tmp_path.name} has no data set to train on.\n"


def test_without_a_network_the_command_says_so_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("INKCALC_HOME", str(tmp_path))
    origin = Archive("http://127.0.0.1:1/x.zip", "0" * 64, PENDIGITS_ARCHIVE)
    source = replace(TABLE["pendigits_train"], origin=origin)
    monkeypatch.setattr(training.sources, "SOURCES", (source,))
    status, _, complaint = run_train()
    assert status == 1
    assert re.fullmatch(r"Error: pendigits_train could not be fetched: .+\n", complaint)
