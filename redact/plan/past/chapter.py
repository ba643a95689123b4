"""What the ledger will remember of a plan once it is published: the rows it puts out, and which it has no more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.keyed import hash_texts, mixed
from redact.plan.folder import Plan, write_private
from redact.plan.outcomes import Reason
from redact.plan.past.keeping import Kept
from redact.plan.past.matching import met, stated
from redact.plan.past.released import NEVER
from redact.records.batch import Fault
from redact.vocabulary import TimePrecision

if TYPE_CHECKING:
    from redact.ledger.archive import Chapter
    from redact.plan.context import Context
    from redact.plan.resolve import Fates
    from redact.plan.rows import Rows
    from redact.plan.settle import Settled
    from redact.plan.treatments import Treatment

VALUES: Final = "values"
"""The purpose of the key under which the digests of rows are made."""

ROWS_FILE: Final = "chapter.parquet"
ABOUT_FILE: Final = "chapter.json"
BETWEEN: Final = "\x1f"
_ESCAPES: Final = (("\x1e", "\x1e0"), (BETWEEN, "\x1e1"))

DERIVED: Final = frozenset(
    {
        "id", "offense_group", "place", "place_id", "place_precision", "households_band", "time", "time_precision",
    }
)  # fmt: skip
"""Published columns that redact makes of what was decided; all others are content."""


def values(table: pa.Table, key: bytes) -> NDArray[np.int64]:
    """A keyed digest (int64) per row of a staged table, of all its cells but the id."""
    words = np.zeros(table.num_rows, dtype=np.uint64)
    for name in sorted(table.column_names):
        if name == "id":
            continue
        encoded = _encoded(table.column(name))
        hashed = hash_texts(key, encoded.dictionary)
        cells = hashed[encoded.indices.to_numpy(zero_copy_only=False)] if len(hashed) else np.zeros(len(encoded))
        words = mixed(words ^ cells.astype(np.int64).view(np.uint64))
    return words.view(np.int64)


def contents(table: pa.Table) -> pa.Array:
    """The content cells of every row of a staged table, joined in the order of their columns' names."""
    names = sorted(name for name in table.column_names if name not in DERIVED)
    if not names:
        return pa.array([""] * table.num_rows, pa.string())
    columns = [_escaped(_encoded(table.column(name))) for name in names]
    return pc.binary_join_element_wise(*columns, BETWEEN)


def split(cells: pa.Array, names: Sequence[str]) -> dict[str, pa.Array]:
    """What `contents` joined, by column. Rows whose cells are others than `names` are all null."""
    names = sorted(name for name in names if name not in DERIVED)
    if not names:
        return {}
    encoded = _encoded(cells)
    parts = pc.split_pattern(encoded.dictionary, BETWEEN)
    fits = pc.equal(pc.list_value_length(parts), len(names))
    parts = pc.if_else(fits, parts, pa.scalar(None, parts.type))
    columns = {name: pc.list_element(parts, number) for number, name in enumerate(names)}
    return {name: _unescaped(column).take(encoded.indices) for name, column in columns.items()}


def write_chapter(
    folder: Path,
    contexts: Sequence[Context],
    slices: Sequence[slice],
    rows: Rows,
    fates: Fates,
    settled: Settled,
    kept: Kept,
    positions: NDArray[np.int64],
    marks: NDArray[np.int64],
    treatments: Sequence[Treatment],
    unit_ids: pa.Array,
    *,
    about: dict[str, Any],
    key: bytes,
) -> None:
    """Saves the plan's chapter; all arrays are over the whole plan."""
    past = kept.past
    stays = np.zeros(len(past), dtype=np.bool_)
    parts = []
    through = max(int(about["through"]), int(past.last.get("through", about["through"])))  # what is out stays out
    days: dict[str, list[int]] = dict(past.last.get("days", {}))
    for number, (context, part) in enumerate(zip(contexts, slices, strict=True)):
        staged = pq.read_table(
            folder / "staged" / f"{context.dataset}.parquet", read_dictionary=[n for n in context.header if n != "id"]
        )
        digest = values(staged, key)
        at = part.start + np.flatnonzero(positions[part] >= 0)
        value = digest[positions[at]]
        was = kept.was[at]
        same = was >= 0
        if len(past):
            known = np.maximum(was, 0)
            same &= (past.value[known] == value) & (past.cover[known] == fates.cover[at])
            same &= past.treatment[known] == fates.treatment[at]
        stays[was[same]] = True
        new = at[~same]
        parts.append(
            _table(context.dataset, staged, new, positions, value[~same], rows, fates, settled, kept, marks, treatments)
        )
        sound = (rows.precision[part] != TimePrecision.NONE) & (rows.fault[part] == Fault.NONE)
        dated = rows.minutes[part][sound]
        first = int(dated.min()) // 1440 if len(dated) else int(NEVER)
        days[context.dataset] = [min(first, int(past.first_day[number])), max(int(past.through[number]), through)]
    table = pa.concat_tables(parts)
    table = table.set_column(
        table.column_names.index("unit"), "unit", pc.fill_null(unit_ids.take(table.column("unit").combine_chunks()), "")
    )
    pq.write_table(table, folder / ROWS_FILE, compression="zstd")
    found = met(kept.was, past)
    missing = past.out & ~found
    if kept.new_only:
        missing = np.zeros(len(past), dtype=np.bool_)  # older periods are not exported again
        stays |= ~found
        stays[kept.was[(kept.was >= 0) & (settled.reason == Reason.OUT)]] = True
    left = np.flatnonzero(past.out & ~stays)
    content = {
        "left": left.tolist(),
        "missing": np.flatnonzero(missing).tolist(),
        "about": {**about, "through": through, "days": days},
    }
    write_private(folder / ABOUT_FILE, json.dumps(content))


def _table(
    dataset: str,
    staged: pa.Table,
    at: NDArray[np.int64],
    positions: NDArray[np.int64],
    value: NDArray[np.int64],
    rows: Rows,
    fates: Fates,
    settled: Settled,
    kept: Kept,
    marks: NDArray[np.int64],
    treatments: Sequence[Treatment],
) -> pa.Table:
    keys = stated(rows.keys[at])
    names = np.array([rule.own for rule in treatments], dtype=object)
    careful = np.array([rule.careful for rule in treatments])
    unit = settled.unit[at]
    return pa.table(
        {
            "dataset": pa.array([dataset] * len(at), pa.string()),
            "slot": kept.slot[at],
            "key_0": keys[:, 0],
            "key_1": keys[:, 1],
            "mark": marks[at],
            "tier": pa.array(names[fates.treatment[at]].tolist(), pa.string()),
            "careful": pa.array(careful[fates.treatment[at]]),
            "cover": pa.array(fates.cover[at]),
            "group": rows.group[at].astype(np.int8),
            "unit": pa.array(unit, mask=unit < 0),
            "precision": settled.precision[at].astype(np.int8),
            "code": settled.time_code[at].astype(np.int32),
            "period": kept.period[at].astype(np.int32),
            "value": value,
            "cells": contents(staged.take(pa.array(positions[at]))),
        }
    )


def _escaped(column: pa.DictionaryArray) -> pa.Array:
    """Cells in which nothing can be taken for what stands between two cells."""
    words = column.dictionary.cast(pa.string())
    for character, instead in _ESCAPES:
        words = pc.replace_substring(words, character, instead)
    return words.take(column.indices)


def _unescaped(words: pa.Array) -> pa.Array:
    for character, instead in reversed(_ESCAPES):
        words = pc.replace_substring(words, instead, character)
    return words


def read_chapter(plan: Plan) -> Chapter:
    """The chapter of a plan, to be given to the ledger."""
    from redact.ledger.archive import Chapter

    content = json.loads((plan.folder / ABOUT_FILE).read_text(encoding="utf-8"))
    table = pq.read_table(plan.folder / ROWS_FILE)
    return Chapter(rows=table, left=np.array(content["left"], dtype=np.int64), about=content["about"])


def _encoded(column: pa.ChunkedArray | pa.Array) -> pa.DictionaryArray:
    if isinstance(column, pa.ChunkedArray):
        if pa.types.is_dictionary(column.type):
            column = column.unify_dictionaries()
        whole = column.combine_chunks()
        if isinstance(whole, pa.ChunkedArray):
            whole = whole.chunk(0) if whole.num_chunks else pa.array([], column.type)
        column = whole
    if not pa.types.is_dictionary(column.type):
        column = pc.fill_null(column, "").dictionary_encode()
    return column
