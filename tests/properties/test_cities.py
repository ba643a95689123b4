"""Small synthetic cities under the shipped baseline: every gate passes and nothing that was planted survives."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from redact.gates import run_gates
from redact.identity.names import name_tokens
from redact.ledger import Ledger
from redact.place import build_units, load_jurisdiction
from redact.plan.fresh import open_sources
from redact.plan.inputs import Inputs
from redact.plan.kin import identifying_fields
from redact.policy import load_policy
from redact.policy.model import Policy
from redact.project import create_state, load_project
from redact.shipped import shipped
from redact.synth import City, make_city
from redact.vocabulary import NAME_ROLES

from ..unit.plan.making import Planned, saved
from .worlds import DEPTH, SECRET

AS_OF = date(2025, 9, 1)


def with_narratives(policy: Policy) -> Policy:
    """The baseline, with narratives shown where it shows offence texts."""
    tiers = tuple(
        tier.model_copy(update={"narrative": "standard"}) if tier.tier in ("persons", "other") else tier
        for tier in policy.tiers
    )
    return policy.model_copy(update={"tiers": tiers})


@pytest.fixture(autouse=True)
def small_exports(monkeypatch: pytest.MonkeyPatch) -> None:
    """One faulty row of a small city's fifty arrests is more than a card allows; here that is no matter."""
    monkeypatch.setattr("redact.plan.build.check_readable", lambda *_: None)


def plan_of(city: City, folder: Path, policy: Policy, workers: int = 1) -> Planned:
    create_state(city.project)
    project = load_project(city.project)
    units = build_units(load_jurisdiction(project.jurisdiction), policy.places, policy.street_floors)
    sources = open_sources(project)
    ledger = Ledger.in_memory(SECRET)
    return saved(folder, Inputs(policy, sources, units, SECRET, ledger, AS_OF, workers=workers))


@pytest.mark.parametrize("seed", range(1, 1 + DEPTH))
def test_every_gate_passes_on_every_city(tmp_path: Path, seed: int) -> None:
    city = make_city(tmp_path / "city", incidents=500, months=6, start=date(2025, 1, 1), seed=seed, households=3000)
    plan = plan_of(city, tmp_path / "plan", load_policy(shipped("baseline.yaml")))
    failed = {gate.name: gate.sentence for gate in run_gates(plan.view) if not gate.passed}
    assert not failed
    assert plan.summary["settle"]["steps"] < 60


def squeezed(text: str) -> str:
    """Letters and digits, caseless."""
    return re.sub(r"[^a-z0-9]+", "", text.casefold())


def runs(cell: str) -> Iterator[str]:
    """Every run of one to six words of a cell, squeezed."""
    words = re.findall(r"[a-z0-9]+", cell.casefold())
    for start in range(len(words)):
        for end in range(start + 1, min(start + 6, len(words)) + 1):
            yield "".join(words[start:end])


def identifiers(plan: Planned) -> dict[int, dict[str, str]]:
    """By event, what identifies somebody in the columns of its records: names, their words, numbers, keys, houses."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for (name, source), part in zip(plan.sources.items(), plan.built.slices, strict=True):
        fields = [item for item in identifying_fields(source.fields) if item.role != "officer_name"]
        rows = [row for batch in source.batches({item.name for item in fields}) for row in batch.table.to_pylist()]
        assert len(rows) == part.stop - part.start, name
        for event, row in zip(plan.built.fates.event[part].tolist(), rows, strict=True):
            for item in fields:
                cell = row[item.name]
                words = name_tokens(cell) if item.role in NAME_ROLES and "," in cell else ()
                found[event] |= {squeezed(each): item.role for each in (cell, *words) if len(squeezed(each)) > 4}
    return found


@pytest.mark.parametrize("seed", range(11, 11 + DEPTH))
def test_narratives_that_are_shown_name_nobody_of_their_event(tmp_path: Path, seed: int) -> None:
    """Every identifier of this city is unique. Who is named in a text and in no column of the event is a matter of the
    recognisers; what is in a column of another event stops the release at the residue gate."""
    start = date(2025, 1, 1)
    city = make_city(tmp_path / "city", incidents=300, months=6, start=start, seed=seed, households=3000, unique=True)
    plan = plan_of(city, tmp_path / "plan", with_narratives(load_policy(shipped("baseline.yaml"))))
    by_event = identifiers(plan)
    elsewhere = {value for mine in by_event.values() for value in mine if len(value) > 11}
    texts, strangers = 0, set()
    for name, part in zip(plan.sources, plan.built.slices, strict=True):
        staged, positions = plan.staged(name), plan.built.positions[part].tolist()
        for event, position in zip(plan.built.fates.event[part].tolist(), positions, strict=True):
            if position < 0:
                continue
            texts += bool(staged[position].get("narrative"))
            said = {run for cell in staged[position].values() for run in runs(cell)}
            mine = by_event[event]
            assert not (said & mine.keys()), f"{name}: {sorted({mine[run] for run in said & mine.keys()})}"
            strangers |= said & elsewhere
    assert texts > 50
    residue = next(gate for gate in run_gates(plan.view) if gate.name == "residue")
    assert not (strangers and residue.passed)
