"""The tables in a plan's folder: what is known of each as JSON, exact counts sealed, and what was drawn as CSV.

A sealed file opens only with the publisher's secret: the plan holds no number that the release would not contain, and
yet a release counts nothing again. A plan with a throw-away secret has nothing to open it with later, except for
synthetic data, whose key stays in the plan.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.counts.info import TableInfo
from redact.errors import PlanStale, Where
from redact.plan.folder import make_private, write_private

FOLDER: Final = "tables"
SEAL: Final = "sealed counts"
"""The purpose under which the key is derived from the secret."""


@dataclass(frozen=True)
class Tables:
    """The tables of a plan, in the policy's order."""

    folder: Path
    infos: tuple[TableInfo, ...]

    @property
    def noisy(self) -> tuple[TableInfo, ...]:
        """Those whose numbers are drawn."""
        return tuple(info for info in self.infos if info.kind == "noisy")

    def path(self, file: str) -> Path:
        """Where a table's file is, or will be."""
        return self.folder / file

    def there(self, info: TableInfo) -> tuple[Path, ...]:
        """The files of a table that have been drawn, the finest level first, what was measured last."""
        return tuple(path for file in (*info.files, info.measured_file) if (path := self.path(file)).is_file())

    def open_sealed(self, info: TableInfo, key: bytes) -> list[NDArray[np.int64]]:
        """The exact counts of every draw of a table, int64 (groups, places, periods).

        PlanStale (18) where the key is not the one they were sealed with, or the file was changed.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        path = self.path(f"{info.table}.sealed")
        try:
            raw = path.read_bytes()
            content = AESGCM(key).decrypt(raw[:12], raw[12:], info.table.encode())
        except (OSError, InvalidTag):
            raise PlanStale(
                f"the counts of table {info.table} cannot be opened", where=Where(path), fix="Preview again."
            ) from None
        with np.load(io.BytesIO(content)) as arrays:
            return [arrays[str(number)] for number in range(len(info.draws))]


def tables_of(folder: Path) -> Tables:
    """The tables of the plan in `folder`."""
    where = folder / FOLDER
    order = where / "order.txt"
    names = order.read_text(encoding="utf-8").split() if order.is_file() else []
    return Tables(where, tuple(TableInfo.load(where / f"{name}.json") for name in names))


def save_infos(folder: Path, infos: Sequence[TableInfo]) -> Tables:
    """Writes what is known of the tables; what the drawn numbers are comes later."""
    where = folder / FOLDER
    make_private(where)
    write_private(where / "order.txt", "".join(f"{info.table}\n" for info in infos))
    for info in infos:
        write_private(where / f"{info.table}.json", info.to_json())
    return Tables(where, tuple(infos))


def seal(folder: Path, counts: Mapping[str, Sequence[NDArray[np.int64]]], key: bytes) -> None:
    """Encrypts the exact counts of each table's draws (AES-256-GCM, a new nonce each)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    make_private(folder / FOLDER)
    for table, draws in counts.items():
        content = io.BytesIO()
        np.savez(content, **{str(number): each for number, each in enumerate(draws)})  # type: ignore[arg-type]
        nonce = os.urandom(12)
        sealed = nonce + AESGCM(key).encrypt(nonce, content.getvalue(), table.encode())
        write_private(folder / FOLDER / f"{table}.sealed", sealed)
