"""The file that the department's build reads: pairs of hundred-blocks to be shown as one.

It holds no place, no name and no mark of which pairs are real. Pairs are sorted by their ids and ids within a pair too,
so that order says nothing. Blocks are named by the ids of the unit table.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.errors import DataMismatch, Missing, Where
from redact.place.sensitive.names import BUCKETS, NameHashes
from redact.place.sensitive.vault import FEWEST_DECOYS, Batch, write_atomically

FORMAT: Final = "redact joined blocks"
VERSION: Final = 1
FILE_NAME: Final = "protected-merges.json"

_RENEW: Final = "Ask who keeps the list to run `redact jurisdiction protect` with these layers and send the new file."


@dataclass(frozen=True)
class Merges:
    """What the department knows about protected places. `list_id` tells lists apart and means nothing else."""

    list_id: str
    batches: tuple[Batch, ...]
    names: NameHashes
    path: Path | None = None

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """All pairs of block ids, sorted."""
        return tuple(sorted({pair for batch in self.batches for pair in batch.pairs}))

    @property
    def fewest_decoys(self) -> int:
        """The decoys per place that every batch has at least."""
        return min((batch.decoys for batch in self.batches), default=0)

    def rows(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """The pairs (p, 2) as positions in a table's `ids`.

        Raises DataMismatch (11) where a block is not there any more: the layers changed, and a place may be open.
        """
        number = {id_: at for at, id_ in enumerate(ids)}
        gone = sum(one not in number or other not in number for one, other in self.pairs)
        if gone:
            raise DataMismatch(
                f"{gone} of {len(self.pairs)} pairs of joined blocks name a block that the street layer no longer has",
                where=Where(self.path),
                fix=_RENEW,
            )
        rows = [(number[one], number[other]) for one, other in self.pairs]
        return np.array(rows, dtype=np.int32).reshape(-1, 2)

    def check_decoys(self, asked: int) -> None:
        """Raises DataMismatch (11) where a policy asks for more decoys than some place has."""
        if self.batches and self.fewest_decoys < asked:
            raise DataMismatch(
                f"the policy asks for {asked} decoys for each protected place, and some have {self.fewest_decoys}",
                where=Where(self.path),
                fix="Decoys cannot be added to a place later. Write the smaller number under sensitive_places: decoys:",
            )


def write_merges(path: Path, merges: Merges) -> None:
    """Writes the file, completely or not at all; only its owner can read it."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "list": merges.list_id,
        "batches": [
            {"number": batch.number, "decoys": batch.decoys, "pairs": [list(pair) for pair in sorted(batch.pairs)]}
            for batch in merges.batches
        ],
        "names": {
            "key": merges.names.key.hex(),
            "first": list(merges.names.first),
            "whole": [f"{number:016x}" for number in merges.names.whole],
        },
    }
    write_atomically(path, json.dumps(content, indent=1) + "\n")


def read_merges(path: Path) -> Merges:
    """The joined blocks in a file. Raises Missing (16) where it is not there, DataMismatch (11) where it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Missing("the file of joined blocks is not there", where=Where(path), fix=_RENEW) from None
    except (OSError, ValueError):
        raise _damaged(path) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT or content.get("version") != VERSION:
        raise _damaged(path)
    try:
        names = content["names"]
        return Merges(
            list_id=_text(content["list"]),
            batches=tuple(_batch(each) for each in content["batches"]),
            names=NameHashes(
                bytes.fromhex(names["key"]),
                tuple(_number(each, BUCKETS) for each in names["first"]),
                tuple(int(each, 16) for each in names["whole"]),
            ),
            path=path,
        )
    except (KeyError, TypeError, ValueError):
        raise _damaged(path) from None


def _batch(data: Any) -> Batch:
    pairs = tuple((_text(one), _text(other)) for one, other in data["pairs"])
    if any(one >= other for one, other in pairs) or list(pairs) != sorted(set(pairs)):
        raise ValueError("pairs in no order")
    return Batch(_number(data["number"], 1_000_000), _number(data["decoys"], 1_000_000, FEWEST_DECOYS), pairs)


def _number(value: Any, below: int, least: int = 0) -> int:
    if type(value) is not int or not least <= value < below:
        raise ValueError("no such number")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("no text")
    return value


def _damaged(path: Path) -> DataMismatch:
    return DataMismatch("this is no file of joined blocks, or it is damaged", where=Where(path), fix=_RENEW)
