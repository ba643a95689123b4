"""Cleaned texts that a person reads before a release: automatic cleaning of texts is never complete.

A sample of every dataset's published texts, drawn by a keyed hash of the row so that nobody picks it and a preview of
the same data draws it again, is asked about in portions. Whoever finds one text that still tells who somebody is leaves
out the texts of the dataset; their rows stay. Texts that change are read again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.plan.context import Context
from redact.plan.folder import Plan
from redact.plan.items import Answer, Item, Question
from redact.vocabulary import RoleGroup, role_group

AT_ONCE: Final = 10
"""Texts of one item: few enough to read in one go, so that a break loses little."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What is to be read of a dataset's texts: `texts` are published, `sample` of them must be read, `read` have been;
    `items` are the portions nobody has read. `left_out` when a reader left the texts out."""

    texts: int
    sample: int
    read: int
    items: tuple[Item, ...]
    left_out: bool = False


NOTHING: Final = Readings(0, 0, 0, ())


def text_columns(context: Context) -> tuple[str, ...]:
    """The published columns of texts."""
    return tuple(field.name for field in context.content if field.group is RoleGroup.TEXT)


def readings(
    context: Context, staged: Path, positions: NDArray[np.int64], answers: Mapping[str, Answer], *, key: bytes
) -> Readings:
    """The portions of a dataset's texts that nobody has read yet. Where a reader left the texts out, empties them in
    `staged` and asks nothing.

    `positions` are the rows' places in `staged` (-1: not in it).
    """
    columns = text_columns(context)
    if not columns:
        return NOTHING
    table = pq.read_table(staged, columns=list(columns))
    filled = np.zeros(table.num_rows, dtype=np.bool_)
    for name in columns:
        filled |= pc.not_equal(table.column(name), "").to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(positions >= 0)
    rows = rows[filled[positions[rows]]]
    chosen = _drawn(rows, context.dataset, key)[: context.policy.identity.sample]
    items = []
    for first in range(0, len(chosen), AT_ONCE):
        portion = sorted(chosen[first : first + AT_ONCE])
        cells = table.take(pa.array(positions[portion])).to_pydict()
        items.append(_item(context.dataset, portion, cells, len(rows), key))
    if any(item.id in answers and answers[item.id].leave_out for item in items):
        _empty(staged, columns)
        return Readings(0, 0, 0, (), left_out=True)
    left = tuple(item for item in items if item.id not in answers)
    return Readings(len(rows), len(chosen), len(chosen) - sum(item.rows for item in left), left)


def _drawn(rows: NDArray[np.int64], dataset: str, key: bytes) -> list[int]:
    """The rows in the order of a keyed hash."""

    def place(row: int) -> bytes:
        return hmac.new(key, f"reading\x1f{dataset}\x1f{row}".encode(), hashlib.sha256).digest()

    return sorted((int(row) for row in rows), key=place)


def _item(dataset: str, rows: Sequence[int], cells: Mapping[str, Sequence[str]], of: int, key: bytes) -> Item:
    digest = hmac.new(key, f"texts\x1f{dataset}\x1f{of}".encode(), hashlib.sha256)
    for number, row in enumerate(rows):
        for name, column in cells.items():
            digest.update(f"\x1f{row}\x1f{name}\x1f{column[number]}".encode())
    return Item(digest.hexdigest()[:16], Question.TEXTS, dataset, len(rows), tuple(rows))


def _empty(staged: Path, columns: Sequence[str]) -> None:
    """Takes the texts out of a staged file."""
    table = pq.read_table(staged)
    for name in columns:
        empty = pa.array([""] * table.num_rows, type=pa.string())
        table = table.set_column(table.schema.get_field_index(name), name, empty)
    pq.write_table(table, staged, compression="zstd")


def texts_of(plan: Plan, item: Item) -> Iterator[tuple[int, dict[str, str]]]:
    """(row, its cleaned texts by column) of an item, as they would be published."""
    roles = plan.summary["roles"][item.dataset]
    columns = [name for name, role in roles.items() if role_group(role) is RoleGroup.TEXT]
    decided = plan.decisions(["dataset", "row", "staged"])
    mine = decided.filter(pc.equal(decided.column("dataset").cast(pa.string()), item.dataset))
    staged = dict(zip(mine.column("row").to_pylist(), mine.column("staged").to_pylist(), strict=True))
    table = pq.read_table(plan.staged(item.dataset), columns=columns)
    for row in item.example_rows:
        cells = table.slice(staged[row], 1).to_pylist()[0]
        yield row, {name: cell for name, cell in cells.items() if cell}
