"""What a gate says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GateResult:
    """One check before writing: what was measured, what is required, and a sentence that says what to do.

    No text here holds a record's value: column and dataset names, tiers and counts only. `code` is the exit code that a
    failure ends in (15 unless the gate has one of its own).
    """

    name: str
    passed: bool
    measured: str
    required: str
    sentence: str
    code: int = 15
