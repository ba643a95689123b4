"""The list of people who work here, sealed with a key of the publisher's secret and kept beside it.

Colleagues would look each other's records up. So the list opens with the secret alone, nothing of it is copied into a
plan, and a file that was changed or swapped is noticed (`redact.sealing`, its header included). What is sealed is
filled up to whole pages, so that its size does not count the people.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from redact.errors import DataMismatch, Missing, Where
from redact.ledger.secret import Secret, create_private
from redact.sealing import Unopened, seal_file, sealed_file, unseal_file

FORMAT: Final = "redact people inside"
VERSION: Final = 1
FILE_NAME: Final = "insiders"

_PURPOSE: Final = "people inside"
_AGAIN: Final = "Make it anew with `redact insiders --from FILE`, or take it from a backup."


@dataclass(frozen=True, slots=True)
class Insider:
    """Somebody who works here or lives with one who does, and the address of the home; either may be ''."""

    name: str = field(repr=False)
    address: str = field(repr=False)


def write_insiders(path: Path, people: Sequence[Insider], secret: Secret) -> None:
    """Seals the list into a file that only its owner can read, completely or not at all."""
    content = json.dumps([[each.name, each.address] for each in people], ensure_ascii=False).encode()
    sealed = seal_file(secret.key(_PURPOSE), {"format": FORMAT, "version": VERSION}, content)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        create_private(aside, json.dumps(sealed).encode() + b"\n")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def read_insiders(path: Path, secret: Secret) -> tuple[Insider, ...]:
    """The list in a file.

    Raises Missing (16) where there is none or the secret does not open it, DataMismatch (11) where it is no such list.
    """
    try:
        sealed = sealed_file(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Missing("the list of people inside is not there", where=Where(path), fix=_AGAIN) from None
    except (OSError, ValueError):
        sealed = None
    if sealed is None or (sealed.get("format"), sealed.get("version")) != (FORMAT, VERSION):
        raise DataMismatch("this is no list of people inside, or it is damaged", where=Where(path), fix=_AGAIN)
    try:
        plain = unseal_file(secret.key(_PURPOSE), sealed)
    except Unopened:
        raise Missing(
            "the secret does not open the list of people inside, or the file was changed", where=Where(path), fix=_AGAIN
        ) from None
    return tuple(Insider(name, address) for name, address in json.loads(plain))


def insiders_digest(people: Sequence[Insider], secret: Secret) -> str:
    """A keyed digest of the list: under another list a plan is stale. It confirms a name only to who has the secret."""
    content = json.dumps(sorted([each.name, each.address] for each in people)).encode()
    return hmac.digest(secret.key(f"{_PURPOSE}: digest"), content, hashlib.sha256).hex()
