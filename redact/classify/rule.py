"""One rule that can be evidence: its name, what it shows, how strongly, and a sentence for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from redact.vocabulary import OffenseGroup, Strength

GROUPS = {group.word: group for group in OffenseGroup}
"""Offence groups by the word that tables and rules write."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a record may have classes. `for_safety`: taken in for safety, never named or counted as the class.

    `sentence` is written by us from the rule's name; it holds no value of a record.
    """

    name: str
    classes: tuple[str, ...]
    strength: Strength
    for_safety: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one distinct value says: the rules that fired, the offence group (None: not known), known at all."""

    rules: tuple[Rule, ...] = ()
    group: OffenseGroup | None = None
    known: bool = False


NOTHING = Reading()


def read_classes(written: str, *, name: str, strength: Strength, sentence: str, safe: bool = False) -> tuple[Rule, ...]:
    """`a;b~` as up to two rules of one name: the classes shown, and those taken in for safety (`~` or `safe`)."""
    names = [part.strip() for part in written.split(";") if part.strip() not in ("", "-")]
    shown = tuple(n for n in names if not n.endswith("~"))
    taken_in = tuple(n.removesuffix("~") for n in names if n.endswith("~"))
    if safe:
        shown, taken_in = (), shown + taken_in
    return tuple(
        Rule(name, classes, strength, for_safety, sentence)
        for classes, for_safety in ((shown, False), (taken_in, True))
        if classes
    )


def strongest(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules that still say something new: no second rule for classes that are shown already.

    A class that one rule shows outright is no longer only taken in for safety.
    """
    ordered = sorted(rules, key=lambda rule: (-rule.strength, rule.for_safety, -len(rule.classes)))
    kept: list[Rule] = []
    covered: set[str] = set()
    for rule in ordered:
        if not covered.issuperset(rule.classes):
            kept.append(rule)
            covered |= set(rule.classes)
    return tuple(kept)


def agreed(found: Sequence[Reading]) -> Reading:
    """What several tables say of one cell that nobody chose for this dataset; at least one reading.

    Numbers mean different things in different systems (NIBRS 210 is extortion, UCR 210 is rape): where tables
    disagree, no class is shown, all are left open, and the group is that of the first table.
    """
    rules = [rule for each in found for rule in each.rules]
    group = found[0].group
    known = any(each.known for each in found)
    if len({_shown(each) for each in found}) == 1:
        return Reading(strongest(rules), group, known)
    return Reading(strongest(map(as_doubt, rules)), group, known)


def as_doubt(rule: Rule) -> Rule:
    """The same rule, leaving its classes open."""
    return replace(rule, strength=Strength.MAY) if rule.strength is Strength.SHOWS else rule


def _shown(reading: Reading) -> frozenset[str]:
    return frozenset(name for rule in reading.rules if rule.strength is Strength.SHOWS for name in rule.classes)
