"""Nothing hidden at all, with addresses as they are or rounded to the hundred-block."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.lab.cities import Case
from redact.risk.weak.making import TEXTS, ids, minute_text, sources, table_of, weakened

_NUMBERED: Final = re.compile(r"(\d+) (.+)")


def raw(case: Case) -> Case:
    """Every row with its address and minute."""
    return _every_row(case, "raw", "address", lambda address: address.to_numpy(object))


def block_only(case: Case) -> Case:
    """Every row with its minute, the address rounded to the hundred-block as many portals do."""
    return _every_row(case, "block_only", "block", lambda address: np.array([*map(block_of, address)], dtype=object))


def block_of(address: str) -> str:
    """The hundred-block of an address.

    >>> block_of("748 N CHURCH AVE"), block_of("E 8TH ST / N POLK BLVD")
    ('700 BLOCK N CHURCH AVE', 'E 8TH ST / N POLK BLVD')
    """
    found = _NUMBERED.fullmatch(address)
    return f"{int(found[1]) // 100 * 100} BLOCK {found[2]}" if found else address


def _every_row(case: Case, name: str, precision: str, place: object) -> Case:
    tables: dict[str, pd.DataFrame] = {}
    record: dict[str, NDArray[np.int64]] = {}
    for table, rows in sources(case).items():
        assert callable(place)
        tables[table] = table_of(
            rows, id=ids(rows, case.number), offense_group=rows["group"].to_numpy(object), place=place(rows["address"]),
            place_precision=precision, time=minute_text(rows["occurred"]), time_precision="minute",
            **{column: rows[column].to_numpy(object) for column in TEXTS[table]},
        )  # fmt: skip
        record[table] = rows["record"].to_numpy(np.int64)
    return weakened(case, name, tables, record)
