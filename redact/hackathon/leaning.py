"""Which published columns an adversary leans on: how much worse he does where one of them tells nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from redact.hackathon.playing import Adversary, attack
from redact.risk.attacks import Guess
from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import Outcome
from redact.risk.scenarios import Scenario

PLACE: Final = ("place", "place_id", "place_precision", "households_band")
TIME: Final = ("time", "time_precision")

MUCH: Final = 0.5
"""An adversary leans on a column without which his figure falls by at least this share of it."""


def leans_on(
    outcome: Outcome, cases: Sequence[Case], scenario: Scenario, adversary: Adversary | Guess | None = None,
    practice: Sequence[Case] = (),
) -> tuple[str, ...]:  # fmt: skip
    """The columns that he does much worse without, the worst loss first; "place" and "time" stand for all about them.

    In turn every row's place becomes the whole city, its time the whole year, any other column empty, and he tries
    again. An adversary who reaches nothing leans on nothing.
    """
    if outcome.figures is None or outcome.figures.value <= 0:
        return ()
    reached, lost = outcome.figures.value, {}
    for name in _names(cases[0]):
        poorer = [_without(case, name) for case in cases]
        found = attack(poorer, scenario, adversary, practice).figures
        left = found.value if found is not None else 0.0
        if reached - left >= MUCH * reached:
            lost[name] = reached - left
    return tuple(sorted(lost, key=lambda name: -lost[name]))


def _names(case: Case) -> list[str]:
    there = dict.fromkeys(str(column) for table in case.release.tables.values() for column in table)
    return ["place", "time", *(column for column in there if column not in (*PLACE, *TIME))]


def _without(case: Case, name: str) -> Case:
    """The case with one thing untold in every row."""
    untold = _untold(case, name)
    tables = {
        table: rows.assign(**{column: cell for column, cell in untold.items() if column in rows})
        for table, rows in case.release.tables.items()
    }
    return replace(case, release=replace(case.release, tables=tables))


def _untold(case: Case, name: str) -> dict[str, str]:
    if name == "time":
        return {"time": str(case.first.year), "time_precision": "year"}
    if name != "place":
        return {name: ""}
    units = case.city.units
    widest = int(np.argmax(units.level))
    cells = (units.label[widest].as_py(), units.ids[widest].as_py(), units.ladder[int(units.level[widest])], "")
    return dict(zip(PLACE, cells, strict=True))
