"""How exactly a plan shows each of its rows, as numbers: by the rules alone, and once everything is settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.plan.build import Built
from redact.plan.outcomes import Reason
from redact.policy.exposure import ANY_EXTRA, Exposure
from redact.vocabulary import DERIVED_COLUMNS, EXTRA_PREFIX, TimePrecision

if TYPE_CHECKING:
    from redact.place import UnitTable
    from redact.records.source import Source

Hidden = Mapping[str, NDArray[np.float64]]
"""How much is hidden of every row, by column: the more, the higher; infinite where nothing is shown."""


Both = tuple[NDArray[np.bool_], NDArray[np.bool_]]
"""Per row: is anything shown more exactly, is anything shown less exactly."""


@dataclass(frozen=True)
class Side:
    """What one policy makes of the records: the plan, its places, and which cells of which column are filled."""

    built: Built
    units: UnitTable
    filled: Mapping[str, NDArray[np.bool_]]


def filled_cells(built: Built, folder: Path, sources: Mapping[str, Source]) -> dict[str, NDArray[np.bool_]]:
    """For every published column whether its cell is filled, over all rows of the plan."""
    found: dict[str, NDArray[np.bool_]] = {}
    for name, rows in zip(sources, built.slices, strict=True):
        staged = pq.read_table(folder / "staged" / f"{name}.parquet")
        at = built.positions[rows]
        there = np.flatnonzero(at >= 0)
        for column in staged.column_names:
            cells = pc.not_equal(pc.fill_null(staged[column].cast("string"), ""), "").to_numpy()
            found.setdefault(column, np.zeros(len(built.rows), dtype=np.bool_))[there + rows.start] = cells[at[there]]
    return found


def changed(before: Hidden, after: Hidden, looked_at: NDArray[np.bool_]) -> Both:
    finer, coarser = np.zeros(len(looked_at), dtype=np.bool_), np.zeros(len(looked_at), dtype=np.bool_)
    absent = np.full(len(looked_at), np.inf)
    for name in {*before, *after}:
        one, other = before.get(name, absent), after.get(name, absent)
        finer |= other < one
        coarser |= other > one
    return finer & looked_at, coarser & looked_at


def by_rule(exposure: Exposure, side: Side, columns: Mapping[str, NDArray[np.bool_]]) -> Hidden:
    """What the rules of its tier hide of every row, in the columns in which it has anything to show."""
    built = side.built
    treated = (*exposure.plain, *exposure.careful)
    out = ~np.isin(built.settled.reason, (Reason.NONE, Reason.WAITING, Reason.NOT_SETTLED))

    def ranks(name: str) -> NDArray[np.float64]:
        return np.array([shown[name] for shown in treated], dtype=np.float64)[built.fates.treatment]

    placed = built.rows.unit >= 0
    found = {name: np.where(placed, ranks(name), np.inf) for name in ("level", "households")}
    # Ranks of time begin with the hour, precisions with the minute.
    dated = built.rows.precision != TimePrecision.NONE
    found["precision"] = np.where(dated, np.maximum(ranks("precision") + 1, built.rows.precision), np.inf)
    for column, filled in columns.items():
        found[column] = np.where(filled, ranks(_role(column, treated[0])), np.inf)
    return {name: np.where(out, np.inf, hidden) for name, hidden in found.items()}


def in_fact(exposure: Exposure, side: Side, levels: Sequence[str]) -> Hidden:
    """What is hidden of every row once everything is settled: places and times that climbed, cells left blank."""
    built, units, settled = side.built, side.units, side.built.settled
    out = settled.reason != Reason.NONE
    unit = np.maximum(settled.unit, 0)
    none = np.zeros(len(out), dtype=np.bool_)
    placed = side.filled.get("place", none) & (settled.unit >= 0)
    timed = side.filled.get("time", none) & (settled.precision != TimePrecision.NONE)
    order = np.array([levels.index(word) if word in levels else len(levels) for word in units.ladder], dtype=np.float64)
    homes = np.nan_to_num(units.households / units.safety)
    found = {
        "level": np.where(placed, order[units.level[unit]], np.inf),
        "households": np.where(placed, homes[unit], np.inf),
        "precision": np.where(timed, settled.precision.astype(np.float64), np.inf),
    }
    treated = (*exposure.plain, *exposure.careful)
    for column, filled in side.filled.items():
        if column in DERIVED_COLUMNS and column != "offense_group":
            continue
        role = _role(column, treated[0])
        ranks = np.array([shown[role] for shown in treated])[built.fates.treatment]
        found[column] = np.where(filled, np.where(np.isfinite(ranks), ranks, 0.0), np.inf)
    return {name: np.where(out, np.inf, hidden) for name, hidden in found.items()}


def _role(column: str, known: Mapping[str, float]) -> str:
    """The role of a published column: its name, a number behind it aside; extras stand under their own names."""
    stem, _, number = column.rpartition("_")
    words = (column, stem if number.isdigit() else column, f"{EXTRA_PREFIX}{column}")
    return next((word for word in words if word in known), ANY_EXTRA)


__all__ = ["Both", "Hidden", "Side", "by_rule", "changed", "filled_cells", "in_fact"]
