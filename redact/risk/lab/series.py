"""A made-up city released again and again, as a department does it: the newest release with those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.ledger import Ledger, Secret
from redact.place import build_units, load_jurisdiction
from redact.plan.build import build
from redact.plan.folder import EVENTS_FILE, Plan, make_private
from redact.plan.inputs import Inputs
from redact.plan.past.chapter import read_chapter
from redact.plan.save import write_decisions, write_events, write_summary
from redact.policy.model import Policy
from redact.records import load_card, open_source
from redact.risk.lab.cities import SIZES, Case, Progress, case_of_plan, silent
from redact.risk.lab.release import read_plan
from redact.risk.lab.truth import Truth
from redact.synth import City, make_city
from redact.synth.city import DATASETS
from redact.synth.monthly import Month, exports_at
from redact.synth.rereading import Rereading

REREADING: Final = Rereading(worse=0.3, milder=0.1, other=0.02)
"""How often reports are read again and get another offence."""

AFTER: Final = 35
"""Days from the end of a month to the release that has it: the policy's delay of blurred rows is over."""


def make_series(
    folder: Path, policy: Policy, *, incidents: int, seed: int, ends: Sequence[int] = (5, 8, 10, 11),
    start: date = date(2025, 1, 1), months: int = 12, narratives: bool = True, progress: Progress = silent,
) -> Case:  # fmt: skip
    """The releases after these months of a city (0 is the first), one ledger for all; the last is the one attacked.

    Exports are those of each month's end: late reports, arrests made since, reports read again. The tables of numbers
    are left out. What is below `folder` already is made anew, since a ledger in memory has to see every step.
    """
    made = folder / f"series-{incidents}-{seed}"
    if not (made / "city" / "truth").is_dir():
        progress("making a city", 0, None)
        make_city(made / "city", incidents=incidents, seed=seed, months=months, start=start, narratives=narratives,
                  households=SIZES["city"][1] or None)  # fmt: skip
    city = City(made / "city", {})
    secret = Secret(seed.to_bytes(4, "big") + b"a city of nobody needs none.")
    plans: list[tuple[Plan, Month]] = []
    with Ledger.in_memory(secret) as ledger:
        for end in ends:
            progress(f"releasing month {end + 1}", len(plans), len(ends))
            month = exports_at(made / "city", end, made / f"month-{end:02}", rereading=REREADING)
            plans.append((_released(city, month, made, policy, ledger, secret), month))
    last = case_of_plan(plans[-1][0], policy, city.folder, number=seed)
    found = [_published(plan, month, last.truth.records) for plan, month in plans]
    earlier = tuple(replace(read_plan(plan, policy), name=str(_as_of(month))) for plan, month in plans[:-1])
    release = replace(last.release, name=str(_as_of(plans[-1][1])), earlier=earlier)
    return replace(last, release=release, truth=Truth(last.truth.records, found[-1], tuple(found[:-1])))


def _as_of(month: Month) -> date:
    return month.until + timedelta(days=AFTER)


def _released(city: City, month: Month, made: Path, policy: Policy, ledger: Ledger, secret: Secret) -> Plan:
    """One plan, which the ledger takes for published."""
    from shutil import rmtree

    units = build_units(load_jurisdiction(city.jurisdiction), policy.places, policy.street_floors)
    sources = {
        name: open_source(sorted((month.folder / "exports").glob(f"{name}-*.csv")), load_card(city.card(name)))
        for name in DATASETS
    }
    folder = made / f"plan-{month.until}"
    if folder.exists():
        rmtree(folder)
    make_private(folder)
    inputs = Inputs(policy, sources, units, secret, ledger, _as_of(month), workers=1)
    built = build(inputs, folder)
    units.save(folder)
    write_decisions(folder, built)
    write_events(folder, built)
    write_summary(folder, built, inputs, synthetic=True, project={})
    plan = Plan.open(folder)
    events = pq.read_table(folder / EVENTS_FILE)
    known = {name: events.column(of).to_numpy() for name, of in _EVENTS.items()}
    name = f"release-{month.until}"
    with ledger.writing():
        ledger.intend(name, folder=folder, nonce=str(plan.summary["nonce"]), about={})
        ledger.remember(name, **known, tier_names=plan.summary["tiers"], chapter=read_chapter(plan))
        ledger.published(name)
    return plan


_EVENTS: Final = {"keys": "key", "strictest": "strictest", "cover": "cover", "fine": "fine"}


def _published(plan: Plan, month: Month, records: pd.DataFrame) -> dict[str, NDArray[np.int64]]:
    """By table, which record of the city each published row of this month's plan is; -1 for rows of no record."""
    truth = month.truth().select(["dataset", "first_row"]).to_pandas()
    decided = plan.decisions(["dataset", "row", "staged"]).to_pandas()
    decided = decided[decided["staged"] >= 0]
    starts = {name: int(part.index[0]) for name, part in records.groupby("dataset", sort=False)}
    found = {}
    for name in plan.datasets:
        first_row = truth[truth["dataset"] == name]["first_row"].to_numpy(np.int64)
        mine = decided[decided["dataset"] == name]
        rows = np.full(pq.read_metadata(plan.staged(name)).num_rows, -1, dtype=np.int64)
        rows[mine["staged"].to_numpy(np.int64)] = first_row[mine["row"].to_numpy(np.int64)] + starts[name]
        found[name] = rows
    return found
