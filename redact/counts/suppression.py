"""Hiding small counts, and as little else as the audit lets through.

Small counts are hidden first, in margins too. Then what is published is audited (audit.py), and for each number that
others could work out too well the cheapest set of shown numbers to hide is looked for (partners.py). The audit has the
last word, again and again; where nothing more to hide is found and the audit still is not content, everything that
hangs together with the number is hidden.

An attacker who replays the method learns something all the same: that fewer hidden numbers would not have been enough.
No suppression method is free of that; noisy counts are, and are what protected classes get.

Every step hides at least one number more, so that it ends; each costs two programs over the part of the table that
hangs together. Random goals have a fixed seed, and searches are cut by steps, not by time: the same
counts give the same table with the same version of the solver. 60 beats, 12 months and 4 groups with five levels of
margins take about 4 seconds of one core; where two tables over the same records tie the groups together, about 30.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact.counts.audit import Audit, audit
from redact.counts.partners import partners
from redact.counts.said import SHOWN, SMALL, WITHHELD, Numbers, Rule


@dataclass(frozen=True, slots=True)
class Suppressed:
    """How every number is marked, the audit of exactly that, and how many parts had to be hidden as a whole.

    Holds the hidden numbers: for the caller's checks, never to be written.
    """

    numbers: Numbers
    rule: Rule
    marks: NDArray[np.int8]
    audit: Audit
    withheld_parts: int


def small_hidden(numbers: Numbers, rule: Rule) -> NDArray[np.int8]:
    """Marks with nothing but the small counts hidden: of itself no protection, since margins give single ones away."""
    return np.where(numbers.values < rule.threshold, SMALL, SHOWN).astype(np.int8)


def suppress(numbers: Numbers, rule: Rule) -> Suppressed:
    """Hides small numbers and partners until the audit finds everything hidden at least the rule's width wide.

    A part that is hidden as a whole is out of the audit: the table says nothing about it. What `known` says of it
    from elsewhere no table can take back.
    """
    marks = small_hidden(numbers, rule)
    found, changed = audit(numbers, marks, rule, thorough=False), True
    while changed and not found.safe.all():
        before = marks
        for target in np.flatnonzero(~found.safe):
            if found.width[target] < rule.width:
                marks, tables = partners(numbers, marks, rule, int(target))
                found = found.widened(tables, numbers, marks, rule)
        changed = bool((marks != before).any())
        found = audit(numbers, marks, rule, found, thorough=not changed)
    lost = np.unique(numbers.part_of_number[~found.safe])
    withheld = np.isin(numbers.part_of_number, lost)
    marks = np.where(withheld, WITHHELD, marks).astype(np.int8)
    return Suppressed(numbers, rule, marks, Audit(found.low, found.high, found.safe | withheld), len(lost))
