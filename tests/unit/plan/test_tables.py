"""What is counted in the protected tables, when a period appears, and what is paid for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from redact.ledger import Secret, ThrowAway
from redact.plan import tables
from redact.plan.folder import Plan
from redact.plan.tables import TableInfo, by_period, table_files
from redact.policy.model import Policy

from .making import Planned, address_in, planned, tiny

Counts = dict[tuple[str, ...], int]


def counting(by: list[str], *tiers: str, epsilon: float = 0.4, **more: Any) -> Policy:
    table = {"table": "counted", "of": {"tiers": list(tiers or ["withheld"])}, "by": by, "unit": "event",
             "max_per_unit": 1, "epsilon": epsilon}  # fmt: skip
    return tiny(counts=[table], budget={"epsilon": 1.0, "per": "year"}, tiers__0__cover__rate=1e-9,
                tiers__1__cover__rate=1e-9, **more)  # fmt: skip


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> list[Counts]:
    """The exact counts of every table drawn, which are never saved."""
    seen: list[Counts] = []
    real = tables.draw_table

    def draw(counts: np.ndarray, domain: Any, *rest: Any) -> Any:
        cells = list(product(*domain.words))
        seen.append({cell: int(count) for cell, count in zip(cells, counts, strict=True) if count})
        return real(counts, domain, *rest)

    monkeypatch.setattr(tables, "draw_table", draw)
    return seen


def rape(event: str, day: str = "2025-01-09", block: int = 0, code: str = "11A", **more: str) -> dict[str, str]:
    return {
        "event_id": event, "offense_code": code, "offense_text": "", "occurred_at": f"{day} 11:00",
        "address": address_in(block),
    } | more  # fmt: skip


def filler(months: Sequence[int] = range(1, 13), year: int = 2025) -> list[dict[str, str]]:
    """A usual month's other records, in every month."""
    return [rape(f"F{year}{m}{n}", f"{year}-{m:02}-11", n, "23F") for m in months for n in range(4)]


def plan_of(tmp_path: Path, records: list[dict[str, str]], policy: Policy, **more: Any) -> Planned:
    return planned(tmp_path, {"incidents": records}, policy, **more)


def test_events_are_counted_once_by_class_place_and_period(tmp_path: Path, exact: list[Counts]) -> None:
    records = [rape("A", block=0), rape("A", block=0), rape("B", "2025-04-01", block=5), rape("C", code="64A", block=5)]
    plan_of(tmp_path, records + filler(), counting(["class", "district", "quarter"]))
    assert exact == [
        {
            ("sexual_assault", "District A", "2025-Q1"): 1,
            ("sexual_assault", "District B", "2025-Q2"): 1,
            ("human_trafficking", "District B", "2025-Q1"): 1,
        }
    ]


def test_an_event_is_in_one_cell_at_most(tmp_path: Path, exact: list[Counts]) -> None:
    """Rape of a child by a relative, in two districts: two classes, two places, one event."""
    records = [rape("A", code="36B", block=0), rape("A", code="36B", block=7), rape("A", code="64A", block=7)]
    plan_of(tmp_path, records + filler(), counting(["class", "district", "quarter"]))
    assert sum(exact[0].values()) == 1


def test_an_event_of_two_quarters_is_counted_in_the_one_it_begins_in(tmp_path: Path, exact: list[Counts]) -> None:
    """Each quarter is drawn and paid for by itself: counted in both, the event would have paid once for two."""
    records = [rape(f"A{n}", "2025-03-31") for n in range(10)] + [rape(f"A{n}", "2025-04-01") for n in range(10)]
    policy = counting(["class", "quarter"])
    plan_of(tmp_path / "early", records + filler(range(1, 5)), policy, as_of=date(2025, 6, 1))
    plan_of(tmp_path / "late", records + filler(), policy)
    assert exact == [{("sexual_assault", "2025-Q1"): 10}] * 2


def test_an_event_whose_later_record_says_what_it_was(tmp_path: Path, exact: list[Counts]) -> None:
    records = [rape("A", "2025-03-31", code="23F"), rape("A", "2025-04-01")]
    plan_of(tmp_path, records + filler(), counting(["class", "quarter"]))
    assert exact == [{("sexual_assault", "2025-Q1"): 1}]


def test_members_taken_in_for_safety_are_not_counted_as_the_class(tmp_path: Path, exact: list[Counts]) -> None:
    records = [rape("A", code="40A"), rape("B", code="90I"), rape("C", code="64A")]
    plan = plan_of(tmp_path, records + filler(), counting(["class", "year"]))
    assert exact == [{("human_trafficking", "2025"): 1}]
    assert plan.summary["counts"]["incidents"]["withheld"]["rows_in"] == 3, "they are withheld all the same"


def test_cover_and_linked_records_are_not_counted(tmp_path: Path, exact: list[Counts]) -> None:
    covered = counting(["class", "year"]).model_copy()
    tier = covered.tiers[0].model_copy(update={"cover": covered.tiers[0].cover.model_copy(update={"rate": 1.0})})  # type: ignore[union-attr]
    policy = covered.model_copy(update={"tiers": (tier, *covered.tiers[1:])})
    plan_of(tmp_path, [rape("A"), rape("A", code="23F"), rape("A", code="13A"), *filler()], policy)
    assert exact == [{("sexual_assault", "2025"): 1}]


def test_a_stricter_event_is_not_counted_in_the_looser_table(tmp_path: Path, exact: list[Counts]) -> None:
    stalking = {"offense_code": "", "offense_text": "STALKING"}
    records = [rape("A"), rape("A") | stalking, rape("B") | stalking]
    plan_of(tmp_path, records + filler(), counting(["class", "year"], "protected"))
    assert exact == [{("stalking", "2025"): 1}]


def test_rows_with_a_fault_are_not_counted(tmp_path: Path, exact: list[Counts]) -> None:
    records = [rape("A") | {"occurred_at": "never"}, rape("B")]
    plan_of(tmp_path, records + filler(), counting(["class", "year"]), max_unreadable=0.5)
    assert exact == [{("sexual_assault", "2025"): 1}]


@pytest.mark.parametrize(
    ("as_of", "periods"),
    [
        (date(2025, 4, 30), ()),
        (date(2025, 5, 1), ("2025-Q1",)),
        (date(2025, 7, 31), ("2025-Q1", "2025-Q2")),
        (date(2026, 1, 31), ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")),
    ],
)
def test_only_complete_periods_appear(tmp_path: Path, as_of: date, periods: tuple[str, ...]) -> None:
    past = [month for month in range(1, 13) if date(2025, month, 11) <= as_of]
    plan = plan_of(tmp_path, filler(past), counting(["class", "quarter"]), as_of=as_of)
    found = table_files(plan.folder)
    assert [info.periods for info, _ in found] == ([periods] if periods else [])


def test_stragglers_and_empty_periods(tmp_path: Path) -> None:
    """An old case reported late begins no table; a quarter without a single record in between is a quarter still."""
    records = [rape("OLD", "2019-05-05", code="23F"), *filler(range(1, 4)), *filler(range(7, 10))]
    plan = plan_of(tmp_path, records, counting(["class", "quarter"]))
    ((info, _),) = table_files(plan.folder)
    assert info.periods == ("2025-Q1", "2025-Q2", "2025-Q3")


def test_every_declared_cell_is_in_the_table(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, filler(), counting(["class", "district", "quarter"]))
    ((info, path),) = table_files(plan.folder)
    lines = path.read_text().replace('"', "").splitlines()
    assert lines[0] == "class,district,quarter,count_dp,standard_deviation,low_90,high_90"
    assert len(lines) == 1 + info.cells == 1 + 3 * 3 * 4
    assert {line.split(",")[1] for line in lines[1:]} == {"District A", "District B", "other"}


def test_a_place_that_no_layer_gives_is_the_next_larger(tmp_path: Path) -> None:
    policy = counting(["class", "tract", "quarter"], places__ladder=["block", "beat", "tract", "district", "city"])
    ((info, _),) = table_files(plan_of(tmp_path, filler(), policy).folder)
    assert info.by == ("class", "district", "quarter")


# --- requests --------------------------------------------------------------------------------------------------------


def requests(plan: Planned) -> Mapping[str, str]:
    ((info, _),) = table_files(plan.folder)
    return dict(zip(info.periods, info.requests, strict=True))


def test_a_request_depends_on_the_specification_and_the_period_and_not_on_any_record(tmp_path: Path) -> None:
    secret = ThrowAway()
    policy = counting(["class", "quarter"])

    def asked(folder: str, records: list[dict[str, str]], policy: Policy = policy, *, own: Secret = secret,
              as_of: date = date(2026, 6, 1)) -> Mapping[str, str]:  # fmt: skip
        return requests(plan_of(tmp_path / folder, records, policy, secret=own, as_of=as_of))

    first = asked("a", filler())
    assert asked("b", [rape("A"), rape("B", "2025-08-08"), *filler()]) == first
    early = asked("c", filler(range(1, 8)), as_of=date(2025, 8, 1))
    assert early == {period: first[period] for period in ("2025-Q1", "2025-Q2")}
    assert len(set(first.values())) == 4
    assert not set(asked("d", filler(), own=ThrowAway()).values()) & set(first.values())


def test_a_changed_table_is_another_request(tmp_path: Path) -> None:
    secret = ThrowAway()
    plain = requests(plan_of(tmp_path / "a", filler(), counting(["class", "quarter"]), secret=secret))
    by_place = requests(plan_of(tmp_path / "b", filler(), counting(["class", "district", "quarter"]), secret=secret))
    of_more = requests(plan_of(tmp_path / "c", filler(), counting(["class", "quarter"], "protected"), secret=secret))
    dearer = requests(plan_of(tmp_path / "d", filler(), counting(["class", "quarter"], epsilon=0.5), secret=secret))
    every = [plain, by_place, of_more, dearer]
    assert len({request for each in every for request in each.values()}) == 4 * 4
    assert all(set(each) == set(plain) for each in every)


# --- files -----------------------------------------------------------------------------------------------------------


def test_what_is_saved_says_nothing_exact(tmp_path: Path, exact: list[Counts]) -> None:
    plan = plan_of(tmp_path, [rape(f"A{n}") for n in range(40)] + filler(), counting(["class", "year"]))
    ((info, path),) = table_files(Plan.open(plan.folder).folder)
    assert (info.epsilon, info.max_per_unit, info.unit, info.per) == ("0.4", 1, "event", "year")
    assert (info.tiers, info.by, info.period_column) == (("withheld",), ("class", "year"), "year")
    assert info.hides == "hides whether any one event is in the table (counted at most 1 time)"
    assert exact[0] == {("sexual_assault", "2025"): 40}
    assert sorted(item.name for item in path.parent.iterdir()) == ["counted.csv", "counted.json"]


def test_a_table_is_cut_by_period_and_put_together_again(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, filler(), counting(["class", "district", "quarter"]))
    ((info, path),) = table_files(plan.folder)
    parts = by_period(path, info)
    header = parts.pop("")
    assert list(parts) == list(info.periods)
    assert all(period.encode() in line for period, lines in parts.items() for line in lines.splitlines())
    assert sorted((header + b"".join(parts.values())).splitlines()) == sorted(path.read_bytes().splitlines())


def test_a_table_without_a_period_is_one_part(tmp_path: Path) -> None:
    info = TableInfo(
        "t", ("withheld",), ("class",), "event", 1, "0.4", "year", "m", 1, ("2025", "2026"), "", ("r",), "h"
    )
    path = tmp_path / "t.csv"
    path.write_text("class,count_dp\nstalking,3\n")
    assert by_period(path, info) == {"": b"class,count_dp\n", "2025 2026": b"stalking,3\n"}
