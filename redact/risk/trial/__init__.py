"""A policy on trial: its scenarios on made-up cities, where it is known what is true.

Whether an adversary finds somebody in real records nobody can measure, because nobody knows what he got right. So the
policy is tried on made-up cities, once, and what came of it is kept beside it: a small department does not have the
tries that a limit needs, and needs none. A plan of a made-up city, which knows its truth, is tried itself as well; of a
real plan as much as can be reckoned without truth.
"""

from __future__ import annotations

from redact.risk.trial.agreed import agreed_scenarios
from redact.risk.trial.record import FILE, Trial, Tried, key_of, record_beside, remembered
from redact.risk.trial.trying import keep_trial, try_policy

__all__ = [
    "FILE", "Trial", "Tried", "agreed_scenarios", "keep_trial", "key_of", "record_beside", "remembered", "try_policy",
]  # fmt: skip
