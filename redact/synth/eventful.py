"""An eventful year: more of what makes a second release give the first away than an ordinary year has.

Few reports of an ordinary year turn out to be about a protected person once they are published, and few such reports
come late: too few to see whether a protection against comparing releases does anything. Here more do. Whole events
change, call and report together, because one record that says what happened protects all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.synth.events import number_of
from redact.synth.offences import describe_offence, texts_of, tie_between
from redact.synth.streams import stream

ORDINARY: Final = ("vandalism", "welfare", "theft_other")
"""What such a report is called instead. None is a crime against a person: most of these look protected anyway."""
SOONEST, LATEST = 2, 7
"""Months after its own in which an event changes or arrives; by the first of them its month is published."""
OFFENCE: Final = ("nibrs_code", "offense_text", "offense_category", "relationship", "domestic_flag")


@dataclass(frozen=True, slots=True)
class Eventful:
    """Shares of events.

    `unseen`: of truly sensitive ones, those that are called something ordinary until somebody reads the report again;
    `taken_back`: those that are called what they are at first and something ordinary later; both only where nobody was
    arrested. `late`, `late_others`: of truly sensitive events, and of all others, those of which no system has a record
    until some months later.
    """

    unseen: float = 0.0
    taken_back: float = 0.0
    late: float = 0.0
    late_others: float = 0.0


QUIET: Final = Eventful()


class Turns:
    """Which events are told otherwise, or not at all, by the end of a month."""

    def __init__(self, city: Path, seed: int, month: int, eventful: Eventful) -> None:
        self.seed, self.month, self.eventful = seed, month, eventful
        self.arrested = np.empty(0, dtype=np.int64)
        if eventful != QUIET:
            made = pq.read_table(
                city / "truth" / "records.parquet", columns=["event"], filters=[("dataset", "=", "arrests")]
            )
            self.arrested = np.unique(made.column("event").to_numpy())

    def apply(
        self, dataset: str, table: pa.Table, truth: pa.Table, number: int
    ) -> tuple[pa.Table, NDArray[np.bool_], NDArray[np.bool_]]:
        """A file's rows as they are told now, which are told otherwise than at first by the city, and which are there
        at all. `number` is the file's month."""
        rows, rates = table.num_rows, self.eventful
        if rates == QUIET:
            return table, np.zeros(rows, dtype=bool), np.ones(rows, dtype=bool)
        event = truth.column("event").to_numpy()
        sensitive = np.asarray(pc.not_equal(truth.column("classes"), ""))
        draw = self._draw("turns", event)
        due = number + SOONEST + (self._draw("due", event) * (LATEST - SOONEST + 1)).astype(np.int64)
        over = due <= self.month
        eligible = sensitive & ~np.isin(event, self.arrested)
        unseen = eligible & (draw < rates.unseen)
        back = eligible & ~unseen & (draw < rates.unseen + rates.taken_back)
        late = ~unseen & ~back & (self._draw("late", event) < np.where(sensitive, rates.late, rates.late_others))
        otherwise = (unseen & ~over) | (back & over)
        return self._told(dataset, table, truth, otherwise), otherwise, ~late | over

    def _told(self, dataset: str, table: pa.Table, truth: pa.Table, mark: NDArray[np.bool_]) -> pa.Table:
        """The rows with what is ordinary in place of what happened, in the same words in every month."""
        event = truth.column("event").to_numpy()
        kinds = np.array([number_of(name) for name in ORDINARY], dtype=np.int16)
        situation = kinds[(self._draw("kind", event) * len(kinds)).astype(np.int64)]
        rng = stream(self.seed, f"ordinary {dataset}", int(event[0]) % 2**31 if len(event) else 0)
        if dataset == "incidents":
            victim, suspect = (truth.column(name).to_numpy() for name in ("victim", "suspect"))
            said = describe_offence(rng, situation, tie_between(victim, suspect))
            cells = dict(zip(OFFENCE, (said.code, said.text, said.category, said.relationship, said.flag), strict=True))
        elif dataset == "calls":
            types = texts_of("call_types")
            word = types.take(types.draw(rng, situation.astype(np.int64)))
            cells = {"initial_type": word, "final_type": word}
        else:
            return table
        for name, new in cells.items():
            old = table.column(name).combine_chunks()
            told = pc.replace_with_mask(old, pa.array(mark), new.cast(pa.string()).filter(pa.array(mark)))
            table = table.set_column(table.column_names.index(name), name, told)
        return table

    def _draw(self, name: str, event: NDArray[np.int64]) -> NDArray[np.float64]:
        """A number from 0 to 1 per event, the same in all files (splitmix64)."""
        salt = np.uint64(stream(self.seed, f"eventful {name}").integers(2**63))
        with np.errstate(over="ignore"):
            word = event.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + salt
            word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            word ^= word >> np.uint64(31)
        return (word >> np.uint64(11)).astype(np.float64) / 2.0**53
