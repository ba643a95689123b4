"""Domains are declared, and every cell of them is published whatever the data."""

from __future__ import annotations

import numpy as np
import pytest

from redact.counts import Cells, count_events, declared_domain, draw_table
from redact.errors import PolicyInvalid

KEY = bytes(range(32))


def test_every_declared_cell_is_published() -> None:
    domain = declared_domain(("class", "year"), {"class": ("a", "b"), "year": ("2026", "2027")})
    table = draw_table(np.zeros(4, dtype=np.int64), domain, 1.0, 1, draw=lambda counts, _: counts)
    assert table.column("count_dp").to_pylist() == [0, 0, 0, 0]
    assert table.column("class").to_pylist() == ["a", "a", "b", "b"]


def test_cells_are_counted_in_the_order_of_the_domain() -> None:
    domain = declared_domain(("class", "year"), {"class": ("a", "b"), "year": ("2026", "2027")})
    found = count_events(Cells(np.array([0, 1, 1]), np.array([3, 3, 0])), domain, 2, identity=np.arange(2), key=KEY)
    assert dict(zip(domain.cells(), found.tolist(), strict=True)) == {
        ("a", "2026"): 1, ("a", "2027"): 0, ("b", "2026"): 0, ("b", "2027"): 2,
    }  # fmt: skip


def test_an_undeclared_dimension_is_refused() -> None:
    with pytest.raises(PolicyInvalid):
        declared_domain(("class", "weekday"), {"class": ("a",)})
