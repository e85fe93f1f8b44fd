"""What the extra `train` installs, and what to say where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

MODULES = frozenset({"HersheyFonts", "onnx", "onnxscript", "torch", "torchvision", "tqdm"})


@contextmanager
def train_extra() -> Iterator[None]:
    """Turn the failure to import a module of the extra into one line for the user."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in MODULES:
            raise
        raise click.ClickException(
            f"{error.name} is not installed; pip install 'inkcalc[train]' brings it"
        ) from None
