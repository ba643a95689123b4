"""Small things that lie sealed in the ledger: as text that opens with a key of the secret alone.

Who was taken out of the data, and on whose word, is the list that a violent partner would want most. So a step that
says it is sealed (`redact.sealing`), and filled up, so that its length does not tell what is in it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Final

from redact.errors import Missing
from redact.sealing import Unopened, filled_up
from redact.sealing import seal as seal_bytes
from redact.sealing import unseal as unseal_bytes

PAGE: Final = 1_024
"""Sealed content is filled up to a multiple of so many bytes."""


def seal(key: bytes, content: Mapping[str, Any], bound: str = "") -> str:
    """Seals JSON under a key of 32 bytes as base64 text; `bound` says what it is, and must be said again to open it."""
    plain = filled_up(json.dumps(dict(content), ensure_ascii=False).encode(), PAGE)
    return base64.b64encode(seal_bytes(key, plain, bound.encode())).decode()


def unseal(key: bytes, text: str, bound: str = "") -> dict[str, Any]:
    """What was sealed. Missing (16) where the key does not open it, or somebody changed it."""
    try:
        plain = unseal_bytes(key, base64.b64decode(text, validate=True), bound.encode())
    except (binascii.Error, ValueError, Unopened):
        raise Missing(
            "the secret does not open what is sealed in the ledger, or somebody changed it",
            fix="See where: redact ledger verify. Then put the newest backup in its place.",
        ) from None
    found: dict[str, Any] = json.loads(plain)
    return found
