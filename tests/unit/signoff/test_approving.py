"""Who may approve: whom the project file names, a deputy on the deputy's days, and never who made the plan."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from redact.errors import DataMismatch, NotAgreed
from redact.keeping import kept_by
from redact.plan.folder import Plan
from redact.project import load_project
from redact.signoff import approve, standing

from .conftest import TODAY

FIRST, LAST = TODAY + timedelta(days=10), TODAY + timedelta(days=20)
NAMED = f"approvers: [{{name: Cy Marsh}}, {{name: Dee Ruiz, from: {FIRST}, until: {LAST}}}]\n"


@pytest.fixture
def plan(desk: Path) -> Plan:
    """A plan that Bo made, with nothing open and no rows."""
    folder = desk / "plan"
    folder.mkdir()
    project = {"path": str(desk / "redact.yaml"), "by": "Bo Lind"}
    summary = {"package": "0", "limited": False, "header": {}, "project": project}
    (folder / "plan.json").write_text(json.dumps(summary), encoding="utf-8")
    (folder / "review.jsonl").write_text("", encoding="utf-8")
    return Plan.open(folder)


def name_approvers(text: str = NAMED) -> None:
    with Path("redact.yaml").open("a", encoding="utf-8") as file:
        file.write(text)


def approved(plan: Plan, by: str) -> None:
    project = load_project("redact.yaml")
    with project.open_ledger(project.load_secret()) as ledger:
        approve(plan, ledger, by=by)


def waits(plan: Plan) -> list[str]:
    """What a release of the plan would still wait for, were all signed and nobody to be told."""
    project = load_project("redact.yaml")
    with project.open_ledger(project.load_secret()) as ledger:
        steps = ledger.steps()
    return list(standing._waiting(plan, SimpleNamespace(notice=None), SimpleNamespace(delta=None), steps))


def test_without_names_it_is_anybody_else(plan: Plan) -> None:
    with pytest.raises(NotAgreed, match="has made this plan"):
        approved(plan, "Bo Lind")
    assert "no second person has approved" in waits(plan)[0]
    approved(plan, "Anybody")
    assert waits(plan) == []


def test_only_whom_the_project_names(plan: Plan) -> None:
    name_approvers()
    with pytest.raises(NotAgreed, match="Eve Stone is not among those who approve here: Cy Marsh, Dee Ruiz"):
        approved(plan, "Eve Stone")
    assert len(waits(plan)) == 1
    approved(plan, "cy  marsh")
    assert waits(plan) == []


def test_being_named_does_not_let_the_maker_approve(plan: Plan) -> None:
    name_approvers("approvers: [{name: Bo Lind}]\n")
    with pytest.raises(NotAgreed, match="has made this plan"):
        approved(plan, "Bo Lind")


@pytest.mark.parametrize(("after", "may"), [(9, False), (10, True), (20, True), (21, False)])
def test_a_deputy_approves_on_the_days_that_are_named(
    plan: Plan, later: Callable[[int], None], after: int, may: bool
) -> None:
    name_approvers()
    later(after)
    if may:
        approved(plan, "Dee Ruiz")
        later(400)
        assert waits(plan) == [], "what was approved on one of these days stays approved"
    else:
        with pytest.raises(NotAgreed, match=f"Dee Ruiz may approve as a deputy from {FIRST} to {LAST}, not today"):
            approved(plan, "Dee Ruiz")
        assert len(waits(plan)) == 1


def test_an_approval_by_somebody_who_is_not_named_any_more_does_not_count(plan: Plan) -> None:
    approved(plan, "Eve Stone")
    assert waits(plan) == []
    name_approvers()
    assert waits(plan) == ["nobody whom the project file names (approvers:) has approved this plan"]
    Path("redact.yaml").rename("gone.yaml")
    project = load_project("gone.yaml")
    with project.open_ledger(project.load_secret()) as ledger:
        steps = ledger.steps()
    (told,) = standing._waiting(plan, SimpleNamespace(notice=None), SimpleNamespace(delta=None), steps)
    assert told == "the project file cannot be read, so nobody can tell who may approve"


@pytest.mark.parametrize(
    "entry",
    [
        "{name: Dee}, {name: Ed, from: 2027-07-01}",
        "{name: Ed, until: 2027-07-01}",
        "{name: Ed, from: 2027-07-02, until: 2027-07-01}",
        "{name: Ed, from: soon, until: 2027-07-01}",
        "{name: ' '}",
        "{who: Ed}",
    ],
)
def test_a_deputy_without_both_days_is_refused(entry: str) -> None:
    name_approvers(f"approvers: [{entry}]\n")
    with pytest.raises(DataMismatch) as stopped:
        kept_by("redact.yaml")
    assert "redact.yaml:" in str(stopped.value)
