"""Looking at a new file: what its columns are, which of them give away place or time, and a card to start from."""

from __future__ import annotations

from redact.records.profiling.leaks import Leak, LeakKind
from redact.records.profiling.proposal import Proposal, profile

__all__ = ["Leak", "LeakKind", "Proposal", "profile"]
