"""The keyed choice of cover events, at a rate per offence group that the policy fixes beforehand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from redact.keyed import uniform


def choose(
    identity: NDArray[np.int64],
    own_tier: NDArray[np.int8],
    group: NDArray[np.int8],
    rates: Sequence[tuple[int, NDArray[np.float64]]],
    key: bytes,
    *,
    before: NDArray[np.int8],
    published_fine: NDArray[np.bool_],
) -> NDArray[np.int8]:
    """The tier whose cover each event is, or -1.

    All arrays are per event: `identity` a keyed hash that is the same at every release, `own_tier` an index into the
    policy's tiers (smaller is stricter), `group` an `OffenseGroup`. `rates` lists (tier, rate per group code) for the
    tiers with cover, strictest first. `before` is the ledger's earlier choice (-1 none) and stands unless the event's
    own tier has become as strict; what was `published_fine` is never chosen afresh.

    The choice depends on the secret, the event and the rate alone: not on other events, the month or the order of rows.
    """
    chosen = np.full(len(identity), -1, dtype=np.int8)
    for tier, rate in rates:
        free = (own_tier > tier) & (chosen < 0) & ~published_fine & (before < 0)
        drawn = uniform(key, identity, salt=tier) < rate[group]
        chosen[free & drawn] = tier
    kept = (before >= 0) & (own_tier > before)
    chosen[kept] = before[kept]
    return chosen
