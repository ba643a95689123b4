"""The tables in a plan's folder: what is known of each as JSON, exact counts sealed, and what was drawn as CSV.

A sealed file opens only with the publisher's secret: the plan holds no number that the release would not contain, and
yet a release counts nothing again. A plan with a throw-away secret has nothing to open it with later, except for
synthetic data, whose key stays in the plan.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact import sealing
from redact.counts.info import TableInfo
from redact.errors import PlanStale, Where
from redact.plan.folder import make_private, write_private

FOLDER: Final = "tables"
_TABLES: Final = "tables.json"
_DRAWN: Final = "drawn.json"
SEAL: Final = "sealed counts"
"""The purpose under which the key is derived from the secret."""


@dataclass(frozen=True)
class Tables:
    """The tables of a plan, in the policy's order; by table `advice` for whoever wrote the policy, and `waiting`, why
    periods have no numbers. A table without any period has no info."""

    folder: Path
    infos: tuple[TableInfo, ...]
    advice: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waiting: Mapping[str, str] = field(default_factory=dict)

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

    @property
    def drawn(self) -> tuple[TableInfo, ...]:
        """The tables with numbers, and of each what is known of the periods that have them; a draft may lack some."""
        path = self.path(_DRAWN)
        requests = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
        found = (info if info.kind == "exact" else info.only(requests) for info in self.infos)
        return tuple(info for info in found if info.periods)

    def write(self, stored: Mapping[str, bytes]) -> None:
        """Writes the files of every table from the stored output of its draws, by request.

        The lines of a table's draws follow each other under one header. Files of an earlier writing are replaced.
        """
        make_private(self.folder)
        for info in self.noisy:
            for file in (*info.files, info.measured_file):
                self.path(file).unlink(missing_ok=True)
            outputs = [stored[draw.request] for draw in info.draws if draw.request in stored]
            for file, lines in _joined(outputs).items():
                write_private(self.path(file), lines)
        write_private(self.path(_DRAWN), json.dumps(sorted(stored)) + "\n")

    def open_sealed(self, info: TableInfo, key: bytes) -> list[NDArray[np.int64]]:
        """The exact counts of every draw of a table, int64 (groups, places, periods).

        PlanStale (18) where the key is not the one they were sealed with, or the file was changed.
        """
        path = self.path(f"{info.table}.sealed")
        try:
            content = sealing.unseal(key, path.read_bytes(), info.table.encode())
        except (OSError, sealing.Unopened):
            raise PlanStale(
                f"the counts of table {info.table} cannot be opened", where=Where(path), fix="Preview again."
            ) from None
        with np.load(io.BytesIO(content)) as arrays:
            return [arrays[str(number)] for number in range(len(info.draws))]


def tables_of(folder: Path) -> Tables:
    """The tables of the plan in `folder`."""
    where = folder / FOLDER
    if not (where / _TABLES).is_file():
        return Tables(where, ())
    saved = json.loads((where / _TABLES).read_text(encoding="utf-8"))
    infos = tuple(TableInfo.load(where / f"{name}.json") for name in saved["tables"])
    advice = {name: tuple(texts) for name, texts in saved["advice"].items()}
    return Tables(where, infos, advice, saved["waiting"])


def save_infos(
    folder: Path,
    infos: Sequence[TableInfo],
    advice: Mapping[str, Sequence[str]],
    waiting: Mapping[str, str] | None = None,
) -> Tables:
    """Writes what is known of the tables; what the drawn numbers are comes later."""
    where = folder / FOLDER
    make_private(where)
    said = {"tables": [info.table for info in infos], "advice": advice, "waiting": waiting or {}}
    write_private(where / _TABLES, json.dumps(said) + "\n")
    for info in infos:
        write_private(where / f"{info.table}.json", info.to_json())
    return Tables(where, tuple(infos))


def _joined(outputs: Sequence[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for output in outputs:
        for file, text in json.loads(output).items():
            header, _, rows = text.partition("\n")
            found[file] = found[file] + rows if file in found else f"{header}\n{rows}"
    return found


def seal(folder: Path, counts: Mapping[str, Sequence[NDArray[np.int64]]], key: bytes) -> None:
    """Encrypts the exact counts of each table's draws."""
    make_private(folder / FOLDER)
    for table, draws in counts.items():
        content = io.BytesIO()
        np.savez(content, **{str(number): each for number, each in enumerate(draws)})  # type: ignore[arg-type]
        sealed = sealing.seal(key, content.getvalue(), table.encode())
        write_private(folder / FOLDER / f"{table}.sealed", sealed)
