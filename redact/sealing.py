"""One way to seal: AES-256-GCM with a random nonce, which hides what is in it and notices every change.

    sealed = seal(key, content, b"what it is")        # nonce and content as bytes
    unseal(key, sealed, b"what it is")                # Unopened where anything differs
    file = seal_file(key, header, content)            # the same as JSON, with a header that anybody can read

What it is (`bound`, or the header) is not hidden; it is authenticated, so that one sealed thing cannot be put in
another's place.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

NONCE: Final = 12
"""Bytes of a nonce; they stand in front of what they seal."""


PAGE: Final = 16_384
"""What a sealed file holds is filled up to a multiple of so many bytes."""


class Unopened(ValueError):
    """A sealed content does not open: another key, another `bound`, or somebody changed it."""


def seal(key: bytes, content: bytes, bound: bytes = b"") -> bytes:
    """Seals `content` under a key of 32 bytes together with what it is. OverflowError from 2 GB on."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _encrypted(key, nonce, content, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes = b"") -> bytes:
    """What `seal` was given. Unopened where key, content or `bound` are not those it was sealed with."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    view = memoryview(sealed)
    if len(view) < NONCE:
        raise Unopened
    try:
        return AESGCM(key).decrypt(bytes(view[:NONCE]), view[NONCE:], bound)
    except InvalidTag:
        raise Unopened from None


def seal_file(key: bytes, header: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    """A JSON object of the header, a nonce and the sealed content, which is filled up to whole pages."""
    nonce = secrets.token_bytes(NONCE)
    whole = {**header, "nonce": base64.b64encode(nonce).decode()}
    sealed = _encrypted(key, nonce, filled_up(content, PAGE), _authenticated(whole))
    return {**whole, "content": base64.b64encode(sealed).decode()}


def unseal_file(key: bytes, file: Mapping[str, Any]) -> bytes:
    """The content of what `seal_file` made, which `sealed_file` has found to be one. Unopened as for `unseal`."""
    header = {name: value for name, value in file.items() if name != "content"}
    sealed = b"".join(base64.b64decode(file[name], validate=True) for name in ("nonce", "content"))
    return unseal(key, sealed, _authenticated(header))


def sealed_file(text: str) -> dict[str, Any] | None:
    """The JSON object of a sealed file as it is read, not opened; None where this is none."""
    try:
        file = json.loads(text)
        nonce, _ = (base64.b64decode(file[name], validate=True) for name in ("nonce", "content"))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        return None
    return file if isinstance(file, dict) and len(nonce) == NONCE else None


def filled_up(content: bytes, page: int) -> bytes:
    """JSON filled up with blanks to whole pages, so that its sealed size does not tell how much is in it."""
    return content + b" " * (-len(content) % page)


def _encrypted(key: bytes, nonce: bytes, content: bytes, bound: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).encrypt(nonce, content, bound)


def _authenticated(header: Mapping[str, Any]) -> bytes:
    """The header in one form."""
    return json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
