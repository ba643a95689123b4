"""Whether a column says where something happened, and how: by its title, by its cells, or by what goes with what.

Pure functions over distinct values and codes. Profiling a new file asks them what to propose; the gate "location
columns" asks them again about what would be published.
"""

from __future__ import annotations

from redact.records.locating.dependence import Dependence, Link, dependence, fixes, same_inside
from redact.records.locating.named import named_place
from redact.records.locating.numbers import degrees_like, follows_affinely, mercator_like, to_numbers
from redact.records.locating.written import Written, written_place

__all__ = [
    "Dependence",
    "Link",
    "Written",
    "degrees_like",
    "dependence",
    "fixes",
    "follows_affinely",
    "mercator_like",
    "named_place",
    "same_inside",
    "to_numbers",
    "written_place",
]
