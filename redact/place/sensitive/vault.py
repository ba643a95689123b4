"""The advocate's list: protected places and the key that chose their decoys, in one encrypted file.

The file opens with her passphrase and with nothing else; redact keeps no copy of it and no other way in. Its key is
derived with scrypt (RFC 7914) and its content sealed (`redact.sealing`), its header included, so that a file that was
changed or swapped is noticed. What is sealed is filled up to whole pages, so that its size does not count the places.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from redact.errors import DataMismatch, Missing, UsageError, Where
from redact.ledger.secret import create_private
from redact.sealing import Unopened, seal_file, sealed_file, unseal_file

FORMAT: Final = "redact protected places"
VERSION: Final = 1
FEWEST_DECOYS: Final = 20
SHORTEST_PASSPHRASE: Final = 12

_COST: Final = 2**16
"""scrypt's N: with r = 8 a guess costs 64 MB and about a fifth of a second."""

_COSTS: Final = range(2**14, 2**20 + 1)
"""What a header may ask for: not so little that guessing gets cheap, not so much that opening hangs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed place. `names` are all names it goes by, `point` latitude and longitude where the address alone is not
    on the street list, `batch` the batch in which it was added, `added` that day (ISO)."""

    id: str
    kind: str
    names: tuple[str, ...]
    address: str
    point: tuple[float, float] | None
    batch: int
    added: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of blocks that were joined together in one go: those of real places and of their decoys, not told apart."""

    number: int
    decoys: int
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Vault:
    """What the encrypted list holds. `key` is 32 random bytes; `revision` counts how often the list was saved; `spots`
    are latitude and longitude of the joined blocks by their id, by which they are met again when a street is renamed.
    """

    key: bytes = field(repr=False)
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    batches: tuple[Batch, ...] = field(default=(), repr=False)
    spots: Mapping[str, tuple[float, float]] = field(default_factory=dict, repr=False)
    next_id: int = 1
    revision: int = 0

    @classmethod
    def new(cls) -> Vault:
        """An empty list with a key of its own."""
        return cls(key=secrets.token_bytes(32))

    @property
    def last_batch(self) -> int:
        return max((batch.number for batch in self.batches), default=0)

    def with_entry(
        self, *, kind: str, names: tuple[str, ...], address: str, point: tuple[float, float] | None, added: str
    ) -> Vault:  # fmt: skip
        """The list with one place more; it belongs to the batch that is made next."""
        entry = Entry(f"p{self.next_id}", kind, names, address, point, self.last_batch + 1, added)
        return replace(self, entries=(*self.entries, entry), next_id=self.next_id + 1)

    def without(self, id_: str) -> Vault:
        """The list without a place. UsageError (2) where there is none with this id.

        Its joined blocks stay joined, as its decoys do: if they came apart again, that would tell that a place was
        here, and records published before under the joined block could be compared with those after.
        """
        if id_ not in {entry.id for entry in self.entries}:
            raise UsageError("no place on the list has this id", fix="Show them with --list-places.")
        return replace(self, entries=tuple(entry for entry in self.entries if entry.id != id_))


def check_passphrase(passphrase: str) -> None:
    """Raises UsageError (2) for a passphrase that somebody who has the file would guess."""
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise UsageError(
            f"the passphrase is too short: it needs {SHORTEST_PASSPHRASE} characters",
            fix="Take four or five words that do not belong together.",
        )


def save_vault(path: Path, vault: Vault, passphrase: str) -> None:
    """Writes the encrypted list, completely or not at all, into a file that only its owner can read."""
    check_passphrase(passphrase)
    scrypt = {"n": _COST, "r": 8, "p": 1, "salt": _text(secrets.token_bytes(16))}
    header = {"format": FORMAT, "version": VERSION, "scrypt": scrypt}
    content = json.dumps({**asdict(vault), "key": _text(vault.key)}, ensure_ascii=False).encode()
    sealed = seal_file(_key(passphrase, scrypt), header, content)
    write_atomically(path, json.dumps(sealed, indent=1) + "\n")


def open_vault(path: Path, passphrase: str) -> Vault:
    """The list in a file.

    Raises Missing (16) where there is no file, DataMismatch (11) where it is no such list, UsageError (2) where the
    passphrase does not open it.
    """
    sealed = _read(path)
    try:
        plain = unseal_file(_key(passphrase, sealed["scrypt"]), sealed)
    except Unopened:
        raise UsageError(
            "the passphrase does not open this list, or the file was changed",
            where=Where(path),
            fix="Type the passphrase again. Nobody can open the list without it; keep a copy of the file.",
        ) from None
    return _vault(json.loads(plain))


def _read(path: Path) -> dict[str, Any]:
    """The sealed file, which is one of ours and asks for a cost that we take."""
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
    except FileNotFoundError:
        raise Missing("there is no list of protected places here", where=Where(path)) from None
    except (OSError, ValueError):
        raise _damaged(path) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _damaged(path)
    if content.get("version") != VERSION:
        raise DataMismatch(
            "this list was written by another version of redact", where=Where(path), fix="Open it with that version."
        )
    sealed = sealed_file(text)
    try:
        cost = content["scrypt"]
        good = cost["n"] in _COSTS and cost["n"].bit_count() == 1 and cost["r"] == 8 and cost["p"] == 1
        _bytes(cost["salt"])
    except (KeyError, TypeError, AttributeError, binascii.Error):
        raise _damaged(path) from None
    if not good or sealed is None:
        raise _damaged(path)
    return sealed


def _vault(data: dict[str, Any]) -> Vault:
    return Vault(
        key=_bytes(data["key"]),
        entries=tuple(
            Entry(**{**each, "names": tuple(each["names"]), "point": tuple(each["point"]) if each["point"] else None})
            for each in data["entries"]
        ),
        batches=tuple(
            Batch(each["number"], each["decoys"], tuple((one, other) for one, other in each["pairs"]))
            for each in data["batches"]
        ),
        spots={id_: (spot[0], spot[1]) for id_, spot in data["spots"].items()},
        next_id=data["next_id"],
        revision=data["revision"],
    )


def _key(passphrase: str, cost: Mapping[str, Any]) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    derive = Scrypt(salt=_bytes(cost["salt"]), length=32, n=cost["n"], r=cost["r"], p=cost["p"])
    return derive.derive(unicodedata.normalize("NFKC", passphrase.strip()).encode())


def write_atomically(path: Path, text: str) -> None:
    """Replaces a text file that only its owner can read, completely or not at all."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        create_private(aside, text.encode())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _damaged(path: Path) -> DataMismatch:
    return DataMismatch(
        "this file is no list of protected places, or it is damaged",
        where=Where(path),
        fix="Take a copy of the list from where you keep copies.",
    )
