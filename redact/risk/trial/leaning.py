"""On which published columns an attack leans: those without which it does much worse."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import CannotTry
from redact.risk.lab.release import COLUMNS
from redact.risk.lab.run import one_round, outcome_of
from redact.risk.scenarios import Scenario

TOGETHER: Final = {
    "place": ("place", "place_id", "place_precision", "households_band"),
    "time": ("time", "time_precision"),
    "id": ("id",),
    "offense_group": ("offense_group",),
}
"""Columns that say one thing, so that emptying one alone takes nothing away."""

MUCH: Final = 0.25
"""He leans on a column if without it he loses at least this share of what he gained."""


def leans_on(scenario: Scenario, case: Case) -> tuple[str, ...]:
    """The columns of a release that an attack needs, the most needed first; tables of counts are `counts`.

    Each is emptied and the attack run again, so it costs as many runs as there are columns.
    """
    full = _gain(scenario, case)
    if full <= 0:
        return ()
    lost = {name: full - _gain(scenario, without(case, columns)) for name, columns in _groups(case).items()}
    if case.release.counts:
        lost["counts"] = full - _gain(scenario, replace(case, release=replace(case.release, counts={})))
    order = sorted(lost, key=lambda name: -lost[name])
    return tuple(name for name in order if lost[name] >= MUCH * full)


def without(case: Case, columns: tuple[str, ...]) -> Case:
    """The case with these columns of its release empty."""
    tables = {
        name: table.assign(**{column: "" for column in columns if column in table.columns})
        for name, table in case.release.tables.items()
    }
    return replace(case, release=replace(case.release, tables=tables))


def _groups(case: Case) -> dict[str, tuple[str, ...]]:
    others = {name for table in case.release.tables.values() for name in table.columns} - set(COLUMNS)
    return TOGETHER | {name: (name,) for name in sorted(others)}


def _gain(scenario: Scenario, case: Case) -> float:
    """What he reaches beyond what he is held against; nothing where he has nothing to say."""
    try:
        found = outcome_of(scenario, [case], [one_round(scenario, case)]).figures
    except CannotTry:
        return 0.0
    if found is None:
        return 0.0
    return found.risk if found.judged in ("share", "risk") else found.value


__all__ = ["MUCH", "leans_on", "without"]
