"""Columns that were never there: which of them a person must look at."""

from __future__ import annotations

import pytest

from redact.plan.expected.columns import column_findings, new_titles, tells, title_digests

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("VictimRelationship", "relationship"),
        ("DV Flag", "domestic flag"),
        ("Apt", "apartment"),
        ("VictimName", "victim name"),
        ("narrative", "narrative"),
        ("day_of_week", "weekday of a time"),
        ("ObjectCode7", None),
        ("zz_total", None),
    ],
)
def test_what_a_title_tells(title: str, told: str | None) -> None:
    assert tells(title) == told


def test_new_beside_the_last_release() -> None:
    before = frozenset(title_digests(["A", "B", "C"], KEY))
    assert new_titles([["A", "B", "D"]], ["A"], before, KEY) == ["D"]
    assert new_titles([["A", "B"]], ["A"], before, KEY) == []


def test_new_in_the_last_of_several_files() -> None:
    assert new_titles([["A", "B"], ["A", "B", "D"]], ["A"], frozenset(), KEY) == ["D"]
    assert new_titles([["A", "B"]], ["A"], frozenset(), KEY) == []


def test_what_the_card_lists_is_not_new() -> None:
    before = frozenset(title_digests(["A"], KEY))
    assert new_titles([["A", "D"]], ["A", "D"], before, KEY) == []


def test_the_ledger_gets_no_title() -> None:
    (digest,) = title_digests(["Qvist, Anna"], KEY)
    assert len(digest) == 16
    assert digest != title_digests(["Qvist, Anna"], bytes(32))[0]


def test_a_telling_column_stops_and_another_is_noted() -> None:
    found, notes = column_findings("calls", ["DV Flag", "zz_total"])
    assert [each.what for each in found] == ["calls:columns"]
    assert "'DV Flag' (by its title: domestic flag)" in found[0].says
    assert "zz_total" not in found[0].says
    assert notes == ["new in this export and not in the card: 'zz_total'"]


def test_nothing_new_says_nothing() -> None:
    assert column_findings("calls", []) == ([], [])
