"""What the ledger will remember of a plan: its rows, its cells, which rows it has no more, which days are out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from redact.keyed import published_ids
from redact.ledger import Ledger, Secret
from redact.ledger.archive import Archive
from redact.plan.folder import Plan
from redact.plan.inputs import EPOCH
from redact.plan.past.cells import kept_cells
from redact.plan.past.chapter import BETWEEN, contents, read_chapter, split, values
from redact.plan.past.marks import marks
from redact.records import open_source

from ..making import Planned, address_in, card_of, planned, saved, write_records
from .outs import day, without_chance

KEY = bytes(range(32))
SECRET = Secret(bytes(range(1, 33)))
ODD = (
    "plain",
    "",
    BETWEEN,
    f"a{BETWEEN}b",
    "\x1e",
    f"\x1e0{BETWEEN}1",
    "\x1e1",
    "tab\tand\nline",
    "é😀",
    '"quoted", yes',
)


def staged(**columns: Sequence[str]) -> pa.Table:
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})


# --- values and contents


def test_a_value_is_of_all_cells_but_the_id() -> None:
    one = values(staged(id=["1", "2"], time=["a", "a"], status=["x", "x"]), KEY)
    assert one[0] == one[1]
    assert (values(staged(status=["x", "x"], id=["8", "9"], time=["a", "a"]), KEY) == one).all(), "in any order"
    assert values(staged(id=["1"], time=["a"], status=["y"]), KEY)[0] != one[0]
    assert values(staged(id=["1"], time=["x"], status=["a"]), KEY)[0] != one[0], "not the same cells elsewhere"
    assert values(staged(id=["1"], time=["a"], status=["x"]), KEY[::-1])[0] != one[0]
    assert len(values(staged(id=[], time=[]), KEY)) == 0


def test_cells_come_back_as_they_were_whatever_they_hold() -> None:
    cells = {"status": list(ODD), "beat": list(ODD[::-1]), "narrative": [each * 2 for each in ODD]}
    table = staged(id=["1"] * len(ODD), place=["p"] * len(ODD), **cells)
    joined = contents(table)
    back = split(joined, ["id", "narrative", "place", "beat", "status"])
    assert set(back) == set(cells)
    for name, column in cells.items():
        assert back[name].to_pylist() == column


def test_one_cell_a_row_and_none() -> None:
    assert split(contents(staged(id=["1"] * len(ODD), status=ODD)), ["status"])["status"].to_pylist() == list(ODD)
    assert contents(staged(id=["1"], time=["t"])).to_pylist() == [""]
    assert split(pa.array(["", ""]), ["id", "time"]) == {}


def test_rows_that_had_other_columns_keep_nothing() -> None:
    joined = pa.concat_arrays([contents(staged(status=["a"], beat=["b"])), contents(staged(status=["c"]))])
    assert split(joined, ["status", "beat"])["status"].to_pylist() == ["a", None]


def test_repeated_cells_are_dictionaries_too() -> None:
    table = pa.table({"status": pa.array(["a", "b", "a"]).dictionary_encode(), "beat": ["1", "2", "3"]})
    assert split(contents(table), ["status", "beat"])["status"].to_pylist() == ["a", "b", "a"]
    plain = pa.table({"status": ["a", "b", "a"], "beat": ["1", "2", "3"]})
    assert (values(table, KEY) == values(plain, KEY)).all()


# --- whole plans


def theft(number: int, time: str = "2025-01-09 10:00", **more: str) -> dict[str, str]:
    return {
        "event_id": f"{number}", "offense_code": "23F", "occurred_at": time, "status": "OPEN",
        "address": address_in(number % 8), "officer_name": "Okafor, Ada", "victim_name": "", "relationship": "STRANGER",
    } | more  # fmt: skip


THEFTS = [theft(number) for number in range(1, 9)]


@dataclasses.dataclass
class Desk:
    """Plans over a ledger, put out one after the other."""

    folder: Path
    ledger: Ledger
    count: int = 0

    def plan(self, records: Mapping[str, Sequence[dict[str, str]]], as_of: str = "2025-03-05", **more: Any) -> Planned:
        self.count += 1
        return planned(
            self.folder / f"{self.count}", records, more.pop("policy", without_chance(classify__linked_at_least=0)),
            secret=SECRET, ledger=self.ledger, as_of=date.fromisoformat(as_of), keys={"event_id": "digits"}, **more,
        )  # fmt: skip

    def release(
        self, records: Mapping[str, Sequence[dict[str, str]]], as_of: str = "2025-03-05", **more: Any
    ) -> Planned:
        plan = self.plan(records, as_of, **more)
        name = f"r{self.count}"
        self.ledger.intend(name, folder=self.folder / name, nonce="", about={})
        self.ledger.remember(name, [1], [0], [-1], [False], ["withheld"], chapter=read_chapter(Plan.open(plan.folder)))
        self.ledger.published(name)
        return plan

    @property
    def archive(self) -> Archive:
        return self.ledger.archive()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, Ledger.in_memory(SECRET))


def test_a_chapter_has_the_rows_that_are_new_and_nothing_twice(desk: Desk) -> None:
    first = desk.release({"incidents": THEFTS})
    assert desk.archive.rows.num_rows == len(first.staged("incidents")) == 8
    more = [*THEFTS, *(theft(number, "2025-02-09 10:00") for number in range(11, 14))]
    second = desk.plan({"incidents": more}, "2025-04-05")
    chapter = read_chapter(Plan.open(second.folder))
    assert (chapter.rows.num_rows, len(chapter.left)) == (3, 0)
    row = chapter.rows.to_pylist()[0]
    assert (row["tier"], row["careful"], row["cover"], row["dataset"]) == ("other", False, False, "incidents")
    assert row["key_0"] != 0 == row["key_1"]
    assert row["group"] == 2
    assert split(chapter.rows["cells"], second.summary["header"]["incidents"])["status"].to_pylist() == ["OPEN"] * 3


def test_what_is_kept_looks_as_it_did_and_officers_of_then_can_be_victims_now(desk: Desk) -> None:
    first = desk.release({"incidents": THEFTS})
    assert {row["officer_name"] for row in first.staged("incidents")} == {"Okafor, Ada"}
    closed = [row | {"status": "CLOSED", "address": address_in(5)} for row in THEFTS]
    now = [*closed, theft(20, "2025-02-09 10:00", victim_name="Okafor, Ada", officer_name="")]
    second = desk.plan({"incidents": now}, "2025-04-05")
    for number, _ in enumerate(THEFTS):
        before, after = first.published("incidents", number), second.published("incidents", number)
        assert before is not None
        assert after is not None
        assert {**before, "id": "", "officer_name": ""} == {**after, "id": ""}, "only the name is gone"
    unchanged = desk.plan({"incidents": closed}, "2025-04-05")
    assert [row["officer_name"] for row in unchanged.staged("incidents")] == ["Okafor, Ada"] * 8


def test_the_names_of_parties_are_emptied_in_kept_cells(desk: Desk) -> None:
    desk.release({"incidents": THEFTS})
    plan = desk.plan({"incidents": [*THEFTS[:2], theft(9), *THEFTS[2:]]}, "2025-04-05")
    context = plan.built.contexts[0]
    cells = kept_cells(plan.built.kept, plan.built.slices[0], context, {"Okafor, Ada"})
    assert set(cells.columns["officer_name"].to_pylist()) == {""}
    assert set(cells.columns["status"].to_pylist()) == {"OPEN"}
    untouched = kept_cells(plan.built.kept, plan.built.slices[0], context, {"Somebody Else"})
    assert set(untouched.columns["officer_name"].to_pylist()) == {"Okafor, Ada"}
    local = np.arange(9)
    fresh = pa.array([f"new {number}" for number in range(9)])
    assert untouched.instead_of("status", fresh, local).to_pylist() == ["OPEN", "OPEN", "new 2", *["OPEN"] * 6]
    assert untouched.instead_of("beat", fresh, local).to_pylist() == fresh.to_pylist()
    published = local != 4
    ((rows, text),) = untouched.texts("status", published)
    assert (rows.tolist(), text) == ([0, 1, 3, 5, 6, 7, 8], "OPEN")


def test_nothing_is_kept_in_a_first_release(desk: Desk) -> None:
    plan = desk.plan({"incidents": THEFTS})
    cells = kept_cells(plan.built.kept, plan.built.slices[0], plan.built.contexts[0], set())
    assert cells.columns == {}
    assert list(cells.texts("status", np.ones(8, dtype=np.bool_))) == []


def test_rows_that_leave_are_noted_and_so_are_those_that_the_export_has_no_more(desk: Desk) -> None:
    desk.release({"incidents": THEFTS})
    plan = desk.plan({"incidents": THEFTS[1:]}, "2025-04-05")
    chapter = read_chapter(Plan.open(plan.folder))
    assert len(chapter.left) >= 1
    rows = desk.archive.rows.to_pylist()
    gone = {rows[number]["key_0"] for number in chapter.left.tolist()}
    staged_keys = {
        key for key, position in zip(plan.built.rows.keys[:, 0], plan.built.positions, strict=True) if position >= 0
    }
    assert gone == {row["key_0"] for row in rows} - staged_keys
    assert chapter.rows.num_rows == 0


def test_refreshed_rows_leave_and_come_with_what_they_say_now(desk: Desk) -> None:
    desk.release({"incidents": THEFTS})
    closed = [THEFTS[0] | {"status": "CLOSED"}, *THEFTS[1:]]
    inputs = desk.plan({"incidents": closed}, "2025-04-05").inputs
    plan = saved(desk.folder / "revision", dataclasses.replace(inputs, revision=True))
    chapter = read_chapter(Plan.open(plan.folder))
    assert (chapter.rows.num_rows, len(chapter.left)) == (1, 1)
    assert "CLOSED" in chapter.rows["cells"].to_pylist()[0]
    assert chapter.about["revision"]


def test_older_periods_stay_out_where_releases_hold_new_ones_only(desk: Desk) -> None:
    policy = without_chance(releases__contents="period only", classify__linked_at_least=0)
    desk.release({"incidents": THEFTS}, policy=policy)
    new = [theft(number, "2025-02-09 10:00") for number in range(11, 14)]
    desk.release({"incidents": [*THEFTS[:3], *new]}, "2025-04-05", policy=policy)
    archive = desk.archive
    assert (archive.rows.num_rows, int(archive.out.sum())) == (11, 11)


# --- which days are out


def days_of(plan: Planned) -> list[int]:
    days: list[int] = read_chapter(Plan.open(plan.folder)).about["days"]["incidents"]
    return days


def test_the_days_that_are_out(desk: Desk) -> None:
    waits = theft(99, "2025-03-04 10:00")
    first = desk.release({"incidents": [*THEFTS, waits]})
    assert days_of(first) == [day("2025-01-09"), day("2025-03-05") - 30]
    older = desk.plan({"incidents": [*THEFTS, theft(97, "2024-11-04 10:00"), waits]}, "2025-04-05")
    assert days_of(older) == [day("2024-11-04"), day("2025-04-05") - 30]


def test_days_that_are_out_stay_so_whenever_a_plan_is_made(desk: Desk) -> None:
    desk.release({"incidents": THEFTS})
    early = desk.plan({"incidents": THEFTS}, "2025-02-20")
    assert days_of(early) == [day("2025-01-09"), day("2025-03-05") - 30]
    assert read_chapter(Plan.open(early.folder)).about["through"] == day("2025-03-05") - 30


def test_days_of_a_dataset_that_is_left_out_once_are_not_forgotten(desk: Desk) -> None:
    policy = without_chance(releases__contents="period only", classify__linked_at_least=0)
    desk.release({"incidents": THEFTS, "calls": THEFTS}, policy=policy)
    plan = desk.plan({"calls": THEFTS}, "2025-04-05", policy=policy)
    assert days_of(plan) == [day("2025-01-09"), day("2025-03-05") - 30]


def test_times_of_a_minute_date_rows_too(desk: Desk) -> None:
    """MINUTE is the precision 0, and not none."""
    minutes = [theft(number, f"2025-01-0{number} 10:07") for number in range(1, 9)]
    assert days_of(desk.plan({"incidents": minutes}))[0] == day("2025-01-01")
    assert date(1970, 1, 1) == EPOCH


# --- marks


def marks_of(plan: Planned) -> np.ndarray:
    return marks(plan.built.fates, plan.built.kept, plan.built.treatments)


def test_published_ids_are_made_of_marks_and_change_with_the_nonce(desk: Desk) -> None:
    plan = desk.release({"incidents": THEFTS})
    again = saved(desk.folder / "again", plan.inputs)
    for made in (plan, again):
        ids = published_ids(made.built.nonce, marks_of(made)).to_pylist()
        assert [made.published("incidents", number)["id"] for number in range(8)] == ids  # type: ignore[index]
        assert len(set(ids)) == 8
    archived = desk.archive.rows["mark"].to_pylist()
    assert sorted(archived) == sorted(marks_of(plan).tolist()) == sorted(marks_of(again).tolist())
    assert not {row["id"] for row in plan.staged("incidents")} & {row["id"] for row in again.staged("incidents")}


def test_rows_of_an_event_share_a_mark_where_they_may_be_joined(desk: Desk) -> None:
    partner = [
        theft(number, offense_code="13B", relationship="BOYFRIEND") for number in range(11, 14)
    ]  # fmt: skip
    first = desk.plan({"incidents": [*THEFTS, *partner, partner[0]], "calls": [*THEFTS, *partner]})
    of_row = marks_of(first)
    incidents, calls = of_row[:12], of_row[12:]
    assert incidents[:8].tolist() == calls[:8].tolist()
    assert len({*incidents[8:].tolist(), *calls[8:].tolist()}) == 7, "no protected row can be joined with another"


def test_a_row_that_is_out_keeps_its_mark_and_gives_it_to_its_event(desk: Desk) -> None:
    """Also where a new record makes the event's own number another one."""
    first = desk.release({"incidents": [theft(5), *THEFTS[:2]]})
    now = [theft(5), *THEFTS[:2]]
    arrest = theft(5, "2025-02-09 10:00") | {"incident_id": "A-1"}
    second = desk.plan({"incidents": now, "arrests": [arrest]}, "2025-04-05")
    assert marks_of(second)[:3].tolist() == marks_of(first).tolist()
    assert marks_of(second)[3] == marks_of(second)[0]


def test_the_order_of_the_export_is_no_part_of_a_mark(desk: Desk) -> None:
    first = desk.plan({"incidents": THEFTS})
    second = desk.plan({"incidents": THEFTS[::-1]})
    assert marks_of(second)[::-1].tolist() == marks_of(first).tolist()


# --- a ledger of an earlier version


def test_a_plan_says_which_releases_it_cannot_compare_with(desk: Desk) -> None:
    assert desk.plan({"incidents": THEFTS}).summary["notes"]["incidents"] == []
    desk.ledger.intend("old", folder=desk.folder, nonce="", about={})
    desk.ledger.published("old", [1], [0], [-1], [False], ["withheld"])
    (note,) = desk.plan({"incidents": THEFTS}).summary["notes"]["incidents"]
    assert note.startswith("1 earlier release of an earlier version of redact cannot be compared")


def test_columns_in_another_order_keep_their_cells(desk: Desk) -> None:
    first = desk.release({"incidents": THEFTS})
    turned = [{"officer_name": "", **row, "status": "NEW"} for row in THEFTS]
    folder = desk.folder / "turned"
    folder.mkdir()
    titles = write_records(folder / "incidents.csv", turned)
    source = open_source([folder / "incidents.csv"], card_of("incidents", titles, keys={"event_id": "digits"}))
    plan = saved(folder / "plan", dataclasses.replace(first.inputs, sources={"incidents": source}))
    assert {(row["status"], row["officer_name"]) for row in plan.staged("incidents")} == {("OPEN", "Okafor, Ada")}
    assert plan.summary["header"]["incidents"] != first.summary["header"]["incidents"]
    assert pq.read_table(plan.folder / "chapter.parquet").num_rows == 0
