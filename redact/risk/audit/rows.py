"""Which rows are sensitive, by class and by what shows it; which may be; and where the offence itself says nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact.classify import Combination
from redact.links.within import Classified
from redact.risk.audit.looked import Looked
from redact.risk.audit.result import ClassSeen
from redact.vocabulary import OffenseGroup, SourceOfEvidence, Strength

Rows = NDArray[np.bool_]

OFFENCE = (SourceOfEvidence.CODES, SourceOfEvidence.STATUTES, SourceOfEvidence.OFFENSE_TEXT)
"""What a publisher's filter by offence can see."""


@dataclass(frozen=True)
class Marked:
    """The rows that matter. `classes` leaves out members that are only taken in for safety; `sensitive` has them too.

    `doubt`: no class is shown, and the policy would treat the row carefully (a crime against a person that does not say
    who the two were). `unknown`: no class is shown, and the offence is in no table. `silent`: sensitive rows whose
    code, statute and offence text show nothing.
    """

    sensitive: Rows
    doubt: Rows
    unknown: Rows
    silent: Rows
    for_safety: Rows
    classes: dict[str, Rows]
    event: NDArray[np.int32]


def marked(found: Classified) -> Marked:
    """The rows of a classified file that its policy protects or withholds."""
    policy = found.policy
    protecting = [
        bit for bit, name in enumerate(policy.class_names)
        if policy.tiers[policy.tier_of([name], found.kind, OffenseGroup.NONE)].protective
    ]  # fmt: skip
    mask = np.uint32(sum(1 << bit for bit in protecting))
    every = (found.shows | found.inherited) & mask
    plain = every & ~found.for_safety
    sensitive = every != 0
    by_offence = np.array([_by_offence(each) for each in found.combinations], dtype=np.bool_)[found.evidence]
    return Marked(
        sensitive=sensitive,
        doubt=(found.weak | found.careful) & ~sensitive,
        unknown=found.unknown & ~sensitive,
        silent=sensitive & ~by_offence,
        for_safety=sensitive & (plain == 0),
        classes={
            policy.class_names[bit]: rows
            for bit in protecting
            if (rows := (plain >> np.uint32(bit)) & np.uint32(1) == 1).any()
        },
        event=found.event,
    )


def _by_offence(combination: Combination) -> bool:
    return any(piece.source in OFFENCE and piece.rule.strength is Strength.SHOWS for piece in combination)


def classes_seen(found: Classified, rows: Marked) -> tuple[ClassSeen, ...]:
    """Rows of each class by the kind of evidence that shows it, the most rows first."""
    seen = [
        ClassSeen(tally.name, tally.rows, dict(tally.by_source), dict(tally.only))
        for tally in found.summary()
        if tally.name in rows.classes
    ]
    return tuple(sorted(seen, key=lambda each: -each.rows))


def shown_in(looked: Looked, rows: Marked) -> tuple[tuple[str, str, int], ...]:
    """(column, source, rows): in which published columns the classes of sensitive rows stand, most rows first."""
    titles = {field.name: field.title for field in looked.source.fields}
    found = looked.classified
    per = np.bincount(found.evidence[rows.sensitive], minlength=len(found.combinations))
    counts: Counter[tuple[str, str]] = Counter()
    for combination, n in zip(found.combinations, per.tolist(), strict=True):
        shown = {(piece.column, piece.source) for piece in combination if piece.rule.strength is Strength.SHOWS}
        for column, source in shown:
            counts[titles.get(column, column), source] += n
    ordered = sorted(counts.items(), key=lambda each: (-each[1], *each[0]))
    return tuple((column, source, n) for (column, source), n in ordered if n)
