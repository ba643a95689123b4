"""Weak maps: a shelter's street joined with nothing else around it, and rows made coarser one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import CannotTry
from redact.risk.weak.points import of_rows, with_tables

ENOUGH: Final = 4.0


def no_decoys(case: Case) -> Case:
    """The street around a protected place is joined with a neighbour, and no other street is."""
    policy = case.release.policy
    if policy is None or policy.sensitive_places is None:
        raise CannotTry("the policy protects no places")
    bare = policy.model_copy(update={"sensitive_places": policy.sensitive_places.model_copy(update={"decoys": 0})})
    return case.with_release(replace(case.release, policy=bare), case.truth.published)


def one_by_one(case: Case) -> Case:
    """A row is shown on its hundred-block where four households live there, and else, for safety, only in its beat.

    So in a beat only those few are shown who live on a street with fewer: the coarse place stands for them alone.
    """
    units = case.city.units
    beat = units.ladder.index("beat")
    names = {"place": units.label.to_pylist(), "place_id": units.ids.to_pylist()}
    tables = {}
    for table, rows in of_rows(case).items():
        home = case.city.find(rows["address"])
        unit = case.city.public.homes.unit[np.maximum(home, 0)].astype(np.int64)
        known = home >= 0
        fine = known & (np.nan_to_num(units.own[unit]) >= ENOUGH) & (units.hundred[unit] >= 0)
        up = units.parents[unit, beat].astype(np.int64)
        shown = np.where(fine, unit, np.where(known & (up >= 0), up, units.city))
        tables[table] = case.release.tables[table].assign(
            **{column: np.array(words, dtype=object)[shown] for column, words in names.items()},
            place_precision=np.where(fine, "block", np.where(shown == units.city, "city", "beat")),
            households_band="",
            time=(1970 + rows["occurred"] // 525_949).astype("str"),
            time_precision="year",
        )
    made = with_tables(case, tables)
    return replace(made, release=replace(made.release, policy=None))
