"""What the ledger remembers about a plan's events, in the terms of the current policy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from redact.keyed import ABSENT
from redact.ledger import Ledger
from redact.plan.resolve import History
from redact.policy.model import Policy


def recall(ledger: Ledger, keys: NDArray[np.int64], policy: Policy) -> History:
    """What the ledger has about the plan's keys. A tier that the policy no longer has counts as its strictest."""
    values = np.unique(keys)
    values = values[values != ABSENT]
    known = ledger.known(values)
    there = known.strictest >= 0
    names = [tier.tier for tier in policy.tiers]
    # One entry more for "none": index -1 of the ledger's answer picks it.
    lookup = np.array([names.index(name) if name in names else 0 for name in known.tiers] + [-1], dtype=np.int8)
    return History(
        values=values[there],
        strictest=lookup[known.strictest[there]],
        cover=lookup[known.cover[there]],
        fine=known.fine[there],
    )
