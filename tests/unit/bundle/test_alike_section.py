"""The report's section on how alike published rows are: the small plan's figures, and no value of a record."""

from __future__ import annotations

import re
from typing import Any

import pytest

from redact.bundle.alike_section import LEAD, TITLE, alike_section, looks
from redact.bundle.plan_report import plan_report
from redact.plan.folder import Plan as PlanFolder
from redact.plan.items import write_items
from redact.risk.measures import Alike

Plan = Any


def found(plan: Plan, dataset: str) -> dict[str, Alike]:
    return {each.knows: each for each in looks(plan.view(), dataset)}


def test_protected_rows_stand_among_their_cover(small_plan: Plan) -> None:
    """Nine protected events and eleven others, all shown as one place and month."""
    every = found(small_plan, "incidents")
    assert list(every) == ["place", "place and time", "place, time and offense group"]
    one = every["place and time"]
    assert (one.rows, one.sensitive, one.sensitive_alone, one.told) == (66, 9, 0, 0)
    assert one.kinds == 3, "protected, and others and persons as cover"
    assert one.sensitive_smallest == 20
    assert one.sensitive_found == pytest.approx(1 / 20)
    assert every["place"].smallest > one.smallest == 1


def test_without_cover_finding_the_group_tells(small_plan: Plan) -> None:
    for row in small_plan.rows["incidents"]:
        row.cover = False
    one = found(small_plan, "incidents")["place and time"]
    assert (one.sensitive, one.kinds, one.told) == (20, 1, 20)


def test_what_is_published_of_people_is_known_too(small_plan: Plan) -> None:
    every = found(small_plan, "stops")
    assert "subject age, subject sex and subject race" in every
    people = every["subject age, subject sex and subject race"]
    assert (people.rows, people.groups, people.smallest) == (12, 2, 6)
    assert list(every)[-1] == "place, time, subject age, subject sex and subject race"
    assert "officer" not in "".join(every), "officers are the policy's own matter"


def test_it_is_a_section_of_the_report_with_counts_and_no_value(small_plan: Plan) -> None:
    view = small_plan.view()
    drawn = alike_section(view)
    write_items(small_plan.folder, ())
    html = plan_report(PlanFolder.open(small_plan.folder), small_plan.policy, (), (), (), alike=drawn)
    assert TITLE in html
    assert LEAD in html
    assert html.count("How alike all rows of") >= 3
    assert TITLE not in plan_report(PlanFolder.open(small_plan.folder), small_plan.policy, (), (), ())
    text = re.sub(r"<[^>]+>", " ", drawn)
    for dataset in view.datasets:
        for name in set(view.header(dataset)) - {"offense_group", "time_precision"}:  # words of redact's own
            for value in view.column(dataset, name).values.to_pylist():
                if len(value) > 3:
                    assert not re.search(rf"\b{re.escape(value)}\b", text), name
