"""The token of a server: made once, shown once, copied by hand, and kept as a hash."""

from __future__ import annotations

import hashlib
import secrets

from webapp.store.database import Database
from webapp.store.keyring import Keyring

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Base 32 as Crockford has it: of letters and digits that look alike, one."""
GROUPS = 7
GROUP = 4
"""Characters of five random bits: 140 bits in all."""
_ALIKE = str.maketrans("oil", "011")
_NAME = "access"


def make_token() -> str:
    """Return a new token, in groups that are easily copied: `k7qm-3xvd-…`."""
    return "-".join(map("".join, (_characters() for _ in range(GROUPS))))


def token_hash(token: str) -> bytes:
    """Return the SHA-256 of a token, however a person has spelt it.

    Slow hashes and salts are for words that people choose. Nobody tries 140 random bits through, so
    that a fast hash keeps them as well, and checking it costs a request nothing.
    """
    bare = "".join(filter(str.isalnum, token)).lower().translate(_ALIKE)
    return hashlib.sha256(bare.encode("utf-8", "replace")).digest()


def issue(database: Database, anew: bool = False) -> str | None:
    """Return the token that was made now, or None where there is one that was shown before.

    The first process makes it, however many start at once. `anew` makes another one, and the token
    that there was opens nothing any more. Raises StoreError.
    """
    token = make_token()
    keyring = Keyring(database)
    if anew:
        keyring.replace(_NAME, token_hash(token))
        return token
    return token if keyring.first(_NAME, token_hash(token)) == token_hash(token) else None


def present_hash(database: Database) -> bytes | None:
    """Return the hash of the token, or None while none was made; raises StoreError."""
    return Keyring(database).get(_NAME)


def _characters() -> list[str]:
    return [secrets.choice(ALPHABET) for _ in range(GROUP)]
