"""Whether a table will be of use, said before anything is spent: from numbers that are public, and a synthetic city's.

Looking at exact counts to see whether their noise would drown them would itself tell something of them. So what a
typical cell holds is estimated: the number of published events, which everybody can count, times the share that a class
has among all events of the synthetic city. What larger areas and longer times would be like is worked out for a table
that has nothing else, since that is what the policy could ask for instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

import numpy as np

from redact.counts import solve
from redact.counts.reading import Outlook, proposal
from redact.place import UnitTable
from redact.plan.tables.domain import DeclaredLevel, DeclaredTable, level_of
from redact.plan.tables.drawing import design_of
from redact.plan.tables.periods import MONTHS
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
    ladder = [level for level in policy.places.ladder if level in units.ladder or level == "city"]
    finest = declared.levels[0]
    looks: list[Outlook] = []
    for place in ladder[ladder.index(finest.place) :]:
        words, _ = level_of(place, finest.place, finest.words, units)
        for period in PERIODS[PERIODS.index(finest.period) :]:
            longer = MONTHS[period] // MONTHS[finest.period]
            expected = every * longer / len(periods) / max(1, len(words) - (place != "city"))
            if looks:
                own = np.arange(len(words), dtype=np.int32)
                alone = replace(declared, levels=(DeclaredLevel(place, period, Decimal(1), words, own),))
                spent = min(declared.table.epsilon or epsilon, epsilon * longer)
                deviation = _deviation(alone, periods[:1], spent, budget)
            else:
                deviation = _deviation(declared, periods, epsilon, budget)
            by = f"by {period}" if place == "city" else f"by {place.replace('_', ' ')} and {period}"
            looks.append(Outlook(f"{place}_{period}", by, expected, deviation))
    asked, *others = looks
    others.sort(key=lambda look: look.expected)
    said = proposal(asked, others)
    return (said,) if said else ()


def _deviation(declared: DeclaredTable, periods: Sequence[str], epsilon: Decimal, budget: Budget) -> float:
    """How far a typical one of the finest numbers of a draw will be off."""
    places, at = declared.levels[0].index, np.arange(len(periods), dtype=np.int32)
    solution = solve(design_of(declared, periods, epsilon, budget))
    return float(np.median(solution.errors(places, at).standard_deviation))
