"""The adversary who compares releases: with each other, and with what was public before. Works by content alone."""

from __future__ import annotations

from redact.risk.differencing.adversary import attack
from redact.risk.differencing.changes import Changes, compare
from redact.risk.differencing.claims import OLD, Claim, Kind
from redact.risk.differencing.portal import OldCopy, read_old
from redact.risk.differencing.published import Published, of_tables, read_published
from redact.risk.differencing.rules import Rules
from redact.risk.differencing.score import Score, Truth, score, upper_limit

__all__ = [
    "OLD",
    "Changes",
    "Claim",
    "Kind",
    "OldCopy",
    "Published",
    "Rules",
    "Score",
    "Truth",
    "attack",
    "compare",
    "of_tables",
    "read_old",
    "read_published",
    "score",
    "upper_limit",
]
