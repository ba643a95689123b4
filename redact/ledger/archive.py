"""The archive: every row that the public has seen, as it saw it, and when each came and left.

A release keeps what is out as it is, whatever the records say now, and leaves no row behind that would tell why one
is missing. Both need what earlier releases showed, so each adds one *chapter*: the rows that are new in it (or new
with this content) and which earlier rows it no longer has. Folding all chapters gives the archive.

    archive = ledger.archive()
    archive.rows["slot"], archive.rows["first"]              # every row ever put out, in order
    archive.rows.filter(archive.out)                         # those that are out now

What earlier portal files showed before redact came is kept as chapters of another kind. They are asked for by name,
and none of their rows counts as out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

RELEASED: Final = "released"
IMPORTED: Final = "imported"
KINDS: Final = (RELEASED, IMPORTED)

_COLUMNS: Final = (
    ("dataset", pa.string()),
    ("slot", pa.int64()),  # keyed hash of dataset, stated keys and period
    ("key_0", pa.int64()),  # keyed hashes of the stated keys; 0: absent
    ("key_1", pa.int64()),
    ("mark", pa.int64()),  # what its published id is computed from
    ("tier", pa.string()),  # "" where imported
    ("careful", pa.bool_()),
    ("cover", pa.bool_()),
    ("group", pa.int8()),
    ("unit", pa.string()),  # id of the place it was shown at; "" none
    ("precision", pa.int8()),
    ("code", pa.int32()),
    ("period", pa.int32()),
    ("value", pa.int64()),  # keyed digest of all published cells but the id
    ("cells", pa.string()),  # its content cells, joined by JOINT; "" where imported
)

ROWS: Final = pa.schema(
    [
        *(pa.field(name, kind, nullable=False) for name, kind in _COLUMNS),
        pa.field("minutes", pa.int64()),  # of an imported row: the time it showed; null: none, or released
        pa.field("shows", pa.string()),  # of an imported row: what else it showed; null: released
    ]
)
"""The columns of a chapter's rows, of either kind. A released row has no `minutes` and `shows`: they may be absent."""

FOLDED: Final = ROWS.append(pa.field("first", pa.int32(), nullable=False)).append(
    pa.field("last", pa.int32(), nullable=False)
)
"""The columns of an archive's rows."""

JOINT: Final = "\x1f"
"""What stands between two content cells of a row."""


class BadChapter(ValueError):
    """A chapter does not fit its schema or the archive; says which column, and no value."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one release put out.

    `rows` are the new rows (ROWS). `left` int64[m]: the numbers of earlier rows that are in it no more, where row 0 is
    the first row that any release put out (as `ledger.archive()` has them). `about` is free, and JSON.
    """

    rows: pa.Table
    left: NDArray[np.int64]
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChapterInfo:
    """What is known of a chapter: its number in the ledger, the release that it is of (None: imported), the time it
    was added (UTC, ISO 8601)."""

    number: int
    release: str | None
    kind: str
    about: Mapping[str, Any]
    at: str


@dataclass(frozen=True, slots=True)
class Archive:
    """All rows of some kinds of chapters in the order in which they came (FOLDED).

    `first` and `last` of a row are indices into `chapters`: the first and the last chapter that it was in. A row that
    is still out has the newest released chapter as its last; an imported one was in its own only. `unknown` are
    releases that the public has seen and that have no chapter, because an earlier version of redact made them.
    """

    chapters: tuple[ChapterInfo, ...]
    rows: pa.Table
    unknown: tuple[str, ...] = ()

    @property
    def newest(self) -> int:
        """The index of the newest released chapter; -1 where there is none."""
        return max((at for at, chapter in enumerate(self.chapters) if chapter.kind == RELEASED), default=-1)

    @property
    def out(self) -> NDArray[np.bool_]:
        """Whether each row is still out, bool[rows]."""
        return np.asarray(self.rows["last"].to_numpy() == self.newest, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter as it was read: of which rows, and which numbers left."""

    info: ChapterInfo
    rows: pa.Table
    left: NDArray[np.int64]


def fold(parts: Sequence[Part], unknown: Sequence[str] = ()) -> Archive:
    """The archive of these chapters, in order. BadChapter where one lets a row leave that is not out."""
    lengths = np.array([part.rows.num_rows for part in parts], dtype=np.int64)
    first = np.repeat(np.arange(len(parts), dtype=np.int32), lengths)
    last = first.copy()
    released = [at for at, part in enumerate(parts) if part.info.kind == RELEASED]
    if released:
        place = np.flatnonzero(np.isin(first, released))  # where the rows that are counted in `left` stand
        ends = gone([(int(lengths[at]), parts[at].left) for at in released])
        last[place] = np.array(released, dtype=np.int32)[ends]
    rows = pa.concat_tables([ROWS.empty_table(), *(part.rows for part in parts)])
    for name, values in (("first", first), ("last", last)):
        rows = rows.append_column(FOLDED.field(name), pa.array(values))
    return Archive(tuple(part.info for part in parts), rows, tuple(unknown))


def gone(chapters: Sequence[tuple[int, NDArray[np.int64]]]) -> NDArray[np.int64]:
    """The last chapter of every released row, from how many rows each chapter added and which numbers left in it.

    Indices into `chapters`. BadChapter where a number is none of an earlier row, or of one that had left already.
    """
    newest = len(chapters) - 1
    last = np.full(sum(count for count, _ in chapters), newest, dtype=np.int64)
    before = 0
    for at, (count, left) in enumerate(chapters):
        if len(left):
            if left.min() < 0 or left.max() >= before or len(np.unique(left)) != len(left):
                raise BadChapter("a row leaves that was never out, or leaves twice")
            if bool((last[left] != newest).any()):
                raise BadChapter("a row leaves that had left before")
            last[left] = at - 1
        before += count
    return last


def checked(rows: pa.Table, kind: str) -> pa.Table:
    """The rows in the order and the types of ROWS. BadChapter where a column is absent, strange, of another type, or
    has an empty value that its kind may not have."""
    empty = {name for name in ("minutes", "shows") if name not in rows.column_names}
    if set(rows.column_names) - set(ROWS.names) or len(set(rows.column_names)) != rows.num_columns:
        raise BadChapter("a chapter's rows have columns that an archive does not keep")
    columns = []
    for field in ROWS:
        if field.name in empty:
            columns.append(pa.chunked_array([pa.nulls(rows.num_rows, field.type)]))
            continue
        if field.name not in rows.column_names:
            raise BadChapter(f"a chapter's rows have no column {field.name}")
        columns.append(_typed(rows[field.name], field))
    table = pa.Table.from_arrays(columns, schema=ROWS)
    if kind == RELEASED and any(table[name].null_count < table.num_rows for name in ("minutes", "shows")):
        raise BadChapter("only imported rows have minutes and shows")
    if kind == RELEASED and "" in table["tier"].unique().to_pylist():
        raise BadChapter("a released row has no tier")
    return table


def _typed(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    texts = pa.types.is_large_string(column.type) or pa.types.is_dictionary(column.type)
    if field.type == pa.string() and texts:
        column = column.cast(pa.string())
    if column.type != field.type:
        raise BadChapter(f"column {field.name} of a chapter is {column.type}, not {field.type}")
    if column.null_count and not field.nullable:
        raise BadChapter(f"column {field.name} of a chapter has empty entries")
    return column
