"""Exceptions of a policy: rows of some areas or days start at a coarser place or time, with the cover around them.

An exception that reached only the rows it names would mark them: a district among beats would say "one of those two
beats". So it is widened, from the map and the calendar alone and never from the records: to every area that the tier
publishes whole around the named ones, and to every whole period that the days touch, at the coarsest that any
exception of the tier can make it. All rows of the tier there are reached, cover as well. A row without a place, or
without a time, is reached by all exceptions that ask for one. A row that is found in a larger area only is published as
that or a larger one; what holds for a smaller area within does not reach it, unless all that is published so does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact.errors import DataMismatch, Missing
from redact.place import UnitTable
from redact.plan.treatments import Treatment
from redact.policy.exceptions import Dates, Exemption
from redact.policy.model import Policy
from redact.vocabulary import TimePrecision

_DAYS_OF_MONTHS = np.array([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass(frozen=True, slots=True)
class Reach:
    """One exception as it holds for one treatment. `region`: for every unit, and in the end for "no place", whether
    it reaches rows there. `lifts`: whether it is about the place. `precision`: the finest time, NONE where not asked.
    """

    region: NDArray[np.bool_]
    when: Dates | None
    lifts: bool
    precision: TimePrecision | None


@dataclass(frozen=True, slots=True)
class Reached:
    """All exceptions of a treatment: `target` is the unit that each unit is published as where one is about places,
    `period` the coarsest time that any of them gives, and so the period that days are widened to."""

    rules: tuple[Reach, ...]
    target: NDArray[np.int32] | None
    period: TimePrecision


def check_exceptions(policy: Policy, units: UnitTable) -> None:
    """Before any record is read: are the areas that exceptions name in the map? Missing (16) or DataMismatch (11)."""
    for number, rule in enumerate(policy.exceptions):
        levels = [*(rule.where or {}), *([rule.place.level] if rule.place is not None else [])]
        for level in levels:
            if level not in units.ladder:
                raise Missing(
                    f"exception {number + 1} of the policy is about the {level}, and no layer gives it",
                    fix="Name the layer in the jurisdiction file, or take the exception out",
                )
        if rule.where is not None:
            _named(rule, units)


def reached(
    treatment: Treatment, policy: Policy, place_map: NDArray[np.int32] | None, units: UnitTable
) -> Reached | None:
    """The exceptions that hold for a treatment; None where none does."""
    mine = [rule for rule in policy.exceptions if {treatment.own, treatment.name} & set(rule.for_)]
    if not mine or not treatment.published:
        return None
    regions = [_region(rule, treatment, units) for rule in mine]
    target = None
    if place_map is not None:
        target = place_map.copy()
        before = None
        while before != (before := (sum(int(region.sum()) for region in regions), int(target.sum()))):
            for rule, region in zip(mine, regions, strict=True):
                _widen(region, target)
                if rule.place is not None:
                    at = np.flatnonzero(region & (target >= 0))
                    target[at] = _at_least(target[at], units.ladder.index(rule.place.level), units)
    rules = tuple(
        Reach(
            np.append(region, True),
            rule.when,
            rule.place is not None,
            rule.time.precision if rule.time is not None else None,
        )
        for rule, region in zip(mine, regions, strict=True)
    )
    times = [rule.precision for rule in rules if rule.precision is not None]
    return Reached(rules, target, max([treatment.precision, *times]))


def raise_rows(
    found: Reached,
    at: NDArray[np.intp],
    own: NDArray[np.int32],
    minutes: NDArray[np.int64],
    unit: NDArray[np.int32],
    precision: NDArray[np.int8],
) -> None:
    """Makes the rows `at` coarser where an exception reaches them: changes `unit` and `precision` in place.

    `own` is where each row was found (-1: nowhere), `minutes` its time in minutes since 1970; both over all rows.
    """
    asked = np.maximum(precision[at], np.int8(found.period))
    for rule in found.rules:
        hit = at[np.asarray(rule.region[own[at]] & _touched(rule.when, minutes[at], asked), dtype=np.bool_)]
        if rule.lifts and found.target is not None:
            placed = hit[own[hit] >= 0]
            unit[placed] = found.target[own[placed]]
        if rule.precision is not None:
            precision[hit] = np.maximum(precision[hit], np.int8(rule.precision))


def _touched(when: Dates | None, minutes: NDArray[np.int64], precision: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Whether the whole period (at `precision`) that each time lies in has one of the days."""
    if when is None:
        return np.ones(len(minutes), dtype=np.bool_)
    day = np.floor_divide(minutes, 1440).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    number = month.astype(np.int64) % 12
    by_month = np.array([each + 1 in when.months for each in range(12)])
    by_quarter = np.array([by_month[first : first + 3].any() for first in (0, 3, 6, 9)])
    by_day = np.zeros((12, 31), dtype=np.bool_)
    for each, days in enumerate(_DAYS_OF_MONTHS.tolist()):
        by_day[each, :days] = [when.has(each + 1, one + 1) for one in range(days)]
    found = by_day[number, (day - month).astype(np.int64)]
    found = np.where(precision == TimePrecision.MONTH, by_month[number], found)
    found = np.where(precision == TimePrecision.QUARTER, by_quarter[number // 3], found)
    return np.where(precision > TimePrecision.QUARTER, True, found)


def _named(rule: Exemption, units: UnitTable) -> NDArray[np.bool_]:
    """The units that an exception names, by the layers' own ids or by their labels."""
    named = np.zeros(len(units), dtype=np.bool_)
    keys, labels = units.key.to_pylist(), units.label.to_pylist()
    for level, names in (rule.where or {}).items():
        at = np.flatnonzero(units.level == units.ladder.index(level))
        for name in names:
            found = [unit for unit in at.tolist() if name in (keys[unit], labels[unit])]
            if not found:
                raise DataMismatch(
                    f"an exception of the policy names the {level} '{name}', and the map has none",
                    fix="Write it as the layer does, or take it out",
                )
            named[found] = True
    return named


def _region(rule: Exemption, treatment: Treatment, units: UnitTable) -> NDArray[np.bool_]:
    """The units that lie in the named areas, or in a whole published area that one of these lies in."""
    if rule.where is None:
        return np.ones(len(units), dtype=np.bool_)
    levels = [*rule.where, *([rule.place.level] if rule.place is not None else [])]
    levels += [treatment.level] if treatment.level in units.ladder else []
    step = max(units.ladder.index(level) for level in levels if level is not None)
    named = np.flatnonzero(_named(rule, units))
    above = _at_least(named.astype(np.int32), step, units)
    found = np.zeros(len(units), dtype=np.bool_)
    for each in np.unique(above).tolist():
        found |= (units.parents == each).any(axis=1)
    return found


def _widen(region: NDArray[np.bool_], target: NDArray[np.int32]) -> None:
    """Adds to a region, in place, all units that are published as the same place as one of it."""
    shown = np.unique(target[region])
    region |= np.isin(target, shown[shown >= 0])


def _at_least(unit: NDArray[np.int32], step: int, units: UnitTable) -> NDArray[np.int32]:
    """The unit at a ladder level, or at the next coarser one that each lies in; itself where it is as coarse."""
    made = np.where(units.level[unit] >= step, unit, np.int32(-1)).astype(np.int32)
    for higher in range(step, len(units.ladder)):
        made = np.where(made < 0, units.parents[unit, higher], made)
    return made


def all_reached(
    treatments: Sequence[Treatment], policy: Policy, maps: Sequence[NDArray[np.int32] | None], units: UnitTable
) -> tuple[Reached | None, ...]:
    """The exceptions of every treatment."""
    if not policy.exceptions:
        return (None,) * len(treatments)
    return tuple(
        reached(treatment, policy, place_map, units) for treatment, place_map in zip(treatments, maps, strict=True)
    )


__all__ = ["Reach", "Reached", "all_reached", "check_exceptions", "raise_rows", "reached"]
