"""Scenarios: described adversaries, as files that people read first.

A scenario says what somebody knows and how exactly, which published tables he opens, about whom he wants to know what,
by which program he tries it, and when a release has withstood him. `policies/scenarios/` has those that come with
redact; `load_scenario` reads any other.
"""

from __future__ import annotations

from redact.risk.scenarios.loading import load_scenario, parse_scenario, shipped_scenarios
from redact.risk.scenarios.model import Finding, Knowledge, Limit, Metric, Named, Scenario, Stops, Targets, Wants

__all__ = [
    "Finding", "Knowledge", "Limit", "Metric", "Named", "Scenario", "Stops", "Targets", "Wants", "load_scenario",
    "parse_scenario", "shipped_scenarios",
]  # fmt: skip
