"""What the environment says of jobs: where they are carried, and where what is learnt lies."""

from __future__ import annotations

import os
from pathlib import Path

from webapp.store.address import home

REDIS_VARIABLE = "INKCALC_REDIS_URL"
DATA_VARIABLE = "INKCALC_DATA"


def redis_url() -> str | None:
    """Return the URL of the Redis that carries jobs, None where they are on this machine."""
    return os.environ.get(REDIS_VARIABLE) or None


def data_folder() -> Path:
    """Return the folder of the data sets, which need not exist yet."""
    return Path(os.environ.get(DATA_VARIABLE) or home() / "data")
