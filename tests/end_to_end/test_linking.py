"""Release sets: no call, report or arrest of a protected event keeps a finer treatment than the event."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from redact.pipeline import preview, publish
from redact.plan.folder import Plan
from redact.policy import policy_by_name
from redact.project import ad_hoc_project, create_state, load_project
from redact.records import card_by_name
from redact.records.source import open_source
from redact.shipped import shipped
from redact.synth import make_city
from redact.vocabulary import OffenseGroup

DATA = Path(__file__).parents[3] / "shared" / "data" / "incidents" / "baltimore_multi"
POLICY = policy_by_name("baseline")
PROTECTIVE = [at for at, tier in enumerate(POLICY.tiers) if tier.protective]


def decided(plan: Plan) -> pd.DataFrame:
    return plan.decisions().to_pandas()


def finer_than_their_event(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that are treated more loosely than the strictest protective tier of their event's rows taken alone."""
    own = rows.own_tier.where(rows.own_tier.isin(PROTECTIVE), len(POLICY.tiers))
    strictest = own.groupby(rows.event).transform("min")
    return rows[(strictest < len(POLICY.tiers)) & (rows.tier > strictest)]


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, Path]:
    """Four months of the synthetic city, decided together, and the city's folder."""
    folder = tmp_path_factory.mktemp("linking")
    city = make_city(folder / "city", incidents=3_000, months=4, start=date(2025, 1, 1), households=9_000)
    create_state(city.project)
    return decided(preview(load_project(city.project), out=folder / "plan", as_of=date(2025, 8, 1))), city.folder


def test_no_record_of_a_protected_event_of_the_city_is_finer(months: tuple[pd.DataFrame, Path]) -> None:
    rows, _ = months
    assert rows.dataset.nunique() == 3
    assert finer_than_their_event(rows).empty
    shared = rows.groupby("event").dataset.nunique()
    assert (shared > 1).sum() > 1_000


def test_by_the_truth_what_shows_it_anywhere_counts_for_the_whole_event(months: tuple[pd.DataFrame, Path]) -> None:
    """Events by the city's truth, not by the links that were found: what linking missed stays in the denominator."""
    rows, folder = months
    truth = pd.read_parquet(folder / "truth" / "records.parquet")[["dataset", "file", "row", "event"]]
    truth = truth.sort_values(["dataset", "file", "row"], kind="stable")
    truth["row"] = truth.groupby("dataset").cumcount()
    truth = truth.rename(columns={"event": "true_event"})
    every = rows.merge(truth[["dataset", "row", "true_event"]], on=["dataset", "row"])
    assert len(every) == len(rows) == len(truth)
    own = every.own_tier.where(every.own_tier.isin(PROTECTIVE), len(POLICY.tiers))
    strictest = own.groupby(every.true_event).transform("min")
    protected = every[strictest < len(POLICY.tiers)]
    finer = protected[protected.tier > strictest[protected.index]]
    assert len(finer) <= 0.005 * len(protected), f"{len(finer)} of {len(protected)} rows"


def test_an_arrest_months_later_inherits_through_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """June's assault is published; September's export has only its arrest, under a theft charge.

    The secret is a fixed one: in so small a city some secrets choose too little cover, and then the gate rightly stops.
    """
    city = make_city(tmp_path / "city", incidents=1_500, months=4, start=date(2025, 1, 1), households=6_000)
    monkeypatch.setattr("redact.ledger.secret.secrets.token_bytes", lambda size: b"s" * size)
    create_state(city.project)
    monkeypatch.undo()
    project = load_project(city.project)
    first = preview(project, out=tmp_path / "first", as_of=date(2025, 8, 1))
    publish(first, out=tmp_path / "releases")
    rows = decided(first)
    arrests = next(item for item in project.datasets if "arrest" in item.files[0].name)
    hidden = rows[(rows.dataset == "arrests") & rows.tier.isin(PROTECTIVE) & ~rows.cover]
    assert len(hidden) > 20
    table = pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in arrests.files])
    charge = [name for name in table if "charge" in name.lower() or "offense" in name.lower()]
    assert charge
    table[charge] = ""
    table[charge[0]] = "THEFT"
    alone = tmp_path / "arrests.csv"
    table.to_csv(alone, index=False)
    import dataclasses

    text = shipped("baseline.yaml").read_text(encoding="utf-8")
    new_only = tmp_path / "new-only.yaml"
    assert "contents: whole history" in text
    new_only.write_text(text.replace("contents: whole history", "contents: period only"), encoding="utf-8")
    later = dataclasses.replace(project, policy=new_only, datasets=(arrests._replace(files=(alone,)),))
    gone = ("incidents:gone", "calls:gone")
    again = decided(preview(later, out=tmp_path / "later", as_of=date(2025, 10, 1), expected=gone))
    met = again.merge(hidden[["row", "tier"]], on="row", suffixes=("", "_before"))
    assert (met.own_tier > max(PROTECTIVE)).mean() > 0.9, "by themselves they say nothing any more"
    assert (met.tier <= met.tier_before).all()


FILES = (
    ("baltimore_cfs_2021.csv", "baltimore_calls_2021"), ("baltimore_part1_crime.csv", "baltimore_incidents"),
    ("baltimore_arrests.csv", "baltimore_arrests"),
)  # fmt: skip


@pytest.mark.real_data
def test_baltimore_has_no_number_in_common_and_is_linked_all_the_same(tmp_path: Path) -> None:
    if not DATA.is_dir():
        pytest.skip(f"the city's files are not here: {DATA}")
    files = [DATA / name for name, _ in FILES]
    cards = [shipped("cards", f"{name}.yaml") for _, name in FILES]
    project = ad_hoc_project(files, policy=shipped("baseline.yaml"), cards=cards)
    rows = decided(preview(project, out=tmp_path / "plan", as_of=date(2022, 6, 1)))
    assert finer_than_their_event(rows).empty
    assert (rows.groupby("event").dataset.nunique() > 1).any()
    spots = pd.concat([_spots(file, name) for file, (_, name) in zip(files, FILES, strict=True)], ignore_index=True)
    wanted = ["dataset", "row", "tier", "own_tier", "group"]
    spots[wanted] = rows[wanted]
    persons = spots[(spots.group == OffenseGroup.PERSONS) & (spots.address != "")]
    for each in persons[persons.own_tier.isin(PROTECTIVE)].itertuples():
        near = persons[
            (persons.dataset != each.dataset)
            & ((persons.minutes - each.minutes).abs() <= 360)
            & (persons.address == each.address)
        ]
        assert (near.tier <= each.own_tier).all()


def _spots(file: Path, card: str) -> pd.DataFrame:
    """Minutes, address and text of every row, read in the simplest way."""
    source = open_source([file], card_by_name(card))
    parts = []
    for batch in source.batches():
        table = batch.table.to_pandas()
        time = next(name for name in ("occurred_at", "dispatched_at") if name in table)
        stamp = pd.to_datetime(table[time].str.replace(r"\+00$", "", regex=True), errors="coerce")
        minutes = (stamp - pd.Timestamp("1970-01-01")) / np.timedelta64(1, "m")
        parts.append(pd.DataFrame({"minutes": minutes, "address": table.address.str.upper().str.strip()}))
    return pd.concat(parts, ignore_index=True)
