"""When late changes appear: after the revision's period, and when the rules have changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from redact.plan.past.released import nothing_released
from redact.plan.past.rules import revision_due, rules_digest

from ..making import tiny
from .outs import Shown, day, past_of


def due(revision: str, last: str, now: str, **more: Any) -> bool:
    policy = tiny(releases__revision=revision)
    past = replace(past_of([Shown((1,))]), last={"through": day(last), "rules": rules_digest(policy)})
    return revision_due(tiny(releases__revision=revision, **more), past, day(now))


@pytest.mark.parametrize(
    ("revision", "last", "now", "expected"),
    [
        ("yearly", "2025-12-01", "2025-12-31", False),
        ("yearly", "2025-12-31", "2026-01-01", True),
        ("yearly", "2026-01-01", "2026-12-31", False),
        ("quarterly", "2025-01-31", "2025-03-31", False),
        ("quarterly", "2025-03-31", "2025-04-01", True),
        ("quarterly", "2025-04-01", "2025-03-01", False),
        ("none", "2025-01-01", "2027-01-01", False),
    ],
)
def test_the_first_release_after_each_period_is_a_revision(revision: str, last: str, now: str, expected: bool) -> None:
    assert due(revision, last, now) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"tiers__4__time__precision": "day"}, True),
        ({"classify__may_evidence": "protect"}, True),
        ({"history": {"before": "2020-01-01", "treatment": "not again"}}, True),
        ({"releases__period": "quarter"}, True),
        ({"title": "Another title"}, False),
        ({"version": 2}, False),
        ({"gates__held_at_most": 0.5}, False),
        ({"removals__cover": 5}, False),
    ],
)
def test_changed_rules_are_a_revision_and_other_words_are_not(change: dict[str, Any], expected: bool) -> None:
    assert due("none", "2025-01-01", "2025-02-01", **change) == expected


def test_the_first_release_is_no_revision() -> None:
    assert not revision_due(tiny(), nothing_released(1), day("2026-01-01"))
