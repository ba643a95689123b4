"""Exceptions: some areas, or some days of each year, in which a blurred group is told less exactly than usual.

Only ever stricter. Which rows they reach, and how they are widened so that the exception is no mark, is in
`redact.plan.exceptions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from redact.policy.said import Plain, Reasoned, Rule, Stricter
from redact.policy.values import Name, PrecisionWord, Text
from redact.policy.wording import did_you_mean, shown

if TYPE_CHECKING:
    from redact.policy.model import Policy
    from redact.policy.tiers import Tier

Mistake = tuple[tuple[str | int, ...], str]

_DATES: Final = re.compile(r"([0-1][0-9])-([0-3][0-9])\.\.([0-1][0-9])-([0-3][0-9])")
_LEAP: Final = 2024
BLOCK: Final = "block"
CITY: Final = "city"


@dataclass(frozen=True, slots=True)
class Dates:
    """Days of every year, both ends included, as (month, day). An end before the start lies in the next year."""

    start: tuple[int, int]
    end: tuple[int, int]

    def __str__(self) -> str:
        return f"{self.start[0]:02}-{self.start[1]:02}..{self.end[0]:02}-{self.end[1]:02}"

    def has(self, month: int, day: int) -> bool:
        """Whether a day of the year is one of them."""
        if self.start <= self.end:
            return self.start <= (month, day) <= self.end
        return (month, day) >= self.start or (month, day) <= self.end

    @property
    def months(self) -> frozenset[int]:
        """The months that have at least one of the days."""
        if self.start <= self.end:
            return frozenset(range(self.start[0], self.end[0] + 1))
        return frozenset((*range(self.start[0], 13), *range(1, self.end[0] + 1)))


def _dates(value: object) -> Dates:
    if isinstance(value, Dates):
        return value
    match = _DATES.fullmatch(value) if isinstance(value, str) else None
    try:
        month, day, other, last = (int(part) for part in match.groups()) if match else (0, 0, 0, 0)
        return Dates(*(_day(date(_LEAP, *each)) for each in ((month, day), (other, last))))
    except ValueError:
        raise PydanticCustomError(
            "dates", "{value} must be two days of the year, such as 11-20..01-03", {"value": shown(value)}
        ) from None


def _day(day: date) -> tuple[int, int]:
    return day.month, day.day


DatesText = Annotated[
    Dates,
    PlainValidator(_dates),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_DATES.pattern}$", "examples": ["11-20..01-03"]}),
]


class CoarserPlace(Rule):
    """The place where an exception holds."""

    level: Annotated[Name, Plain("The smallest area that is shown there."), Stricter("higher")]


class CoarserTime(Rule):
    """The time where an exception holds."""

    precision: Annotated[PrecisionWord, Plain("How exactly the time is told there."), Stricter("higher")]


class Exemption(Reasoned):
    """Where, or when, a group is told less exactly than elsewhere."""

    where: Annotated[
        dict[Name, tuple[Text, ...]] | None,
        Plain("The areas in which it holds. Left out means everywhere."),
        Stricter(None),
        Field(min_length=1),
    ] = None
    when: Annotated[
        DatesText | None, Plain("The days of each year on which it holds. Left out means always."), Stricter(None)
    ] = None
    for_: Annotated[
        tuple[Name, ...],
        Plain("The groups of records that are told less exactly."),
        Stricter(None),
        Field(alias="for", min_length=1),
    ]
    place: Annotated[CoarserPlace | None, Plain("How exactly the place is shown there."), Stricter(None)] = None
    time: Annotated[CoarserTime | None, Plain("How exactly the time is shown there."), Stricter(None)] = None

    @property
    def about(self) -> str:
        """For whom, where and when it holds, in a line."""
        areas = [f"{level} {', '.join(names)}" for level, names in sorted((self.where or {}).items())]
        parts = [" and ".join(self.for_), *(f"in {area}" for area in areas), f"on {self.when}" if self.when else ""]
        return " ".join(part for part in parts if part)


def still_needed(rule: Exemption, policy: Policy) -> bool:
    """Whether an exception asks for more than the groups of a policy do by themselves; also where one is not there."""
    for name in rule.for_:
        tier = next((tier for tier in policy.tiers if tier.tier == name), None)
        if tier is None:
            return True
        if not tier.published:
            continue
        ladder = policy.places.ladder
        if rule.place is not None and tier.place is not None:
            levels = rule.place.level, tier.place.level
            if not set(levels) <= set(ladder) or ladder.index(levels[0]) > ladder.index(levels[1]):
                return True
        if rule.time is not None and tier.time is not None and rule.time.precision > tier.time.precision:
            return True
    return False


def exception_mistakes(policy: Policy) -> Iterator[Mistake]:
    """Exceptions that would show more, say nothing, or could be seen."""
    said: set[str] = set()
    for index, rule in enumerate(policy.exceptions):
        at = ("exceptions", index)
        if rule.about in said:
            yield at, "another exception is for the same groups, areas and days; make them one."
        said.add(rule.about)
        if rule.where is None and rule.when is None:
            yield at, "say 'where' or 'when' it holds; what holds always is the group's own rule."
        if rule.place is None and rule.time is None:
            yield at, "say by 'place' or 'time' what is told less exactly."
        yield from _areas(policy, rule, at)
        for position, name in enumerate(rule.for_):
            here = (*at, "for", position)
            tier = next((tier for tier in policy.tiers if tier.tier == name), None)
            if tier is None:
                known = [tier.tier for tier in policy.tiers]
                yield here, f"{shown(name)} is not a tier.{did_you_mean(name, known)}"
            elif why := _why_not(tier):
                yield here, f"{shown(name)} {why}"
            else:
                yield from _only_stricter(policy, rule, tier, at)


def _areas(policy: Policy, rule: Exemption, at: tuple[str | int, ...]) -> Iterator[Mistake]:
    levels = [level for level in policy.places.ladder if level not in (BLOCK, CITY)]
    for level, names in (rule.where or {}).items():
        if level not in levels:
            yield (*at, "where", level), f"{shown(level)} is no area that can be named.{did_you_mean(level, levels)}"
        elif not names:
            yield (*at, "where", level), "name at least one area."


def _why_not(tier: Tier) -> str:
    """Why a tier can have no exceptions; empty where it can."""
    if not tier.published:
        return "shows no rows, so nothing of it can be told less exactly."
    if tier.cover is None:
        return "has no cover, so an exception would mark the very rows it is for."
    if tier.tells:
        return "shows texts, in which the time would still stand as exactly as elsewhere."
    return ""


def _only_stricter(policy: Policy, rule: Exemption, tier: Tier, at: tuple[str | int, ...]) -> Iterator[Mistake]:
    ladder, steps = policy.places.ladder, policy.times.ladder
    for key in ("place", "time"):
        asked = getattr(rule, key) is not None or (key == "place" and rule.where is not None)
        if asked and tier.shows is not None and key not in tier.shows:
            yield (*at, key), f"'{tier.tier}' does not show the {key}, so this has no effect."
    if rule.place is not None and tier.place is not None and tier.place.level in ladder:
        here = (*at, "place", "level")
        if rule.place.level not in ladder:
            yield here, f"{shown(rule.place.level)} is not a level of places.ladder."
        elif ladder.index(rule.place.level) <= ladder.index(tier.place.level):
            yield here, f"'{tier.tier}' is told by {tier.place.level}; an exception can only name a larger area."
    if rule.time is not None and tier.time is not None:
        here = (*at, "time", "precision")
        if rule.time.precision not in steps:
            yield here, f"'{rule.time.precision.word}' is not in times.ladder."
        elif rule.time.precision <= tier.time.precision:
            yield here, f"'{tier.tier}' is told by {tier.time.precision.word}; an exception can only be less exact."


__all__ = ["CoarserPlace", "CoarserTime", "Dates", "Exemption", "exception_mistakes", "still_needed"]
