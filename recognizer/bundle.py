"""Model bundles: a folder with the network for serving, its state for fine-tuning, and its card.

`model.onnx` serves, `memory.safetensors` is what a personal classifier must not forget,
`state.safetensors` is where a training may start, and `card.json` says what the model is, what it
learnt from and how well it does, with the hashes of the other files.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent / "weights"
MODEL_FILE = "model.onnx"
STATE_FILE = "state.safetensors"
MEMORY_FILE = "memory.safetensors"
CARD_FILE = "card.json"
SYMBOLS, PICTURES = "symbols", "pictures"
"""Kinds of models: of the calculator's symbols, and of pictures with classes of their own."""
_ID_LENGTH = 12  # hexadecimal digits of the hash
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}\.(onnx|safetensors|json)")
"""What a file of a bundle may be called: nothing that can hold a program is ever taken."""


class BundleError(ValueError):
    """A bundle that is missing, incomplete, or not what its card says."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A checked bundle: its identity, the network's bytes, the card, and those of its memory."""

    model_id: str
    model: bytes
    card: dict[str, Any]
    memory: bytes | None = None

    @property
    def temperature(self) -> float:
        """Return what logits are divided by so that probabilities mean what they say."""
        return float(self.card["temperature"])

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.card["classes"])


def read_bundle(folder: Path | None = None) -> Bundle:
    """Read the bundle in `folder` (None: the shipped one), its files checked against its card.

    A bundle without a memory can be served, but not personalised. Raises BundleError for files
    that are missing, broken or not those that the card names.
    """
    folder = folder or SHIPPED
    try:
        text = (folder / CARD_FILE).read_bytes()
        named = file_hashes(parse_card(text, folder.name), folder.name)
        serving = [MODEL_FILE, *({MEMORY_FILE} & named.keys())]
        files = {name: (folder / name).read_bytes() for name in serving}
    except OSError as error:
        raise BundleError(f"There is no whole model in {folder.name}: {error}.") from error
    return make_bundle(text, files, folder.name)


def make_bundle(text: bytes, files: Mapping[str, bytes], place: str) -> Bundle:
    """Make a bundle of the text of its card and of its files, checked against the card.

    Of the files, the network must be there, and the memory if the card names one. Raises
    BundleError, which says in which `place` the model is.
    """
    card = parse_card(text, place)
    if not _are_names(card["classes"]) or not _is_positive(card["temperature"]):
        raise BundleError(f"The card of the model in {place} makes no sense.")
    named = file_hashes(card, place)
    for name in {MODEL_FILE, *({MEMORY_FILE} & named.keys()), *files}:
        if name not in files:
            raise BundleError(f"There is no whole model in {place}: it lacks {name}.")
        if content_hash(files[name]) != named.get(name):
            raise BundleError(f"The model in {place} is not the one that its card describes.")
    model_id = identify(len(card["classes"]), named[MODEL_FILE])
    return Bundle(model_id, files[MODEL_FILE], card, files.get(MEMORY_FILE))


def parse_card(text: bytes, place: str) -> dict[str, Any]:
    """Return the card that a text holds, which has what every card has; raises BundleError."""
    try:
        card = json.loads(text.decode())
        json.dumps(card, allow_nan=False)  # Python reads NaN and 1e999, which are no JSON
    except (ValueError, RecursionError) as error:
        raise BundleError(f"There is no whole model in {place}: {error}.") from error
    if not isinstance(card, dict) or not {"classes", "temperature", "files"} <= card.keys():
        raise BundleError(f"There is no whole model in {place}: its card says too little.")
    return card


def file_hashes(card: Mapping[str, Any], place: str) -> dict[str, str]:
    """Return the SHA-256 of each file that a card names; raises BundleError for other files."""
    files = card["files"]
    if not isinstance(files, dict) or not all(isinstance(each, str) for each in files.values()):
        raise BundleError(f"The card of the model in {place} makes no sense.")
    for name in files:
        if not _NAME.fullmatch(name) or name == CARD_FILE:
            told = f"{name}, which is neither ONNX nor safetensors nor JSON"
            raise BundleError(f"The model in {place} has the file {told}.")
    return files


def kind_of(card: Mapping[str, Any]) -> str:
    """Return what kind of model a card describes; a card that says nothing is of symbols."""
    return str(card.get("kind", SYMBOLS))


def write_card(folder: Path, card: dict[str, Any]) -> str:
    """Complete a bundle whose other files are in place; return the model's identity."""
    present = [name for name in (MODEL_FILE, MEMORY_FILE, STATE_FILE) if (folder / name).exists()]
    hashes = {name: content_hash((folder / name).read_bytes()) for name in present}
    model_id = identify(len(card["classes"]), hashes[MODEL_FILE])
    text = json.dumps({"id": model_id, **card, "files": hashes}, indent=2, ensure_ascii=False)
    partial = folder / (CARD_FILE + ".partial")
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(folder / CARD_FILE)
    return model_id


def identify(classes: int, digest: str) -> str:
    """Return a model's identity from its number of classes and the hash of its network."""
    return f"{classes}-{digest[:_ID_LENGTH]}"


def content_hash(content: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


def _are_names(classes: object) -> bool:
    return isinstance(classes, list) and all(isinstance(name, str) for name in classes)


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and value > 0
