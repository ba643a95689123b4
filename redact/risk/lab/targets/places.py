"""Protected places: the lab protects another block of the city each time, and asks which one it was.

A city has one or two shelters, too few to say anything. So blocks are protected that might as well be a shelter's, one
at a time, each with decoys as the policy has them and a key of its own, and each of the maps is attacked.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from redact.place import UnitTable, load_jurisdiction
from redact.place.runs import NO_RUN, stretches
from redact.place.sensitive.decoys import new_pairs
from redact.place.sensitive.kinds import City as Blocks
from redact.place.sensitive.kinds import city_of
from redact.risk.lab.cities import Case
from redact.risk.lab.knows import City
from redact.risk.lab.outcome import CannotTry
from redact.risk.lab.targets.asked import TARGET, Asked, answers_of
from redact.risk.places.knows import Public
from redact.risk.scenarios import Scenario


def drawn_anew(case: Case, most: int) -> list[Case]:
    """`most` maps of the same city, on each of which one block is protected.

    CannotTry where the policy protects no places or the city has no streets.
    """
    policy = case.release.policy
    if policy is None or policy.sensitive_places is None or case.folder is None:
        raise CannotTry("no protected places are treated in this release, or nobody knows the layers")
    units = case.city.units
    if not len(units.blocks):
        raise CannotTry("the city has no streets")
    blocks = city_of(units, load_jurisdiction(case.folder / "jurisdiction.yaml"))
    lived = np.flatnonzero(np.nan_to_num(units.own[units.blocks]) > 0)
    chosen = np.random.default_rng([case.number, 23]).permutation(lived)[:most]
    decoys = policy.sensitive_places.decoys
    return [_protected(case, units, blocks, int(block), decoys, number) for number, block in enumerate(chosen.tolist())]


def _protected(case: Case, units: UnitTable, blocks: Blocks, block: int, decoys: int, number: int) -> Case:
    """The map on which one block is protected under a key of its own."""
    key = f"lab {case.number} {number}".encode().ljust(32, b".")
    pairs = new_pairs(blocks, key, [block], (), decoys=decoys, batch=1)
    assert blocks.ground is not None
    runs = units.runs.copy()
    for floor, run in enumerate(stretches(blocks.ground, blocks.floors, pairs)):
        runs[units.blocks, floor] = np.where(run == NO_RUN, -1, units.blocks[np.maximum(run, 0)])
    public = Public(replace(units, runs=runs), case.city.public.homes, case.city.public.rules)
    return replace(case, city=City(case.city.homes, public), protected=(str(blocks.ids[block]),))


def places(scenario: Scenario, case: Case) -> Asked:
    """Each protected place of a case; he knows in which area it is, where the scenario says so."""
    units = case.city.units
    number = case.city.public.number
    level = scenario.targets.area
    facts, chances = [], []
    for id_ in case.protected:
        at = number[id_]
        area = -1 if level is None else int(units.parents[at, units.ladder.index(level)])
        inside = units.blocks
        if level is not None:
            inside = inside[units.parents[inside, units.ladder.index(level)] == area]
        chances.append(1 / max(int((np.nan_to_num(units.own[inside]) > 0).sum()), 1))
        facts.append({"area_id": units.ids[area].as_py() if area >= 0 else "", "kind": "shelter"})
    answers = answers_of(
        len(facts), TARGET, right=np.array(case.protected, dtype=object), chance=np.array(chances),
        household=_names(case),
    )  # fmt: skip
    return Asked(pd.DataFrame(facts, columns=["area_id", "kind"]), answers)


def _names(case: Case) -> np.ndarray:
    """Every protected block is a try of its own."""
    return np.array([case.city.public.number[id_] for id_ in case.protected], dtype=np.int64)
