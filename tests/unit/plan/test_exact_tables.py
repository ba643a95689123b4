"""Exact tables say what the published rows say, and nothing else; the gate finds every number that says more."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from redact.counts.info import TableInfo
from redact.gates import GateResult, exact_tables
from redact.plan.build import Built
from redact.plan.outcomes import Reason
from redact.plan.tables import exact, tables_of
from redact.plan.tables.exact import shown_rows
from redact.policy.model import CountTable, Policy

from .making import OTHER, PERSONS, PROTECTED, STREETS, WITHHELD, Planned, address_in, planned, small_city, tiny

Cells = dict[tuple[str, ...], str]
"""What a file says of each cell: the number, or why it is hidden."""

SMALL, PARTNER = "hidden: below 5", "hidden: would give away another"
TWO_MONTHS, THREE_MONTHS = "2025-01 to 2025-02", "2025-01 to 2025-03"
BEATS = ("Beat 1", "Beat 2", "Beat 3", "Beat 4")


def policy_of(*by: str, **changes: Any) -> Policy:
    """The tiny policy with an exact table of the rows of tier `other`, and no cover by chance."""
    table = {"table": "shown", "kind": "exact", "of": {"tiers": ["other"]}, "by": list(by), "threshold": 5, "width": 3}
    cover = {"tiers__0__cover__rate": 1e-9, "tiers__1__cover__rate": 1e-9, "classify__linked_at_least": 0.0}
    return tiny(counts=[table], **(cover | changes))


BY_BEAT = policy_of("beat", "month")


def theft(event: str, day: str = "2025-01-09", block: int = 0, **more: str) -> dict[str, str]:
    return {
        "event_id": event, "offense_code": "23F", "offense_text": "", "occurred_at": f"{day} 11:00",
        "address": address_in(block),
    } | more  # fmt: skip


def thefts(name: str, number: int, day: str = "2025-01-09", block: int = 0, **more: str) -> list[dict[str, str]]:
    return [theft(f"{name}{each}", day, block, **more) for each in range(number)]


def plan_of(tmp_path: Path, records: Sequence[dict[str, str]], policy: Policy = BY_BEAT, **more: Any) -> Planned:
    return planned(tmp_path, {"incidents": records}, policy, **more)


def info_of(plan: Planned) -> TableInfo:
    (info,) = tables_of(plan.folder).infos
    return info


def cells(plan: Planned, file: str = "shown.csv") -> Cells:
    with (plan.folder / "tables" / file).open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    at = header.index("count")
    return {tuple(row[:at]): row[at] or row[at + 1] for row in rows}


def january(plan: Planned) -> list[str]:
    """What the table says of the four beats in January."""
    found = cells(plan)
    return [found[beat, "2025-01"] for beat in BEATS]


def tiers_of(built: Built) -> NDArray[np.int8]:
    """The tier of every row."""
    return np.array([rule.tier for rule in built.treatments], dtype=np.int8)[built.fates.treatment]


def usual(months: Sequence[int] = (1, 2), each: int = 8) -> list[dict[str, str]]:
    """So many thefts in every beat and month that nothing is hidden."""
    return [
        theft(f"U{month}{beat}{number}", f"2025-{month:02}-05", 2 * beat)
        for month in months for beat in range(4) for number in range(each)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """Eight thefts in each beat and month, and some of everything that a table must leave alone."""
    records = [
        *usual(),
        *thefts("A", 3, offense_code="13B"),
        *thefts("R", 3, offense_code="11A"),
        *thefts("S", 3, offense_code="", offense_text="STALKING"),
        theft("BAD", "never", 0),
    ]
    arrests = [record | {"event_id": "U100"} for record in thefts("X", 2)]
    calls = [{"event_id": f"C{n}", "call_type_final": "THEFT", "occurred_at": "2025-01-09 10:00",
              "address": address_in(0)} for n in range(3)]  # fmt: skip
    datasets = {"incidents": records, "arrests": arrests, "calls": calls}
    return planned(tmp_path_factory.mktemp("quiet"), datasets, BY_BEAT, max_unreadable=0.5)


def test_only_published_incident_reports_of_the_tier_are_counted(quiet: Planned) -> None:
    """Other tiers, hidden rows, rows with a fault, calls and arrests are not; and the gate agrees."""
    assert january(quiet) == ["8", "8", "8", "8"]
    assert gate(quiet).passed
    assert set(tiers_of(quiet.built).tolist()) >= {WITHHELD, PROTECTED, PERSONS, OTHER}


def test_a_rows_own_words_are_what_is_counted(quiet: Planned) -> None:
    beat = {f"{n % 2 + 1}00 BLOCK W {STREETS[n // 2]} ST": f"Beat {n // 2 + 1}" for n in range(8)}
    staged = Counter(
        (beat[row["place"]], row["time"][:7])
        for row in quiet.staged("incidents")
        if row["offense_group"] == "property" and row["time_precision"] == "hour"
    )
    assert {cell: int(count) for cell, count in cells(quiet).items()} == staged


def test_rows_that_serve_as_cover_are_not_counted(tmp_path: Path) -> None:
    """They are shown as coarsely as what they hide, or not at all; counting them would tell the two apart."""
    policy = policy_of("beat", "month", tiers__0__cover__rate=0.25, tiers__1__cover__rate=0.25)
    plan = plan_of(tmp_path, usual(each=20), policy)
    cover = plan.built.fates.cover
    assert 0 < cover.sum() < 160
    left = Counter((BEATS[row // 20 % 4], f"2025-{row // 80 + 1:02}") for row in np.flatnonzero(~cover).tolist())
    shown = {cell: int(told) for cell, told in cells(plan).items() if told.isdigit()}
    assert shown and shown == {cell: left[cell] for cell in shown}
    assert gate(plan).passed


def test_an_event_is_once_in_each_of_its_cells_and_so_twice_in_their_total(tmp_path: Path) -> None:
    """The totals are sums of the finest cells, which is how they are audited; whoever recounts finds the same."""
    twice = [theft("A", block=0), theft("A", block=1), theft("A", block=2), theft("A", "2025-02-09", block=0)]
    plan = plan_of(tmp_path, [*usual(), *twice])
    assert january(plan) == ["9", "9", "8", "8"]
    assert cells(plan)["Beat 1", "2025-02"] == "9"
    assert cells(plan, "shown-beat_year.csv")["Beat 1", TWO_MONTHS] == "18"
    assert cells(plan, "shown-city_month.csv")[("2025-01",)] == "34"
    assert cells(plan, "shown-city_year.csv")[(TWO_MONTHS,)] == "67"
    assert "An event with rows in two of the finest cells is in both" in info_of(plan).bounded
    assert gate(plan).passed


def test_rows_that_are_shown_coarser_than_the_table_are_left_out(tmp_path: Path) -> None:
    """Beat 2 has too few homes for a row of this tier to show it, so those in it only show the city."""
    records = [*usual(), *thefts("A", 9, block=2)]
    plan = plan_of(tmp_path, records, units=small_city((100, 100, 1, 1, 100, 100, 100, 100)))
    assert {row["place"] for row in plan.staged("incidents")} >= {"Smallville"}
    assert january(plan)[1] == cells(plan)["Beat 2", "2025-02"] == SMALL, "none of the 17 is shown there"
    assert cells(plan, "shown-city_month.csv")[("2025-01",)] == "24", "nor in the totals"
    assert gate(plan).passed


def test_small_numbers_are_hidden_and_others_with_them(tmp_path: Path) -> None:
    """One small number alone could be worked out from its total and its neighbours."""
    plan = plan_of(tmp_path, [*usual((1, 2, 3)), *thefts("A", 4, "2025-04-09"), *usual((4,))[8:]])
    found = cells(plan)
    assert found["Beat 1", "2025-04"] == SMALL
    assert PARTNER in found.values()
    totals = [cells(plan, f"shown-{level}.csv") for level in ("beat_year", "city_month", "city_year")]
    april = [found[beat, "2025-04"] for beat in BEATS]
    assert sum(word.startswith("hidden") for word in april) >= 2 or totals[1][("2025-04",)].startswith("hidden")
    assert gate(plan).passed


def test_totals_are_of_places_over_a_year_and_of_the_city(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, usual((1, 2, 3)), policy_of("offense_group", "beat", "month"))
    assert [(level.name, level.by, level.file) for level in info_of(plan).levels] == [
        ("beat_month", ("offense_group", "beat", "month"), "shown.csv"),
        ("beat_year", ("offense_group", "beat", "year"), "shown-beat_year.csv"),
        ("city_month", ("offense_group", "month"), "shown-city_month.csv"),
        ("city_year", ("offense_group", "year"), "shown-city_year.csv"),
    ]
    assert cells(plan, "shown-beat_year.csv")["property", "Beat 2", THREE_MONTHS] == "24"
    assert cells(plan, "shown-city_month.csv")["property", "2025-02"] == "32"
    assert cells(plan, "shown-city_year.csv")["property", THREE_MONTHS] == "96"
    assert cells(plan, "shown-city_year.csv")["society", THREE_MONTHS] == SMALL, "nothing is hidden like little"
    assert len(cells(plan)) == 4 * 4 * 3, "every group, beat and month has a line"


@pytest.mark.parametrize(
    ("by", "files", "every"),
    [
        (("beat", "quarter"), 4, 4 + 4 + 1 + 1),
        (("district", "year"), 2, 2 + 1),
        (("month",), 2, 3 + 1),
        (("offense_group", "city", "month"), 2, 4 * (3 + 1)),
        (("offense_group", "block", "quarter"), 4, 4 * (8 + 8 + 1 + 1)),
    ],
)
def test_every_shape_of_table_can_be_counted_again(tmp_path: Path, by: tuple[str, ...], files: int, every: int) -> None:
    """Also where one event has rows of two groups, and a year of which a part is there alone."""
    records = [*usual((1, 2, 3)), theft("U100", block=1, offense_code="35A"), theft("U100", block=1)]
    if "year" in by:
        records += usual(range(4, 13), 4)
    plan = plan_of(tmp_path, records, policy_of(*by))
    assert len(info_of(plan).levels) == files
    found = gate(plan)
    assert found.passed
    assert found.measured == f"0 of {every} numbers are not what the rows say"


def test_periods_that_are_not_over_or_not_covered_are_left_out(tmp_path: Path) -> None:
    """One old case does not begin a table; a month that still waits for late reports is in none."""
    records = [*usual((1, 2, 3)), theft("OLD", "2019-05-05")]
    plan = plan_of(tmp_path, records, as_of=date(2025, 4, 15))
    assert info_of(plan).periods == ("2025-01", "2025-02")
    assert {cell[1] for cell in cells(plan)} == {"2025-01", "2025-02"}
    assert cells(plan, "shown-city_year.csv") == {(TWO_MONTHS,): "64"}, "a part of a year is not called the year"
    assert gate(plan).passed


# --- the gate --------------------------------------------------------------------------------------------------------


def gate(plan: Planned) -> GateResult:
    return exact_tables.check(plan.view)


Change = Callable[[list[dict[str, str]]], None]


def shown(rows: list[dict[str, str]]) -> dict[str, str]:
    return next(row for row in rows if row["shown"] == "exact")


def one_more(rows: list[dict[str, str]]) -> None:
    shown(rows)["count"] = "9"


def one_less(rows: list[dict[str, str]]) -> None:
    shown(rows)["count"] = "7"


def a_small_number_shown(rows: list[dict[str, str]]) -> None:
    next(row for row in rows if row["shown"] == SMALL).update(count="3", shown="exact")


def another_number_hidden_as_small(rows: list[dict[str, str]]) -> None:
    shown(rows).update(count="", shown=SMALL)


def a_cell_that_is_missing(rows: list[dict[str, str]]) -> None:
    rows.remove(shown(rows))


def a_cell_that_stands_twice(rows: list[dict[str, str]]) -> None:
    rows.append(dict(shown(rows)))


CHANGES: list[Change] = [
    one_more, one_less, a_small_number_shown, another_number_hidden_as_small, a_cell_that_is_missing,
    a_cell_that_stands_twice,
]  # fmt: skip


@pytest.fixture(scope="module")
def sparse(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """Three thefts in beat 4 in February, eight everywhere else."""
    records = [record for record in usual() if not record["event_id"].startswith("U23")]
    plan = plan_of(tmp_path_factory.mktemp("sparse"), [*records, *thefts("A", 3, "2025-02-05", 6)])
    assert {SMALL, "8"} <= set(cells(plan).values())
    assert gate(plan).passed
    return plan


@pytest.mark.parametrize("change", CHANGES, ids=[each.__name__ for each in CHANGES])
@pytest.mark.parametrize("file", ["shown.csv", "shown-beat_year.csv"])
def test_one_number_that_the_rows_do_not_say_stops_the_release(sparse: Planned, file: str, change: Change) -> None:
    path = sparse.folder / "tables" / file
    before = path.read_bytes()
    rows = list(csv.DictReader(before.decode().splitlines()))
    if file != "shown.csv" and change is a_small_number_shown:
        rows[0].update(count="", shown=SMALL)  # no total is small
        change = another_number_hidden_as_small
    change(rows)
    try:
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        found = gate(sparse)
    finally:
        path.write_bytes(before)
    assert not found.passed
    assert found.code == 15
    assert found.sentence.endswith("Preview again.")


@pytest.mark.parametrize("wrong", ["another tier", "cover", "arrests"])
def test_a_row_too_many_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    """The plan's own counting, gone wrong: the gate does not use it."""
    policy = policy_of("beat", "month", tiers__1__cover__rate=0.25) if wrong == "cover" else BY_BEAT
    persons = thefts("P", 9, offense_code="13B")
    arrests = [record | {"event_id": f"X{number}"} for number, record in enumerate(thefts("X", 9))]

    def too_many(built: Built, table: CountTable, policy: Policy) -> NDArray[np.intp]:
        good = shown_rows(built, table, policy)
        published = built.settled.reason == Reason.NONE
        also = {
            "another tier": published & (tiers_of(built) == PERSONS),
            "cover": published & built.fates.cover,
            "arrests": published & (built.rows.dataset == 1),
        }[wrong]
        assert also.any()
        return np.union1d(good, np.flatnonzero(also))

    monkeypatch.setattr(exact, "shown_rows", too_many)
    plan = planned(tmp_path, {"incidents": [*usual(each=20), *persons], "arrests": arrests}, policy)
    found = gate(plan)
    assert not found.passed, found.measured
