"""Whether the truth is true: rates, links, repeats, places."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from redact.synth import City, make_city
from redact.synth.events import SIBLINGS
from redact.synth.situations import situations
from redact.synth.truth import count_true

from .reading import read


def test_classes_and_groups_are_as_common_as_in_a_real_city(year: City) -> None:
    truth = year.truth()
    incidents = truth.filter(pc.equal(truth["dataset"], "incidents"))
    share = {name: count / len(incidents) for name, count in count_true(incidents["classes"].combine_chunks()).items()}
    assert 0.07 < share["intimate_partner_violence"] < 0.12
    assert 0.01 < share["family_violence"] < 0.035
    assert 0.008 < share["sexual_assault"] < 0.02
    assert 0.008 < share["child_abuse"] < 0.022
    assert 0.006 < share["stalking"] < 0.015
    assert 0.005 < share["protective_order"] < 0.02
    assert 0.001 < share["elder_abuse"] < 0.006
    assert 0.0005 < share["human_trafficking"] < 0.005
    groups = {
        item["values"]: item["counts"] / len(incidents) for item in pc.value_counts(incidents["group"]).to_pylist()
    }
    assert 0.5 < groups["property"] < 0.65
    assert 0.18 < groups["persons"] < 0.3
    assert 0.08 < groups["society"] < 0.16
    assert 0.05 < groups["none"] < 0.12


def test_truth_lists_every_row_in_order(year: City) -> None:
    truth = year.truth()
    for dataset, rows in year.rows.items():
        part = truth.filter(pc.equal(truth["dataset"], dataset))
        assert part["row"].to_pylist() == list(range(rows))
        assert part["file"].to_pylist() == sorted(part["file"].to_pylist())


def test_truth_has_the_values_of_the_rows(year: City) -> None:
    truth = year.truth()
    part = truth.filter(pc.equal(truth["dataset"], "incidents"))
    rows = read(year, "incidents")
    same = [one == two for one, two in zip(part["address"].to_pylist(), rows["address"].to_pylist(), strict=True)]
    assert 0.9 < np.mean(same) < 0.97  # the rest is typed differently
    assert part["beat"].to_pylist() == rows["beat"].to_pylist()
    named = [name.split(", ")[0] for name in rows["suspect_name"].to_pylist()]
    true = [name.upper() for name in part["suspect_name"].to_pylist()]
    assert all(full.endswith(surname) for full, surname in zip(true, named, strict=True))


def test_addresses_are_typed_in_several_ways(year: City) -> None:
    rows = read(year, "incidents")["address"].to_pylist()
    assert any(address.endswith(" STREET") for address in rows)
    assert any(" BLK " in address for address in rows)
    assert any(address.endswith(" Street") for address in rows)
    assert any(re.match(r"\d+ [A-Z\d]{2,} ", address) for address in rows)
    assert any(" APT " in address for address in read(year, "calls")["address"].to_pylist())


def test_some_arrests_are_made_elsewhere(year: City) -> None:
    truth = year.truth()
    where = {row["event"]: row["address"] for row in truth.filter(pc.equal(truth["dataset"], "incidents")).to_pylist()}
    arrests = truth.filter(pc.equal(truth["dataset"], "arrests")).to_pylist()
    assert 0.15 < np.mean([row["address"] != where[row["event"]] for row in arrests]) < 0.4


def test_the_same_households_come_again(year: City) -> None:
    truth = year.truth()
    domestic = truth.filter(
        pc.and_(pc.match_substring(truth["classes"], "partner"), pc.equal(truth["dataset"], "incidents"))
    )
    repeat = pc.mean(domestic["is_repeat"].cast("int8")).as_py()
    assert 0.15 < repeat < 0.6
    first = domestic.filter(pc.invert(domestic["is_repeat"])).select(["event", "household"]).to_pylist()
    households = {row["event"]: row["household"] for row in first if row["household"] >= 0}
    assert len(set(households.values())) == len(households)


def test_late_records_happened_before_their_file_began(year: City) -> None:
    truth = year.truth()
    occurred = pc.strftime(truth["occurred"], "%Y-%m").to_pylist()
    for late, month, file in zip(truth["late"].to_pylist(), occurred, truth["file"].to_pylist(), strict=True):
        assert late == (month < file[-11:-4])
    assert 0.02 < np.mean(truth["late"].to_numpy()) < 0.12
    reported = pc.strftime(truth["reported"], "%Y-%m").to_pylist()
    assert all(month == file[-11:-4] for month, file in zip(reported, truth["file"].to_pylist(), strict=True))


def test_some_evidence_stands_in_one_column_only(year: City) -> None:
    truth = year.truth()
    part = truth.filter(pc.equal(truth["dataset"], "incidents")).append_column(
        "flag", read(year, "incidents")["domestic_flag"]
    )
    plain = part.filter(pc.equal(part["situation"], "dv_plain"))
    assert pc.mean(pc.equal(plain["flag"], "Y").cast("int8")).as_py() > 0.9
    hidden = part.filter(pc.is_in(part["cue"], pa.array(["narrative", "call"])))
    assert hidden.num_rows > 100
    assert pc.sum(pc.equal(hidden["flag"], "Y").cast("int64")).as_py() == 0


def test_calls_change_their_type_in_both_directions(year: City) -> None:
    calls = read(year, "calls")
    pairs = set(zip(calls["initial_type"].to_pylist(), calls["final_type"].to_pylist(), strict=True))
    assert ("DOMESTIC", "DISTURBANCE") in pairs
    assert ("DISTURBANCE", "DOMESTIC") in pairs
    truth = year.truth()
    changed = truth.filter(pc.equal(truth["dataset"], "calls"))["reclassified"].to_pylist()
    assert changed == [
        one != two for one, two in zip(calls["initial_type"].to_pylist(), calls["final_type"].to_pylist(), strict=True)
    ]


def test_tables_name_situations_that_exist() -> None:
    names = {situation.name for situation in situations()}
    assert set(SIBLINGS) | {other for others in SIBLINGS.values() for other in others} <= names


def test_links_of_adversaries_hold(city: City) -> None:
    links = pa_csv.read_csv(city.folder / "truth" / "adversary_links.csv").to_pylist()
    events = set(city.truth()["event"].to_pylist())
    assert {link["file"] for link in links} == {"voter_roll", "parcels", "news", "docket", "scanner", "portal_2025"}
    for link in links:
        assert link["kind"] != "event" or link["number"] in events
    for name in ("voter_roll", "parcels", "news", "docket", "scanner", "portal_2025"):
        table = pa_csv.read_csv(city.folder / "adversary" / f"{name}.csv")
        assert table.num_rows == sum(link["file"] == name for link in links)


def test_a_large_city_is_made_in_pieces(tmp_path: Path) -> None:
    """A smoke test of speed and order of magnitude only; the figures belong to benchmarks/."""
    city = make_city(tmp_path / "city", incidents=30_000, narratives=False, months=3)
    assert sum(city.rows.values()) > 65_000
