"""What the victim was to the offender, together with the victim's age and the offence group.

Direction: the cell says what the *victim* was to the offender (`CH`: the victim is the child), as NIBRS codes it.
A blank or "unknown" cell is no evidence that there is no relation (domain notes, section 4.2).
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import IntEnum
from functools import cache
from importlib import resources

from redact.classify.code_tables import CodeTable
from redact.classify.phrases import Rules
from redact.classify.rule import NOTHING, Reading, Rule, read_classes, strongest
from redact.vocabulary import OffenseGroup, SensitiveClass, Strength

ADULT_AT = 18
OLD_AT = 65
_WORD = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"\d{1,3}")
_FAMILY = {SensitiveClass.FAMILY_VIOLENCE.value, SensitiveClass.INTIMATE_PARTNER_VIOLENCE.value}
_CHILD = SensitiveClass.CHILD_ABUSE.value
_ELDER = SensitiveClass.ELDER_ABUSE.value


class AgeBand(IntEnum):
    """The victim's age as far as classification needs it."""

    UNKNOWN = 0
    CHILD = 1
    ADULT = 2
    OLD = 3


NO_ANSWER = frozenset(
    {"", "na", "n a", "null", "none", "unknown", "unk", "u", "ru", "not reported", "blank", "relationship unknown"}
)
"""Cells that say nothing, compared as lower-case words."""


_OUTSIDE = frozenset({"st", "aq", "fr", "ne", "ee", "er", "ok"})
"""Codes of relationships outside partnership and family: stranger, acquaintance, friend, neighbour, work, known."""


def answered(cell: str) -> bool:
    """Does a relationship cell say anything at all?"""
    return " ".join(_WORD.findall(cell.lower())) not in NO_ANSWER


@cache
def denies(cell: str) -> bool:
    """Does the relationship say that the two were neither partners nor family? Saying nothing denies nothing."""
    if not answered(cell):
        return False
    coded = " ".join(_WORD.findall(cell.lower())) in _OUTSIDE
    words = rules().read(_WORD.findall(cell.lower().replace("'", "")))
    shown = any(next(rules().matches(section, words), None) is not None for section in ("shows", "may"))
    return coded or (not shown and next(rules().matches("outside", words), None) is not None)


def age_band(cell: str) -> AgeBand:
    """The band of an age cell: a number, a range (its lower end), NIBRS' codes for babies (NN, NB, BB)."""
    text = cell.strip().lower()
    if text in ("nn", "nb", "bb", "juvenile", "juv", "minor", "child", "infant") or text.startswith(
        ("<18", "under 18")
    ):
        return AgeBand.CHILD
    found = _NUMBER.search(text)
    if found is None or int(found[0]) > 120:
        return AgeBand.UNKNOWN
    age = int(found[0])
    if age == 0 and text in ("0", "00", "000", "0.0"):
        return AgeBand.UNKNOWN
    if "month" in text or "day" in text:
        return AgeBand.CHILD
    return AgeBand.CHILD if age < ADULT_AT else AgeBand.OLD if age >= OLD_AT else AgeBand.ADULT


@cache
def rules() -> Rules:
    """The shipped rules for relationships in words."""
    text = resources.files(__package__).joinpath("rules", "relationship.rules").read_text(encoding="utf-8")
    return Rules(text, origin="relationship.rules")


def read(cell: str, age: AgeBand, group: OffenseGroup | None, open_: bool, table: CodeTable) -> Reading:
    """What the relationship shows of this offence.

    It shows its class in a crime against persons, in one whose group is not known, and where the offence itself
    leaves that open (`open_`: vandalism, burglary, trespass ...). Elsewhere (a theft, a fraud) it is doubt. A child
    shows child abuse only when under 18. With a victim of 65 or more, family in a crime against persons shows elder
    abuse.
    """
    found = NOTHING
    if answered(cell):
        coded = table.get(cell)
        found = coded if coded is not None else _in_words(cell)
    against_persons = group in (OffenseGroup.PERSONS, None)
    kept = [rule for each in found.rules for rule in _weighed(each, age, counts=against_persons or open_)]
    if (against_persons and group is not None) or kept:
        kept += _by_age(kept, age, against_persons)
    return Reading(strongest(kept), known=found.known)


def _in_words(cell: str) -> Reading:
    words = rules().read(_WORD.findall(cell.lower().replace("'", "")))
    shown = [
        rule
        for section, strength in (("shows", Strength.SHOWS), ("may", Strength.MAY))
        for line, _ in rules().matches(section, words)
        for rule in _rules(line.fields[0], line.fields[1], strength)
    ]
    if shown:
        return Reading(strongest(shown), known=True)
    if words.whole is not None or next(rules().matches("known", words), None) is not None:
        return Reading(known=True)
    return Reading((_NOT_UNDERSTOOD,), known=False)


def _weighed(rule: Rule, age: AgeBand, *, counts: bool) -> list[Rule]:
    """One rule as two: what it shows, and what it leaves open."""
    if rule.strength < Strength.SHOWS:
        return [rule]
    shows: list[str] = []
    may: list[str] = []
    for name in rule.classes:
        if name == _CHILD and age is not AgeBand.CHILD:
            if age is AgeBand.UNKNOWN:
                may.append(name)
        else:
            (shows if counts else may).append(name)
    return [
        replace(rule, classes=tuple(names), strength=strength)
        for names, strength in ((shows, Strength.SHOWS), (may, Strength.MAY))
        if names
    ]


def _by_age(kept: list[Rule], age: AgeBand, against_persons: bool) -> list[Rule]:
    if not against_persons or age not in (AgeBand.CHILD, AgeBand.OLD):
        return []
    family = any(_FAMILY & set(rule.classes) and rule.strength is Strength.SHOWS for rule in kept)
    if age is AgeBand.OLD:
        return [_OLD_FAMILY if family else _OLD_VICTIM]
    return [_YOUNG_FAMILY if family else _YOUNG_VICTIM]


def _rule(name: str, classes: str, strength: Strength, sentence: str) -> Rule:
    return read_classes(classes, name=f"relationship: {name}", strength=strength, sentence=sentence)[0]


@cache
def _rules(classes: str, name: str, strength: Strength) -> tuple[Rule, ...]:
    return read_classes(
        classes,
        name=f"relationship: {name}",
        strength=strength,
        sentence=f"The relationship of victim and offender: {name}.",
    )


_NOT_UNDERSTOOD = _rule(
    "not understood",
    ";".join(sorted(_FAMILY)),
    Strength.MAY,
    "The relationship is written in a way no rule or table knows.",
)
_OLD_FAMILY = _rule(
    "family of an older victim", _ELDER, Strength.SHOWS, "A crime against a person of 65 or more by a relative."
)
_OLD_VICTIM = _rule("older victim", _ELDER, Strength.MAY, "A crime against a person of 65 or more.")
_YOUNG_FAMILY = _rule(
    "victim under 18 in the family", _CHILD, Strength.SHOWS, "A crime against a child by a relative or partner."
)
_YOUNG_VICTIM = _rule("victim under 18", _CHILD, Strength.MAY, "A crime against a person under 18.")
