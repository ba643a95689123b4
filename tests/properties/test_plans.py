"""What holds for every plan, whatever the records, the policy and the city."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from redact.gates import run_gates
from redact.place import UnitTable
from redact.policy.model import Policy
from redact.records import open_source
from redact.records.source import Source

from ..unit.plan.making import Planned, card_of, planned, saved, tiny, write_records
from .worlds import (
    DEPTH,
    KEYS,
    SECRET,
    World,
    depth,
    fates_of,
    fresh,
    homes,
    joined,
    policies,
    policy_of,
    rows_staged,
    world,
    worlds,
)


def plan_of(tmp_path: Path, of: World, policy: Policy, **more: Any) -> Planned:
    return planned(fresh(tmp_path), of.records, policy, keys=KEYS, secret=SECRET, **more)


@depth(20)
@given(worlds, policies, st.integers(0, 10_000))
@example(world(238, 39), policy_of(None, 2, (0.05, 0.3), "beat", 200, "protect", "hold"), 282)  # thrice 2 / 3 is 2
def test_permuting_the_rows_changes_nothing_but_ids_and_order(
    tmp_path: Path, of: World, policy: Policy, seed: int
) -> None:
    plain = plan_of(tmp_path, of, policy)
    order = {name: random.Random(seed).sample(range(len(rows)), len(rows)) for name, rows in of.records.items()}
    shuffled = World({name: [rows[at] for at in order[name]] for name, rows in of.records.items()}, {}, ())
    other = plan_of(tmp_path, shuffled, policy)
    assert fates_of(other, order) == fates_of(plain)
    assert joined(other, order) == joined(plain)
    assert rows_staged(other) == rows_staged(plain)


@depth(10)
@given(worlds, policies)
def test_a_plan_made_again_is_the_same_but_for_ids_and_order(tmp_path: Path, of: World, policy: Policy) -> None:
    first, second = plan_of(tmp_path, of, policy), plan_of(tmp_path, of, policy)
    assert fates_of(first) == fates_of(second)
    assert joined(first) == joined(second)
    ids = [{row["id"] for name in plan.sources for row in plan.staged(name)} for plan in (first, second)]
    assert not ids[0] & ids[1]


class Cut:
    """A source that is read in batches of another size."""

    def __init__(self, source: Source, size: int) -> None:
        self._source, self._size = source, size

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def batches(self, fields: Any = None, size: int = 0, limit: int | None = None) -> Iterator[Any]:
        return self._source.batches(fields, size=self._size, limit=limit)


def cut_plan(tmp_path: Path, plain: Planned, *, size: int = 65_536, files: int = 1, workers: int = 1) -> Planned:
    """The same plan from the same records, cut otherwise."""
    from dataclasses import replace

    folder, sources = fresh(tmp_path), {}
    for name, source in plain.sources.items():
        rows = [row for batch in source.batches() for row in batch.table.to_pylist()]
        each = -(-len(rows) // files)
        paths = []
        for at in range(0, len(rows), each):
            paths.append(folder / f"{name}-{at:05}.csv")
            titles = write_records(paths[-1], rows[at : at + each])
        card = card_of(name, titles, keys={role: how for role, how in KEYS.items() if role in titles})
        sources[name] = Cut(open_source(paths, card), size)
    return saved(folder / "plan", replace(plain.inputs, sources=sources, workers=workers))  # type: ignore[arg-type]


@depth(15)
@given(worlds, policies, st.integers(1, 40), st.integers(1, 5))
def test_cutting_the_work_differently_changes_nothing(
    tmp_path: Path, of: World, policy: Policy, size: int, files: int
) -> None:
    plain = plan_of(tmp_path, of, policy)
    other = cut_plan(tmp_path, plain, size=size, files=files)
    assert fates_of(other) == fates_of(plain)
    assert joined(other) == joined(plain)
    assert [item.id for item in other.built.items] == [item.id for item in plain.built.items]


@pytest.mark.parametrize("seed", range(3, 3 + DEPTH))
def test_two_processes_decide_as_one_does(tmp_path: Path, seed: int) -> None:
    of = world(seed, 60)
    alone = World({"incidents": of.records["incidents"]}, {}, ())
    plain = plan_of(tmp_path, alone, tiny())
    other = cut_plan(tmp_path, plain, size=11, workers=2)
    assert fates_of(other) == fates_of(plain)
    assert joined(other) == joined(plain)


@depth(40)
@given(worlds, policies, homes)
def test_every_gate_passes_on_every_plan(tmp_path: Path, of: World, policy: Policy, units: UnitTable) -> None:
    """The plan coarsens or leaves out whatever would fail; gates only verify."""
    plan = plan_of(tmp_path, of, policy, units=units)
    failed = {gate.name: gate.sentence for gate in run_gates(plan.view) if not gate.passed}
    assert not failed


@depth(20)
@given(worlds, policies)
def test_every_row_is_accounted_for_and_nothing_planted_survives(tmp_path: Path, of: World, policy: Policy) -> None:
    plan = plan_of(tmp_path, of, policy)
    rows = sum(len(records) for records in of.records.values())
    counts = [tier for tiers in plan.summary["counts"].values() for tier in tiers.values()]
    assert sum(tier[word] for tier in counts for word in ("published", "withheld", "held")) == rows
    cells = {cell for name in plan.sources for row in plan.staged(name) for cell in row.values()}
    texts = ["\x1f".join(cells), (plan.folder / "plan.json").read_text(), (plan.folder / "review.jsonl").read_text()]
    for text in texts:
        for said in (text, text.upper(), text.casefold()):
            for value in of.planted:
                for casing in (value, value.upper(), value.lower()):
                    assert casing not in said
