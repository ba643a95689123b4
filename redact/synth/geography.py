"""Buildings along the streets, and the areas they lie in: blocks, block groups, beats, tracts, districts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.synth.outskirts import farm_houses, joined, lay_out_ring
from redact.synth.streams import stream
from redact.synth.streets import CORE, EXURB, INNER, RURAL, SUBURB, Blocks, Streets, lay_out, side_for

HOUSE, ROW, APARTMENTS, TOWER, SHOP, SCHOOL, HOSPITAL, SHELTER, BAR, PARK, HOTEL, CHURCH = range(12)
"""What a building is used for. Shops and the like have no households."""
USES: Final = (
    "house",
    "row",
    "apartments",
    "tower",
    "shop",
    "school",
    "hospital",
    "group quarters",
    "bar",
    "park",
    "hotel",
    "church",
)
SETBACK: Final = 16.0
"""Metres from the middle of the street to the middle of a building."""


@dataclass(frozen=True, slots=True)
class Buildings:
    """One item per address. `units` is the number of households; `segment` the hundred-block, `block` the census
    block."""

    number: NDArray[np.int32]
    segment: NDArray[np.int32]
    block: NDArray[np.int32]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    units: NDArray[np.int32]
    use: NDArray[np.int8]
    address: pa.Array
    """`1234 W ELM ST`"""

    def __len__(self) -> int:
        return len(self.number)

    def used_as(self, *uses: int) -> NDArray[np.int32]:
        """The buildings of these uses."""
        return np.flatnonzero(np.isin(self.use, uses)).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Areas:
    """Which area every census block lies in; they nest: block group in beat in tract in district."""

    block_group: NDArray[np.int32]
    beat: NDArray[np.int32]
    tract: NDArray[np.int32]
    district: NDArray[np.int32]
    ids: dict[str, tuple[str, ...]]
    names: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Geography:
    """Everything that lies still."""

    side: int
    streets: Streets
    blocks: Blocks
    buildings: Buildings
    areas: Areas
    housing: NDArray[np.int32]
    """Households per census block."""

    def beat_of_block(self, block: NDArray[np.int32]) -> NDArray[np.int32]:
        """The beat's index per census block index; -1 stays -1."""
        return np.where(block < 0, -1, self.areas.beat[np.maximum(block, 0)]).astype(np.int32)


def build_geography(seed: int, households: int) -> Geography:
    """A city in which about `households` households live, and 2.5 % more around it."""
    side = side_for(households)
    streets, blocks = lay_out(side, stream(seed, "streets"))
    buildings = _build(streets, blocks, stream(seed, "buildings"))
    city = len(streets)
    streets, blocks = lay_out_ring(side, streets, blocks)
    buildings = joined(buildings, _farms(streets, city, households, stream(seed, "outskirts")))
    housing = np.bincount(buildings.block, weights=buildings.units, minlength=len(blocks)).astype(np.int32)
    return Geography(side, streets, blocks, buildings, _areas(blocks, housing), housing)


def _build(streets: Streets, blocks: Blocks, rng: np.random.Generator) -> Buildings:
    """Buildings on both sides of every hundred-block."""
    count = len(streets)
    segment = np.repeat(np.arange(count, dtype=np.int32), 2)
    odd = np.tile([True, False], count)
    block = np.where(odd, streets.left[segment], streets.right[segment])
    kind = np.where(block < 0, RURAL, blocks.kind[np.maximum(block, 0)])
    level = np.isin(pc.index_in(streets.dir, pa.array(["E", "W"])).fill_null(-1).to_numpy(), (0, 1))[segment]
    draw, size = rng.random(2 * count), rng.random(2 * count)
    use = np.full(2 * count, HOUSE, dtype=np.int8)
    number = np.zeros(2 * count, dtype=np.int64)

    def settle(where: NDArray[np.bool_], what: int, low: int, high: int) -> None:
        use[where] = what
        number[where] = low + (size[where] * (high - low + 1)).astype(np.int64)

    core, inner, suburb = kind == CORE, kind == INNER, kind == SUBURB
    settle(core & (draw < 0.035), TOWER, 1, 1)
    settle(core & (draw >= 0.035) & (draw < 0.24), APARTMENTS, 1, 3)
    settle(core & (draw >= 0.24) & (draw < 0.58), ROW, 3, 7)
    settle(core & (draw >= 0.58) & (draw < 0.93), SHOP, 2, 6)
    settle(inner & (draw < 0.09), APARTMENTS, 1, 2)
    settle(inner & (draw >= 0.09) & (draw < 0.75), ROW, 4, 9)
    settle(inner & (draw >= 0.75) & (draw < 0.86), SHOP, 1, 4)
    settle(suburb & level & (draw < 0.9), HOUSE, 3, 8)
    settle(suburb & ~level & (draw < 0.5), HOUSE, 1, 4)
    settle(suburb & (draw >= 0.97), APARTMENTS, 1, 3)
    settle(suburb & (draw >= 0.94) & (draw < 0.97), SHOP, 1, 3)
    settle((kind == EXURB) & (draw < 0.45), HOUSE, 1, 3)
    settle((kind == RURAL) & (draw < 0.22), HOUSE, 1, 1)
    number[block < 0] = 0

    parent = np.repeat(np.arange(2 * count), number)
    nth = np.arange(len(parent)) - np.repeat(np.cumsum(number) - number, number)
    slot = ((nth + 0.5 + 0.3 * (rng.random(len(parent)) - 0.5)) * 49 / number[parent]).astype(np.int64)
    house = streets.hundred[segment[parent]] + np.where(odd[parent], 1, 2) + 2 * slot
    at = segment[parent]
    x, y = beside(streets, at, house % 100 / 100, odd[parent])
    kinds = use[parent]
    units = _units(kinds, rng)
    kinds = _special(kinds, at, x, y, streets, rng)
    units[np.isin(kinds, (HOSPITAL, SHELTER, SCHOOL))] = 0
    address = pc.binary_join_element_wise(pa.array(house).cast(pa.string()), streets.label.take(pa.array(at)), " ")
    return Buildings(house.astype(np.int32), at, block[parent].astype(np.int32), x, y, units, kinds, address)


def _farms(streets: Streets, first: int, households: int, rng: np.random.Generator) -> Buildings:
    """The houses along the roads of the outskirts, which are the segments from `first` on."""
    segment, left, number, address = farm_houses(streets, first, households, rng)
    x, y = beside(streets, segment, number % 100 / 100, left)
    use = np.full(len(segment), HOUSE, dtype=np.int8)
    block = np.where(left, streets.left[segment], streets.right[segment]).astype(np.int32)
    return Buildings(number, segment, block, x, y, _units(use, rng), use, address)


def beside(
    streets: Streets, at: NDArray[np.int32], along: NDArray[np.float64], odd: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points beside hundred-blocks `at`, a share `along` of the way, on the left (odd) or right."""
    dx, dy = streets.x1[at] - streets.x0[at], streets.y1[at] - streets.y0[at]
    length = np.hypot(dx, dy)
    sign = np.where(odd, 1.0, -1.0)
    x = streets.x0[at] + dx * along - sign * dy / length * SETBACK
    y = streets.y0[at] + dy * along + sign * dx / length * SETBACK
    return np.round(x, 2), np.round(y, 2)


def _units(use: NDArray[np.int8], rng: np.random.Generator) -> NDArray[np.int32]:
    draw = rng.random(len(use))
    units = np.zeros(len(use), dtype=np.int32)
    units[use == HOUSE] = np.where(draw[use == HOUSE] < 0.96, 1, 0)  # a few stand empty
    units[use == ROW] = np.where(draw[use == ROW] < 0.18, 2, 1)
    units[use == APARTMENTS] = 4 + (draw[use == APARTMENTS] * 21).astype(np.int32)
    units[use == TOWER] = 50 + (draw[use == TOWER] * 140).astype(np.int32)
    return units


def _special(
    use: NDArray[np.int8],
    at: NDArray[np.int32],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    streets: Streets,
    rng: np.random.Generator,
) -> NDArray[np.int8]:
    """Gives some buildings another use: hotels, bars and churches among shops; schools; one hospital; one shelter."""
    use = use.copy()
    shops = np.flatnonzero(use == SHOP)
    draw = rng.random(len(shops))
    use[shops[draw < 0.16]] = BAR
    use[shops[(draw >= 0.16) & (draw < 0.22)]] = HOTEL
    use[shops[(draw >= 0.22) & (draw < 0.28)]] = CHURCH
    use[shops[(draw >= 0.28) & (draw < 0.31)]] = PARK
    homes = np.flatnonzero((use == HOUSE) & (streets.kind[at] <= SUBURB))
    if not len(homes):
        homes = np.flatnonzero(np.isin(use, (HOUSE, ROW)))
    use[rng.choice(homes, min(24, max(1, len(homes) // 200)), replace=False)] = SCHOOL
    centre = np.hypot(x - x.mean(), y - y.mean())
    rows = np.flatnonzero(use == ROW)
    use[rows[np.argmin(np.abs(centre[rows] - 900))]] = HOSPITAL
    rows = np.flatnonzero(use == ROW)
    use[rows[np.argmin(np.abs(centre[rows] - 1400))]] = SHELTER
    return use


def _areas(blocks: Blocks, housing: NDArray[np.int32]) -> Areas:
    """Cuts the city into areas of about equal households, always along block edges."""
    x, y = (blocks.x0 + blocks.x1) / 2, (blocks.y0 + blocks.y1) / 2
    weight = np.asarray(housing + 0.02, dtype=np.float64)  # empty blocks still have to lie somewhere
    whole = np.zeros(len(blocks), dtype=np.int32)
    homes = int(housing.sum())
    districts = 6 if homes >= 12_000 else 3
    district = _cut(whole, districts, x, y, weight)
    tract = _cut(district, 2, x, y, weight)
    beat = _cut(tract, 2, x, y, weight)
    group = _cut(beat, 3, x, y, weight)
    ids: dict[str, tuple[str, ...]] = {"district": tuple(str(i + 1) for i in range(district.max() + 1))}
    names = {"district": tuple(f"District {i + 1}" for i in range(district.max() + 1))}
    district_of_beat = _parents(beat, district)
    rank = np.arange(len(district_of_beat)) % 4
    ids["beat"] = tuple(f"{d + 1}{r + 1}" for d, r in zip(district_of_beat.tolist(), rank.tolist(), strict=True))
    names["beat"] = tuple(f"Beat {i}" for i in ids["beat"])
    ids["tract"] = tuple(f"99001{(i + 1) * 100:06d}" for i in range(tract.max() + 1))
    names["tract"] = tuple(f"Census Tract {i + 1}" for i in range(tract.max() + 1))
    tract_of_group = _parents(group, tract)
    seen: dict[int, int] = {}
    groups = []
    for parent in tract_of_group.tolist():
        seen[parent] = seen.get(parent, 0) + 1
        groups.append((parent, seen[parent]))
    ids["block_group"] = tuple(f"{ids['tract'][parent]}{number}" for parent, number in groups)
    names["block_group"] = tuple(f"Block Group {number}, Census Tract {parent + 1}" for parent, number in groups)
    counts: dict[int, int] = {}
    block_ids = []
    for parent in group.tolist():
        counts[parent] = counts.get(parent, -1) + 1
        block_ids.append(f"{ids['block_group'][parent]}{counts[parent]:03d}")
    ids["census_block"] = tuple(block_ids)
    return Areas(group, beat, tract, district, ids, names)


def _parents(child: NDArray[np.int32], parent: NDArray[np.int32]) -> NDArray[np.int32]:
    first = np.unique(child, return_index=True)[1]
    return parent[first]


def _cut(
    region: NDArray[np.int32], pieces: int, x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.int32]:
    """Every region in `pieces` parts of about equal weight; parts of region r are numbered r * pieces + 0, 1, ..."""
    result = np.empty_like(region)
    for number in range(int(region.max()) + 1):
        members = np.flatnonzero(region == number)
        result[members] = number * pieces + _split(members, pieces, x, y, weight)
    return result


def _split(
    members: NDArray[np.intp], pieces: int, x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.int32]:
    if pieces == 1:
        return np.zeros(len(members), dtype=np.int32)
    wide = np.ptp(x[members]) >= np.ptp(y[members])
    along, across = (x, y) if wide else (y, x)
    order = np.lexsort((across[members], along[members]))
    first = pieces // 2
    share = np.cumsum(weight[members][order]) / weight[members].sum()
    cut = int(np.clip(np.searchsorted(share, first / pieces), first, len(members) - (pieces - first)))
    low, high = order[:cut], order[cut:]
    result = np.empty(len(members), dtype=np.int32)
    result[low] = _split(members[low], first, x, y, weight)
    result[high] = first + _split(members[high], pieces - first, x, y, weight)
    return result
