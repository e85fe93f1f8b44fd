"""What the extra `train` installs, and what to say where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

MODULES = frozenset(
    {"HersheyFonts", "matplotlib", "onnx", "onnxscript", "optuna", "torch", "torchvision", "tqdm"}
)


def missing(error: Exception) -> str | None:
    """Return what to say of a module of the extra that cannot be imported, None of other errors."""
    name = (error.name or "") if isinstance(error, ModuleNotFoundError) else ""
    if name.partition(".")[0] not in MODULES:
        return None
    return f"{name} is not installed; pip install 'inkcalc[train]' brings it"


@contextmanager
def train_extra() -> Iterator[None]:
    """Turn the failure to import a module of the extra into one line for the user."""
    try:
        yield
    except ModuleNotFoundError as error:
        told = missing(error)
        if told is None:
            raise
        raise click.ClickException(told) from None
