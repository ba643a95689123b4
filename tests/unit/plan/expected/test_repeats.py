"""The same export twice."""

from __future__ import annotations

import pytest

from redact.plan.expected.repeats import repeated, too_many

from ..making import Said, rows_of, tiny


def test_a_row_repeats_another_where_all_of_it_is_the_same() -> None:
    said = [Said(keys=(1,)), Said(keys=(2,)), Said(keys=(1,)), Said(keys=(1,), time="2025-01-15T10:01")]
    assert repeated(rows_of(said, tiny())).tolist() == [False, False, True, False]


def test_no_rows() -> None:
    assert repeated(rows_of([Said()], tiny()).part(slice(0, 0))).tolist() == []


@pytest.mark.parametrize(
    ("count", "rows", "usual", "many"),
    [(50, 100, None, True), (30, 100, None, False), (30, 100, 0.02, True), (30, 100, 0.2, False), (9, 18, 0.0, False)],
)
def test_too_many(count: int, rows: int, usual: float | None, many: bool) -> None:
    assert too_many(count, rows, usual) is many
