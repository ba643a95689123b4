"""Late changes: reports that are given another offence one to three months later and are exported again."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from redact.synth.columns import empty_as_null
from redact.synth.events import number_of
from redact.synth.offences import describe_offence
from redact.synth.streams import stream
from redact.synth.systems import Rows
from redact.synth.world import Arguments, month_start

RATE: Final = 0.012

CHANGES: Final = {
    "dv_plain": "dv_assault",
    "sexual_plain": "rape",
    "child_plain": "child_assault",
    "dv_assault_former": "dv_assault",
    "welfare_dv": "dv_assault",
    "dv_injured": "dv_assault",
    "vandalism_former": "order_violation",
    "order_plain": "order_violation",
    "dv_assault": "assault_known",
    "verbal_domestic": "dv_assault",
    "harassment_phone": "stalking",
    "rape": "sexual_plain",
    "theft_other": "theft_building",
    "vandalism": "theft_other",
    "assault_stranger": "assault_armed",
    "assault_known": "threats",
    "burglary_home": "theft_other",
    "theft_from_vehicle": "parts_theft",
    "swindle": "identity_theft",
    "lost_property": "theft_other",
    "welfare": "mental_health",
    "trespass": "burglary_business",
    "threats": "assault_known",
    "missing": "welfare",
}
"""What a kind of event is called after somebody has read the report again: upgraded, downgraded, or merely put
right."""


class Corrections:
    """Collects the changed rows until their month comes, and writes one file per month that has any."""

    def __init__(self, folder: Path, arguments: Arguments) -> None:
        self.folder, self.arguments = folder, arguments
        folder.mkdir(parents=True, exist_ok=True)
        self.waiting: dict[int, list[pa.Table]] = {}
        self.into = np.full(1000, -1, dtype=np.int16)
        for name, other in CHANGES.items():
            self.into[number_of(name)] = number_of(other)

    def choose(self, rows: Rows, month: int) -> NDArray[np.bool_]:
        """Which of a month's rows will be changed."""
        rng = stream(self.arguments.seed, "corrections", month)
        return (
            (rng.random(len(rows.event)) < RATE)
            & (self.into[rows.situation] >= 0)
            & (month < self.arguments.months - 1)
        )

    def write(self, rows: Rows, chosen: NDArray[np.bool_], month: int) -> None:
        """Puts a month's changed rows aside and writes those that are due at its end."""
        at = np.flatnonzero(chosen)
        if len(at):
            rng = stream(self.arguments.seed, "corrected", month)
            table = pa.table(rows.columns).take(pa.array(at))
            offence = describe_offence(rng, self.into[rows.situation[at]], rows.tie[at])
            new = {
                "nibrs_code": offence.code,
                "offense_text": offence.text,
                "offense_category": offence.category,
                "relationship": offence.relationship,
                "domestic_flag": offence.flag,
            }
            for name, cells in new.items():
                table = table.set_column(table.column_names.index(name), name, cells)
            due = np.minimum(month + rng.integers(1, 4, len(at)), self.arguments.months - 1)
            for later in np.unique(due).tolist():
                self.waiting.setdefault(later, []).append(table.filter(pa.array(due == later)))
        if month in self.waiting:
            day = month_start(self.arguments.start, month)
            whole = pa.concat_tables(self.waiting.pop(month))
            columns = [empty_as_null(cells) for cells in whole.columns]
            pa_csv.write_csv(pa.table(columns, names=whole.column_names), self.folder / f"incidents-{day:%Y-%m}.csv")
