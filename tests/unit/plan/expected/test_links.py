"""Shares of rows that name and find their events."""

from __future__ import annotations

import numpy as np
import pytest

from redact.plan.expected.links import Links, fallen, usual_shares


def links(named: int, found: int, rows: int) -> Links:
    at = np.arange(rows)
    return Links(at < named, at < found, at < 0)


def test_shares() -> None:
    assert links(80, 60, 100).shares(np.ones(100, dtype=np.bool_)) == (0.8, 0.75)


def test_too_few_rows_have_no_share() -> None:
    assert links(9, 9, 10).shares(np.ones(10, dtype=np.bool_)) == (None, None)
    assert links(5, 5, 100).shares(np.ones(100, dtype=np.bool_)) == (0.05, None)


@pytest.mark.parametrize(
    ("share", "usual", "rows", "falls"),
    [
        (0.95, 0.97, 1000, False),
        (0.80, 0.97, 1000, True),
        (0.82, 0.97, 20, False),
        (0.30, 0.97, 20, True),
        (0.99, 0.60, 1000, False),
        (None, 0.9, 100, False),
        (0.1, None, 100, False),
    ],
)
def test_what_is_a_fall(share: float | None, usual: float | None, rows: int, falls: bool) -> None:
    assert fallen(share, usual, rows) is falls


def test_what_is_usual_needs_three_periods() -> None:
    every, codes = links(240, 200, 240), np.repeat(np.arange(4, dtype=np.int32), 60)
    assert usual_shares(every, codes, {0: 60, 1: 60}) == (None, None)
    assert usual_shares(every, codes, {0: 60, 1: 60, 2: 60}) == (1.0, 1.0)
