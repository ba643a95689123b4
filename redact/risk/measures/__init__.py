"""Disclosure measures: how many rows look alike, what is learned from those that do, and what would help.

`measure` works all of them out for a table, `alike` the few that officers read, counted in events; `search` proposes
coarser columns. All work on small integers and never print a value of a record. Checked against ARX, sdcMicro and
pycanon (`benchmarks/measures.py`).
"""

from __future__ import annotations

from redact.risk.measures.alike import Alike, alike, events_in
from redact.risk.measures.classes import group
from redact.risk.measures.columns import Coded, coded
from redact.risk.measures.measure import Measures, People, Secret, SetMeasures, measure

__all__ = [
    "Alike", "Coded", "Measures", "People", "Secret", "SetMeasures", "alike", "coded", "events_in", "group", "measure",
]  # fmt: skip
