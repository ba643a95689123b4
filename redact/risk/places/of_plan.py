"""The attacks on a saved plan, before anything is published: staged rows against the sources' own addresses.

Bounded whatever the size of the data: a sample of the ids (so that linked rows stay together), and where records
really were for the first rows of each source. A city's addresses are not read again: homes are the unit table's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.place import Locator, UnitTable
from redact.place.blocks import Blocks, no_blocks
from redact.place.ground import Ground
from redact.place.runs import Terrain, terrain
from redact.place.street import Street
from redact.plan.folder import Plan
from redact.plan.treatments import treatments
from redact.policy.model import Policy
from redact.records.source import Source
from redact.risk.places import averaging, combinations, decoys, holes, lone, preimages, regeocode
from redact.risk.places.guesses import Truth
from redact.risk.places.knows import Public, Rule, homes_of_units
from redact.risk.places.release import Drawn, of_tables
from redact.risk.places.result import Result

MOST_ROWS: Final = 60_000
"""Published rows that are attacked; of more, those of a sample of ids."""

MOST_READ: Final = 15_000
"""Rows at the beginning of each source of which it is looked up where they really were."""

_ROLES: Final = ("address", "house_number", "street", "cross_street", "latitude", "longitude", "x", "y", "geometry")


def attack_plan(plan: Plan, policy: Policy, sources: Mapping[str, Source]) -> tuple[Result, ...]:
    """Every attack's result; none where no layer counts households, since such a plan cannot be released anyway."""
    units = plan.units()
    if units.bare or not units.has_households:
        return ()
    rules, of_treatment = _rules(policy, units)
    knows = Public(units, homes_of_units(units), rules)
    tables, kept = _staged(plan)
    release = of_tables({name: table for name, (table, _) in tables.items()}, _drawn(units, kept))
    truth = _truth(plan, policy, sources, knows, of_treatment, {name: rows for name, (_, rows) in tables.items()})
    results = [
        regeocode.attack(release, knows, truth),
        averaging.attack([(release, knows)], [truth]),
        lone.attack(release, knows),
        combinations.attack([(release, knows)], [release.linked], [truth]),
        preimages.attack(release, knows, truth),
    ]
    if plan.summary.get("protected_places") and policy.sensitive_places is not None:
        found = decoys.guess_by_code(units, terrain_of(units))
        results.append(decoys.attack(found, policy.sensitive_places.decoys))
    return (*results, holes.attack(release, knows))


def _rules(policy: Policy, units: UnitTable) -> tuple[tuple[Rule, ...], NDArray[np.int64]]:
    """What the policy promises of places, and per treatment which of these that is, -1 for none."""
    rules: list[Rule] = []
    found = []
    for rule in treatments(policy):
        shown = rule.published and rule.level is not None and units.level_for(rule.level) is not None
        found.append(len(rules) if shown else -1)
        if shown and rule.level is not None:
            asked, climbs = rule.min_households, rule.cover is not None
            rules.append(Rule(rule.name, rule.level, asked * units.safety, climbs, made_for=asked))
    return tuple(rules), np.array(found, dtype=np.int64)


def _staged(plan: Plan) -> tuple[dict[str, tuple[pa.Table, NDArray[np.int64]]], set[str]]:
    """Per dataset the staged rows that are attacked, with their numbers; and the ids of the places that they name."""
    total = sum(pq.read_metadata(plan.staged(name)).num_rows for name in plan.datasets)
    below = format(min(int(MOST_ROWS / max(total, 1) * 65_536), 65_536), "05x")
    found, places = {}, set()
    for name in plan.datasets:
        ids = pq.read_table(plan.staged(name), columns=["id"]).column("id").cast(pa.string())
        if total <= MOST_ROWS:
            rows = np.arange(len(ids))
        else:
            start = pc.binary_join_element_wise("0", pc.utf8_slice_codeunits(ids, 0, 4), "")
            rows = np.flatnonzero(pc.less(start, below).to_numpy(zero_copy_only=False))
        names = pq.read_schema(plan.staged(name)).names
        table = pq.read_table(plan.staged(name), read_dictionary=[each for each in names if each != "id"])
        found[name] = (table.take(pa.array(rows)), rows.astype(np.int64))
        places.update(pc.unique(found[name][0].column("place_id").cast(pa.string())).to_pylist())
    return found, places


def _drawn(units: UnitTable, ids: set[str]) -> dict[str, Drawn]:
    """The places as the published map will draw them."""
    import shapely

    rows = [at for at, name in enumerate(units.ids.to_pylist()) if name in ids]
    shapes = shapely.from_wkb(units.wkb.take(pa.array(rows, pa.int64())).to_numpy(zero_copy_only=False))
    return {
        units.ids[at].as_py(): Drawn(
            units.ladder[int(units.level[at])], "", float(units.points[at, 0]), float(units.points[at, 1]), shape
        )
        for at, shape in zip(rows, shapes, strict=True)
    }


def _truth(
    plan: Plan,
    policy: Policy,
    sources: Mapping[str, Source],
    knows: Public,
    of_treatment: NDArray[np.int64],
    rows: Mapping[str, NDArray[np.int64]],
) -> Truth:
    """Under which rule each attacked row is, and, of those that come from the first rows of a source, where it was."""
    decided = plan.decisions(["dataset", "row", "tier", "weak", "event", "staged"])
    known_names = pc.unique(decided.column("dataset").cast(pa.string())).to_pylist()
    of_row = pc.index_in(decided.column("dataset").cast(pa.string()), pa.array(known_names, pa.string())).to_numpy()
    column = {name: decided.column(name).to_numpy() for name in ("row", "tier", "weak", "event", "staged")}
    treatment = column["tier"].astype(np.int64) + np.where(column["weak"], len(policy.tiers), 0)
    home_of = np.full(len(knows.units), -1, dtype=np.int64)
    home_of[knows.homes.unit] = np.arange(len(knows.homes))
    parts: list[Truth] = []
    spots = 0
    for name, picked in rows.items():
        number = known_names.index(name) if name in known_names else -1
        mine = np.flatnonzero((of_row == number) & (column["staged"] >= 0))
        at = mine[np.argsort(column["staged"][mine], kind="stable")][picked]
        n = len(at)
        x, y = np.full(n, np.nan), np.full(n, np.nan)
        home, spot = np.full(n, -1, dtype=np.int64), np.full(n, -1, dtype=np.int64)
        if name in sources:
            unit, true_x, true_y, place = _read(sources[name], knows.units)
            known = np.flatnonzero(column["row"][at] < len(unit))
            row = column["row"][at][known]
            home[known], x[known], y[known] = home_of[unit[row]], true_x[row], true_y[row]
            spot[known] = np.where(place[row] >= 0, place[row] + spots, -1)
            spots += int(place.max(initial=-1)) + 1
        parts.append(Truth(of_treatment[treatment[at]], home, x, y, column["event"][at].astype(np.int64), spot))
    return Truth(*(np.concatenate([getattr(part, name) for part in parts]) for name in Truth.__dataclass_fields__))


_Read = tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]


def _read(source: Source, units: UnitTable) -> _Read:
    """Of the first rows of a source: the unit found, the point (else its block's middle), and a number per address."""
    fields = [field for field in source.fields if field.role in _ROLES]
    if not fields:
        nothing = np.empty(0)
        return np.empty(0, dtype=np.int32), nothing, nothing, np.empty(0, dtype=np.int64)
    locator = Locator(units, source.card, fields)
    parts: list[tuple[NDArray[Any], ...]] = []
    for batch in source.batches({field.name for field in fields}, limit=MOST_READ):
        unit = locator.locate(batch).unit
        spots = locator.spots(batch, unit)
        address = spots.address
        address = address.combine_chunks() if isinstance(address, pa.ChunkedArray) else address
        words = np.array(address.to_pylist(), dtype=np.str_)
        parts.append((unit, spots.x, spots.y, words))
    unit, x, y, words = (np.concatenate([part[at] for part in parts]) for at in range(4))
    numbers = np.unique(words, return_inverse=True)[1].astype(np.int64)
    return unit, x, y, np.where(words == "", -1, numbers)


def terrain_of(units: UnitTable) -> Terrain:
    """What the joining of blocks looked at, from the published table alone."""
    rows = units.blocks
    streets, hundred, hyphen = units.street.to_pylist(), units.hundred.tolist(), units.hyphen.tolist()
    keys = tuple((Street(*streets[at]), hundred[at], hyphen[at]) for at in rows.tolist())
    empty = no_blocks()
    blocks = Blocks(keys, Ground(units).shapes[rows], empty.pieces, empty.piece_block)
    borders = [at for at, level in enumerate(units.ladder[1:-1], start=1) if _has_shapes(units, at)]
    named = [at for at in borders if units.ladder[at] == "district"]
    zone = np.zeros(len(rows), dtype=np.int32)
    if borders:
        zone = units.parents[rows, (named or borders)[-1]]
    return terrain(blocks, np.nan_to_num(units.own[rows], nan=0.0), zone.astype(np.int32))


def _has_shapes(units: UnitTable, level: int) -> bool:
    rows = np.flatnonzero(units.level == level)
    return bool(len(rows)) and units.wkb.take(pa.array(rows)).null_count == 0
