"""Records about people who work here: found by name and home, held with their whole event, decided by one reviewer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from redact.ledger import ThrowAway
from redact.ledger.insiders import Insider
from redact.plan.insiders import NOBODY_INSIDE, Insiders, same_person
from redact.plan.items import Answer, Item, Question
from redact.plan.outcomes import Reason

from .making import REMOVE, Planned, address_in, planned, tiny

BARE = {"tiers__0__cover": REMOVE, "tiers__1__cover": REMOVE}
INSIDE = Insiders(
    (Insider("Marrow, Robert", "418 N Elm Street"), Insider("Garcia-Lopez, Ana", ""), Insider("", "77 Birch Ave")),
    "Ida Ek, County Ombudsman",
    "digest",
)
SECRET = ThrowAway()


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("MARROW, ROBERT", True), ("Bob Marrow", True), ("Marrow, R", True), ("MARROW", True), ("ana lopez", True),
        ("Vance, Lee & Marrow, Bobby", True), ("Marrow, Tess", False), ("Marrow, T", False), ("Robert Vance", False),
        ("Vance, Robert & Marrow, Tess", False), ("", False), ("UNKNOWN", False),
    ],
)  # fmt: skip
def test_a_name_in_any_form(cell: str, named: bool) -> None:
    assert INSIDE.named(cell) is named
    assert not NOBODY_INSIDE.named(cell)


def test_the_reviewer_is_one_person() -> None:
    assert INSIDE.decides(" ida ek,  county OMBUDSMAN")
    assert not INSIDE.decides("Ida Ek")
    assert not replace(INSIDE, reviewer="").decides("")
    assert same_person("A  b", "a B ")


def theft(number: int, **more: str) -> dict[str, str]:
    return {
        "event_id": f"25-{number:04}", "offense_code": "23F", "offense_text": "THEFT", "status": "OPEN",
        "occurred_at": "2025-01-09 11:00", "address": address_in(number % 8, number),
        "victim_name": "Vance, Una", "officer_name": "Marrow, Robert", "person_address": "",
    } | more  # fmt: skip


def arrest(number: int, **more: str) -> dict[str, str]:
    return {
        "event_id": f"2025{number:06}", "offense_text": "THEFT", "occurred_at": "2025-01-10 12:00",
        "address": address_in(number % 8, number), "subject_name": "Ek, Olof",
    } | more  # fmt: skip


def plan_of(tmp_path: Path, incidents: list[dict[str, str]], **more: Any) -> Planned:
    data = {"incidents": incidents, "arrests": [arrest(n, **more.pop(f"arrest_{n}", {})) for n in range(1, 4)]}
    more = {"policy": tiny(**BARE), "insiders": INSIDE, "secret": SECRET} | more
    return planned(tmp_path, data, keys={"event_id": "digits"}, **more)


def inside(plan: Planned) -> list[int]:
    return [at for at, reason in enumerate(plan.built.settled.reason.tolist()) if reason == Reason.INSIDER]


@pytest.mark.parametrize(
    "more",
    [
        {"victim_name": "BOB MARROW"}, {"witness_name": "Lopez, Ana"}, {"address": "418 ELM ST APT 3"},
        {"person_address": "77 Birch Avenue"}, {"reporting_party": "Marrow, R"}, {"suspect_name": "Robert Marrow"},
    ],
)  # fmt: skip
def test_a_match_holds_its_whole_event(tmp_path: Path, more: dict[str, str]) -> None:
    """The row, and the arrest that is linked with it; and no other, though the colleague is the officer of all."""
    incidents = [theft(n) for n in range(1, 6)]
    incidents[1] |= more
    plan = plan_of(tmp_path, incidents)
    assert inside(plan) == [1, 6]
    (item,) = plan.built.items
    assert item == Item(item.id, Question.INSIDER, "incidents", 2, (1,))
    assert plan.summary["reasons"] == {"incidents": {"insider": 1}, "arrests": {"insider": 1}}


def test_a_linked_record_in_another_dataset_holds_the_report(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [theft(n) for n in range(1, 6)], arrest_3={"subject_name": "Marrow, Robert J"})
    assert inside(plan) == [2, 7]


def test_the_plan_does_not_say_who(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [theft(n, victim_name="Marrow, Robert") for n in range(1, 4)])
    assert len(inside(plan)) == 6
    everything = b"".join(path.read_bytes() for path in plan.folder.rglob("*") if path.is_file()).lower()
    for word in (b"marrow", b"lopez", b"birch", b"418 n elm"):
        assert word not in everything, word
    assert plan.summary["insiders"] == "digest"


def answer(item: str, by: str, *, leave_out: bool) -> dict[str, Answer]:
    return {item: Answer(item, leave_out, (), None, by, "asked")}


@pytest.mark.parametrize(
    ("by", "leave_out", "reason"),
    [
        ("Ida Ek, County Ombudsman", False, Reason.NONE),
        ("Ida Ek, County Ombudsman", True, Reason.LEFT_OUT),
        ("Sgt. Vance", False, Reason.INSIDER),
        ("Sgt. Vance", True, Reason.INSIDER),
    ],
)
def test_only_the_reviewer_decides(tmp_path: Path, by: str, leave_out: bool, reason: Reason) -> None:
    incidents = [theft(n) for n in range(1, 4)]
    incidents[0]["victim_name"] = "Marrow, Robert"
    (item,) = plan_of(tmp_path / "a", incidents).built.items
    plan = plan_of(tmp_path / "b", incidents, answers=answer(item.id, by, leave_out=leave_out))
    assert [plan.built.settled.reason[at] for at in (0, 3)] == [reason] * 2
    assert [each.id for each in plan.built.items] == ([item.id] if reason is Reason.INSIDER else [])


def test_other_questions_about_such_a_record_are_not_asked_of_colleagues(tmp_path: Path) -> None:
    unknown = {"offense_code": "QQ", "offense_text": "NO SUCH THING"}
    incidents = [theft(1, victim_name="Marrow, Robert", **unknown), theft(2, **unknown), theft(3)]
    plan = plan_of(tmp_path, incidents)
    asked = {item.question: item for item in plan.built.items}
    assert set(asked) == {Question.INSIDER, Question.UNKNOWN_CODE}
    assert asked[Question.UNKNOWN_CODE].example_rows == (1,)


def test_what_is_withheld_anyway_is_nobodys_question(tmp_path: Path) -> None:
    incidents = [theft(1, offense_code="11A", victim_name="Marrow, Robert"), theft(2), theft(3)]
    plan = plan_of(tmp_path, incidents)
    assert plan.built.items == ()
    assert plan.built.settled.reason[0] == Reason.TIER
