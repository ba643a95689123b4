"""A class that a table counts with noise cannot be read from any published row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from redact.gates import GateResult, rows_and_counts
from redact.plan.outcomes import Outcome, Reason

Plan = Any  # the SmallPlan of conftest

COUNTED, NOT_COUNTED = "stalking", "elder_abuse"
"""Of the baseline's tables, which count stalking by outcome and elder abuse not at all."""


def gate(plan: Plan) -> GateResult:
    return rows_and_counts.check(plan.view())


def published(plan: Plan, dataset: str, tier: str) -> list[Any]:
    return [row for row in plan.rows[dataset] if row.tier == tier and row.staged is not None]


def column(plan: Plan, dataset: str, title: str, role: str) -> None:
    card = plan.cards[dataset]
    plan.cards[dataset] = replace(card, columns={**card.columns, title: role})
    plan.headers[dataset].append(role.removeprefix("extra "))


@pytest.fixture
def counted(small_plan: Plan) -> Plan:
    """The small plan, whose protected rows are of a class that is counted and do not say so."""
    for dataset in ("incidents", "arrests"):
        for row in published(small_plan, dataset, "protected"):
            row.classes = (COUNTED,) if not row.cover else ()
    return small_plan


def test_protected_rows_that_do_not_say_what_they_are_pass(counted: Plan) -> None:
    found = gate(counted)
    assert found.passed, found.sentence
    assert found.measured == "0 of 18 published rows of counted classes show what they are"


def shows_its_offense(plan: Plan) -> None:
    published(plan, "incidents", "protected")[3].staged["offense_text"] = "STALKING"


def shows_it_in_a_linked_dataset(plan: Plan) -> None:
    published(plan, "arrests", "protected")[3].staged["offense_text"] = "VIOLATION OF ORDER"


def shows_another_offense(plan: Plan) -> None:
    """A harmless word says it too: whoever sees it knows what the event was taken for."""
    published(plan, "incidents", "protected")[3].staged["offense_text"] = "THEFT"


def shows_an_extra_column(plan: Plan) -> None:
    column(plan, "incidents", "Unit", "extra unit")
    published(plan, "incidents", "protected")[3].staged["unit"] = "SVU"


def shows_a_text(plan: Plan) -> None:
    column(plan, "incidents", "Story", "narrative")
    published(plan, "incidents", "protected")[3].staged["narrative"] = "He waited for her again."


def is_published_in_full(plan: Plan) -> None:
    """A policy that lets a counted class through to a tier whose rows say what they are."""
    published(plan, "incidents", "other")[3].classes = (COUNTED,)


WEAK: list[Callable[[Plan], None]] = [
    shows_its_offense, shows_it_in_a_linked_dataset, shows_another_offense, shows_an_extra_column, shows_a_text,
    is_published_in_full,
]  # fmt: skip


@pytest.mark.parametrize("weaken", WEAK, ids=[each.__name__ for each in WEAK])
def test_one_row_that_says_what_it_is_stops_the_release(counted: Plan, weaken: Callable[[Plan], None]) -> None:
    weaken(counted)
    found = gate(counted)
    assert not found.passed
    assert found.code == 15
    assert found.measured.startswith("1 of 1")
    assert found.sentence.startswith("1 rows show the class that a table hides. Withhold or blur them")


@pytest.mark.parametrize("classes", [(), (NOT_COUNTED,)], ids=["no class", "a class without a table"])
def test_rows_that_no_table_counts_may_say_what_they_are(counted: Plan, classes: tuple[str, ...]) -> None:
    for row in published(counted, "incidents", "other"):
        row.classes = classes
    assert gate(counted).passed


def test_rows_that_are_not_published_tell_nothing(counted: Plan) -> None:
    row = published(counted, "incidents", "other")[3]
    row.classes, row.staged, row.outcome, row.reason = (COUNTED,), None, Outcome.WITHHELD, Reason.TIER
    found = gate(counted)
    assert found.passed
    assert "of 18 published" in found.measured


def test_without_tables_with_noise_nothing_is_asked(counted: Plan) -> None:
    """An exact table counts what the rows show anyway."""
    is_published_in_full(counted)
    exact = tuple(table for table in counted.policy.counts if not table.noisy)
    assert exact
    counted.policy = counted.policy.model_copy(update={"counts": exact})
    assert gate(counted).passed
