"""Where records move between tiers when one policy takes the place of another, and what that does to them.

Every record is of some kinds of harm, from some list, of some offence group: those are all the cases there are. For
each of them, and for each pair of them in one event, it is asked into which tier it came and into which it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from redact.policy.exposure import LOOSER, Exposure, effects, roles_of
from redact.policy.model import Policy
from redact.vocabulary import Kind, OffenseGroup


@dataclass(frozen=True)
class Moves:
    """`cases` has, for every (tier before, tier after), the classes of the records that go that way ("" for none)."""

    old: Exposure
    new: Exposure
    cases: dict[tuple[int, int], frozenset[str]]

    def names(self, way: tuple[int, int]) -> tuple[str, str]:
        """The names of the two tiers."""
        return self.old.policy.tiers[way[0]].tier, self.new.policy.tiers[way[1]].tier

    def of_classes(self, classes: frozenset[str]) -> frozenset[str]:
        """What the move of records of these classes does."""
        return self._of(way for way, moved in self.cases.items() if moved & classes)

    def of_tier(self, name: str) -> frozenset[str]:
        """What the moves into and out of a tier do."""
        return self._of(way for way in self.cases if name in self.names(way))

    @cached_property
    def alone(self) -> frozenset[str]:
        """What all moves do, each record by itself."""
        return self._of(self.cases)

    @cached_property
    def in_events(self) -> frozenset[str]:
        """What becomes of records because others of their event move, or count for the whole event or no longer do."""
        found: set[str] = set()
        guards_old = [way for way in self.cases if self.old.protective(way[0])]
        guards_new = [way for way in self.cases if self.new.protective(way[1])]
        pairs = {(one[0], other[1]) for one in guards_old for other in guards_new if _meet(self, one, other)}
        found |= self._of(pair for pair in pairs if pair not in self.cases)
        free_old = [way for way in self.cases if not self.old.protective(way[0])]
        free_new = [way for way in self.cases if not self.new.protective(way[1])]
        holds = self.new.policy.classify.may_evidence == "hold"
        for guard in guards_new:
            if not self.old.protective(guard[0]):
                if holds and self.new.policy.tiers[guard[1]].published:
                    found.add(LOOSER)  # only events that no such tier claims are held for doubt
                for way in free_old:
                    if not self.new.protective(way[1]) or way[1] >= guard[1]:
                        found |= effects(self.old.careful[way[0]], self.new.plain[guard[1]])
        for guard in guards_old:
            if not self.new.protective(guard[1]):
                for way in free_new:
                    if not self.old.protective(way[0]) or way[0] >= guard[0]:
                        found |= effects(self.old.plain[guard[0]], self.new.plain[way[1]])
        return frozenset(found)

    def _of(self, ways: Iterable[tuple[int, int]]) -> frozenset[str]:
        found: set[str] = set()
        for way in ways:
            before, after = self.names(way)
            if before != after:
                found |= effects(self.old.plain[way[0]], self.new.plain[way[1]])
                found |= effects(self.old.careful[way[0]], self.new.careful[way[1]])
        return frozenset(found)


def _meet(moves: Moves, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether an event of these two cases takes the first's tier before and the second's tier after."""
    before = not moves.old.protective(other[0]) or one[0] <= other[0]
    after = not moves.new.protective(one[1]) or other[1] <= one[1]
    return before and after


def moves(old: Policy, new: Policy, levels: Sequence[str]) -> Moves:
    """All moves of records from the tiers of one policy to those of another; `levels` orders the areas of both."""
    roles = roles_of(old, new)
    cases: dict[tuple[int, int], set[str]] = {}
    kinds, groups = _told_apart(old, new)
    for name in ("", *dict.fromkeys((*old.class_names, *new.class_names))):
        known = [frozenset({name}) & frozenset(policy.class_names) for policy in (old, new)]
        for kind in kinds:
            for group in groups:
                way = old.tier_of(known[0], kind, group), new.tier_of(known[1], kind, group)
                cases.setdefault(way, set()).add(name)
    if all("protect" in (each.classify.may_evidence, each.classify.unknown_code) for each in (old, new)):
        cases.setdefault((old.doubt_tier, new.doubt_tier), set()).add("")
    every = {way: frozenset(names) for way, names in cases.items()}
    return Moves(Exposure(old, levels, roles), Exposure(new, levels, roles), every)


def _told_apart(*policies: Policy) -> tuple[tuple[str, ...], tuple[OffenseGroup, ...]]:
    """The lists and the offence groups that any tier names, and one of each that none does."""
    tiers = [tier for policy in policies for tier in policy.tiers]
    kinds = {kind.value for tier in tiers for kind in tier.kinds}
    words = {word for tier in tiers for word in tier.offense_groups}
    others = [kind.value for kind in Kind if kind.value not in kinds][:1]
    groups = [group for group in OffenseGroup if group.word in words]
    return (*sorted(kinds), *others), (*groups, *[group for group in OffenseGroup if group not in groups][:1])


__all__ = ["Moves", "moves"]
