"""The keyring: what is kept under a name, first or in place of what there was."""

from __future__ import annotations

import pytest

from webapp.store.keyring import Keyring
from webapp.store.store import Store


@pytest.fixture
def keyring(store) -> Keyring:
    return Keyring(store.database)


def test_the_first_secret_of_a_name_stays(keyring):
    assert keyring.get("a") is None
    assert keyring.first("a", b"first") == b"first"
    assert keyring.first("a", b"second") == keyring.get("a") == b"first"
    assert keyring.get("b") is None


def test_a_secret_is_replaced_whether_or_not_there_was_one(keyring):
    keyring.first("b", b"other")
    for value in (b"first", b"second"):
        keyring.replace("a", value)
        assert keyring.get("a") == value
    assert keyring.get("b") == b"other"


def test_other_processes_find_the_secrets(keyring, database_url):
    keyring.replace("a", b"\x00\xff")
    other = Store(database_url)
    assert Keyring(other.database).first("a", b"late") == b"\x00\xff"
    other.close()
