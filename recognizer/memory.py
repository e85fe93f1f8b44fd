"""The memory of the base classes: where what the network learnt lies among its features.

A personal classifier is bound to it: what it adds for one hand must leave these points alone.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from recognizer.bundle import Bundle, BundleError

FloatArray = NDArray[np.float32]

_LEAST_LENGTH = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """Remembered symbols, and the space in which they are compared.

    `mean` (f,) and `axes` (d, f) lead from the network's features to the space, where only the
    direction from the mean counts; `points` (m, d) are of length 1, and `logits` (m, k) are what
    the network says of them.
    """

    mean: FloatArray
    axes: FloatArray
    points: FloatArray
    logits: FloatArray

    def place(self, features: FloatArray) -> FloatArray:
        """Return where features (n, f) lie: points (n, d) of length 1."""
        places = (features - self.mean) @ self.axes.T
        lengths = np.linalg.norm(places, axis=1, keepdims=True)
        points: FloatArray = places / np.maximum(lengths, _LEAST_LENGTH)
        return points

    def as_bytes(self) -> bytes:
        """Return the memory as a file of safetensors, in half precision."""
        arrays = {each.name: getattr(self, each.name) for each in fields(self)}
        # An array that does not lie row by row would be written as it lies, and read as another.
        halves = {name: array.astype(np.float16, order="C") for name, array in arrays.items()}
        return bytes(save(halves))


def memory_of(bundle: Bundle) -> Memory | None:
    """Return the memory in a bundle, None where it has none; raises BundleError if it is broken."""
    if bundle.memory is None:
        return None
    try:
        arrays = load(bundle.memory)
        found = {each.name: arrays[each.name].astype(np.float32) for each in fields(Memory)}
    except (SafetensorError, KeyError, ValueError) as error:
        raise BundleError(f"The memory of {bundle.model_id} cannot be read: {error}") from error
    memory = Memory(**found)
    count, width = memory.points.shape
    if memory.axes.shape != (width, *memory.mean.shape) or len(memory.logits) != count:
        raise BundleError(f"The memory of {bundle.model_id} makes no sense.")
    return memory
