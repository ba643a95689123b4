"""On which published columns an attack leans: those without which it does much worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import Outcome
from redact.risk.lab.run import run_scenario
from redact.risk.scenarios import Scenario

PLACE: Final = ("place", "place_id", "place_precision", "households_band")
TIME: Final = ("time", "time_precision")

COUNTS: Final = "counts"
"""What the tables of numbers are called among the columns."""

MUCH: Final = 0.25
"""He leans on a column if without it he loses at least this share of what he gained. Rather one too many is named, and
a change of it tried, than the one that would have stopped him left out."""


def leans_on(scenario: Scenario, cases: Sequence[Case], practice: Sequence[Case] = ()) -> tuple[str, ...]:
    """The columns of these releases that an attack needs, the most needed first; `place` and `time` stand for all about
    them, `counts` for the tables of numbers.

    In turn every row's place becomes the whole city, its time the whole year, any other column empty, and he tries
    again, on as many runs as there are columns. `practice` are the cities that he learns on, if the scenario lets him:
    they tell as little, so that he does not rely on what he will not find. Who gains nothing leans on nothing.
    """
    full = _gain(run_scenario(scenario, cases, practice))
    if full <= 0:
        return ()
    lost = {}
    for name in _names(cases):
        poorer = ([without(case, name) for case in several] for several in (cases, practice))
        lost[name] = full - _gain(run_scenario(scenario, *poorer))
    order = sorted(lost, key=lambda name: -lost[name])
    return tuple(name for name in order if lost[name] >= MUCH * full)


def without(case: Case, name: str) -> Case:
    """The case with one thing untold in every row that tells it."""
    release = case.release
    if name == COUNTS:
        return replace(case, release=replace(release, counts={}))
    tables = {table: rows.assign(**_untold(case, name, rows)) for table, rows in release.tables.items()}
    return replace(case, release=replace(release, tables=tables))


def _names(cases: Sequence[Case]) -> list[str]:
    there = dict.fromkeys(str(column) for case in cases for rows in case.release.tables.values() for column in rows)
    others = [column for column in there if column not in (*PLACE, *TIME)]
    return ["place", "time", *others, *([COUNTS] if any(case.release.counts for case in cases) else [])]


def _untold(case: Case, name: str, rows: pd.DataFrame) -> dict[str, pd.Series]:
    if name == "time" and "time" in rows:
        cells: dict[str, object] = {"time": rows["time"].str[:4], "time_precision": "year"}
    elif name == "place":
        units = case.city.units
        widest = int(np.argmax(units.level))
        words = (units.label[widest].as_py(), units.ids[widest].as_py(), units.ladder[int(units.level[widest])], "")
        cells = dict(zip(PLACE, words, strict=True))
    else:
        cells = {name: ""}
    return {column: rows[column].mask(rows[column] != "", cell) for column, cell in cells.items() if column in rows}


def _gain(outcome: Outcome) -> float:
    """What he reaches beyond what he is held against; nothing where he has nothing to say."""
    found = outcome.figures
    if found is None:
        return 0.0
    return found.risk if found.judged in ("share", "risk") else found.value


__all__ = ["COUNTS", "MUCH", "leans_on", "without"]
