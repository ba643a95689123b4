"""Attacks on published places, as somebody would make them who has the release, the public layers and this code.

Every attack has a `guess`, which sees only what the public sees, and an `attack`, which scores the guess against what
a policy promises and, where it is known, against where records really were.
"""

from __future__ import annotations

from redact.risk.places.guesses import Guesses, Truth
from redact.risk.places.knows import Homes, Public, Rule, homes_of_addresses, homes_of_units
from redact.risk.places.release import Drawn, Release, of_tables, read_release
from redact.risk.places.result import Result

__all__ = [
    "Drawn",
    "Guesses",
    "Homes",
    "Public",
    "Release",
    "Result",
    "Rule",
    "Truth",
    "homes_of_addresses",
    "homes_of_units",
    "of_tables",
    "read_release",
]
