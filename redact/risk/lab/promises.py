"""What a policy's text says of the rows that look blurred."""

from __future__ import annotations

from redact.policy.model import Policy


def covered_times(policy: Policy | None) -> frozenset[str]:
    """The precisions of time that blurred rows and their cover are shown to: those of covered tiers, and coarser."""
    if policy is None:
        return frozenset()
    ladder = list(policy.times.ladder)
    return frozenset(
        word.word
        for tier in policy.tiers
        if tier.cover is not None and tier.rows == "publish" and tier.time is not None
        for word in ladder[ladder.index(tier.time.precision) :]
    )
