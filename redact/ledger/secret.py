"""The publisher's secret: 32 random bytes from which every keyed choice follows.

Whoever has it can tell cover from what it covers, so it lies in a file of its own that only its owner can read, apart
from the ledger. Keys for single purposes are derived from it (HMAC-SHA256), so that no use gives away another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import subprocess
import sys
from pathlib import Path
from secrets import token_bytes
from typing import Final

from redact.errors import Missing, RedactError, UsageError, Where

LENGTH: Final = 32
"""Bytes of a secret and of every key derived from it."""

_LOST: Final = (
    "Nothing was created in its place: restore it from a backup. With another secret, events that were published "
    "before would be treated differently, and that would point at them."
)


class Secret:
    """A publisher's secret. It is never shown: `repr` gives the fingerprint."""

    __slots__ = ("_bytes",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != LENGTH:
            raise ValueError(f"a secret has {LENGTH} bytes")
        self._bytes = raw

    @classmethod
    def create(cls, path: Path | str) -> Secret:
        """A new secret in a new file that only its owner can read. UsageError (2) where the file exists."""
        path = Path(path)
        raw = token_bytes(LENGTH)
        create_private(path, base64.b64encode(raw) + b"\n")
        return cls(raw)

    @classmethod
    def load(cls, path: Path | str) -> Secret:
        """The secret in a file. Missing (16) where there is none, or what is there is not a secret."""
        path = Path(path)
        try:
            raw = base64.b64decode(path.read_bytes().strip(), validate=True)
        except FileNotFoundError:
            raise Missing("the secret is not there", where=Where(path), fix=_LOST) from None
        except (OSError, binascii.Error):
            raise Missing("the secret cannot be read", where=Where(path), fix=_LOST) from None
        if len(raw) != LENGTH:
            raise Missing("this file holds no secret of redact", where=Where(path), fix=_LOST)
        return cls(raw)

    def key(self, purpose: str) -> bytes:
        """32 bytes for one purpose, the same every time."""
        return hmac.digest(self._bytes, purpose.encode(), hashlib.sha256)

    @property
    def fingerprint(self) -> str:
        """32 hex digits that tell secrets apart and give nothing away."""
        return self.key("redact fingerprint")[:16].hex()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.fingerprint[:8]}>"


class ThrowAway(Secret):
    """A secret that was never written down, for drafts and the demo: nothing can be continued with it."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(token_bytes(LENGTH))


def create_private(path: Path, content: bytes) -> None:
    """Creates a file that only its owner can read, from its first byte on. UsageError (2) where it exists."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        raise UsageError("is already there and is not replaced", where=Where(path)) from None
    except OSError as error:
        raise RedactError(f"the file cannot be created ({error.strerror})", where=Where(path)) from None
    with os.fdopen(descriptor, "wb") as file:
        if sys.platform == "win32":
            _owner_only_on_windows(path)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _owner_only_on_windows(path: Path) -> None:
    """Takes away inherited rights, as far as Windows lets us: on a disk without rights there is nothing to take."""
    user = os.environ.get("USERNAME")
    if user:
        command = ["icacls", str(path), "/inheritance:r", "/grant:r", f"{user}:F"]
        subprocess.run(command, check=False, capture_output=True)
