"""Fixtures of the tests that fetch and convert public data sets."""

from __future__ import annotations

import pytest
from local_sources import Local, make_repository


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Local:
    """Return a repository on this machine that has the layouts of all."""
    return make_repository(tmp_path_factory.mktemp("repository"))


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing stand between the tests and this machine."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
