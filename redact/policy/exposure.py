"""What a tier shows, as numbers that can be compared: of two tiers of two policies, does one show anything finer.

A change of one rule is judged by that rule. Where records come into another tier (a class moves, a tier is inserted,
the order changes, more evidence is looked at), what counts is what the one and the other tier show of them, in every
column. Cover is left aside: it has rules of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Final

from redact.policy.model import Policy
from redact.policy.strictness import action_rank, words_of
from redact.policy.tiers import CAREFUL_TIER, PeopleRule, Tier
from redact.policy.values import PRECISIONS
from redact.vocabulary import DERIVED_COLUMNS, EXTRA_PREFIX, ROLES, RoleGroup, role_group

Shown = Mapping[str, float]
"""What is shown by name of column or rule: the higher, the less; infinite where it is not shown at all."""

STRICTER: Final = "stricter"
LOOSER: Final = "looser"
ANY_EXTRA: Final = f"{EXTRA_PREFIX}any other column"
"""Stands for the extra columns of cards that a policy does not name."""

_ROWS: Final = words_of(Tier.model_fields["rows"].annotation)
_TEXTS: Final = words_of(Tier.model_fields["narrative"].annotation)
_QUASI: Final = ("age", "sex", "race")


def roles_of(*policies: Policy) -> tuple[str, ...]:
    """Every role that a column can have, with the extra columns that any of the policies names."""
    extras = {word for policy in policies for word in policy.columns if word.startswith(EXTRA_PREFIX)}
    return (*ROLES, *sorted(extras), ANY_EXTRA)


def effects(old: Shown, new: Shown) -> frozenset[str]:
    """Whether anything is shown less exactly than before, and whether anything is shown more exactly."""
    found = set()
    for name in {*old, *new}:
        before, after = old.get(name, inf), new.get(name, inf)
        if after != before:
            found.add(STRICTER if after > before else LOOSER)
    return frozenset(found)


class Exposure:
    """What every tier of a policy shows, and what its careful variant shows (rows with weak evidence)."""

    def __init__(self, policy: Policy, levels: Sequence[str], roles: Sequence[str]) -> None:
        """`levels` orders the areas of both policies that are compared, the finest first."""
        self.policy = policy
        actions = {role: policy.action(role) for role in roles}
        self.plain = tuple(dict(_shown(policy, tier, levels, actions)) for tier in policy.tiers)
        names = [tier.tier for tier in policy.tiers]
        care = names.index(CAREFUL_TIER) if CAREFUL_TIER in names else len(names)
        self.careful = tuple(
            {name: max(rank, self.plain[care][name]) for name, rank in shown.items()} if number > care else shown
            for number, shown in enumerate(self.plain)
        )

    def protective(self, number: int) -> bool:
        """Whether all records of an event are treated so as soon as one of them is."""
        return self.policy.tiers[number].protective

    @property
    def rising_to_classes(self) -> bool:
        """Whether a record that more evidence brings into a tier of its class can be shown finer there."""
        return self.rising([number for number, tier in enumerate(self.policy.tiers) if tier.classes])

    @property
    def rising_to_any(self) -> bool:
        """The same for a record that is found to belong to an event of any protective tier."""
        return self.rising([number for number in range(len(self.plain)) if self.protective(number)])

    @property
    def rising_to_doubt(self) -> bool:
        """The same for a record that is treated as doubt is."""
        return self.rising([self.policy.doubt_tier])

    @property
    def proof_frees_doubt(self) -> bool:
        """Whether proof can show a row finer than doubt did: it was held, or shown as the tier of doubt shows."""
        settings, tiers = self.policy.classify, self.policy.tiers
        last = max(number for number, tier in enumerate(tiers) if tier.classes)
        proved = range(last + 1)  # a record with a class can be in no later tier than the last that names classes
        if settings.may_evidence == "hold":
            return any(tiers[number].published for number in proved)
        doubt = self.plain[self.policy.doubt_tier]
        return settings.may_evidence == "protect" and any(
            LOOSER in effects(doubt, self.plain[number]) for number in proved
        )

    @property
    def holding_frees_events(self) -> bool:
        """Whether holding rows in doubt can show more than protecting them: an event that is protected already for
        another reason is not held, and doubt no longer brings it into a stricter tier."""
        guarded = [number for number in range(len(self.plain)) if self.protective(number)]
        return any(
            LOOSER in effects(self.plain[early], self.plain[late])
            for early in guarded
            for late in guarded
            if early < late
        )

    def rising(self, to: Sequence[int]) -> bool:
        """Whether a record that comes from a looser tier into one of these can be shown finer there."""
        return any(
            LOOSER in effects(self.plain[start] if self.protective(start) else self.careful[start], self.plain[end])
            for end in to
            for start in range(len(self.plain))
            if not self.protective(start) or start > end
        )


def _shown(
    policy: Policy, tier: Tier, levels: Sequence[str], actions: Mapping[str, str]
) -> Iterator[tuple[str, float]]:
    yield "rows", float(_ROWS.index(tier.rows))
    if not tier.published or tier.place is None or tier.time is None:
        for name in ("level", "households", "precision", "delay", *DERIVED_COLUMNS, *actions):
            yield name, inf
        return
    placed, timed = (tier.shows is None or word in tier.shows for word in ("place", "time"))
    yield "level", float(levels.index(tier.place.level)) if placed else inf
    yield "households", float(tier.place.min_households) if placed else inf
    yield "precision", float(PRECISIONS.index(tier.time.precision.word)) if timed else inf
    yield "delay", float(tier.time.delay.days)
    for name in DERIVED_COLUMNS:
        word = "place" if name.startswith(("place", "households")) else "time" if name.startswith("time") else name
        yield name, 0.0 if tier.shows is None or word in tier.shows else inf
    for role, action in actions.items():
        yield role, inf if action == "remove" else _column(policy, tier, role, action)


def _column(policy: Policy, tier: Tier, role: str, action: str) -> float:
    """How much a tier hides of a content column that the policy shows at all."""
    group = role_group(role) if role != ANY_EXTRA else RoleGroup.PLAIN
    if role.startswith("officer_"):
        kept = tier.shows is None and policy.identity.officers.get(tier.tier) == "keep" and role != "officer_dob"
        return 0.0 if kept else inf
    if group in (RoleGroup.KEYS, RoleGroup.PLACE, RoleGroup.TIME):
        return action_rank(action)
    if tier.shows is not None and role not in tier.shows:
        return inf
    if group is RoleGroup.PEOPLE:
        return _person(tier.people, role)
    if group is RoleGroup.TEXT:
        return float(_TEXTS.index(tier.narrative)) if tier.narrative != "remove" else inf
    return action_rank(action)


def _person(people: PeopleRule | str, role: str) -> float:
    ending = role.rsplit("_", 1)[-1]
    if not isinstance(people, PeopleRule) or ending not in _QUASI:
        return inf
    rule = getattr(people, ending)
    return inf if rule == "remove" else action_rank(rule)


__all__ = ["ANY_EXTRA", "LOOSER", "STRICTER", "Exposure", "Shown", "effects", "roles_of"]
