"""What a tier does to a row, with every default filled in, and the careful variant for weak evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from redact.policy.model import CoverRule, PeopleRule, Policy, Tier
from redact.policy.tiers import CAREFUL_TIER
from redact.vocabulary import NAME_ROLES, OffenseGroup, RoleGroup, TimePrecision, role_group


@dataclass(frozen=True, slots=True)
class Treatment:
    """A tier's rules as the stages use them.

    `level` is the finest ladder level a place may have (None: no place), `people` None where people columns are
    removed, `shows` None where the tier shows every column that the column rules publish. `own` is the tier's name,
    `name` the one whose rules the row ends up with: the careful tier's for a looser tier's careful variant.
    `protective`: whatever record of an event has this treatment, all its records get it.
    """

    tier: int
    name: str
    own: str
    careful: bool
    rows: str
    level: str | None
    min_households: float
    precision: TimePrecision
    delay_days: int
    shows: frozenset[str] | None
    people: PeopleRule | None
    narrative: str
    cover: CoverRule | None
    protective: bool

    @property
    def published(self) -> bool:
        return self.rows == "publish"


def treatments(policy: Policy) -> tuple[Treatment, ...]:
    """One treatment per tier in policy order, then one careful variant of each: index `tiers + i` for tier i."""
    plain = tuple(_of_tier(index, tier) for index, tier in enumerate(policy.tiers))
    names = [tier.tier for tier in policy.tiers]
    if CAREFUL_TIER not in names:
        return plain + tuple(replace(item, careful=True) for item in plain)
    care = plain[names.index(CAREFUL_TIER)]
    ladder = list(policy.places.ladder)
    return plain + tuple(_stricter(item, care, ladder) for item in plain)


def _of_tier(index: int, tier: Tier) -> Treatment:
    people = tier.people if isinstance(tier.people, PeopleRule) else None
    placed = tier.place is not None and (tier.shows is None or "place" in tier.shows)
    return Treatment(
        tier=index,
        name=tier.tier,
        own=tier.tier,
        careful=False,
        rows=tier.rows,
        level=tier.place.level if tier.place is not None and placed else None,
        min_households=float(tier.place.min_households) if tier.place is not None else 0.0,
        precision=tier.time.precision if tier.time is not None else TimePrecision.NONE,
        delay_days=tier.time.delay.days if tier.time is not None else 0,
        shows=frozenset(tier.shows) if tier.shows is not None else None,
        people=people,
        narrative=tier.narrative,
        cover=tier.cover,
        protective=tier.protective,
    )


def _stricter(own: Treatment, care: Treatment, ladder: list[str]) -> Treatment:
    """Field by field the stricter of a tier's rules and the careful tier's; stricter tiers stay as they are."""
    if own.tier <= care.tier:
        return replace(own, careful=True)
    levels = [level for level in (own.level, care.level) if level is not None]
    shows = own.shows if care.shows is None else care.shows if own.shows is None else own.shows & care.shows
    return replace(
        own,
        name=care.name,
        careful=True,
        rows=max(own.rows, care.rows, key=_ROWS.index),
        level=max(levels, key=ladder.index) if len(levels) == 2 else None,
        min_households=max(own.min_households, care.min_households),
        precision=max(own.precision, care.precision),
        delay_days=max(own.delay_days, care.delay_days),
        shows=shows,
        people=_fewer_people(own.people, care.people),
        narrative=max(own.narrative, care.narrative, key=_NARRATIVES.index),
    )


_ROWS = ("publish", "hold", "withhold")
_NARRATIVES = ("standard", "strict", "remove")


def _fewer_people(one: PeopleRule | None, other: PeopleRule | None) -> PeopleRule | None:
    """What both rules show of people: of two bands the wider."""
    if one is None or other is None:
        return None
    words = {word: max(getattr(one, word), getattr(other, word), key=_width) for word in ("age", "sex", "race")}
    return PeopleRule(**words)


def _width(rule: str) -> int:
    """How much a rule on a people column hides: keep, bands of N by N, remove."""
    return 0 if rule == "keep" else 1000 if rule == "remove" else int(rule.removeprefix("bands of "))


def cover_rates(policy: Policy) -> list[tuple[int, NDArray[np.float64]]]:
    """(tier, rate per OffenseGroup code) for every tier with cover, strictest first."""
    rates = []
    for index, tier in enumerate(policy.tiers):
        if tier.cover is None:
            continue
        by_group = [tier.cover.rate_of(group.word) for group in OffenseGroup]
        rates.append((index, np.array(by_group, dtype=np.float64)))
    return rates


def shows_role(treatment: Treatment, policy: Policy, role: str) -> bool:
    """Whether rows under this treatment publish the cells of a content column (not place, time or people bands)."""
    if not treatment.published or policy.action(role) == "remove":
        return False
    group = role_group(role)
    if role.startswith("officer_"):
        return role != "officer_dob" and treatment.shows is None and officers_kept(treatment, policy)
    if treatment.shows is not None:
        return role in treatment.shows
    if group is RoleGroup.PEOPLE:
        return treatment.people is not None and role not in NAME_ROLES and _quasi_kept(treatment.people, role)
    if group is RoleGroup.TEXT:
        return treatment.narrative != "remove"
    return group in (RoleGroup.OFFENSE, RoleGroup.PLAIN)


def officers_kept(treatment: Treatment, policy: Policy) -> bool:
    """Whether the policy keeps officers' names in this tier; a careful variant masks where either of its tiers does."""
    return all(policy.identity.officers.get(name, "mask") == "keep" for name in (treatment.name, treatment.own))


def _quasi_kept(people: PeopleRule, role: str) -> bool:
    for word, rule in (("age", people.age), ("sex", people.sex), ("race", people.race)):
        if role.endswith(f"_{word}"):
            return rule != "remove"
    return False
