"""However often the work is done, a period appears once: whole, after the delay, and the same ever after."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from redact import when
from redact.pipeline import _events, preview
from redact.plan.folder import Plan
from redact.plan.outcomes import Reason
from redact.plan.past.chapter import read_chapter
from redact.project import Project, create_state, load_project
from redact.shipped import shipped
from redact.synth import make_city
from redact.synth.monthly import exports_at
from redact.synth.rereading import Rereading
from redact.vocabulary import TimePrecision

START = date(2025, 1, 1)
DELAY = 30
DAYS = [date(2025, 4, 1), date(2025, 4, 23), date(2025, 4, 30), date(2025, 5, 1), date(2025, 6, 1)]
"""Days of work: monthly (the first, the fourth, the last), in a week between, and on the eve of the day on which March
comes out, 30 days after its end."""
EPOCH = date(1970, 1, 1)
COSTS_TIME = (
    "redact.pipeline._report", "redact.pipeline.check_examples", "redact.risk.trial.of_plan.try_for_plan",
)  # fmt: skip
"""Parts of a preview that decide nothing of what is published."""


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[date, Path]:
    """The project files of a small city by the last day that its exports know of; ten thefts of February come late."""
    folder = tmp_path_factory.mktemp("rhythms")
    city = make_city(folder / "city", incidents=700, months=5, start=START, narratives=False, households=2000, seed=3)
    create_state(city.project)
    truth = city.truth().to_pandas()
    thefts = truth.event[(truth.situation == "theft_other") & (truth.reported.dt.month == 2)].unique()[:10].tolist()
    months = [
        exports_at(
            city.folder, month, folder / f"m{month}", rereading=Rereading(0.9, 0.9, 0.3),
            deleted=thefts if month < 4 else (),
        )
        for month in range(5)
    ]  # fmt: skip
    return {month.until: month.project for month in months}


def work(project: Project, folder: Path, days: list[date], exports: dict[date, Path]) -> list[Plan]:
    """A preview and a release (as far as the ledger knows) on each day, from the newest export there is on that day."""
    secret, plans = project.load_secret(), []
    for day in days:
        newest = max(until for until in exports if until <= day)
        today = dataclasses.replace(project, datasets=load_project(exports[newest]).datasets)
        plan = preview(today, out=folder / f"plan-{day}", as_of=day)
        name = f"{day}-{plan.summary['nonce'][:6]}"
        with project.open_ledger(secret) as ledger, ledger.writing():
            ledger.intend(name, folder=folder / name, nonce=plan.summary["nonce"], about={})
            ledger.remember(name, **_events(plan), chapter=read_chapter(plan))
            ledger.published(name)
        plans.append(plan)
    return plans


def a_project(folder: Path, exports: dict[date, Path], *changes: tuple[str, str]) -> Project:
    from redact.ledger import Ledger, Secret

    text = shipped("baseline.yaml").read_text(encoding="utf-8")
    text = text[: text.index("\ncounts:")] + text[text.index("\npublic_invariants:") :]
    for old, new in (("other: keep, persons: mask}", "other: mask, persons: mask}"), *changes):
        assert old in text
        text = text.replace(old, new)
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    with Ledger.create(folder / "ledger.sqlite", "Nobody", Secret.create(folder / "secret.key")):
        pass
    return dataclasses.replace(
        load_project(next(iter(exports.values()))),
        policy=folder / "policy.yaml", ledger=folder / "ledger.sqlite", secret=folder / "secret.key",
    )  # fmt: skip


def shown(plan: Plan) -> dict[str, pd.DataFrame]:
    """What a plan publishes, without ids and in a fixed order."""
    found = {}
    for path in sorted((plan.folder / "staged").glob("*.parquet")):
        rows = pd.read_parquet(path).astype(str).drop(columns="id")
        found[path.stem] = rows.sort_values(list(rows.columns)).reset_index(drop=True)
    return found


def ends(decided: pd.DataFrame, period: TimePrecision) -> np.ndarray:
    """The day after the period that each published row belongs to."""
    precision = np.maximum(decided.time_precision.to_numpy(np.int8), np.int8(period))
    months = decided.time_code.to_numpy()
    found = np.zeros(len(decided), dtype=np.int64)
    for sharp in np.unique(decided.time_precision):
        mine = (decided.time_precision == sharp).to_numpy()
        minutes = {TimePrecision.HOUR: 60, TimePrecision.DAY: 1440}.get(TimePrecision(int(sharp)))
        if minutes is not None:
            code = when.coarsen(months[mine].astype(np.int64) * minutes, np.full(mine.sum(), period, np.int8))
            found[mine] = when.period_end(code, np.full(mine.sum(), period, np.int8))
        else:
            found[mine] = when.period_end(months[mine], precision[mine])
    return found


@pytest.fixture(scope="module")
def plans(exports: dict[date, Path], tmp_path_factory: pytest.TempPathFactory) -> list[Plan]:
    folder = tmp_path_factory.mktemp("work")
    with pytest.MonkeyPatch.context() as patch:
        for name in COSTS_TIME:
            patch.setattr(name, lambda *_: ())
        return work(a_project(folder, exports), folder, DAYS, exports)


def test_a_month_appears_when_it_is_over_and_its_delay_too(plans: list[Plan]) -> None:
    for day, plan in zip(DAYS, plans, strict=True):
        decided = plan.decisions().to_pandas()
        out = decided[(decided.reason == Reason.NONE) & (decided.time_precision != TimePrecision.NONE)]
        assert len(out) > 100
        assert (ends(out, TimePrecision.MONTH) + DELAY <= (day - EPOCH).days).all()


def test_working_every_day_or_week_shows_nothing_before_its_month(plans: list[Plan]) -> None:
    first, weekly, eve, march, _ = (shown(plan) for plan in plans)
    for dataset, rows in first.items():
        pd.testing.assert_frame_equal(weekly[dataset], rows)
        pd.testing.assert_frame_equal(eve[dataset], rows)
        assert len(march[dataset]) > len(rows)


def test_what_is_out_stays_as_it_is(plans: list[Plan]) -> None:
    every = [shown(plan) for plan in plans]
    for before, now in pairwise(every):
        for dataset, rows in before.items():
            assert not len(_lost(rows, now[dataset]))


def test_what_is_reported_after_its_month_was_out_waits(plans: list[Plan]) -> None:
    late = [plan.decisions().to_pandas().reason == Reason.LATE for plan in plans]
    assert late[-1].sum() > 0
    assert not late[0].any()


@pytest.mark.parametrize(("word", "days"), [("day", 1)])
def test_days_appear_whole_too(
    word: str, days: int, exports: dict[date, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in COSTS_TIME:
        monkeypatch.setattr(name, lambda *_: ())
    rhythm = ("releases: {every: month, period: month,", f"releases: {{every: {word}, period: {word},")
    first = date(2025, 4, 16)
    both = [first, first + timedelta(days=days)]
    before, after = work(a_project(tmp_path, exports, rhythm), tmp_path, both, exports)
    newest = []
    for day, plan in zip(both, (before, after), strict=True):
        out = plan.decisions().to_pandas()
        out = out[(out.reason == Reason.NONE) & (out.time_precision <= TimePrecision.DAY)]
        hours = (out.time_precision == TimePrecision.HOUR).to_numpy()
        last = int(np.where(hours, out.time_code // 24, out.time_code).max())
        complete = (day - EPOCH).days - DELAY
        if word == "week":  # weeks begin on Mondays; 5 January 1970 was one
            complete -= (complete - 4) % 7
        assert last < complete
        assert last >= complete - 2 * days
        newest.append(last)
    assert newest[0] < newest[1] <= newest[0] + 3 * days
    for dataset, rows in shown(before).items():
        assert not len(_lost(rows, shown(after)[dataset]))


def _lost(rows: pd.DataFrame, later: pd.DataFrame) -> pd.Series:
    """Rows that are there less often later."""
    columns = list(rows.columns)
    counts = rows.groupby(columns).size().sub(later.groupby(columns).size(), fill_value=0)
    return counts[counts > 0]
