"""The checks before anything is written: one module each, the same list for release, pages and tests.

A gate verifies and changes nothing: the plan has coarsened or left out whatever would fail, so a failure here is a
fault of data, policy or program and stops the release. There is no way to switch one off.
"""

from __future__ import annotations

from collections.abc import Callable

from redact.gates import (
    accounted,
    columns,
    cover_share,
    delay,
    differencing,
    exact_tables,
    held_share,
    households,
    linked_alike,
    linked_places,
    location_columns,
    place_combinations,
    residue,
    rows_and_counts,
    scenarios,
    texts_read,
    uniqueness,
)
from redact.gates.result import GateResult
from redact.gates.view import ReleaseView
from redact.run import give_back

ALL: tuple[Callable[[ReleaseView], GateResult], ...] = (
    accounted.check,
    columns.check,
    residue.check,
    households.check,
    place_combinations.check,
    linked_places.check,
    location_columns.check,
    uniqueness.check,
    cover_share.check,
    linked_alike.check,
    rows_and_counts.check,
    exact_tables.check,
    differencing.check,
    delay.check,
    texts_read.check,
    held_share.check,
    scenarios.check,
)
"""Every gate, in the order of the report."""


def run_gates(view: ReleaseView) -> tuple[GateResult, ...]:
    """Every gate's result, whatever the others say."""
    results = []
    for gate in ALL:
        results.append(gate(view))
        give_back(len(view.decisions))
    return tuple(results)


__all__ = ["ALL", "GateResult", "ReleaseView", "run_gates"]
