"""What must hold between the parts of a policy: one check per subject, each yielding where and what is wrong.

A policy that leaves a case open, contradicts itself or relies on a rule without effect is refused, not interpreted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from redact.policy.afterwards import afterwards_mistakes
from redact.policy.counted import table_mistakes
from redact.policy.exceptions import exception_mistakes
from redact.policy.gates import gate_mistakes
from redact.policy.tiers import CAREFUL_TIER
from redact.policy.values import PRECISIONS
from redact.policy.wording import did_you_mean, one_of, unknown_word
from redact.vocabulary import DERIVED_COLUMNS, EXTRA_PREFIX, ROLES, Kind, RoleGroup, SensitiveClass, role_group

if TYPE_CHECKING:
    from redact.policy.model import Policy, Tier

Mistake = tuple[tuple[str | int, ...], str]

MAX_CLASSES: Final = 32
"""A record's classes are the bits of a 32-bit number."""

_ALL_OFFENSE_WORDS: Final = ("none", "persons", "property", "society")
_QUASI: Final = ("age", "sex", "race")
_PLAIN_ONLY: Final = ("keep", "year")


def mistakes(policy: Policy) -> Iterator[Mistake]:
    """Everything in a well-formed policy that does not hold together."""
    for check in _CHECKS:
        yield from check(policy)


def _tier_names(policy: Policy) -> Iterator[Mistake]:
    yield from _repeated((each.tier for each in policy.tiers), ("tiers",), "tier")


def _classes(policy: Policy) -> Iterator[Mistake]:
    known = policy.class_names
    built_in = {each.value for each in SensitiveClass}
    for name, added in policy.classify.classes.items():
        where = ("classify", "classes", name)
        if name in built_in:
            yield where, f"'{name}' is built in; a policy adds classes under new names."
        elif not added.codes and not added.words:
            yield where, f"'{name}' has neither codes nor words, so no record would ever be found."
    if len(known) > MAX_CLASSES:
        yield (
            ("classify", "classes"),
            f"there are {len(known)} classes with the built-in ones; {MAX_CLASSES} is the most.",
        )
    for index, tier in enumerate(policy.tiers):
        for position, word in enumerate(tier.classes):
            if word not in known:
                yield ("tiers", index, "classes", position), _unknown("class", word, known)
            elif word in tier.classes[:position]:
                yield ("tiers", index, "classes", position), f"'{word}' is named twice."


def _every_case(policy: Policy) -> Iterator[Mistake]:
    *earlier, last = policy.tiers
    if last.conditional:
        yield (
            ("tiers", len(earlier)),
            f"the last tier, '{last.tier}', must take every record that is left: no classes, kinds or offense_groups.",
        )
    for index, tier in enumerate(earlier):
        if not tier.conditional:
            yield ("tiers", index), f"'{tier.tier}' takes every record, so the tiers after it are never reached."
    taken = {word for tier in policy.tiers if not tier.kinds and not tier.offense_groups for word in tier.classes}
    for word in policy.class_names:
        if word not in taken:
            yield (
                ("tiers",),
                f"no tier takes every '{word}' record; name it in a tier without kinds and offense_groups.",
            )


def _strictness(policy: Policy) -> Iterator[Mistake]:
    published = ""
    for index, tier in enumerate(policy.tiers):
        if tier.published:
            published = published or tier.tier
        elif published:
            yield (
                ("tiers", index, "rows"),
                f"'{tier.tier}' shows no rows but stands after '{published}', which does; put the stricter tier first.",
            )


def _treatment(policy: Policy) -> Iterator[Mistake]:
    for index, tier in enumerate(policy.tiers):
        at = ("tiers", index)
        if not tier.published:
            for key in ("shows", "place", "time", "people", "narrative"):
                if key in tier.model_fields_set:
                    yield (*at, key), f"'{key}' has no effect, because '{tier.tier}' shows no rows; remove it."
            continue
        for key in ("place", "time"):
            if getattr(tier, key) is None:
                yield at, f"'{tier.tier}' shows rows, so '{key}' must say how exactly."
        if tier.place is not None and tier.place.level not in policy.places.ladder:
            yield (*at, "place", "level"), _unknown("level of places.ladder", tier.place.level, policy.places.ladder)
        if tier.time is not None and tier.time.precision not in policy.times.ladder:
            yield (*at, "time", "precision"), f"'{tier.time.precision.word}' is not in times.ladder."
        yield from _shown_columns(index, tier)


def _shown_columns(index: int, tier: Tier) -> Iterator[Mistake]:
    if tier.shows is None:
        return
    at = ("tiers", index)
    if tier.people != "remove":
        yield (*at, "people"), "a tier with 'shows' publishes those columns and no people; remove 'people' or 'shows'."
    for position, word in enumerate(tier.shows):
        here = (*at, "shows", position)
        if word in DERIVED_COLUMNS:
            continue
        if not _is_role(word):
            words = (*DERIVED_COLUMNS, *(role for role in ROLES if not _why_not_shown(role)))
            yield here, f"'{word}' is not a column that can be shown.{did_you_mean(word, words)}"
        elif why := _why_not_shown(word):
            yield here, f"'{word}' {why}."
        elif role_group(word) is RoleGroup.TEXT and tier.narrative == "remove":
            yield here, f"'{word}' is shown here, but 'narrative' says remove."


def _why_not_shown(role: str) -> str:
    from redact.policy.model import ALWAYS_REMOVED

    group = role_group(role)
    if role in ALWAYS_REMOVED:
        return "gives away what kind of event it was, so it is never published"
    if group is RoleGroup.PEOPLE:
        return "is about a person; a tier with 'shows' publishes no people"
    if group is RoleGroup.KEYS:
        return "is a number of the department's own; the published one is 'id'"
    if group in (RoleGroup.PLACE, RoleGroup.TIME):
        return f"is published only as '{group.value}'"
    return ""


def _cover(policy: Policy) -> Iterator[Mistake]:
    for index, tier in enumerate(policy.tiers):
        if tier.cover is None:
            continue
        at = ("tiers", index, "cover")
        if index == len(policy.tiers) - 1:
            yield at, f"cover is drawn from looser tiers, and after '{tier.tier}' there is none."
        if tier.rows == "hold":
            yield at, f"rows of '{tier.tier}' are held until somebody decides, so they need no cover."
        if not any(tier.cover.rate_of(word) for word in _ALL_OFFENSE_WORDS):
            yield (*at, "rate"), "a rate of 0 gives no cover."
        if tier.rows == "withhold":
            for key in ("share_at_least", "usual_rows"):
                if getattr(tier.cover, key) is not None:
                    yield (*at, key), f"'{key}' is about rows that are shown, and '{tier.tier}' shows none."


def _doubt(policy: Policy) -> Iterator[Mistake]:
    yield from _repeated(policy.classify.sources, ("classify", "sources"))
    yield from _repeated(policy.classify.linking.on, ("classify", "linking", "on"))
    linking = policy.classify.linking
    for key, other in (("within_m", "within_hours"), ("within_hours", "within_m")):
        if getattr(linking, key) is not None and getattr(linking, other) is None:
            yield ("classify", "linking", key), f"'{key}' says nothing without '{other}'; write both, or neither."
    if all(tier.tier != CAREFUL_TIER for tier in policy.tiers):
        if policy.classify.may_evidence == "persons":
            yield ("classify", "may_evidence"), "there is no tier 'persons'; write hold or protect, or add the tier."
        if policy.classify.relationship_absent == "persons":
            yield ("classify", "relationship_absent"), "there is no tier 'persons'; write may, or add the tier."


def _ladders(policy: Policy) -> Iterator[Mistake]:
    yield from _repeated(policy.places.ladder, ("places", "ladder"))
    if policy.places.ladder[-1] != "city":
        yield ("places", "ladder", len(policy.places.ladder) - 1), "the last place must be 'city'."
    order = [precision.word for precision in policy.times.ladder]
    if order != sorted(set(order), key=PRECISIONS.index):
        yield ("times", "ladder"), f"write each word once, the most exact first: {', '.join(PRECISIONS)}."


def _columns(policy: Policy) -> Iterator[Mistake]:
    words = (*(group.value for group in RoleGroup), *_QUASI, *ROLES)
    for word, action in policy.columns.items():
        at = ("columns", word)
        group = _group_of(word)
        if group is None:
            yield at, f"'{word}' is not a role or a group of roles.{did_you_mean(word, words)}"
        elif word.startswith("officer_"):
            yield at, "columns about officers follow identity.officers alone; write it there."
        elif action not in (allowed := _allowed(word, group)) and not (group is RoleGroup.PLAIN and "bands" in action):
            only = "only " if len(allowed) == 1 else ""
            yield at, f"'{action}' cannot be done with '{word}'; it can {only}be {one_of(allowed)}."


def _allowed(word: str, group: RoleGroup) -> tuple[str, ...]:
    from redact.policy.model import ALWAYS_REMOVED, DIRECT_IDENTIFIERS

    if word in ALWAYS_REMOVED or word in DIRECT_IDENTIFIERS:
        return ("remove",)
    if group is RoleGroup.KEYS:
        return ("new random id", "remove")
    if group is RoleGroup.PLAIN:
        return ("keep", "by tier", "year", "bands of 10", "remove")
    return ("by tier", "remove")


def _group_of(word: str) -> RoleGroup | None:
    if word in _QUASI:
        return RoleGroup.PEOPLE
    if _is_role(word):
        return role_group(word)
    return RoleGroup(word) if word in {group.value for group in RoleGroup} else None


def _is_role(word: str) -> bool:
    return word in ROLES or (word.startswith(EXTRA_PREFIX) and word != EXTRA_PREFIX)


def _officers(policy: Policy) -> Iterator[Mistake]:
    for name in policy.identity.officers:
        yield from _known_tier(policy, name, ("identity", "officers", name))


def _uniqueness(policy: Policy) -> Iterator[Mistake]:
    for index, rule in enumerate(policy.uniqueness):
        at = ("uniqueness", index)
        yield from _repeated(rule.of, (*at, "of"))
        for position, word in enumerate(rule.repair):
            if word not in rule.of:
                yield (*at, "repair", position), f"'{word}' is left out as a repair, but 'of' does not look at it."
        for looked_at in rule.of:
            if looked_at in _QUASI and looked_at not in rule.repair:
                yield (*at, "repair"), f"'of' looks at '{looked_at}', so 'repair' must say when it is left out."
    for index, tier in enumerate(policy.tiers):
        if isinstance(tier.people, str):
            continue
        seen = [word for word in _QUASI if getattr(tier.people, word) != "remove"]
        if seen and not any(set(seen) <= set(rule.of) for rule in policy.uniqueness):
            yield (
                ("tiers", index, "people"),
                f"'{tier.tier}' shows {' and '.join(seen)}, but no rule under 'uniqueness' looks at them together.",
            )


def _examples(policy: Policy) -> Iterator[Mistake]:
    yield from _repeated((example.name for example in policy.examples), ("examples",), "name")
    known = policy.class_names
    for index, example in enumerate(policy.examples):
        at = ("examples", index)
        yield from _record(example.given, (*at, "given"))
        for number, record in enumerate(example.linked):
            yield from _record(record, (*at, "linked", number))
        expect = (*at, "expect")
        yield from _known_tier(policy, example.expect.tier, (*expect, "tier"))
        if example.expect.class_ is not None and example.expect.classes is not None:
            yield expect, "write 'class' or 'classes', not both."
        if example.expect.class_ is not None and example.expect.class_ not in known:
            yield (*expect, "class"), _unknown("class", example.expect.class_, known)
        for position, word in enumerate(example.expect.classes or ()):
            if word not in known:
                yield (*expect, "classes", position), _unknown("class", word, known)


def _record(record: Mapping[str, str], at: tuple[str | int, ...]) -> Iterator[Mistake]:
    for role, value in record.items():
        if role == "kind":
            if value not in set(Kind):
                yield (*at, role), unknown_word(value, [kind.value for kind in Kind])
        elif not _is_role(role):
            yield (*at, role), f"'{role}' is not a role.{did_you_mean(role, ROLES)}"


def _known_tier(policy: Policy, name: str, at: tuple[str | int, ...]) -> Iterator[Mistake]:
    names = [tier.tier for tier in policy.tiers]
    if name not in names:
        yield at, _unknown("tier", name, names)


def _unknown(what: str, word: str, known: Collection[str]) -> str:
    return f"'{word}' is not a {what}.{did_you_mean(word, known)}"


def _repeated(words: Iterable[str], at: tuple[str | int, ...], key: str | None = None) -> Iterator[Mistake]:
    seen: set[str] = set()
    for position, word in enumerate(words):
        if word in seen:
            yield (*at, position, *((key,) if key else ())), f"'{word}' is used twice."
        seen.add(word)


def _agreement(policy: Policy) -> Iterator[Mistake]:
    roles = [each.role for each in policy.agreement]
    for position, role in enumerate(roles):
        if role in roles[:position]:
            yield ("agreement", position, "role"), f"'{role}' is named twice; write one line with a larger count."
    if policy.notice is not None and policy.notice.to not in roles:
        yield (
            ("notice", "to"),
            f"'{policy.notice.to}' is not among the roles of 'agreement'; who is told must be somebody who signs.",
        )


_CHECKS: Final[tuple[Callable[[Policy], Iterator[Mistake]], ...]] = (
    _tier_names, _classes, _every_case, _strictness, _treatment, _cover, _doubt, _ladders, _columns, _officers,
    _uniqueness, table_mistakes, exception_mistakes, _examples, _agreement,
    afterwards_mistakes, gate_mistakes,
)  # fmt: skip
