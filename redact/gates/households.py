"""Households: every published place stands for as many homes as its tier asks."""

from __future__ import annotations

from typing import NamedTuple

from redact.gates.preimage import households_of
from redact.gates.result import GateResult
from redact.gates.view import ReleaseView, combinations

NAME = "households"


def check(view: ReleaseView) -> GateResult:
    """Counts, for each place and precision that a tier's rows are published with, the homes that would be published so.

    Without a layer of households no plan can be released (16).
    """
    units = view.units
    if not units.has_households:
        return GateResult(
            NAME,
            False,
            "no layer of households",
            "a count of households for every published place",
            "Without a layer of households nobody can say for how many homes a place stands, so this plan cannot be "
            "released. `redact jurisdiction guide` says which public files give it.",
            code=16,
        )
    number_of = {unit: number for number, unit in enumerate(units.ids.to_pylist())}
    short: dict[str, float] = {}
    wrong, places, tightest = 0, 0, _Tightest(float("inf"), 0.0, "", 0.0)
    for dataset in view.datasets:
        rows = view.rows(dataset)
        place, precision = view.column(dataset, "place_id"), view.column(dataset, "place_precision")
        ids, levels = place.values.to_pylist(), precision.values.to_pylist()
        for treatment, at, level in combinations([rows.treatment, place.codes, precision.codes]):
            rule = view.treatments[treatment]
            if not ids[at]:
                continue
            unit = number_of.get(ids[at])
            if unit is None or rule.level is None or units.ladder[int(units.level[unit])] != levels[level]:
                wrong += 1
                continue
            required = view.required_households(rule.min_households)
            mapped = view.place_map(rule.level, required)
            homes = households_of(units, mapped, unit, climbs=rule.cover is not None)
            places += 1
            if homes < required:
                short[rule.name] = min(short.get(rule.name, homes), homes)
            tightest = min(tightest, _Tightest(homes / required, homes, rule.name, required))
    return _result(places, wrong, short, tightest)


class _Tightest(NamedTuple):
    """The published place that comes nearest to what its tier asks for."""

    ratio: float
    homes: float
    tier: str
    required: float


def _result(places: int, wrong: int, short: dict[str, float], tightest: _Tightest) -> GateResult:
    passed = not short and not wrong
    if not places and not wrong:
        measured = "no place is published"
    elif tightest.tier:
        measured = (
            f"the tightest place stands for {tightest.homes:,.0f} households, "
            f"{tightest.required:,.0f} are asked for (tier {tightest.tier})"
        )
    else:
        measured = "no place could be measured"
    if wrong:
        measured += f"; {wrong:,} places that the unit table does not have at that precision"
    tiers = ", ".join(f"{name} (down to {homes:,.0f})" for name, homes in sorted(short.items()))
    return GateResult(
        NAME,
        passed,
        measured,
        "every published place stands for as many households as its tier asks for",
        f"Every published place stands for enough households ({places:,} places looked at)."
        if passed
        else f"Places stand for too few households in: {tiers or 'places that no unit table gives'}. Preview again "
        "with the layers that will be used for the release; if it stays, choose a coarser level in the policy.",
    )
