"""The gate's own place map agrees with the one that places were published by, though it is written differently."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.gates.preimage import households_of, place_map
from redact.place import UnitTable, bare_city, preimage_households, publishable

LADDER = ("block", "beat", "district", "city")


FLOORS = (1.0, 8.0, 20.0, 50.0)


@st.composite
def cities(draw: Any) -> UnitTable:
    """Blocks in beats in districts, some of them nowhere but in the city; households at any of them; random stretches
    of the blocks of one beat wherever enough households are in them."""
    districts, beats, blocks = draw(st.integers(1, 3)), draw(st.integers(1, 5)), draw(st.integers(1, 14))
    safety = draw(st.sampled_from([1.0, 2.0]))
    of_beat = [draw(st.integers(-1, districts - 1)) for _ in range(beats)]
    of_block = [draw(st.integers(-1, beats - 1)) for _ in range(blocks)]
    homes = [float(draw(st.sampled_from([0, 0, 1, 3, 8, 9, 20, 40, 300]))) for _ in range(blocks)]
    group = [draw(st.integers(0, 2)) for _ in range(blocks)]
    shown: list[list[tuple[int, ...]]] = []
    for floor in FLOORS:
        sets = {
            tuple(at for at in range(blocks) if (of_block[at], group[at] if floor < 20 else 0) == key)
            for key in {(of_block[at], group[at] if floor < 20 else 0) for at in range(blocks)}
        }
        shown.append([each for each in sorted(sets) if sum(homes[at] for at in each) >= floor * safety])
    several = sorted({each for sets in shown for each in sets if len(each) > 1})
    first_beat = blocks + len(several)
    first_district = first_beat + beats
    city = first_district + districts

    def above(beat: int) -> list[int]:
        district = of_beat[beat] if beat >= 0 else -1
        return [first_beat + beat if beat >= 0 else -1, first_district + district if district >= 0 else -1, city]

    rows = [[at, *above(of_block[at])] for at in range(blocks)]
    rows += [[blocks + at, *above(of_block[each[0]])] for at, each in enumerate(several)]
    rows += [[-1, *above(beat)] for beat in range(beats)]
    rows += [[-1, -1, first_district + at, city] for at in range(districts)] + [[-1, -1, -1, city]]
    rest = [float(draw(st.integers(0, 30))) for _ in range(beats + districts + 1)]
    own = np.array([*homes, *(0.0 for _ in several), *rest])
    parents = np.array(rows, dtype=np.int32)
    inside = np.array([own[(parents == row).any(axis=1)].sum() for row in range(len(rows))])
    for at, each in enumerate(several):
        inside[blocks + at] = sum(homes[member] for member in each)
    runs = np.full((len(rows), len(FLOORS)), -1, dtype=np.int32)
    for number, sets in enumerate(shown):
        for each in sets:
            runs[list(each), number] = blocks + several.index(each) if len(each) > 1 else each[0]
    points = np.full((len(rows), 2), np.nan)
    points[: blocks + len(several)] = [[draw(st.integers(0, 5)) / 1000, 40.0] for _ in range(blocks + len(several))]
    return replace(
        bare_city(),
        ladder=LADDER,
        bare=False,
        safety=safety,
        ids=pa.array([f"u-{row}" for row in range(len(rows))]),
        level=np.array([0] * first_beat + [1] * beats + [2] * districts + [3], dtype=np.int8),
        label=pa.array([f"Place {row}" for row in range(len(rows))]),
        hundred=np.array([*range(blocks), *([-1] * (len(rows) - blocks))], dtype=np.int32),
        floors=FLOORS,
        runs=runs,
        points=points,
        households=inside,
        own=own,
        parents=parents,
    )


@settings(max_examples=200, deadline=None)
@given(cities(), st.sampled_from(LADDER[:-1]), st.sampled_from([1, 5, 8, 20, 45]))
def test_both_maps_agree(units: UnitTable, level: str, least: int) -> None:
    floor = next(each for each in FLOORS if each >= least) if level == "block" else least
    required = least * units.safety
    theirs = publishable(units, level, least, LADDER)
    mine = place_map(units, level, required)
    for unit in range(len(units) - 1):
        image = next((image for image, members in mine.stands_for.items() if unit in members), None)
        assert theirs[unit] == image if image is not None else theirs[unit] in (-1, units.city)
        assert theirs[unit] in (-1, *units.parents[unit]) or theirs[unit] == units.runs_at(floor)[unit]
    counted = preimage_households(units, theirs) * units.safety
    assert (counted <= units.households + 1e-6).all()
    for image in set(theirs.tolist()) - {-1, units.city}:
        assert households_of(units, mine, image, climbs=False) == counted[image] >= required
        assert units.level[image] >= LADDER.index(level)


@settings(max_examples=100, deadline=None)
@given(cities(), st.sampled_from([1, 5, 8, 20, 45]))
def test_a_place_that_nobody_would_be_published_as_stands_for_nobody(units: UnitTable, least: int) -> None:
    theirs = set(publishable(units, "block", least, LADDER).tolist())
    mine = place_map(units, "block", least * units.safety)
    for unit in range(len(units) - 1):
        if unit not in theirs:
            assert households_of(units, mine, unit, climbs=False) == 0.0
        climbed = households_of(units, mine, unit, climbs=True)
        assert climbed == 0.0 or climbed >= least * units.safety
