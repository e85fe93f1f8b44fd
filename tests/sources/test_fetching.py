"""Fetching public data sets, and all that can go wrong with it."""

from __future__ import annotations

import hashlib
import io
import os
import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from local_sources import TABLE, UNIPEN, compressed, failure, git, host, pendigits, silent_host
from torchvision.datasets import MNIST

from training import origins
from training.conversion import PENDIGITS_ARCHIVE
from training.datasets import DataError
from training.fetching import fetch
from training.origins import Archive, Repository
from training.sources import SOURCES


def test_the_table_is_complete():
    names = "mnist_train bhmsds mdas_train aiedu_operators mathnote_symbols pendigits_train"
    assert list(TABLE) == names.split()
    for source in SOURCES:
        assert source.licence in source.describe()
        assert source.origin.address in source.describe()
        assert source.origin.address.startswith(("https://", "torchvision."))
        assert re.fullmatch(r"[0-9a-f]{12,64}|[0-9a-f+]+", source.origin.pin)


def test_torchvision_without_a_network_is_told(tmp_path, monkeypatch):
    with host(tmp_path) as address:
        pass
    monkeypatch.setattr(MNIST, "mirrors", [address])
    why = failure(TABLE["mnist_train"], tmp_path / "data")
    assert "torchvision cannot download it" in why and "Connection refused" in why
    assert socket.getdefaulttimeout() is None


def test_what_is_there_is_not_fetched_again(local, tmp_path):
    source = local.instead_of("bhmsds", 3)
    told: list[str] = []
    fetch([source], tmp_path, told.append)
    path = tmp_path / source.file
    path.write_bytes(b"kept")
    fetch([replace(source, origin=Repository("/nowhere", "0" * 40, ""))], tmp_path, told.append)
    assert path.read_bytes() == b"kept"
    assert "MIT" in told[0] and "already there" not in told[0]
    assert told[1].endswith("already there")


def test_every_fetch_gives_the_same_bytes(local, tmp_path):
    sources = [local.instead_of("bhmsds", 3), local.instead_of("mathnote_symbols", 2)]
    for folder in ("a", "b"):
        fetch(sources, tmp_path / folder, print)
    for source in sources:
        a, b = (tmp_path / folder / source.file for folder in ("a", "b"))
        assert a.read_bytes() == b.read_bytes()


def test_only_the_wanted_folder_is_brought(local, tmp_path):
    Repository(local.address, local.commit, "task1/B09").bring(tmp_path)
    assert (tmp_path / "task1/B09/data/lp/1.png").exists()
    assert not (tmp_path / "symbols").exists()
    assert "?" in git(tmp_path, "rev-list", "--objects", "--all", "--missing=print")


def test_a_server_that_sends_everything_will_do(local, tmp_path):
    plain = tmp_path / "plain"
    git(tmp_path, "clone", "-q", local.address, str(plain))
    fetch([local.instead_of("bhmsds", 3, address=plain.as_uri())], tmp_path / "data", print)
    assert (tmp_path / "data/bhmsds.npz").exists()


def test_a_failure_names_its_set_and_stops_no_other(local, tmp_path):
    good = pendigits(tmp_path)
    bad = [local.instead_of("bhmsds", 3, address="/nowhere"), local.instead_of("mdas_train", 99)]
    with pytest.raises(DataError) as caught:
        fetch([*bad, good], tmp_path / "data", print)
    assert [path.name for path in (tmp_path / "data").iterdir()] == [good.file]
    assert "bhmsds could not be fetched" in str(caught.value)
    assert "mdas_train could not be fetched: it has 2 symbols, not 99." in str(caught.value)


@pytest.mark.parametrize("pin", ["0" * 40, "0" * 12, "HEAD", "master"])
def test_another_commit_is_refused(local, tmp_path, pin):
    assert pin in failure(local.instead_of("bhmsds", 3, pin=pin), tmp_path / "data")


def test_a_branch_that_is_named_like_the_commit_is_refused(local, tmp_path):
    copy = tmp_path / "copy"
    git(tmp_path, "clone", "-q", local.address, str(copy))
    git(copy, "branch", "e48615d05519")
    source = local.instead_of("aiedu_operators", 2, address=copy.as_uri(), pin="e48615d05519")
    assert "e48615d05519" in failure(source, tmp_path / "data")


def test_another_archive_is_refused(tmp_path):
    source = pendigits(tmp_path, pin="0" * 64)
    assert "has not the hash 000000000000…" in failure(source, tmp_path / "data")


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"other": b""}, "another form"),
        ({"pendigits-orig.tra.Z": b"not packed"}, "cannot be unpacked"),
        ({"pendigits-orig.tra.Z": compressed(UNIPEN[:100])}, "1 symbols, not 2"),
        ({"pendigits-orig.tra.Z": compressed(UNIPEN.replace(b"200", b"2o0"))}, "another form"),
    ],
)
def test_an_archive_of_another_form_is_told(tmp_path, members, why):
    assert why in failure(pendigits(tmp_path, **members), tmp_path / "data")


def test_what_is_no_archive_is_told(tmp_path):
    path = tmp_path / "digits.zip"
    path.write_bytes(b"nothing")
    pin = hashlib.sha256(b"nothing").hexdigest()
    source = replace(pendigits(tmp_path), origin=Archive(path.as_uri(), pin, PENDIGITS_ARCHIVE))
    path.write_bytes(b"nothing")
    assert "another form" in failure(source, tmp_path / "data")


def test_an_archive_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(origins, "ARCHIVE_BYTES", 100)
    assert "larger than it should be" in failure(pendigits(tmp_path), tmp_path / "data")


def test_a_missing_archive_is_told(tmp_path):
    with host(tmp_path) as address:
        origin = Archive(f"{address}no.zip", "0" * 64, PENDIGITS_ARCHIVE)
        why = failure(replace(TABLE["pendigits_train"], origin=origin), tmp_path / "data")
    assert "does not send it: HTTP Error 404" in why


def test_a_silent_host_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(origins, "SILENCE_SECONDS", 0.1)
    with silent_host() as address:
        origin = Archive(address, "0" * 64, PENDIGITS_ARCHIVE)
        why = failure(replace(TABLE["pendigits_train"], origin=origin), tmp_path / "data")
    assert "127.0.0.1" in why and "timed out" in why


def test_a_host_that_is_not_there_is_told(tmp_path):
    with silent_host() as address:
        pass
    origin = Archive(address, "0" * 64, PENDIGITS_ARCHIVE)
    why = failure(replace(TABLE["pendigits_train"], origin=origin), tmp_path / "data")
    assert "Connection refused" in why


@pytest.mark.parametrize(
    ("limit", "value", "why"),
    [("CLONE_SECONDS", 0, "took too long"), ("CLONE_BYTES", 10, "larger than it should be")],
)
def test_a_clone_is_bounded(local, tmp_path, monkeypatch, limit, value, why):
    pretend(
        tmp_path,
        monkeypatch,
        'for folder; do :; done; mkdir -p "$folder/.git/objects/pack"\n'
        'echo 12345678901234567890 > "$folder/.git/objects/pack/tmp"; exec sleep 60',
    )
    monkeypatch.setattr(origins, limit, value)
    monkeypatch.setattr(origins, "_POLL_SECONDS", 0.1)
    assert why in failure(local.instead_of("bhmsds", 3), tmp_path / "data")


def pretend(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a script in the place of git."""
    (folder / "bin").mkdir()
    path = folder / "bin" / "git"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(path.parent), prepend=os.pathsep)


def test_missing_programs_are_told(local, tmp_path, monkeypatch):
    archive = pendigits(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert "program git" in failure(local.instead_of("bhmsds", 3), tmp_path / "data")
    assert "program gzip" in failure(archive, tmp_path / "data")


def test_a_git_hook_does_not_lead_astray(local, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    fetch([local.instead_of("bhmsds", 3)], tmp_path / "data", print)
    assert (tmp_path / "data" / "bhmsds.npz").exists()


class Interrupted:
    """A set whose writing is cut off half-way."""

    labels = ("1", "2")

    def write(self, file: io.BufferedWriter) -> None:
        file.write(b"half")
        raise KeyboardInterrupt


def interrupt(_: Path) -> Interrupted:
    raise KeyboardInterrupt


@pytest.mark.parametrize("convert", [interrupt, lambda _: Interrupted()])
def test_an_interrupted_conversion_leaves_nothing(tmp_path, convert):
    source = replace(pendigits(tmp_path), convert=convert)
    with pytest.raises(KeyboardInterrupt):
        fetch([source], tmp_path / "data", print)
    assert list((tmp_path / "data").glob("*")) == []
