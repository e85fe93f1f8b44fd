"""The registry: models that are kept whole, one of which serves if its gate lets it."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bundles import SHIPPED_ID, added, count, judge, make_picture_bundle
from sqlalchemy import delete, update

from recognizer.alphabet import LABELS
from recognizer.bundle import (
    CARD_FILE,
    MEMORY_FILE,
    MODEL_FILE,
    SHIPPED,
    STATE_FILE,
    BundleError,
    read_bundle,
)
from recognizer.classifier import Classifier
from webapp.models.model import UnknownModel
from webapp.models.registry import Registry
from webapp.store.database import Database
from webapp.store.schema import FileRow, ModelRow

FILES = {CARD_FILE, MODEL_FILE, MEMORY_FILE, STATE_FILE}


def change_card(folder: Path, **changes: object) -> None:
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8")) | changes
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")


def changed(bundles: list[Path], tmp_path: Path, **changes: object) -> Path:
    """Return a folder of a bundle whose card is changed."""
    folder = Path(shutil.copytree(bundles[0], tmp_path / "changed"))
    change_card(folder, **changes)
    return folder


# What is kept


def test_without_any_model_the_shipped_one_serves(registry):
    assert [model.id for model in registry.models()] == [SHIPPED_ID]
    assert registry.serving().model == SHIPPED_ID
    assert (registry.previous(), registry.history()) == (None, [])
    assert registry.models()[0].is_shipped


def test_a_model_is_kept_as_it_was_added(registry, bundles):
    model = registry.add(bundles[0], "trained here", "a job")
    again = registry.model(model.id)
    assert (again.origin, again.job, again.kind) == ("trained here", "a job", "symbols")
    assert again.size_bytes == (bundles[0] / MODEL_FILE).stat().st_size
    assert again.accuracy == pytest.approx(0.979, abs=5e-4)
    assert registry.bundle(model.id) == read_bundle(bundles[0])
    assert Classifier(registry.bundle(model.id)).memory is not None


def test_the_newest_model_comes_first_and_the_shipped_one_last(registry, bundles):
    ids = added(registry, *bundles)
    assert [model.id for model in registry.models()] == [*ids[::-1], SHIPPED_ID]


def test_adding_a_model_again_changes_nothing(registry, database, bundles, tmp_path):
    first = registry.add(bundles[0], "the first")
    again = registry.add(changed(bundles, tmp_path, temperature=2.0), "the second")
    assert (again.id, again.origin, again.created) == (first.id, "the first", first.created)
    assert registry.bundle(first.id).temperature == read_bundle(bundles[0]).temperature
    assert registry.add(SHIPPED, "the shipped one").is_shipped
    assert count(database, ModelRow) == 1


def test_models_share_the_files_that_are_the_same(registry, database, bundles):
    added(registry, *bundles[:2])
    assert count(database, FileRow) == 2 + len({MEMORY_FILE, STATE_FILE})


def test_a_model_is_named_by_its_id_or_by_a_beginning_that_no_other_has(registry, bundles):
    [one] = added(registry, bundles[0])
    assert registry.model(one).id == registry.model(one[:6]).id == one
    assert registry.model(SHIPPED_ID[:6]).is_shipped
    for name in ("", one[:3], "16-", "16-00000", "%", "16-%", "\0", "ünï", "x" * 1000):
        with pytest.raises(UnknownModel):
            registry.model(name)


def test_a_beginning_that_two_models_have_names_none(registry, bundles, database):
    kept = {"kind": "symbols", "card": "{}", "origin": "", "created": datetime.now(UTC)}
    with database.writing() as session:
        session.add_all(ModelRow(id=f"16-99990000000{digit}", **kept) for digit in "01")
    with pytest.raises(UnknownModel):
        registry.model("16-9999")


def test_a_model_is_written_whole_and_nothing_else_with_it(registry, bundles, tmp_path):
    folder = changed(bundles, tmp_path)
    (folder / "notes.pkl").write_bytes(b"not named by the card")
    [one] = added(registry, folder)
    (tmp_path / "empty").mkdir()
    for out in (tmp_path / "new", tmp_path / "empty"):
        registry.write(one, out)
        assert {path.name for path in out.iterdir()} == FILES
        assert registry.add(out, "").id == one
    registry.write(SHIPPED_ID, tmp_path / "shipped")
    assert (tmp_path / "shipped" / CARD_FILE).read_bytes() == (SHIPPED / CARD_FILE).read_bytes()


def test_a_folder_that_holds_something_is_not_written_over(registry, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    with pytest.raises(OSError, match="not empty"):
        registry.write(SHIPPED_ID, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]
    assert not list(tmp_path.glob("*partial*"))


# What is refused


@pytest.fixture
def checking(sqlite) -> Registry:
    """Return a registry on one kind of database, which what is refused does not reach."""
    return Registry(sqlite)


@pytest.mark.parametrize("name", [CARD_FILE, MODEL_FILE, MEMORY_FILE, STATE_FILE])
def test_a_folder_that_lacks_a_file_is_refused(checking, bundles, tmp_path, name):
    folder = changed(bundles, tmp_path)
    (folder / name).unlink()
    with pytest.raises(BundleError, match="changed"):
        checking.add(folder, "")
    assert len(checking.models()) == 1


@pytest.mark.parametrize("name", [MODEL_FILE, MEMORY_FILE, STATE_FILE])
def test_a_file_that_is_not_the_cards_is_refused(checking, bundles, tmp_path, name):
    folder = changed(bundles, tmp_path)
    with (folder / name).open("ab") as file:
        file.write(b"\0")
    with pytest.raises(BundleError, match="not the one"):
        checking.add(folder, "")


class Program:
    """What runs a program where it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self):
        return os.mkdir, (str(self.proof),)


@pytest.mark.parametrize(
    "name", ["weights.pkl", "state.pt", "../card.json", CARD_FILE, "a.onnx.so"]
)
def test_a_card_that_names_another_kind_of_file_is_refused(checking, bundles, tmp_path, name):
    content = pickle.dumps(Program(tmp_path / "proof"))
    files = {MODEL_FILE: "", name: hashlib.sha256(content).hexdigest()}
    folder = changed(bundles, tmp_path, files=files)
    if name != CARD_FILE:
        (folder / name).write_bytes(content)
    with pytest.raises(BundleError, match="neither ONNX nor safetensors nor JSON"):
        checking.add(folder, "")
    assert not (tmp_path / "proof").exists()


@pytest.mark.parametrize("name", [MODEL_FILE, MEMORY_FILE, STATE_FILE])
def test_a_pickle_by_the_name_of_a_file_is_refused(checking, bundles, tmp_path, name):
    content = pickle.dumps(Program(tmp_path / "proof"))
    files = read_bundle(bundles[0]).card["files"] | {name: hashlib.sha256(content).hexdigest()}
    folder = changed(bundles, tmp_path, files=files)
    (folder / name).write_bytes(content)
    with pytest.raises(BundleError, match=r"broken|cannot be loaded"):
        checking.add(folder, "")
    assert not (tmp_path / "proof").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "programs"},
        {"classes": ["happy", "sad"]},
        {"classes": None},
        {"temperature": 0},
        {"files": []},
        {"files": {MODEL_FILE: None}},
        {"history": [{"loss": float("nan")}]},
    ],
    ids=str,
)
def test_a_card_that_cannot_be_true_is_refused(checking, bundles, tmp_path, changes):
    with pytest.raises(BundleError):
        checking.add(changed(bundles, tmp_path, **changes), "")


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff", b"[" * 100_000, b'{"temperature": 1e999}'])
def test_a_card_that_is_no_json_is_refused(checking, bundles, tmp_path, text):
    folder = changed(bundles, tmp_path)
    (folder / CARD_FILE).write_bytes(text)
    with pytest.raises(BundleError, match="no whole model"):
        checking.add(folder, "")


def test_a_pipe_in_the_place_of_a_file_is_refused(checking, bundles, tmp_path):
    folder = changed(bundles, tmp_path)
    (folder / STATE_FILE).unlink()
    os.mkfifo(folder / STATE_FILE)
    with pytest.raises(BundleError, match="no file"):
        checking.add(folder, "")


def tamper(database: Database, folder: Path, name: str) -> None:
    """Change one byte of a file that is kept."""
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    sha256 = read_bundle(folder).card["files"][name]
    with database.writing() as session:
        kept = update(FileRow).where(FileRow.sha256 == sha256)
        assert session.connection().execute(kept.values(content=bytes(content))).rowcount == 1


@pytest.mark.parametrize("name", [MODEL_FILE, MEMORY_FILE, STATE_FILE])
def test_a_kept_file_that_was_changed_is_told_and_never_serves(registry, database, bundles, name):
    [one] = added(registry, bundles[0])
    judge(registry, one)
    tamper(database, bundles[0], name)
    for load in (registry.bundle, registry.zipped, registry.put_in_service):
        with pytest.raises(BundleError, match="not the one"):
            load(one)
    assert registry.serving().model == SHIPPED_ID


def test_a_kept_file_that_is_gone_is_told(registry, database, bundles):
    [one] = added(registry, bundles[0])
    with database.writing() as session:
        session.execute(delete(FileRow))
    with pytest.raises(BundleError, match="is gone"):
        registry.bundle(one)


def test_a_network_that_takes_other_pictures_is_refused(registry, tmp_path):
    folder = tmp_path / "other"
    make_picture_bundle(folder, *LABELS)
    change_card(folder, kind="symbols")
    with pytest.raises(BundleError, match="does not work"):
        registry.add(folder, "added by a test")
