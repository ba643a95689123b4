"""The list of people who work here, sealed with a key of the publisher's secret and kept beside it.

Colleagues would look each other's records up. So the list opens with the secret alone, nothing of it is copied into a
plan, and a file that was changed or swapped is noticed (AES-256-GCM, its header included). What is sealed is filled up
to whole pages, so that its size does not count the people.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from redact.errors import DataMismatch, Missing, Where
from redact.ledger.secret import Secret, create_private

FORMAT: Final = "redact people inside"
VERSION: Final = 1
FILE_NAME: Final = "insiders"

_PAGE: Final = 16_384
_PURPOSE: Final = "people inside"
_AGAIN: Final = "Make it anew with `redact insiders --from FILE`, or take it from a backup."


@dataclass(frozen=True, slots=True)
class Insider:
    """Somebody who works here or lives with one who does, and the address of the home; either may be ''."""

    name: str = field(repr=False)
    address: str = field(repr=False)


def write_insiders(path: Path, people: Sequence[Insider], secret: Secret) -> None:
    """Seals the list into a file that only its owner can read, completely or not at all."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(12)
    header: dict[str, object] = {"format": FORMAT, "version": VERSION, "nonce": base64.b64encode(nonce).decode()}
    plain = json.dumps([[each.name, each.address] for each in people], ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % _PAGE)
    sealed = AESGCM(secret.key(_PURPOSE)).encrypt(nonce, plain, _bound(header))
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        create_private(aside, json.dumps({**header, "content": base64.b64encode(sealed).decode()}).encode() + b"\n")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def read_insiders(path: Path, secret: Secret) -> tuple[Insider, ...]:
    """The list in a file.

    Raises Missing (16) where there is none or the secret does not open it, DataMismatch (11) where it is no such list.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        header = json.loads(path.read_text(encoding="utf-8"))
        sealed = base64.b64decode(header.pop("content"), validate=True)
        nonce = base64.b64decode(header["nonce"], validate=True)
        sound = header["format"] == FORMAT and header["version"] == VERSION and len(nonce) == 12
    except FileNotFoundError:
        raise Missing("the list of people inside is not there", where=Where(path), fix=_AGAIN) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        sound = False
    if not sound:
        raise DataMismatch("this is no list of people inside, or it is damaged", where=Where(path), fix=_AGAIN)
    try:
        plain = AESGCM(secret.key(_PURPOSE)).decrypt(nonce, sealed, _bound(header))
    except InvalidTag:
        raise Missing(
            "the secret does not open the list of people inside, or the file was changed", where=Where(path), fix=_AGAIN
        ) from None
    return tuple(Insider(name, address) for name, address in json.loads(plain))


def insiders_digest(people: Sequence[Insider], secret: Secret) -> str:
    """A keyed digest of the list: under another list a plan is stale. It confirms a name only to who has the secret."""
    content = json.dumps(sorted([each.name, each.address] for each in people)).encode()
    return hmac.digest(secret.key(f"{_PURPOSE}: digest"), content, hashlib.sha256).hex()


def _bound(header: Mapping[str, object]) -> bytes:
    """The header in one form, authenticated with the content."""
    return json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
