"""The adversary who has all releases, an old copy of the portal, and the rules.

He knows all that was published, and counts. What a single record can have done to the files follows from the policy:
what is out stays as it is until a revision, late rows come with it, others leave with whatever leaves. Where that is
not so, he sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from redact.risk.differencing.changes import Changes, compare
from redact.risk.differencing.claims import Claim
from redact.risk.differencing.drawn import late, remaining
from redact.risk.differencing.missing import missing
from redact.risk.differencing.portal import OldCopy
from redact.risk.differencing.published import Published
from redact.risk.differencing.rules import Rules
from redact.risk.differencing.steps import uncovered, vanished

REDRAWN: Final = 0.05
"""Where more than this share of the ordinary rows are gone at once, reports were not reclassified: the cover was drawn
anew."""


def attack(releases: Sequence[Published], rules: Rules, old: OldCopy | None = None) -> tuple[Claim, ...]:
    """All claims from all releases so far, in their order, and from the old copy."""
    steps = [compare(earlier, later) for earlier, later in pairwise(releases)]
    still = [step for step in steps if not _redrawn(step)]
    found: list[Claim] = []
    for step in still:
        found += vanished(step, rules)
        found += uncovered(step, rules)
    found += late(still, rules)
    if len(still) < len(steps):
        found += remaining(steps, rules)
    elif len(releases) > 2:
        ends = compare(releases[0], releases[-1])
        if not _redrawn(ends):
            found += vanished(ends, rules)
    if old is not None and releases:
        found += missing(old, releases, rules)
    return tuple(found)


def _redrawn(step: Changes) -> bool:
    """Whether so many ordinary rows are gone while others came in old months that the cover was drawn anew."""
    fine = ~step.earlier.rows["coarse"].to_numpy()
    gone = fine[step.vanished].sum()
    came = (~step.later.rows["coarse"].to_numpy()[step.appeared]).sum()
    return bool(gone > REDRAWN * fine.sum() and came > 0.5 * gone)
