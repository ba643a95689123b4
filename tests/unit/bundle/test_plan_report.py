"""The internal report: complete, self-contained, and without a single value of a record."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from redact.bundle.agreed_section import Standing
from redact.bundle.plan_report import plan_report, write_report
from redact.gates import GateResult, run_gates
from redact.plan.folder import Plan as PlanFolder
from redact.plan.items import Item, Question, write_items
from redact.plan.rehearse import Rehearsed
from redact.plan.samples import Sample
from redact.policy.decided import report_sentence
from redact.policy.signing import Delta, Signed, SignOff, receipt
from redact.risk.places import Result
from redact.risk.places.of_plan import attack_plan

Plan = Any

REHEARSED = (Rehearsed("a stalking", {"offense_text": "STALKING"}, ("stalking",), "protected", ""),)
MADE_UP = (
    Sample("other", False, {"address": "12 Moon St", "victim_name": "DOE, ANN"}, {"place": "1 BLOCK MOON ST"}, "out"),
    Sample("withheld", True, {"address": "14 Moon St"}, {}, "withheld as cover"),
)


def report(plan: Plan, gates: tuple[GateResult, ...] | None = None) -> str:
    view = plan.view()
    write_items(plan.folder, getattr(plan, "items", ()))
    found = gates if gates is not None else run_gates(view)
    return plan_report(PlanFolder.open(plan.folder), plan.policy, found, REHEARSED, MADE_UP)


def test_it_accounts_for_every_row(small_plan: Plan) -> None:
    html = report(small_plan)
    rows = sum(map(len, small_plan.rows.values()))
    assert f">{rows:,}<" in html
    assert "This plan can be released" in html
    for word in ("protected", "withheld", "Something is wrong with the row itself", "households", "Before and after"):
        assert word in html


def test_it_holds_no_value_of_a_record(small_plan: Plan) -> None:
    html = report(small_plan).casefold()
    public = {"STALKING", "THEFT", "ROBBERY", "CLOSED", "ASSAULT", "TRAFFIC STOP", "FRAUD", "RAPE"}
    for rows in small_plan.rows.values():
        for row in rows:
            for title, value in row.source.items():
                if value not in public and len(value) > 4 and title not in ("Age", "Sex", "Race"):
                    assert value.casefold() not in html


def test_it_loads_nothing_and_runs_nothing(small_plan: Plan) -> None:
    html = report(small_plan)
    for word in ("<script", "src=", "@import", "url(", "<link", "<img", "<form"):
        assert word not in html
    assert "<svg" in html


def test_failed_gates_and_open_items_come_first(small_plan: Plan) -> None:
    small_plan.items = [Item("ab" * 8, Question.UNKNOWN_CODE, "incidents", 12, (3, 5))]
    gates = (GateResult("cover", False, "60%", "50%", "Raise the rate."),)
    html = report(small_plan, gates)
    assert "This plan cannot be released" in html
    assert html.index("1 open items (12 rows) wait") < html.index("Raise the rate.")
    assert "rows 3, 5 and 10 more" in html


def test_before_and_after_are_made_up(small_plan: Plan) -> None:
    html = report(small_plan)
    assert "12 Moon St" in html
    assert "1 BLOCK MOON ST" in html
    assert "DOE, ANN" in html
    assert html.count("not shown") == 1
    assert html.count("no row") == 1


def test_real_plans_are_internal(small_plan: Plan) -> None:
    small_plan.synthetic = False
    html = report(small_plan)
    assert "INTERNAL" in html
    assert "SYNTHETIC" not in html
    assert "can become a draft" in html


def test_it_says_who_has_agreed_and_what_is_missing(small_plan: Plan) -> None:
    assert "These records are made up, so nobody has to agree" in report(small_plan)
    assert report_sentence(small_plan.policy)
    assert report_sentence(small_plan.policy) in report(small_plan)
    signed = Signed("Ada Quist", "victim advocate", "Safe Harbor", "2027-01-02T03:04:05", "paper", "Wim Witness")
    found = SignOff("ab" * 32, (signed,), valid_until=date(2028, 1, 1), delta=Delta("cd" * 32, None))
    plan = PlanFolder.open(small_plan.folder)

    def page(standing: Standing) -> str:
        return plan_report(plan, small_plan.policy, (), REHEARSED, MADE_UP, (), standing)

    html = page(Standing(found, ("the victim advocate has not been told", "no second person has approved")))
    for word in ("Before it can be released:", "The victim advocate has not been told", "No second person",
                 "Safe Harbor", "2027-01-02", "on paper", found.receipt, "2028-01-01",
                 " ".join(receipt("cd" * 32))):  # fmt: skip
        assert word in html
    assert not [name for name in ("Quist", "Wim") if name in html]
    assert "Nothing is missing." in page(Standing(found, ()))
    assert "made up, so nobody" not in html


def test_it_is_written_for_its_owner(small_plan: Plan) -> None:
    view = small_plan.view()
    write_items(small_plan.folder, ())
    plan = PlanFolder.open(small_plan.folder)
    write_report(plan, small_plan.policy, run_gates(view), REHEARSED, MADE_UP, view.sources)
    assert plan.report.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert plan.report.stat().st_mode & 0o077 == 0
    assert json.loads((small_plan.folder / "plan.json").read_text(encoding="utf-8"))["format"] == 1


def test_it_says_what_attacks_on_places_found(small_plan: Plan) -> None:
    view = small_plan.view()
    write_items(small_plan.folder, ())
    plan = PlanFolder.open(small_plan.folder)
    found = attack_plan(plan, small_plan.policy, view.sources)
    assert [each.name for each in found if not each.passed] == []
    assert len(found) == 6
    through = Result("combining", "Laid it over.", 3, 1, 0, "1 leaves fewer")
    look = Result("looking for holes", "Looked.", 3, 1, 0, "1 has no row", proves=False)
    html = plan_report(plan, small_plan.policy, (), REHEARSED, MADE_UP, (*found[:2], through, look))
    assert "What somebody could still find out about places" in html
    for word in ("got nowhere", "got through", "look at this", "columns that name areas"):
        assert word in html
    assert "Nothing could be tried" in plan_report(plan, small_plan.policy, (), REHEARSED, MADE_UP, ())
