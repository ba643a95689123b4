"""Combinations of places: what all published location columns of a row say together still stands for enough homes."""

from __future__ import annotations

from collections.abc import Sequence

from redact.gates.preimage import Members, own_households
from redact.gates.result import GateResult
from redact.gates.view import ReleaseView, combinations
from redact.plan.treatments import Treatment
from redact.vocabulary import RoleGroup, role_group

NAME = "place combinations"
_OWN = ("place", "place_id", "place_precision")
_LEVEL_OF = {"census_tract": "tract", "census_block": "census_block"}
"""Roles that name a level of the ladder by another word."""


def check(view: ReleaseView) -> GateResult:
    """Counts the homes of every distinct tuple of location columns in each tier.

    The place's own columns must agree with each other; a further column such as a beat cuts the homes of the place
    down to those that lie in it, and a column that names no level of the ladder leaves none.
    """
    units = view.units
    if not units.has_households:
        return GateResult(
            NAME,
            False,
            "no layer of households",
            "a count for every combination",
            "Without a layer of households no combination of places can be measured.",
            code=16,
        )
    number_of = {unit: number for number, unit in enumerate(units.ids.to_pylist())}
    labels = units.label.to_pylist()
    tuples, wrong, short = 0, 0, 0
    others: set[str] = set()
    for dataset in view.datasets:
        header = view.header(dataset)
        roles = view.plan.summary["roles"].get(dataset, {})
        extra = [name for name in header if name in roles and role_group(roles[name]) is RoleGroup.PLACE]
        columns = [view.column(dataset, name) for name in (*_OWN, *extra)]
        rows = view.rows(dataset)
        for treatment, *codes in combinations([rows.treatment, *(column.codes for column in columns)]):
            words = [column.values[code].as_py() for column, code in zip(columns, codes, strict=True)]
            if not any(words):
                continue
            tuples += 1
            unit = number_of.get(words[1])
            agrees = unit is not None and (labels[unit], units.ladder[int(units.level[unit])]) == (words[0], words[2])
            if unit is None or not agrees:
                wrong += 1
                continue
            said = [(roles[name], word) for name, word in zip(extra, words[3:], strict=True) if word]
            others.update(role for role, _ in said)
            if said:
                short += not _enough(view, view.treatments[treatment], unit, said)
    return _result(tuples, wrong, short, sorted(others))


def _enough(view: ReleaseView, rule: Treatment, unit: int, said: Sequence[tuple[str, str]]) -> bool:
    """Whether the homes of a published unit that also lie in all of the other areas named are as many as required."""
    if rule.level is None:
        return False
    units = view.units
    required = view.required_households(rule.min_households)
    members = _members(view, rule, unit, required)
    labels, ids = units.label.to_pylist(), units.ids.to_pylist()
    for role, word in said:
        level = _LEVEL_OF.get(role, role)
        if level not in units.ladder:
            return False
        step = list(units.ladder).index(level)
        members = frozenset(
            member
            for member in members
            if (above := int(units.parents[member][step])) >= 0 and word in (labels[above], ids[above])
        )
    homes = own_households(units)
    return sum(homes[member] for member in members) >= required


def _members(view: ReleaseView, rule: Treatment, unit: int, required: float) -> Members:
    assert rule.level is not None
    mapped = view.place_map(rule.level, required).stands_for
    if unit in mapped:
        return mapped[unit]
    level = int(view.units.level[unit])
    every = (member for members in mapped.values() for member in members)
    return frozenset(member for member in every if view.units.parents[member][level] == unit)


def _result(tuples: int, wrong: int, short: int, others: list[str]) -> GateResult:
    passed = not wrong and not short
    parts = []
    if wrong:
        parts.append(f"{wrong:,} combinations name a place, an id and a precision that do not belong together")
    if short:
        parts.append(f"{short:,} combinations with {', '.join(others)} stand for too few households")
    return GateResult(
        NAME,
        passed,
        f"{wrong + short:,} of {tuples:,} combinations",
        "no combination of location columns stands for fewer households than its tier asks for",
        "Place, id and precision always say the same, and no other column narrows a place down."
        if passed and not others
        else f"No combination of place with {', '.join(others)} stands for too few households."
        if passed
        else f"{'; '.join(parts)}. Take the other location columns out in the policy's `columns`, and preview again.",
    )
