"""One way to seal: AES-256-GCM with a random nonce, which hides what is in it and notices every change.

    sealed = seal(key, content, b"what it is")        # nonce and content as bytes
    unseal(key, sealed, b"what it is")                # Unopened where anything differs

What it is (`bound`) is not hidden; it is authenticated, so that one sealed thing cannot be put in another's place.
"""

from __future__ import annotations

import secrets
from typing import Final

NONCE: Final = 12
"""Bytes of a nonce; they stand in front of what they seal."""


class Unopened(ValueError):
    """A sealed content does not open: another key, another `bound`, or somebody changed it."""


def seal(key: bytes, content: bytes, bound: bytes = b"") -> bytes:
    """Seals `content` under a key of 32 bytes together with what it is. OverflowError from 2 GB on."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes = b"") -> bytes:
    """What `seal` was given. Unopened where key, content or `bound` are not those it was sealed with."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    view = memoryview(sealed)
    try:
        return AESGCM(key).decrypt(bytes(view[:NONCE]), view[NONCE:], bound)
    except (InvalidTag, ValueError):  # ValueError: cut off within the nonce
        raise Unopened from None


def filled_up(content: bytes, page: int) -> bytes:
    """JSON filled up with blanks to whole pages, so that its sealed size does not count what is in it."""
    return content + b" " * (-len(content) % page)
