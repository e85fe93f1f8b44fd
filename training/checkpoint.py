"""Checkpoints: all that a training needs to go on where it was cut off, as if it had not been.

A checkpoint is a line of JSON, which describes the state with each tensor named, and the tensors
in the form of safetensors: nothing in it is ever unpickled.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

_FILE = "checkpoint.safetensors"
_TENSOR, _PAIRS, _LAYOUT = "tensor", "pairs", "channels_last"


class Checkpoints(Protocol):
    """Where the last checkpoint of one training is kept, whole or not at all."""

    def load(self) -> bytes | None:
        """Return what was saved last, or None."""

    def save(self, content: bytes) -> None:
        """Keep this in place of what was saved before."""

    def clear(self) -> None:
        """Forget what was saved."""


class FolderCheckpoints:
    """Checkpoints as a file in a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE

    def load(self) -> bytes | None:
        return self._path.read_bytes() if self._path.exists() else None

    def save(self, content: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(".partial")
        partial.write_bytes(content)
        partial.replace(self._path)

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)


def pack(state: dict[str, Any]) -> bytes:
    """Turn nested dicts and lists of tensors, numbers and texts into bytes."""
    tensors: dict[str, Tensor] = {}
    described = json.dumps(_describe(state, tensors)).encode()
    return described + b"\n" + save(tensors)


def unpack(content: bytes) -> dict[str, Any] | None:
    """Return the state that was packed, tuples as lists; None for bytes that are none."""
    described, _, rest = content.partition(b"\n")
    try:
        state: dict[str, Any] = _restore(json.loads(described), load(rest))
    except (ValueError, TypeError, KeyError, SafetensorError):
        return None
    return state


def _describe(value: Any, tensors: dict[str, Tensor]) -> Any:
    match value:
        case Tensor():
            name = str(len(tensors))
            tensors[name] = value.detach().cpu().contiguous()
            return {_TENSOR: name, _LAYOUT: _is_channels_last(value)}
        case dict():
            # Pairs, because the keys of an optimizer are numbers.
            return {_PAIRS: [[key, _describe(each, tensors)] for key, each in value.items()]}
        case list() | tuple():
            return [_describe(each, tensors) for each in value]
    return value


def _restore(value: Any, tensors: dict[str, Tensor]) -> Any:
    match value:
        case {"tensor": name, "channels_last": in_layout}:
            layout = torch.channels_last if in_layout else torch.contiguous_format
            return tensors[name].contiguous(memory_format=layout)
        case {"pairs": pairs}:
            return {key: _restore(each, tensors) for key, each in pairs}
        case list():
            return [_restore(each, tensors) for each in value]
    return value


def _is_channels_last(tensor: Tensor) -> bool:
    return tensor.dim() == 4 and tensor.is_contiguous(memory_format=torch.channels_last)
