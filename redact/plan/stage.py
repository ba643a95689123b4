"""Stage: the release's rows, shuffled, exactly as they will be written.

Rows leave treat in random buckets and are shuffled within each, so that neither order nor neighbours tell anything of
the source; memory holds one bucket.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact import when
from redact.keyed import published_ids
from redact.plan.context import Context
from redact.plan.inputs import Resolved
from redact.plan.outcomes import Reason
from redact.plan.past.cells import KeptCells
from redact.plan.settle import Settled, group_words
from redact.plan.uniqueness import PublishedPeople
from redact.vocabulary import TimePrecision

BUCKET_ROWS = 100_000


class Spool:
    """Treated content, in random buckets: in memory for small datasets, else in private temporary Arrow files."""

    def __init__(self, folder: Path, name: str, expected_rows: int) -> None:
        self._buckets = max(1, -(-expected_rows // BUCKET_ROWS))
        self._random = np.random.default_rng(secrets.randbits(256))
        self._folder = folder
        self._name = name
        self._held: list[list[pa.Table]] = [[] for _ in range(self._buckets)]
        self._files: list[tuple[Path, pa.ipc.RecordBatchFileWriter]] = []

    def add(self, table: pa.Table) -> None:
        """Takes in one batch's content columns (with `row`)."""
        if self._buckets == 1:
            self._held[0].append(table)
            return
        if not self._files:
            for number in range(self._buckets):
                path = self._folder / f"{self._name}-{number}.arrow"
                self._files.append((path, pa.ipc.new_file(str(path), table.schema)))
        bucket = self._random.integers(0, self._buckets, table.num_rows)
        order = np.argsort(bucket, kind="stable")
        edges = np.searchsorted(bucket[order], np.arange(self._buckets + 1))
        sorted_table = table.take(pa.array(order))
        for number, (_, writer) in enumerate(self._files):
            size = int(edges[number + 1] - edges[number])
            if size:
                writer.write_table(sorted_table.slice(int(edges[number]), size))

    def buckets(self) -> Iterator[pa.Table]:
        """Each bucket's rows in a fresh random order; the temporary file goes as soon as it is read."""
        for path, writer in self._files:
            writer.close()
            with pa.memory_map(str(path)) as mapped:
                table = pa.ipc.open_file(mapped).read_all()
                yield table.take(pa.array(self._random.permutation(table.num_rows)))
                del table
            path.unlink()
        if not self._files and self._held[0]:
            table = pa.concat_tables(self._held[0])
            self._held = [[]]
            yield table.take(pa.array(self._random.permutation(table.num_rows)))


def stage(
    path: Path,
    spool: Spool,
    context: Context,
    resolved: Resolved,
    settled: Settled,
    people: PublishedPeople,
    *,
    first: int,
    nonce: bytes,
    bands: Sequence[Sequence[str]],
    kept: KeptCells,
    mark: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Writes `path` and returns each of the dataset's rows' position in it (-1: not in it).

    All arrays are over the whole plan; `first` is where the dataset begins. `bands` are the published household bands
    of every unit, per treatment, `kept` the cells of the dataset's rows that are out already, `mark` what the
    ids of all rows are made from.
    """
    header = context.header
    schema = pa.schema([(name, pa.string()) for name in header])
    positions = np.full(len(people.codes), -1, dtype=np.int64)
    written = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in spool.buckets():
            local = table.column("row").to_numpy()
            keep = settled.reason[first + local] == Reason.NONE
            table, local = table.filter(pa.array(keep)), local[keep]
            if not len(local):
                continue
            at = first + local
            columns = _derived(at, resolved, settled, context, bands)
            columns["id"] = pc.if_else(_shown("id", at, resolved), published_ids(nonce, mark[at]), "")
            for number, item in enumerate(people.fields):
                texts = pa.array(people.texts[number])
                columns[item.name] = texts.take(pa.array(people.codes[local, number]))
            for name in header:
                if name not in columns:
                    columns[name] = kept.instead_of(name, table.column(name).combine_chunks(), local)
            positions[local] = written + np.arange(len(local))
            written += len(local)
            writer.write_table(pa.table([columns[name] for name in header], schema=schema))
    return positions


def _derived(
    at: NDArray[np.int64],
    resolved: Resolved,
    settled: Settled,
    context: Context,
    bands: Sequence[Sequence[str]],
) -> dict[str, pa.Array]:
    """The columns that redact makes but for the id, empty where the treatment does not show them."""
    units = context.units
    treatment = resolved.fates.treatment[at]

    unit = settled.unit[at]
    placed = pa.array(unit, mask=unit < 0)
    level = pa.array([units.ladder[number] for number in range(len(units.ladder))]).take(
        pa.array(units.level[np.maximum(unit, 0)].astype(np.int32), mask=unit < 0)
    )
    household_band = np.array([list(column) for column in bands], dtype=object)[treatment, np.maximum(unit, 0)]
    precision = settled.precision[at]
    words = pa.array([item.word if item is not TimePrecision.NONE else "" for item in TimePrecision])
    made = {
        "offense_group": (pa.array(group_words()).take(pa.array(resolved.rows.group[at])), "offense_group"),
        "place": (units.label.take(placed), "place"),
        "place_id": (units.ids.take(placed), "place"),
        "place_precision": (level, "place"),
        "households_band": (pa.array(np.where(unit < 0, "", household_band).tolist(), type=pa.string()), "place"),
        "time": (when.text(settled.time_code[at], precision), "time"),
        "time_precision": (words.take(pa.array(precision)), "time"),
    }
    return {
        name: pc.if_else(_shown(word, at, resolved), pc.fill_null(cells.cast(pa.string()), ""), "")
        for name, (cells, word) in made.items()
    }


def _shown(word: str, at: NDArray[np.int64], resolved: Resolved) -> pa.Array:
    """Whether each row's treatment shows a column."""
    by_treatment = np.array([rule.shows is None or word in rule.shows for rule in resolved.treatments])
    return pa.array(by_treatment[resolved.fates.treatment[at]])
