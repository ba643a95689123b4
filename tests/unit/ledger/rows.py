"""Rows as releases put them out, drawn from a number, and a ledger that has released some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from redact.ledger import Ledger
from redact.ledger.archive import ROWS, Chapter

NO_ROWS = np.empty(0, dtype=np.int64)


def rows_of(count: int, seed: int = 0, **columns: Any) -> pa.Table:
    """Released rows, each with another slot; `columns` take the place of those that are drawn."""
    draw = np.random.default_rng(seed)
    words = draw.integers(-(2**63), 2**63 - 1, (4, count))
    made: dict[str, Any] = {
        "dataset": ["incidents"] * count,
        "slot": words[0],
        "key_0": words[1],
        "key_1": np.zeros(count, dtype=np.int64),
        "mark": words[2],
        "tier": np.array(["other", "persons", "protected"])[draw.integers(0, 3, count)],
        "careful": draw.random(count) < 0.1,
        "cover": draw.random(count) < 0.2,
        "group": draw.integers(0, 4, count).astype(np.int8),
        "unit": np.char.add("block ", draw.integers(0, 900, count).astype(str)),
        "precision": draw.integers(0, 5, count).astype(np.int8),
        "code": draw.integers(0, 10**6, count).astype(np.int32),
        "period": draw.integers(24_300, 24_312, count).astype(np.int32),
        "value": words[3],
        "cells": [f"THEFT\x1f{number}" for number in range(count)],
        **columns,
    }
    return pa.table({name: pa.array(values, ROWS.field(name).type) for name, values in made.items()})


def imported_of(count: int, seed: int = 0) -> pa.Table:
    """Rows as an earlier portal file showed them."""
    empty = {"tier": [""] * count, "cells": [""] * count}
    return rows_of(count, seed, **empty, minutes=[None] * count, shows=[f"shown {n}" for n in range(count)])


def put_out(
    ledger: Ledger, release: str, rows: pa.Table, left: Any = NO_ROWS, about: Mapping[str, Any] | None = None
) -> None:
    """A whole release with this chapter."""
    ledger.intend(release, folder=release, nonce="00")
    lay_down(ledger, release, rows, left, about)
    ledger.published(release)


def lay_down(
    ledger: Ledger, release: str, rows: pa.Table, left: Any = NO_ROWS, about: Mapping[str, Any] | None = None
) -> None:
    """What is remembered of a release that has begun."""
    chapter = Chapter(rows, np.asarray(left, dtype=np.int64), about or {})
    ledger.remember(release, [1], [0], [-1], [True], ["other"], chapter)
