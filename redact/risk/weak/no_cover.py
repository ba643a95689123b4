"""What is hidden is simply missing, and everything else is there."""

from __future__ import annotations

import numpy as np

from redact.risk.lab.cities import Case
from redact.risk.weak.making import TEXTS, ids, minute_text, sources, table_of, weakened
from redact.risk.weak.rounded import block_of


def no_cover(case: Case) -> Case:
    """Leaves out what is to be hidden and blurs nothing: all other rows are shown to the block and the day."""
    tables, record = {}, {}
    for table, every in sources(case).items():
        rows = every[(every["should"] == "").to_numpy()].reset_index(drop=True)
        tables[table] = table_of(
            rows, id=ids(rows, case.number), offense_group=rows["group"].to_numpy(object),
            place=np.array([*map(block_of, rows["address"])], dtype=object), place_precision="block",
            time=[text[:13] for text in minute_text(rows["occurred"])], time_precision="hour",
            **{column: rows[column].to_numpy(object) for column in TEXTS[table]},
        )  # fmt: skip
        record[table] = rows["record"].to_numpy(np.int64)
    return weakened(case, "no_cover", tables, record)
