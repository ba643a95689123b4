"""Tiers of two policies: which are new, gone, elsewhere in the order, or take other records than before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from redact.policy.exposure import effects
from redact.policy.model import Policy, Tier
from redact.policy.moves import Moves, moves
from redact.policy.said import plain_of
from redact.policy.verdicts import RuleChange
from redact.policy.written import BOTH, changed, single

TAKES: Final = ("classes", "kinds", "offense_groups")
"""The fields that say which records belong to a tier."""


@dataclass(frozen=True)
class Between:
    """The two policies that are compared, and what is asked about both of them together."""

    old: Policy
    new: Policy

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The areas of both ladders, the finest first. Where the two have them in another order, the new one's."""
        merged = list(self.new.places.ladder)
        for place in range(len(self.old.places.ladder) - 1, -1, -1):
            word = self.old.places.ladder[place]
            if word not in merged:
                coarser = [step for step in self.old.places.ladder[place + 1 :] if step in merged]
                merged.insert(min((merged.index(step) for step in coarser), default=len(merged)), word)
        return tuple(merged)

    @cached_property
    def moves(self) -> Moves:
        """Where records move between tiers."""
        return moves(self.old, self.new, self.levels)

    def tier(self, name: str) -> tuple[Tier | None, Tier | None]:
        """The tiers of a name before and after."""
        before, after = (
            next((tier for tier in policy.tiers if tier.tier == name), None) for policy in (self.old, self.new)
        )
        return before, after


def structure(between: Between) -> Iterator[RuleChange]:
    """New and removed tiers, other records in tiers, and the order. What tiers do is not looked at here."""
    names = [[tier.tier for tier in policy.tiers] for policy in (between.old, between.new)]
    plain = plain_of(Policy.model_fields["tiers"])
    for name in dict.fromkeys((*names[1], *names[0])):
        before, after = between.tier(name)
        path = f"tiers.{name}"
        if before is None or after is None:
            found = between.moves.of_tier(name)
            yield single(path, plain, "removed" if after is None else "new", after or before, found)
            continue
        for field in TAKES:
            old, new = getattr(before, field), getattr(after, field)
            if old != new:
                yield from _takes(between, name, field, old, new)
    common = [[name for name in each if name in other] for each, other in (names, names[::-1])]
    if common[0] != common[1]:
        yield from changed("tiers", plain, names[0], names[1], between.moves.alone | between.moves.in_events)


def _takes(between: Between, name: str, field: str, old: Sequence[str], new: Sequence[str]) -> Iterator[RuleChange]:
    if field == "classes" and old and new:
        moved = frozenset({*old} ^ {*new})
        found = between.moves.of_classes(moved)
        why = _where(between, moved)
    else:
        found = between.moves.of_tier(name)
        why = ""
    yield from changed(f"tiers.{name}.{field}", plain_of(Tier.model_fields[field]), old, new, found, why=why)


def _where(between: Between, classes: frozenset[str]) -> str:
    """Into which tier each class comes: the one that takes all its records."""
    said = []
    for name in sorted(classes):
        homes = [
            next((tier.tier for tier in policy.tiers if name in tier.classes and not tier.kinds), None)
            for policy in (between.old, between.new)
        ]
        if homes[0] != homes[1]:
            said.append(f"'{name}' goes from '{homes[0] or 'no group'}' to '{homes[1] or 'no group'}'.")
    return " ".join(said)


def unsaid(between: Between, rules: Sequence[RuleChange]) -> Iterator[RuleChange]:
    """What becomes of records that no listed rule tells: a record follows another of its event, or a group shows
    more or less than its own rules say."""
    told = frozenset().union(*(rule.effects for rule in rules))
    if told == BOTH:
        return
    for name in [tier.tier for tier in between.new.tiers]:
        if None in between.tier(name):
            continue
        way = between.old.tier_index(name), between.new.tier_index(name)
        found = effects(between.moves.old.plain[way[0]], between.moves.new.plain[way[1]]) - told
        if found:
            yield from changed(f"tiers.{name}", plain_of(Policy.model_fields["tiers"]), name, name, found)
            told |= found
    found = (between.moves.alone | between.moves.in_events) - told
    if found:
        before, after = ([tier.tier for tier in policy.tiers] for policy in (between.old, between.new))
        why = "Records of one event, or of more than one kind, now come into another group."
        yield from changed("tiers", plain_of(Policy.model_fields["tiers"]), before, after, found, why=why)


__all__ = ["Between", "structure", "unsaid"]
