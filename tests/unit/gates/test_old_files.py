"""A plan beside files that were public before the first release."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from redact import when
from redact.bundle.already_public import already_public
from redact.gates import differencing
from redact.policy import load_policy
from redact.policy.model import History, Policy
from redact.shipped import shipped
from redact.vocabulary import TimePrecision

from .conftest import SmallPlan
from .copies import Copies, key_of, slot_of

PERSONS, PROPERTY = 1, 2


def with_history(treatment: str, before: str = "2026-02-01") -> Policy:
    history = History.model_validate({"before": date.fromisoformat(before), "treatment": treatment})
    return load_policy(shipped("baseline.yaml")).model_copy(update={"history": history})


@pytest.fixture
def copies(small_plan: SmallPlan) -> Copies:
    """Every incident of the plan was public before with its house number and minute; nothing was released since."""
    made = Copies(small_plan)
    small_plan.view()
    for number, row in enumerate(small_plan.rows["incidents"]):
        offense = row.source["Offense"]
        minutes = np.array([row.minutes])
        group = PROPERTY if offense in ("THEFT", "FRAUD") else PERSONS
        made.imported.append(
            {
                "dataset": "incidents", "slot": slot_of(row, "incidents"), "key_0": key_of(row.event), "key_1": 0,
                "mark": 0, "tier": "", "careful": False, "cover": False, "group": group, "unit": "u-000003",
                "precision": int(TimePrecision.MINUTE), "code": int(minutes[0]),
                "period": int(when.coarsen(minutes, TimePrecision.MONTH)[0]), "value": 77_000 + number, "cells": "",
                "minutes": int(minutes[0]),
                "shows": "address;minute;" + {"STALKING": "stalking", "RAPE": "sexual_assault"}.get(offense, ""),
            }
        )  # fmt: skip
    return made


def test_whoever_kept_the_old_file_could_tell_them(copies: Copies) -> None:
    found = differencing.check(copies.view())
    assert not found.passed
    assert "10 events that this policy protects were public before, in 1 cells" in found.sentence
    assert "`history: {before: 2026-02-01, treatment: not again}`, or `by group`" in found.sentence
    assert "69 rows of old files" in found.measured


def test_once_all_of_them_are_gone_nobody_can(copies: Copies) -> None:
    copies.plan.policy = with_history("not again")
    for row in copies.plan.rows["incidents"]:
        row.staged = None
    found = differencing.check(copies.view())
    assert found.passed, found.sentence
    assert "69 rows of old files, 69 of which are not published so again" in found.measured


def test_a_whole_group_at_a_time(copies: Copies) -> None:
    """All crimes against persons are coarse; one that is not gives the others away."""
    copies.plan.policy = with_history("by group")
    robberies = [row for row in copies.plan.rows["incidents"] if row.source["Offense"] == "ROBBERY"]
    for number, row in enumerate(robberies):
        row.tier, row.cover, row.own_tier = "protected", True, "persons"
        copies.plan.publish(row, 12, TimePrecision.MONTH, 800 + number, "persons")
    found = differencing.check(copies.view())
    assert found.passed, found.sentence
    row = robberies[0]
    row.tier, row.cover = "persons", False
    copies.plan.publish(row, 3, TimePrecision.DAY, 800, "persons", offense_text="ROBBERY", status="CLOSED")
    found = differencing.check(copies.view())
    assert "treatment: not again" in found.sentence
    assert "by group`" not in found.sentence, "that is what the policy has already"


def test_history_that_begins_too_early(copies: Copies) -> None:
    copies.plan.policy = with_history("not again", before="2025-06-01")
    assert "before: 2026-02-01" in differencing.check(copies.view()).sentence


def test_files_without_the_numbers_of_the_records(copies: Copies) -> None:
    """Rows are met by day, place and group, and what they are is what the file itself said."""
    for number, row in enumerate(copies.imported):
        row["key_0"], row["group"] = 5_000_000_000 + number, 0  # as the decisions of this plan have it
    found = differencing.check(copies.view())
    assert not found.passed
    assert re.search(r"10 events that this policy protects were public before", found.sentence)
    gone = re.search(r"69 rows of old files, (\d+) of which", found.measured)
    assert gone is not None
    assert int(gone[1]) == 69 - 46, "46 rows are published with hour or day"


def test_what_a_release_had_since_is_not_judged_by_the_old_file(copies: Copies) -> None:
    copies.release()
    found = differencing.check(copies.view())
    assert found.passed, found.sentence


def test_a_removal_at_once_is_stated(copies: Copies) -> None:
    copies.imported = [row for row in copies.imported if row["group"] == PROPERTY]
    theft = next(row for row in copies.plan.rows["incidents"] if row.source["Offense"] == "THEFT" and row.staged)
    theft.staged = None
    copies.removed.append(theft.event)
    assert not differencing.check(copies.view()).passed
    copies.at_once.append(theft.event)
    found = differencing.check(copies.view())
    assert found.passed
    assert "1 of their events leave at once" in found.measured


def test_the_same_row_in_two_files_counts_once(copies: Copies) -> None:
    copies.imported += [dict(row, first=1, last=1) for row in copies.imported]
    assert "69 rows of old files" in differencing.check(copies.view()).measured


def test_the_report_counts_them(copies: Copies) -> None:
    text = re.sub(r"<[^>]+>|\s+", " ", str(already_public(copies.view())))
    assert re.search(r"records in old files\s+69 of them are in this plan", text)
    assert re.search(r"Stalking and harassment\s+house number\s+minute\s+9", text)
    assert re.search(r"Sexual offenses\s+house number\s+minute\s+1", text)
    assert "The policy has no `history`" in text or "has no" in text
    copies.imported.clear()
    assert already_public(copies.view()) == ""


def test_a_row_is_still_there_only_in_its_own_dataset(copies: Copies) -> None:
    """The theft's report is gone, and an arrest for it published exactly; that is no row of the old file."""
    copies.plan.policy = with_history("not again")
    for row in copies.plan.rows["incidents"]:
        row.staged = None
    theft = next(row for row in copies.plan.rows["incidents"] if row.source["Offense"] == "THEFT")
    arrest = copies.plan.add("arrests", dict.fromkeys(("Booking", "Event"), "B26-99"), tier="other", event=theft.event)
    arrest.minutes = theft.minutes
    copies.plan.publish(arrest, 3, TimePrecision.HOUR, 990, "property", offense_text="THEFT")
    found = differencing.check(copies.view())
    assert found.passed, found.sentence
    assert "69 of which are not published so again" in found.measured
