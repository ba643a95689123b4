"""The JSON of `redact scrub`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from redact.identity.report import scrub_rows
from redact.records.batch import Batch, Fault, Field


def test_one_object_per_row_and_text_column(redactor: Any) -> None:
    fields = tuple(Field(role, role, role) for role in ("victim_name", "narrative", "remarks"))
    table = pa.table(
        {
            "victim_name": ["SMITH, JOHN", ""],
            "narrative": ["John Smith called.", "x"],
            "remarks": ["RP SMITH CB 555-0142", ""],
        }
    )
    batch = Batch("incidents", 10, table, np.array([Fault.NONE, Fault.TRUNCATED], dtype=np.int8))
    rows = [each.as_json() for each in scrub_rows([batch], fields, redactor)]
    assert rows[0] == {
        "row": 10,
        "column": "narrative",
        "text": "[VICTIM-1] called.",
        "spans": [{"start": 0, "end": 10, "entity": "PERSON", "layer": "record", "action": "mask"}],
        "held": False,
    }
    assert (rows[1]["column"], rows[1]["text"]) == ("remarks", "RP [VICTIM-1] CB [PHONE]")
    assert [(row["row"], row["held"], row["text"]) for row in rows[2:]] == [(11, True, None), (11, True, None)]
