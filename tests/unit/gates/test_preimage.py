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


@st.composite
def cities(draw: Any) -> UnitTable:
    """Blocks in beats in districts, some of them nowhere but in the city; households at any of them."""
    districts, beats, blocks = draw(st.integers(1, 3)), draw(st.integers(1, 5)), draw(st.integers(1, 14))
    city = blocks + beats + districts
    rows: list[list[int]] = []
    of_beat = [draw(st.integers(-1, districts - 1)) for _ in range(beats)]
    district_row = [blocks + beats + number for number in range(districts)]
    for number in range(blocks):
        beat = draw(st.integers(-1, beats - 1))
        district = of_beat[beat] if beat >= 0 else draw(st.integers(-1, districts - 1))
        above = district_row[district] if district >= 0 else -1
        rows.append([number, blocks + beat if beat >= 0 else -1, above, city])
    for number in range(beats):
        above = district_row[of_beat[number]] if of_beat[number] >= 0 else -1
        rows.append([-1, blocks + number, above, city])
    rows += [[-1, -1, row, city] for row in district_row] + [[-1, -1, -1, city]]
    own = np.array([float(draw(st.integers(0, 30))) for _ in rows])
    parents = np.array(rows, dtype=np.int32)
    inside = np.array([own[(parents == row).any(axis=1)].sum() for row in range(len(rows))])
    level = np.array([0] * blocks + [1] * beats + [2] * districts + [3], dtype=np.int8)
    return replace(
        bare_city(),
        ladder=LADDER,
        bare=False,
        safety=draw(st.sampled_from([1.0, 2.0])),
        ids=pa.array([f"u-{row}" for row in range(len(rows))]),
        level=level,
        label=pa.array([f"Place {row}" for row in range(len(rows))]),
        households=inside,
        own=own,
        parents=parents,
    )


@settings(max_examples=200, deadline=None)
@given(cities(), st.sampled_from(LADDER[:-1]), st.integers(1, 60))
def test_both_maps_agree(units: UnitTable, level: str, least: int) -> None:
    required = least * units.safety
    theirs = publishable(units, level, least, LADDER)
    mine = place_map(units, level, required)
    for unit in range(len(units) - 1):
        if units.own[unit] <= 0:
            continue
        image = next((image for image, members in mine.stands_for.items() if unit in members), None)
        if image is None:
            assert theirs[unit] in (-1, units.city)
        else:
            assert theirs[unit] == image
    counted = preimage_households(units, theirs) * units.safety
    for image in set(theirs.tolist()) - {-1, units.city}:
        assert households_of(units, mine, image, climbs=False) == counted[image] >= required


@settings(max_examples=100, deadline=None)
@given(cities(), st.integers(1, 60))
def test_a_place_that_nobody_would_be_published_as_stands_for_nobody(units: UnitTable, least: int) -> None:
    theirs = set(publishable(units, "block", least, LADDER).tolist())
    mine = place_map(units, "block", least * units.safety)
    for unit in range(len(units) - 1):
        if unit not in theirs:
            assert households_of(units, mine, unit, climbs=False) == 0.0
        climbed = households_of(units, mine, unit, climbs=True)
        assert climbed == 0.0 or climbed >= least * units.safety
