"""Open items and answers: what is asked, what an answer does, and that neither holds a value of the records."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from redact.errors import DataMismatch
from redact.ledger import ThrowAway
from redact.plan.folder import Plan
from redact.plan.items import (
    ANSWERS_FILE,
    Answer,
    Item,
    Question,
    add_answer,
    item_id,
    read_answers,
    read_items,
    write_items,
)
from redact.plan.outcomes import Outcome, Reason

from .making import REMOVE, Planned, address_in, planned, tiny

BARE = {"tiers__0__cover": REMOVE, "tiers__1__cover": REMOVE}
KEY = bytes(32)


def test_items_round_trip(tmp_path: Path) -> None:
    items = (
        Item("a1", Question.UNKNOWN_CODE, "incidents", 12, (3, 5)),
        Item("doubt:calls", Question.DOUBT, "calls", 1, (0,)),
        Item("tier_holds:arrests", Question.TIER_HOLDS, "arrests", 2, ()),
    )
    write_items(tmp_path, items)
    assert read_items(tmp_path) == items


def test_answers_round_trip_and_the_last_one_stands(tmp_path: Path) -> None:
    assert read_answers(tmp_path) == {}
    first = Answer("a1", False, ("stalking",), "persons", "Ann", "the code book says so")
    add_answer(tmp_path, first)
    add_answer(tmp_path, Answer("b2", True, (), None, "Ann", "nobody knows – ünknown"))
    assert read_answers(tmp_path)["a1"] == first
    second = Answer("a1", True, (), None, "Bo", "it is not")
    add_answer(tmp_path, second)
    assert read_answers(tmp_path) == {"a1": second, "b2": read_answers(tmp_path)["b2"]}
    assert stat.S_IMODE((tmp_path / ANSWERS_FILE).stat().st_mode) == 0o600


def test_a_damaged_file_of_answers_stops(tmp_path: Path) -> None:
    (tmp_path / ANSWERS_FILE).write_text('{"item": "a1"\n', encoding="utf-8")
    with pytest.raises(DataMismatch, match="this line is not JSON") as caught:
        read_answers(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / ANSWERS_FILE}:1: ")


def test_ids_are_keyed_and_lasting() -> None:
    first = item_id(KEY, Question.UNKNOWN_CODE, "incidents\x1f13X")
    assert first == item_id(KEY, Question.UNKNOWN_CODE, "incidents\x1f13X")
    assert len({first, item_id(KEY, Question.DOUBT, "incidents\x1f13X"),
                item_id(KEY, Question.UNKNOWN_CODE, "calls\x1f13X"),
                item_id(bytes(range(32)), Question.UNKNOWN_CODE, "incidents\x1f13X")}) == 4  # fmt: skip
    assert "13X" not in first


def test_every_question_and_reason_says_something() -> None:
    assert all(question.sentence() for question in Question)
    for reason in Reason:
        assert reason.sentence()
        assert reason.outcome in Outcome
        assert bool(reason.advice()) == (reason not in (Reason.NONE, Reason.TIER, Reason.COVER, Reason.LEFT_OUT))


# --- through the whole plan ------------------------------------------------------------------------------------------

SECRET = ThrowAway()


def odd(number: int, code: str, **more: str) -> dict[str, str]:
    return {
        "event_id": f"E{number}", "offense_code": code, "offense_text": "", "occurred_at": "2025-01-09 11:00",
        "address": address_in(number % 8),
    } | more  # fmt: skip


def plan_of(tmp_path: Path, incidents: list[dict[str, str]], answers: list[Answer] = [], **more: object) -> Planned:  # noqa: B006
    calls = [odd(n, "23F") for n in range(6)] + [odd(50, "QQ1"), odd(51, "QQ1")]
    return planned(tmp_path, {"incidents": incidents, "calls": calls}, tiny(**BARE, **more), secret=SECRET,
                   answers={each.item: each for each in answers})  # fmt: skip


RECORDS = [odd(n, "QQ1") for n in range(3)] + [odd(3, "QQ2")] + [odd(n, "23F") for n in range(4, 9)]


def items_of(plan: Planned) -> dict[tuple[str, int], Item]:
    return {(item.dataset, item.rows): item for item in read_items(plan.folder)}


def test_one_item_per_dataset_and_code(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, RECORDS)
    items = items_of(plan)
    assert set(items) == {("incidents", 3), ("incidents", 1), ("calls", 2)}
    assert items["incidents", 3].example_rows == (0, 1, 2)
    assert len({item.id for item in items.values()}) == 3, "the same code of two systems is two questions"
    assert plan.summary["open_items"] == 3
    reasons = plan.summary["reasons"]
    assert reasons["incidents"] == {"unknown_code": 4}
    assert reasons["calls"] == {"unknown_code": 6}, "the linked calls wait as well"


def test_the_same_code_is_the_same_item_next_time(tmp_path: Path) -> None:
    first, second = plan_of(tmp_path / "a", RECORDS), plan_of(tmp_path / "b", RECORDS[::-1])
    assert {item.id for item in read_items(first.folder)} == {item.id for item in read_items(second.folder)}


def test_an_answer_settles_all_rows_of_its_code_in_its_dataset(tmp_path: Path) -> None:
    item = items_of(plan_of(tmp_path / "a", RECORDS))["incidents", 3]
    answer = Answer(item.id, False, (), "persons", "Ann", "code book")
    plan = plan_of(tmp_path / "b", RECORDS, [answer])
    assert set(items_of(plan)) == {("incidents", 1), ("calls", 2)}
    assert plan.summary["open_items"] == 2
    row = plan.published("incidents", 0)
    assert row is not None
    assert row["offense_group"] == "persons", "what is published is what was answered"
    assert pq_groups(plan)[:3] == [1, 1, 1]


def test_leave_out_is_an_answer(tmp_path: Path) -> None:
    item = items_of(plan_of(tmp_path / "a", RECORDS))["incidents", 3]
    plan = plan_of(tmp_path / "b", RECORDS, [Answer(item.id, True, (), None, "Ann", "nobody knows")])
    assert plan.summary["reasons"]["incidents"] == {"left_out": 3, "unknown_code": 1}
    assert plan.summary["reasons"]["calls"]["left_out"] == 3
    assert (("incidents", 3)) not in items_of(plan)


def test_open_items_are_those_without_an_answer(tmp_path: Path) -> None:
    plan = Plan.open(plan_of(tmp_path, RECORDS).folder)
    first, *rest = plan.open_items
    add_answer(plan.folder, Answer(first.id, True, (), None, "Ann", "x"))
    assert plan.open_items == tuple(rest)


@pytest.mark.parametrize(
    ("change", "question"),
    [({"classify__may_evidence": "hold"}, Question.DOUBT), ({"tiers__0__rows": "hold"}, Question.TIER_HOLDS)],
)
def test_doubt_asks_once_per_offence_and_holding_tiers_once_per_dataset(
    tmp_path: Path, change: dict[str, object], question: Question
) -> None:
    code = "13A" if question is Question.DOUBT else "11A"
    records = [odd(n, code) for n in range(3)] + [odd(n, "23F") for n in range(3, 9)]
    plan = plan_of(tmp_path, records, **change)
    asked = [item for item in read_items(plan.folder) if item.question is question]
    both = [("incidents", 3), ("calls", 3)]
    assert [(item.dataset, item.rows) for item in asked] == (both[:1] if question is Question.DOUBT else both)


def pq_groups(plan: Planned) -> list[int]:
    import pyarrow.parquet as pq

    return list(pq.read_table(plan.folder / "decisions.parquet").column("group").to_pylist())
