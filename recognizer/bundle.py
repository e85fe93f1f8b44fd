"""Model bundles: a folder with the network for serving, its state for fine-tuning, and its card.

`model.onnx` serves, `memory.safetensors` is what a personal classifier must not forget,
`state.safetensors` is where a training may start, and `card.json` says what the model is, what it
learnt from and how well it does, with the hashes of the other files.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent / "weights"
MODEL_FILE = "model.onnx"
STATE_FILE = "state.safetensors"
MEMORY_FILE = "memory.safetensors"
CARD_FILE = "card.json"
_ID_LENGTH = 12  # hexadecimal digits of the hash


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
        card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
        expected = card["files"]
        model = (folder / MODEL_FILE).read_bytes()
        memory = (folder / MEMORY_FILE).read_bytes() if MEMORY_FILE in expected else None
        bundle_classes = card["classes"]
        temperature = card["temperature"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError(f"There is no whole model in {folder.name}: {error}.") from error
    if not _are_names(bundle_classes) or not _is_positive(temperature):
        raise BundleError(f"The card of the model in {folder.name} makes no sense.")
    digest = _digest(model)
    is_other_memory = memory is not None and _digest(memory) != expected[MEMORY_FILE]
    if digest != expected.get(MODEL_FILE) or is_other_memory:
        raise BundleError(f"The model in {folder.name} is not the one that its card describes.")
    return Bundle(identify(len(bundle_classes), digest), model, card, memory)


def write_card(folder: Path, card: dict[str, Any]) -> str:
    """Complete a bundle whose other files are in place; return the model's identity."""
    present = [name for name in (MODEL_FILE, MEMORY_FILE, STATE_FILE) if (folder / name).exists()]
    hashes = {name: _digest((folder / name).read_bytes()) for name in present}
    model_id = identify(len(card["classes"]), hashes[MODEL_FILE])
    text = json.dumps({"id": model_id, **card, "files": hashes}, indent=2, ensure_ascii=False)
    partial = folder / (CARD_FILE + ".partial")
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(folder / CARD_FILE)
    return model_id


def identify(classes: int, digest: str) -> str:
    """Return a model's identity from its number of classes and the hash of its network."""
    return f"{classes}-{digest[:_ID_LENGTH]}"


def _are_names(classes: object) -> bool:
    return isinstance(classes, list) and all(isinstance(name, str) for name in classes)


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and value > 0


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
