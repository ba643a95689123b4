"""Reports that somebody reads again: which get another offence, when, and which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.synth.corrections import CHANGES
from redact.synth.events import number_of
from redact.synth.exported import read_text
from redact.synth.offences import describe_offence, tie_between
from redact.synth.situations import Situation, situations
from redact.synth.streams import stream
from redact.synth.world import month_start

OFFENCE: Final = ("nibrs_code", "offense_text", "offense_category", "relationship", "domestic_flag")
"""The columns that a correction changes; numbers, places and times stay."""
MONTHS_TO_REREAD: Final = 6


@dataclass(frozen=True, slots=True)
class Rereading:
    """Shares of reports that get another offence one to six months later, besides the city's few corrections.

    `worse`: of sensitive events whose report did not say so, which it now does; `milder`: of reports that said it and
    now are called something ordinary, which changes nothing of what happened; `other`: of all others that may change.
    """

    worse: float = 0.0
    milder: float = 0.0
    other: float = 0.0


NO_REREADING: Final = Rereading()


class Changed:
    """The reports that have another offence by the end of a month."""

    def __init__(self, city: Path, seed: int, start: date, month: int, rereading: Rereading) -> None:
        self.seed, self.month = seed, month
        self.share, self.into = _shares(rereading)
        found = []
        for number in range(month + 1):
            path = city / "exports_corrections" / f"incidents-{month_start(start, number):%Y-%m}.csv"
            if path.is_file():
                found.append(read_text(path).select(["incident_number", *OFFENCE]))
        self.due = pa.concat_tables(found).combine_chunks() if found else None

    def apply(self, table: pa.Table, truth: pa.Table, number: int) -> tuple[pa.Table, NDArray[np.bool_]]:
        """A file's rows with the offences they have now, and which were changed. `number` is the file's month."""
        corrected = np.zeros(table.num_rows, dtype=bool)
        if self.due is not None:
            at = pc.index_in(table.column("incident_number"), value_set=self.due.column("incident_number"))
            corrected = np.asarray(at.is_valid())
            table = _replaced(table, corrected, self.due.take(pc.drop_null(at.combine_chunks())))
        situation = _numbers(truth.column("offense"))
        rng = stream(self.seed, "reread", number)
        chosen = rng.random(len(situation)) < self.share[situation]
        due = number + rng.integers(1, MONTHS_TO_REREAD + 1, len(situation))
        victim, suspect = (truth.column(name).to_numpy() for name in ("victim", "suspect"))
        # Described for all rows, so that the words of one do not depend on which others are due.
        new = describe_offence(rng, np.maximum(self.into[situation], 0), tie_between(victim, suspect))
        said = (new.code, new.text, new.category, new.relationship, new.flag)
        again = chosen & (due <= self.month) & ~np.asarray(truth.column("reclassified"))
        cells = pa.table(dict(zip(OFFENCE, said, strict=True)))
        return _replaced(table, again, cells.filter(pa.array(again))), corrected | again


def _shares(rereading: Rereading) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
    """Per situation: the share that is read again, and what it is called then (-1: never)."""
    table = situations()
    share, into = np.zeros(len(table)), np.full(len(table), -1, dtype=np.int16)
    for name, other in CHANGES.items():
        old, new = number_of(name), number_of(other)
        into[old] = new
        if table[old].classes and not _says_so(table[old]) and _says_so(table[new]):
            share[old] = rereading.worse
        elif _says_so(table[old]) and not _says_so(table[new]):
            share[old] = rereading.milder
        else:
            share[old] = rereading.other
    return share, into


def _says_so(situation: Situation) -> bool:
    """Whether a report of it has a column that shows what happened."""
    return bool(situation.classes) and situation.cue in ("code", "flag", "relationship")


def _numbers(names: pa.ChunkedArray) -> NDArray[np.int64]:
    """Situations by number."""
    return np.asarray(pc.index_in(names, value_set=pa.array([each.name for each in situations()]))).astype(np.int64)


def _replaced(table: pa.Table, mask: NDArray[np.bool_], cells: pa.Table) -> pa.Table:
    for name in OFFENCE:
        old, new = table.column(name).combine_chunks(), cells.column(name).combine_chunks()
        table = table.set_column(
            table.column_names.index(name), name, pc.replace_with_mask(old, pa.array(mask), new.cast(pa.string()))
        )
    return table
