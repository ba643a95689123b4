"""Cover: in every published cell of a protected tier, enough rows and enough events are other events.

A cell is a distinct tuple of published values, ids aside. Whoever reads one must not be able to bet that its rows
are what the tier protects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact.gates.result import GateResult
from redact.gates.view import ReleaseView, StagedRows, dense
from redact.plan.outcomes import Reason
from redact.plan.treatments import Treatment
from redact.vocabulary import OffenseGroup

NAME = "cover"


@dataclass(frozen=True, slots=True)
class _Measured:
    """One tier in one dataset: its cells, those short of cover, those too rare, and the largest protected share."""

    cells: int
    short: int
    rare: int
    worst: float


def check(view: ReleaseView) -> GateResult:
    """Recounts every tuple of the staged cells themselves, by rows and by events."""
    cells, short, rare, worst = 0, 0, 0, 0.0
    asked: list[str] = []
    failing: list[str] = []
    for number, rule in enumerate(view.treatments):
        cover = rule.cover
        if cover is None or not rule.published or rule.careful:
            continue
        if cover.share_at_least is not None:
            asked.append(f"at least {cover.share_at_least:.0%} cover in every published cell of tier {rule.name}")
        for dataset in view.datasets:
            measured = _measure(view, dataset, number, rule)
            cells, short, rare = cells + measured.cells, short + measured.short, rare + measured.rare
            worst = max(worst, measured.worst)
            if measured.short or measured.rare:
                failing.append(f"{rule.name} in {dataset}")
    passed = not short and not rare
    measured_text = f"at most {worst:.0%} protected in any of {cells:,} cells" if cells else "no cells"
    if rare:
        measured_text += f"; {rare:,} cells where such rows are too rare"
    return GateResult(
        NAME,
        passed,
        measured_text,
        "; ".join(asked) or "no tier has cover",
        "No published cell of a protected tier is mostly protected."
        if passed
        else f"{short + rare:,} cells are too much the protected ones ({', '.join(failing)}). Preview again; if it "
        "stays, raise the tier's cover rate before the next period begins, or choose a coarser place or time.",
    )


def _measure(view: ReleaseView, dataset: str, number: int, rule: Treatment) -> _Measured:
    rows = view.rows(dataset)
    mine = np.flatnonzero(rows.tier == number)
    if not len(mine) or rule.cover is None:
        return _Measured(0, 0, 0, 0.0)
    names = [name for name in view.header(dataset) if name != "id"]
    cell = dense([view.column(dataset, name).codes[mine] for name in names])
    cells = int(cell.max()) + 1
    covered = rows.cover[mine]
    by_rows = _protected_share(cell, covered, cells)
    pair = dense([cell, rows.event[mine]])
    _, first = np.unique(pair, return_index=True)
    by_events = _protected_share(cell[first], covered[first], cells)
    share = np.maximum(by_rows, by_events)
    allowed = 1.0 - (rule.cover.share_at_least or 0.0)
    short = int((share > allowed + 1e-9).sum())
    rare = 0
    if rule.cover.usual_rows:
        rare = _too_rare(view, dataset, rows, mine, cell, covered, rule.cover.usual_rows)
    return _Measured(cells, short, rare, float(share.max()))


def _protected_share(cell: NDArray[np.int64], covered: NDArray[np.bool_], cells: int) -> NDArray[np.float64]:
    return np.bincount(cell, ~covered, cells) / np.bincount(cell, minlength=cells)


def _too_rare(
    view: ReleaseView,
    dataset: str,
    rows: StagedRows,
    mine: NDArray[np.intp],
    cell: NDArray[np.int64],
    covered: NDArray[np.bool_],
    usual: int,
) -> int:
    """Cells with protected rows whose kind cannot usually have `usual_rows` rows in a period.

    What is usual was measured on places and times before they climbed, which a release no longer shows. This is the
    bound that it does show: all rows of the offence group at the place, inside it or above it, per period of the cell's
    own precision in which the dataset has rows. Rows that only wait are as usual as those that are out: a small city's
    other months climb to a year that is not over. What stays as an earlier release had it was judged then.
    """
    place = view.column(dataset, "place_id")
    grouped = view.column(dataset, "offense_group")
    code_of = {group.word: int(group) for group in OffenseGroup}
    group = np.array([code_of.get(word, -1) for word in grouped.values.to_pylist()])[grouped.codes[mine]]
    units = view.units
    number_of = {unit: number for number, unit in enumerate(units.ids.to_pylist())}
    unit_of = np.array([number_of.get(word, -1) for word in place.values.to_pylist()], dtype=np.int64)
    unit = unit_of[place.codes[mine]] if len(unit_of) else np.full(len(mine), -1)
    precision, code = rows.time_precision[mine], rows.time_code[mine]
    every = view.decisions
    waits = (every.reason == Reason.WAITING) & (every.tier == rows.tier[mine[0]])
    waits &= every.dataset == every.datasets.index(dataset)
    shows = view.treatments[rows.tier[mine[0]]].shows
    told = shows is None or "offense_group" in shows
    every_group = np.concatenate([group, every.group[waits] if told else np.full(int(waits.sum()), -1)])
    every_unit = np.concatenate([unit, every.unit[waits]])
    _, first = np.unique(cell, return_index=True)
    spots = np.unique(np.column_stack([group[first], unit[first], precision[first]]), axis=0)
    rare_spots: set[tuple[int, int, int]] = set()
    for spot in spots.tolist():
        its_group, its_unit, its_precision = spot
        same = every_group == its_group
        if its_unit >= 0:
            lines = units.parents[np.maximum(every_unit, 0)]
            inside = (lines == its_unit).any(axis=1)
            above = np.isin(every_unit, units.parents[its_unit])
            same &= (every_unit >= 0) & (inside | above)
        periods = len(np.unique(code[precision == its_precision]))
        total = int(same.sum())
        if total < usual or total / periods < usual / 2:
            rare_spots.add((its_group, its_unit, its_precision))
    protected = np.bincount(cell, ~covered & ~rows.kept[mine])
    return sum(
        1
        for number, at in enumerate(first.tolist())
        if protected[number] and (int(group[at]), int(unit[at]), int(precision[at])) in rare_spots
    )
