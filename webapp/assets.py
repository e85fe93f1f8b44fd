"""Where the static files and the templates lie."""

from __future__ import annotations

import mimetypes
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def assets_folder(name: str) -> Path:
    """Return the folder `static` or `templates`: inside the package in a wheel, else beside it."""
    packaged = PACKAGE / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name


def register_types() -> None:
    """Name the type of modules, which the registry of some systems gives as plain text."""
    mimetypes.add_type("text/javascript", ".js")
