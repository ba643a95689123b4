"""Attacks on where: masks over each other, averages, preimages, joined streets; on tiny releases made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from redact.place.runs import stretches
from redact.risk.attacks import averaging, preimage, sensitive_place, two_masks
from redact.risk.lab import City, Knows, Release
from redact.risk.places.knows import Public
from redact.risk.places.of_plan import terrain_of

from .made import BLOCKS, CITY, knows, release, row


def asked(made: Release, table: str = "incidents") -> Knows:
    """Every row of a table as a target."""
    return knows(pd.DataFrame({"table": table, "row": range(len(made.tables[table]))}))


def test_masks_are_laid_over_each_other() -> None:
    """The beat leaves two blocks, the street several, and both together one."""
    label = BLOCKS[2]
    beat = CITY.units.parents[CITY.units.label.to_pylist().index(label), CITY.units.ladder.index("beat")]
    name = CITY.units.label[int(beat)].as_py()
    rows = [row(name, "2025-03", text=f"SEEN AT {label}") for _ in range(2)]
    made = release(incidents=[*rows, row(name, "2025-03", text="")])
    said = two_masks.guess(made, asked(made))
    assert said.claim[:2].tolist() == [label, label]
    assert said.confidence.tolist() == pytest.approx([1 / 100, 1 / 100, 1 / 200])


def test_a_mask_of_somewhere_else_is_not_used() -> None:
    here, far = "Beat 1", BLOCKS[7]
    made = release(incidents=[row(here, "2025-03", text=f"LEFT FOR {far}"), row(here, "2025-03", text="")])
    said = two_masks.guess(made, asked(made))
    assert said.claim[0] == said.claim[1] != far


def test_rows_with_one_id_are_laid_over_each_other() -> None:
    made = release(
        incidents=[row("Beat 1", "2025-03", id="a"), row("Beat 1", "2025-03", id="b")],
        calls=[row("Smallville", "2025", id="a", remarks=f"RP AT {BLOCKS[1]}")],
    )
    said = two_masks.guess(made, asked(made))
    assert said.claim[0] == BLOCKS[1]
    assert said.confidence.tolist() == pytest.approx([1 / 100, 1 / 200])


def street(homes: int) -> City:
    """Houses 20 m apart in one row, one household each, in the city of eight blocks."""
    x = 500_000.0 + 20.0 * np.arange(homes)
    y = np.full(homes, 4_600_000.0)
    base = CITY.public.homes
    made = replace(
        base, households=np.ones(homes), x=x, y=y, door=(None,) * homes, unit=np.zeros(homes, np.int32), single=True
    )
    frame = pd.DataFrame({"address": [f"house {at}" for at in range(homes)], "x": x, "y": y, "households": 1.0})
    units = replace(CITY.units, metres="EPSG:32615")
    return City(frame, Public(units, made, ()))


def test_many_noisy_points_of_one_house_find_it() -> None:
    """House 20 has 40 rows of 60, each moved by about 40 m; a row alone is mostly nearer to another house."""
    city, rng = street(41), np.random.default_rng(3)
    true = np.concatenate([np.full(40, 20), rng.permutation(np.delete(np.arange(41), 20))[:20]])
    spots = np.column_stack([city.public.homes.x[true], city.public.homes.y[true]]) + rng.normal(0, 40, (60, 2))
    found, sure = averaging.likeliest_homes(spots, np.ones(60), city)
    alone = np.abs(spots[:, None, 0] - city.public.homes.x[None, :]).argmin(axis=1)
    assert (found[:40] == 20).mean() > 0.5
    assert (found[:40] == 20).sum() >= 2 * (alone[:40] == 20).sum()
    assert ((sure >= 0) & (sure <= 1)).all()


def test_rows_without_points_mean_the_busiest_street_of_their_area() -> None:
    busy = [row(BLOCKS[1], "2025-03-04") for _ in range(9)]
    made = release(incidents=[row("Beat 1", "2025-03"), row(BLOCKS[0], "2025-03-01"), *busy])
    said = averaging.guess(made, asked(made))
    assert said.claim[0] == BLOCKS[1]


def numbers(*said: float) -> Release:
    """Weekly releases of one number."""
    weeks = [
        Release("week", {}, {"t": pd.DataFrame({"class": ["a"], "district": ["D"], "year": ["2025"],
                                                "count_dp": [str(each)], "standard_deviation": ["3"]})})
        for each in said
    ]  # fmt: skip
    return replace(weeks[-1], earlier=tuple(weeks[:-1]))


def test_noise_that_is_drawn_anew_is_averaged_away() -> None:
    target = pd.DataFrame({"table": ["t"], "class": ["a"], "district": ["D"], "year": ["2025"]})
    fresh = np.round(7 + np.random.default_rng(5).laplace(0, 2.5, 40), 2)
    fresh += 7 - fresh.mean()
    assert averaging.guess_numbers(numbers(*fresh.tolist()), knows(target)).claim.tolist() == ["7"]
    same = averaging.guess_numbers(numbers(*[11.4] * 52), knows(target))
    assert same.claim.tolist() == ["11"], "the same draw again says nothing more"
    assert same.confidence[0] < averaging.guess_numbers(numbers(*fresh.tolist()), knows(target)).confidence[0]


def test_a_coarse_place_means_those_whom_no_finer_one_shows() -> None:
    """Of the beat's two blocks one is shown by itself, so the beat means the other."""
    fine = [row(BLOCKS[0], "2025", id=f"f{at}") for at in range(4)]
    made = replace(release(incidents=[row("Beat 1", "2025"), *fine]), policy=None)
    said = preimage.guess(made, asked(made))
    assert said.claim[0] == BLOCKS[1]
    alone = replace(release(incidents=[row("Beat 1", "2025")]), policy=None)
    assert preimage.guess(alone, asked(alone)).confidence[0] == pytest.approx(1 / 200)


def test_the_rules_of_the_policy_are_worked_backwards() -> None:
    """Protected rows show beats to the month and coarser; which rule made a row follows from its time."""
    made = release(incidents=[row("Beat 1", "2025-03")])
    assert made.policy is not None
    assert {rule.name for rule in preimage.rules_of(made.policy, 1.0, "month")} == {"protected"}
    assert {rule.name for rule in preimage.rules_of(made.policy, 1.0, "year")} == {"protected"}
    assert {rule.name for rule in preimage.rules_of(made.policy, 1.0, "hour")} == {"other"}
    assert "persons" in {rule.name for rule in preimage.rules_of(made.policy, 1.0, "day")}


def test_streets_that_are_joined_on_purpose_are_seen_and_named_in_his_part_of_town() -> None:
    units = CITY.units
    ground = terrain_of(units)
    plain = stretches(ground, [each * units.safety for each in units.floors])
    assert not any(sensitive_place.different(units))
    first = int(units.blocks[0])
    runs = units.runs.copy()
    one, other = next((at, meets[0]) for at, meets in enumerate(ground.meets) if meets)
    for floor in range(len(plain)):
        runs[[first + one, first + other], floor] = first + one
    joined = replace(units, runs=runs)
    found = sensitive_place.different(joined)
    assert all((first + min(one, other), first + max(one, other)) in each for each in found[:4])
    city = City(CITY.homes, Public(joined, CITY.public.homes, ()))
    ids = units.ids.to_pylist()
    beat = int(units.parents[first + one, units.ladder.index("beat")])
    elsewhere = next(at for at in np.flatnonzero(units.level == units.ladder.index("beat")).tolist() if at != beat)
    target = pd.DataFrame({"area_id": [ids[beat], ids[elsewhere]], "kind": "shelter"})
    said = sensitive_place.guess(release(incidents=[]), replace(knows(target), city=city))
    assert said.claim[0] in {ids[first + one], ids[first + other]}
    assert said.claim[1] == "" or said.claim[1] != said.claim[0]
