"""What is staged is exactly what may be published: columns, ids, shuffled rows, and nothing of the source beside it."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from redact.plan import stage
from redact.plan.items import ITEMS_FILE, read_items
from redact.plan.outcomes import Outcome
from redact.plan.treatments import shows_role
from redact.vocabulary import DERIVED_COLUMNS

from .making import REMOVE, Planned, address_in, planned, tiny

BARE = {"tiers__0__cover": REMOVE, "tiers__1__cover": REMOVE}


def incident(number: int, code: str = "23F", **more: str) -> dict[str, str]:
    return {
        "incident_id": f"R25-{number:05}",
        "event_id": f"25-{number:04}",
        "offense_code": code,
        "offense_text": {"23F": "THEFT FROM MOTOR VEHICLE", "13A": "ASSAULT", "11A": "RAPE"}.get(code, "STALKING"),
        "relationship": "STRANGER",
        "occurred_at": "2025-01-09 11:00",
        "address": address_in(number % 8, number),
        "victim_name": f"Zwycker{number}, Anna",
        "status": f"S{number}",
    } | more  # fmt: skip


def arrest(number: int, text: str = "THEFT", **more: str) -> dict[str, str]:
    return {
        "row_id": f"B{number}", "event_id": f"2025{number:06}", "offense_text": text, "occurred_at": "2025-01-10 12:00",
        "address": address_in(number % 8, number), "subject_name": f"Qvist{number}, Olof",
    } | more  # fmt: skip


KEYS = {"event_id": "digits"}


def two_systems(tmp_path: Path, code: str, text: str, **changes: object) -> Planned:
    """Ten events with two incidents and an arrest each."""
    incidents = [incident(n, code) for n in range(1, 11)] + [incident(n, code) for n in range(1, 11)]
    arrests = [arrest(n, text) for n in range(1, 11)]
    return planned(tmp_path, {"incidents": incidents, "arrests": arrests}, tiny(**changes), keys=KEYS)


def ids(plan: Planned, dataset: str) -> list[str]:
    found = [plan.published(dataset, row) for row in range(10)]
    return [row["id"] for row in found if row is not None]


# --- ids -------------------------------------------------------------------------------------------------------------


def test_ordinary_rows_of_one_event_share_their_id_across_datasets(tmp_path: Path) -> None:
    plan = two_systems(tmp_path, "23F", "THEFT", **BARE)
    assert len(set(ids(plan, "incidents"))) == 10
    assert ids(plan, "incidents") == ids(plan, "arrests")
    again = plan.published("incidents", 10)
    assert again is not None and again["id"] == ids(plan, "incidents")[0]
    assert all(len(name) == 16 and set(name) <= set("0123456789abcdef") for name in ids(plan, "incidents"))


@pytest.mark.parametrize("cover", ["cover", "no cover"])
def test_protected_rows_share_no_key_with_anything(tmp_path: Path, cover: str) -> None:
    """Whether or not the tier has cover: an id that a second dataset shares would join what was taken apart."""
    more = {"tiers__0__cover": REMOVE, "tiers__1__cover": {"rate": 0.5} if cover == "cover" else REMOVE}
    plan = two_systems(tmp_path, "STALK", "STALKING", **more)
    every = [row["id"] for name in plan.sources for row in plan.staged(name)]
    assert len(every) == 30
    assert len(set(every)) == 30


def test_cover_rows_share_no_key_with_anything(tmp_path: Path) -> None:
    plan = two_systems(tmp_path, "23F", "THEFT", tiers__0__cover=REMOVE, tiers__1__cover__rate=1)
    every = [row["id"] for name in plan.sources for row in plan.staged(name)]
    assert plan.built.fates.cover.all()
    assert len(set(every)) == len(every) == 30


def test_ids_are_new_in_every_plan(tmp_path: Path) -> None:
    first = two_systems(tmp_path / "a", "23F", "THEFT", **BARE)
    second = two_systems(tmp_path / "b", "23F", "THEFT", **BARE)
    assert not set(ids(first, "incidents")) & set(ids(second, "incidents"))


# --- columns ---------------------------------------------------------------------------------------------------------


def test_the_header_is_the_allow_list_in_card_order(tmp_path: Path) -> None:
    plan = two_systems(tmp_path, "23F", "THEFT", **BARE)
    for context in plan.built.contexts:
        table = pq.read_table(plan.folder / "staged" / f"{context.dataset}.parquet")
        assert tuple(table.column_names) == context.header
        assert all(field.type == pa.string() for field in table.schema)
    assert plan.built.contexts[0].header == (*DERIVED_COLUMNS, "offense_text", "status")
    assert plan.built.contexts[1].header == (*DERIVED_COLUMNS, "offense_text")


def test_columns_that_share_a_role_are_numbered_and_extras_need_a_line(tmp_path: Path) -> None:
    records = [incident(n) | {"offense_text_2": "PETTY", "colour": "red"} for n in range(1, 5)]
    assert "colour" not in planned(tmp_path / "a", {"incidents": records}, tiny(**BARE)).staged("incidents")[0]
    policy = tiny(**BARE, **{"columns__extra colour": "keep"})
    (row, *_) = planned(tmp_path / "b", {"incidents": records}, policy).staged("incidents")
    assert (row["offense_text_2"], row["colour"]) == ("PETTY", "red")


def test_protected_rows_fill_only_what_their_tier_shows(tmp_path: Path) -> None:
    records = [incident(n, "STALK" if n % 2 else "23F") for n in range(1, 21)]
    plan = planned(tmp_path, {"incidents": records}, tiny(**BARE))
    shown = {"id", "offense_group", "place", "place_id", "place_precision", "households_band", "time", "time_precision"}
    for row in range(20):
        found = plan.published("incidents", row)
        assert found is not None
        filled = {name for name, cell in found.items() if cell}
        assert filled == (shown if row % 2 == 0 else {*shown, "offense_text", "status"})


@pytest.mark.parametrize("shows", [["id"], ["id", "time"], ["id", "place"], ["offense_group", "place", "status"]])
def test_whatever_a_tier_shows(tmp_path: Path, shows: list[str]) -> None:
    records = [incident(n, "STALK") for n in range(1, 9)]
    plan = planned(tmp_path, {"incidents": records}, tiny(tiers__0__cover=REMOVE, tiers__1__shows=shows,
                                                         tiers__1__cover=REMOVE))  # fmt: skip
    derived = {
        "id": {"id"}, "offense_group": {"offense_group"}, "status": {"status"}, "time": {"time", "time_precision"},
        "place": {"place", "place_id", "place_precision", "households_band"},
    }  # fmt: skip
    allowed = set().union(*(derived[word] for word in shows))
    for row in plan.staged("incidents"):
        assert {name for name, cell in row.items() if cell} == allowed


def test_every_published_place_and_time_is_the_decided_one(tmp_path: Path) -> None:
    plan = two_systems(tmp_path, "13A", "ASSAULT", **BARE)
    row = plan.published("incidents", 0)
    assert row is not None
    assert (row["place"], row["place_id"], row["place_precision"]) == ("200 BLOCK W ELM ST", "b-000001", "block")
    assert (row["time"], row["time_precision"]) == ("2025-01-09", "day")
    assert (row["offense_group"], row["households_band"]) == ("persons", "100-499")


# --- rows ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bucket", [7, 100_000])
def test_rows_are_shuffled_and_each_is_where_the_decisions_say(
    tmp_path: Path, bucket: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "BUCKET_ROWS", bucket)
    records = [incident(n) | {"occurred_at": "2025-01-09 11:00" if n % 5 else ""} for n in range(1, 101)]
    plan = planned(tmp_path, {"incidents": records}, tiny(**BARE), max_unreadable=1.0)
    staged = [row["status"] for row in plan.staged("incidents")]
    assert sorted(staged) == sorted(f"S{n}" for n in range(1, 101) if n % 5)
    assert staged != sorted(staged, key=lambda word: int(word[1:])), "the order tells nothing of the source"
    decisions = pq.read_table(plan.folder / "decisions.parquet").to_pylist()
    for number, decision in enumerate(decisions, start=1):
        if decision["outcome"] == Outcome.PUBLISHED:
            assert staged[decision["staged"]] == f"S{number}"
        else:
            assert decision["staged"] == -1
    assert not list((plan.folder).glob(".work*")), "nothing is left of the work between"


def test_a_dataset_of_which_nothing_is_published(tmp_path: Path) -> None:
    plan = planned(tmp_path, {"incidents": [incident(n, "11A") for n in range(1, 5)]}, tiny(**BARE))
    assert plan.staged("incidents") == []
    assert plan.summary["counts"]["incidents"]["withheld"]["withheld"] == 4


def test_every_input_row_has_one_outcome(tmp_path: Path) -> None:
    records = [incident(n, code) for n, code in enumerate(["23F", "13A", "11A", "STALK", "QQQ"] * 10)]
    records = [record | ({"offense_text": "ODD"} if record["offense_code"] == "QQQ" else {}) for record in records]
    plan = planned(tmp_path, {"incidents": records}, tiny())
    counts = plan.summary["counts"]["incidents"].values()
    assert sum(tier["rows_in"] for tier in counts) == 50
    assert sum(tier[word] for tier in counts for word in ("published", "withheld", "held")) == 50
    assert len(plan.staged("incidents")) == sum(tier["published"] for tier in counts)


# --- the plan folder -------------------------------------------------------------------------------------------------


def cells_of(path: Path) -> str:
    """Everything a file says, decoded."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        columns = [column for column in table.columns if not pa.types.is_binary(column.type)]
        return "\n".join(str(cell) for column in columns for cell in column.to_pylist())
    return path.read_text(encoding="utf-8")


def test_the_folder_holds_no_value_that_the_release_would_not(tmp_path: Path) -> None:
    planted = {
        "incident_id": "KEYCANARY1", "event_id": "KEYCANARY2", "victim_name": "Namecanary, Una",
        "phone": "515-555-0199",
        "offense_code": "CODECANARY", "offense_text": "TEXTCANARY", "disposition": "WORDCANARY",
        "relationship": "RELCANARY",
    }  # fmt: skip
    records: list[Mapping[str, str]] = [incident(n) | {"phone": "", "disposition": ""} for n in range(1, 20)]
    plan = planned(tmp_path, {"incidents": [*records, incident(20) | planted]}, tiny(**BARE))
    assert [item.rows for item in read_items(plan.folder)] == [1], "the unknown code is an open item"
    for path in plan.folder.rglob("*"):
        if path.is_file():
            said = cells_of(path).casefold()
            assert not any("canary" in part for part in said.split()), path.name
            assert "555-0199" not in said
            assert "zwycker" not in said
    assert json.loads((plan.folder / ITEMS_FILE).read_text())["example_rows"] == [19]


def test_only_the_owner_can_read_the_folder(tmp_path: Path) -> None:
    plan = two_systems(tmp_path, "23F", "THEFT")
    for path in (plan.folder, *plan.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name


def test_the_columns_published_are_those_the_tiers_show(tmp_path: Path) -> None:
    plan = two_systems(tmp_path, "23F", "THEFT", **BARE)
    for context in plan.built.contexts:
        shown = {
            item.name
            for item in context.fields
            if any(shows_role(rule, context.policy, item.role) for rule in context.reachable)
        }
        assert set(context.header) == {*DERIVED_COLUMNS, *shown}
