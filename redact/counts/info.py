"""What is known about a table without its numbers: saved beside it, shown in the report and published with it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

COLUMNS: Final = ("count_dp", "standard_deviation", "low_90", "high_90", "reliable", "count_display")
"""Columns of a noisy table's file after its dimensions. `count_dp` is signed and may be added up; `count_display` is
rounded, never negative, and does not add up."""


OTHER: Final = "other"
"""The declared word for what is counted where its area is not known."""


@dataclass(frozen=True, slots=True)
class LevelInfo:
    """One level of a table, the finest first: its own file, what was spent on it, and how far its numbers may be off.

    `by` are the dimensions of its file. `share` of the table's epsilon is 0 where nothing was measured and the numbers
    follow from finer ones. `standard_deviation` and `half_width` (of the 90 % interval) are those of its worst cell.
    """

    name: str
    by: tuple[str, ...]
    share: str
    epsilon: str
    cells: int
    standard_deviation: float
    half_width: int
    file: str


@dataclass(frozen=True, slots=True)
class DrawInfo:
    """Periods whose noise is drawn and paid for together. `request` and `input` are keyed digests (hex)."""

    request: str
    input: str
    periods: tuple[str, ...]
    epsilon: str


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table as policy and layers declare it. Numbers that are written out (`epsilon`, `delta`) are exact decimals.

    `of` are tiers or classes as the policy names them; `sensitivity` is how much one unit can change all numbers of a
    draw together (L1). `hides`, `total`, `bounded` and `unit_note` are sentences for readers. `classes_only`: coarse
    rows of what is counted are published without their class, so that the class is hidden and not the row.
    """

    table: str
    kind: Literal["noisy", "exact"]
    because: str
    of: tuple[str, ...]
    by: tuple[str, ...]
    unit: str
    unit_note: str
    max_per_unit: int
    sensitivity: int
    epsilon: str
    delta: str
    per: str
    mechanism: str
    sampler: str
    cells: int
    periods: tuple[str, ...]
    period_column: str
    levels: tuple[LevelInfo, ...]
    draws: tuple[DrawInfo, ...]
    hides: str
    total: str
    bounded: str
    classes_only: bool
    threshold: int
    width: int

    @property
    def files(self) -> tuple[str, ...]:
        """The table's files, the finest level first."""
        return tuple(level.file for level in self.levels)

    @property
    def measured_file(self) -> str:
        """The file of what was drawn before the levels were made to agree; there is one where they are several."""
        return f"{self.table}-measured.csv"

    def only(self, requests: Collection[str]) -> TableInfo:
        """What is known of the table if only these draws of it are published: their periods, and as many cells."""
        draws = tuple(draw for draw in self.draws if draw.request in requests)
        periods = tuple(period for draw in draws for period in draw.periods)
        levels = tuple(
            replace(level, cells=level.cells * _spans(level, periods) // max(1, _spans(level, self.periods)))
            for level in self.levels
        )
        return replace(self, draws=draws, periods=periods, levels=levels, cells=sum(level.cells for level in levels))

    def to_json(self) -> str:
        """The JSON that `load` reads."""
        return json.dumps(asdict(self), indent=1) + "\n"

    @classmethod
    def load(cls, path: Path) -> TableInfo:
        """From a plan's folder."""
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        data["levels"] = tuple(LevelInfo(**_tuples(item)) for item in data["levels"])
        data["draws"] = tuple(DrawInfo(**_tuples(item)) for item in data["draws"])
        return cls(**_tuples(data))


def _spans(level: LevelInfo, periods: Collection[str]) -> int:
    """How many periods of a level some periods of the table lie in."""
    if "year" in level.by:
        return len({period[:4] for period in periods})
    if "quarter" in level.by:
        return len({period if "Q" in period else (period[:4], (int(period[5:]) + 2) // 3) for period in periods})
    return len(periods)


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
