"""Numbering the distinct rows of several columns."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from redact.distinct import dense, first_rows

CELL = st.sampled_from([0.0, -1.0, 2.5, float("nan")])


@given(st.lists(st.tuples(CELL, st.integers(-2, 2)), max_size=30))
def test_equal_rows_and_no_others_have_one_number(rows: list[tuple[float, int]]) -> None:
    number = dense([np.array([row[0] for row in rows]), np.array([row[1] for row in rows], dtype=np.int64)])
    keys = [(repr(cell), other) for cell, other in rows]
    distinct = list(dict.fromkeys(keys))
    assert number.tolist() == [distinct.index(key) for key in keys]
    assert [keys[at] for at in first_rows(number).tolist()] == distinct
