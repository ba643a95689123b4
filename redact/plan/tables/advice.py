"""Whether a table will be of use, said before anything is spent: from numbers that are public, and a synthetic city's.

Looking at exact counts to see whether their noise would drown them would itself tell something of them. So what a
typical cell holds is estimated: the number of published events, which everybody can count, times the share that a class
has among all events of the synthetic city.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import numpy as np

from redact.counts import solve
from redact.counts.reading import Outlook, proposal
from redact.place import UnitTable
from redact.plan.tables.domain import DeclaredTable, level_of
from redact.plan.tables.drawing import design_of
from redact.plan.tables.periods import coarser
from redact.policy.counted import classes_counted
from redact.policy.model import Budget, Policy
from redact.policy.values import PERIODS
from redact.vocabulary import SensitiveClass

PER_THOUSAND: Final = {
    SensitiveClass.SEXUAL_ASSAULT: 8.6,
    SensitiveClass.INTIMATE_PARTNER_VIOLENCE: 85.8,
    SensitiveClass.FAMILY_VIOLENCE: 19.3,
    SensitiveClass.STALKING: 8.3,
    SensitiveClass.PROTECTIVE_ORDER: 5.8,
    SensitiveClass.HUMAN_TRAFFICKING: 0.6,
    SensitiveClass.CHILD_ABUSE: 8.5,
    SensitiveClass.ELDER_ABUSE: 1.5,
}
"""Events of a class among a thousand events of all kinds, in a synthetic city of 20,000 reports (seed 3)."""


def advice(
    declared: DeclaredTable,
    policy: Policy,
    units: UnitTable,
    periods: Sequence[str],
    epsilon: Decimal,
    budget: Budget,
    published: int,
) -> tuple[str, ...]:
    """Sentences for whoever wrote the policy; none where a typical number will be reliable, or nothing is known.

    `published` events are shown as rows in these `periods`.
    """
    names = [name for name in classes_counted(policy, declared.table) if name in PER_THOUSAND]
    if not names or not published:
        return ()
    shares = [PER_THOUSAND[SensitiveClass(name)] / 1000 for name in names]
    every = published * (sum(shares) / len(shares) if declared.by_class else sum(shares))
    for name, words in declared.groups:
        if name != "class":
            every /= len(words)
    solution = solve(design_of(declared, periods, epsilon, budget))
    ladder = [level for level in policy.places.ladder if level in units.ladder or level == "city"]
    finest = declared.levels[0]
    looks = []
    for place in ladder[ladder.index(finest.place) :]:
        words, index = level_of(place, finest.place, finest.words, units)
        for period in PERIODS[PERIODS.index(finest.period) :]:
            times = [coarser(text, period) for text in periods]
            order = list(dict.fromkeys(times))
            at = np.array([order.index(time) for time in times], dtype=np.int32)
            deviation = float(np.median(solution.errors(index, at).standard_deviation))
            known = max(1, len(words) - (place != "city"))
            expected = every / (known * len(order))
            by = f"by {period}" if place == "city" else f"by {place.replace('_', ' ')} and {period}"
            looks.append(Outlook(f"{place}_{period}", by, expected, deviation))
    asked, *others = looks
    others.sort(key=lambda look: look.expected)
    said = proposal(asked, others)
    return (said,) if said else ()
