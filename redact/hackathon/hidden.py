"""The seed that the boards are scored on: drawn once, sealed where everybody sees it, shown when the day is over."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from redact.errors import UsageError, Where


@dataclass(frozen=True)
class Hidden:
    """A seed of 31 bits and a salt. With the salt nobody can find the seed by trying all of them against the seal."""

    seed: int
    salt: str

    @property
    def seal(self) -> str:
        """What is put on the wall in the morning: SHA-256 (hex) of salt and seed."""
        return hashlib.sha256(f"{self.salt}:{self.seed}".encode()).hexdigest()


def hide(path: Path | str) -> Hidden:
    """Draws a seed and keeps it in a new file that only its owner can read. UsageError (2) where there is one."""
    path = Path(path)
    drawn = Hidden(secrets.randbelow(2**31 - 1) + 1, secrets.token_hex(16))
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(
            "a seed is hidden here already", where=Where(path), fix="Read it: read_hidden(PATH)."
        ) from None
    with os.fdopen(file, "w", encoding="utf-8") as out:
        json.dump({"seed": drawn.seed, "salt": drawn.salt}, out)
    return drawn


def read_hidden(path: Path | str) -> Hidden:
    """The hidden seed again. UsageError (2) where the file is none of ours."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        return Hidden(int(content["seed"]), str(content["salt"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError("there is no hidden seed here", where=Where(path), fix="Draw one: hide(PATH).") from None
