"""A changed decision is noted for the event, and what is kept for next time holds its offence and nothing else."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from redact.after.correcting import Corrected, correct
from redact.classify.code_tables import COLUMNS
from redact.errors import UsageError
from redact.policy import parse_policy
from redact.shipped import shipped

from .conftest import Department


def note(department: Department, number: str = "24-001234", *classes: str, **how: Any) -> Corrected:
    said = {"by": "Ada Quist", "why": "the detective's report", **how}
    return correct(department.ledger, department.finder(), department.policy, number, classes or ("stalking",), **said)


def test_it_is_noted_for_all_keys_of_the_event(department: Department) -> None:
    made = note(department, "C-77", "stalking", "elder_abuse", now=True)
    (found,) = department.ledger.corrections()
    assert found == made.correction
    assert set(found.keys) == {department.key("incident_id", "241234"), department.key("event_id", "77")}
    assert (found.classes, found.now, found.leave_out) == (("stalking", "elder_abuse"), True, False)


def test_the_example_fits_into_the_policy_and_holds_the_offence_alone(department: Department) -> None:
    made = note(department)
    text = shipped("baseline.yaml").read_text(encoding="utf-8")
    example = parse_policy(f"{text.rstrip()}\n{made.example}\n").examples[-1]
    assert dict(example.given) == {"kind": "incidents", "offense_code": "13B", "offense_text": "SIMPLE ASSAULT"}
    assert (example.expect.class_, example.expect.tier) == ("stalking", "protected")


def test_the_line_counts_only_once_somebody_has_verified_it(department: Department) -> None:
    (cells,) = csv.reader([note(department).line])
    line = dict(zip(COLUMNS, cells, strict=True))
    assert (line["code"], line["text"], line["classes"]) == ("13B", "SIMPLE ASSAULT", "stalking")
    assert (line["strength"], line["status"]) == ("may", "")


def test_an_event_without_an_offence_gives_neither(department: Department) -> None:
    path = department.folder / "exports" / "incidents.csv"
    path.write_text(path.read_text("utf-8").replace("240,AUTO THEFT", ","), "utf-8")
    made = note(department, "24-001237")
    assert (made.example, made.line) == ("", "")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"by": " "}, "who decided"),
        ({"why": ""}, "and why"),
    ],
)
def test_who_and_why_must_be_said(department: Department, how: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        note(department, **how)


def test_a_class_or_an_event_that_nobody_knows_is_refused(department: Department) -> None:
    with pytest.raises(UsageError, match="Did you mean 'stalking'"):
        note(department, "24-001234", "stalkin")
    with pytest.raises(UsageError, match="no record with this number"):
        note(department, "25-000001")
    assert department.ledger.corrections() == ()
