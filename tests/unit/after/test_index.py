"""Rows that share keys, directly or through others, are one event: the same that linking makes of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.after.index import Index
from redact.links import join_events

TABLES = st.lists(st.lists(st.tuples(st.integers(0, 6), st.integers(10, 16)), max_size=6), min_size=1, max_size=3)


@settings(max_examples=60)
@given(TABLES)
def test_an_event_is_what_linking_makes_it(tables: list[list[tuple[int, int]]]) -> None:
    arrays = [np.array(table, dtype=np.int64).reshape(-1, 2) for table in tables]
    index = Index.of(arrays, [[True, True]] * len(arrays))
    every = np.concatenate(arrays)
    events = join_events(every)
    for row in range(len(every)):
        found = index.event([int(every[row, 1])], most=100)
        assert found is not None
        assert found[0] == set(np.flatnonzero(events == events[row]).tolist())
        assert found[1] == set(every[sorted(found[0])].ravel().tolist()) - {0}
        table, at = index.place(row)
        assert arrays[table][at].tolist() == every[row].tolist()


def test_a_column_that_does_not_link_only_finds() -> None:
    index = Index.of([np.array([[1, 10], [1, 11], [2, 11]], dtype=np.int64)], [[False, True]])
    assert index.event([1], most=9) == (frozenset({0, 1, 2}), frozenset({10, 11}))
    assert index.event([10], most=9) == (frozenset({0}), frozenset({10}))


def test_too_many_rows_are_no_event() -> None:
    index = Index.of([np.ones((5, 1), dtype=np.int64)], [[True]])
    assert index.event([1], most=4) is None
    assert index.event([7], most=4) == (frozenset(), frozenset())
    assert index.event([0], most=4) == (frozenset(), frozenset())
