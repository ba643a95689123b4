"""The policy's adversaries on the plan itself: scored where it is of a made-up city, else as far as can be reckoned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.plan.folder import Plan
from redact.policy.model import Policy
from redact.risk.lab.cities import case_of_plan
from redact.risk.lab.of_plan import city_of
from redact.risk.lab.outcome import Outcome, Verdict
from redact.risk.lab.promises import covered_times
from redact.risk.lab.release import COLUMNS, Release
from redact.risk.lab.run import run_scenario
from redact.risk.lab.untold import run_untold
from redact.risk.scenarios import Scenario

MOST_ROWS: Final = 60_000
"""A made-up plan with more rows than this is not scored at every preview; `redact scenario run --plan` does it."""

ASKED: Final = 4_000
"""Published rows of a real plan that are asked about, with all that share an id with them."""

_SEED: Final = 37

_KNOWN: Final[dict[tuple[object, ...], Mapping[str, Outcome]]] = {}
"""What was found of the plan that was looked at last, by all that it depends on: preview and release both ask."""


def on_plan(plan: Plan, policy: Policy, scenarios: Sequence[Scenario]) -> Mapping[str, Outcome]:
    """By scenario what came of it on this plan; one that cannot be judged here is not there.

    A made-up plan must have as many tries as a scenario asks for, or nothing is said of it. Of real records only those
    that need no truth are run, on a sample, by the attack's own reckoning; counts and rates only.
    """
    asked = (
        plan.summary["nonce"], policy.digest, tuple(each.model_dump_json() for each in scenarios),
        *((name, plan.staged(name).stat().st_size, plan.staged(name).stat().st_mtime_ns) for name in plan.datasets),
    )  # fmt: skip
    if asked not in _KNOWN:
        found = {each.scenario: each for each in _outcomes(plan, policy, scenarios)}
        _KNOWN.clear()
        _KNOWN[asked] = found
    return _KNOWN[asked]


def _outcomes(plan: Plan, policy: Policy, scenarios: Sequence[Scenario]) -> Iterator[Outcome]:
    city = city_of(plan) if plan.synthetic and _rows(plan) <= MOST_ROWS else None
    if city is not None:
        case = case_of_plan(plan, policy, city)
        for each in scenarios:
            if each.city == "city" and not each.knows.practice:
                outcome = run_scenario(each, [case])
                if outcome.figures is not None and outcome.figures.tries >= each.tries_at_least:
                    yield outcome
        return
    without = [each for each in scenarios if not each.needs_truth]
    if not without:
        return
    release, units = some_rows(plan, policy), plan.units()
    for each in without:
        outcome = run_untold(each, release, units)
        if outcome.verdict in (Verdict.PASS, Verdict.FAIL):
            yield outcome


def some_rows(plan: Plan, policy: Policy, most: int = ASKED) -> Release:
    """At most `most` of the rows that look blurred, drawn by lot, and all that share an id with one, as a release.

    Only the columns that every dataset has are read, so memory does not grow with what else is published.
    """
    rng = np.random.default_rng(_SEED)
    blurred = pa.array(sorted(covered_times(policy)), pa.string())
    asked = {name: _look(plan, name, blurred) for name in plan.datasets}
    sizes = {name: len(rows) for name, rows in asked.items()}
    chosen = np.sort(rng.permutation(sum(sizes.values()))[:most])
    ids = {name: pq.read_table(plan.staged(name), columns=["id"]).column("id") for name in plan.datasets}
    start, wanted, mine = 0, [], {}
    for name, size in sizes.items():
        mine[name] = asked[name][chosen[(chosen >= start) & (chosen < start + size)] - start]
        wanted.append(ids[name].take(pa.array(mine[name])).combine_chunks())
        start += size
    named = pa.concat_arrays([_one(each) for each in wanted]) if wanted else pa.array([], pa.string())
    tables = {}
    for name in plan.datasets:
        shared = np.flatnonzero(pc.is_in(ids[name], value_set=named).to_numpy(zero_copy_only=False))
        at = pa.array(np.union1d(mine[name], shared))
        tables[name] = _frame(plan, name, at)
    return Release("plan", tables, policy=policy)


def _look(plan: Plan, dataset: str, blurred: pa.Array) -> NDArray[np.int64]:
    """The rows of a dataset whose time is told as coarsely as that of blurred rows; all where the policy blurs none."""
    path = plan.staged(dataset)
    if not len(blurred) or "time_precision" not in pq.read_schema(path).names:
        return np.arange(int(pq.read_metadata(path).num_rows))
    precision = pq.read_table(path, columns=["time_precision"]).column("time_precision").cast(pa.string())
    return np.flatnonzero(pc.is_in(precision, value_set=blurred).to_numpy(zero_copy_only=False))


def _frame(plan: Plan, dataset: str, at: pa.Array) -> pd.DataFrame:
    have = [name for name in COLUMNS if name in pq.read_schema(plan.staged(dataset)).names]
    columns = {}
    for name in have:  # one column at a time: of a large plan all of them as text would not fit
        column = pq.read_table(plan.staged(dataset), columns=[name]).column(name)
        columns[name] = pc.fill_null(column.take(at).cast(pa.string()), "").to_pandas().astype("str")
    return pd.DataFrame(columns)


def _one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
    return column.cast(pa.string())


def _rows(plan: Plan) -> int:
    return sum(int(pq.read_metadata(plan.staged(name)).num_rows) for name in plan.datasets)


__all__ = ["ASKED", "MOST_ROWS", "on_plan", "some_rows"]
