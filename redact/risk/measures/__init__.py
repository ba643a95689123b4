"""Disclosure measures: how many rows look alike, what is learned from those that do, and what would help.

`measure` works all of them out for a table; `search` proposes coarser columns. Both work on small integers and never
print a value of a record. Checked against ARX, sdcMicro and pycanon (`benchmarks/measures.py`).
"""

from __future__ import annotations

from redact.risk.measures.measure import Measures, People, Secret, SetMeasures, measure

__all__ = ["Measures", "People", "Secret", "SetMeasures", "measure"]
