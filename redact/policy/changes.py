"""The rules in which two policies differ, field by field, each with what the change does to protection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from pydantic.fields import FieldInfo

from redact.policy import named
from redact.policy.evidence import beside
from redact.policy.exposure import LOOSER, STRICTER
from redact.policy.model import Policy
from redact.policy.said import Rule, plain_of
from redact.policy.strictness import ladder_change, stricter_value
from redact.policy.structure import TAKES, Between, structure, unsaid
from redact.policy.tiers import PeopleRule, Tier
from redact.policy.verdicts import RuleChange
from redact.policy.written import NEITHER, changed, effects_of, single

ONLY_WORDS: Final = frozenset(
    {
        "Policy.policy", "Policy.version", "Policy.title", "Policy.reviewed_by_counsel", "Policy.public_invariants",
        "Cite.cite", "Cite.says", "Cite.status", "Example.name", "Example.given", "Example.linked", "Expect.class_",
        "Expect.classes",
    }
)  # fmt: skip
"""Fields that tell people something and change nothing that is shown; and `because` of every rule."""

_SHOWN_ROWS: Final = ("shows", "place", "time", "people", "narrative")
_ALLOWS: Final = frozenset({"Policy.budget"})
"""Groups of keys that allow something: without them more is hidden."""


def changes(old: Policy, new: Policy) -> Iterator[RuleChange]:
    """Every rule that differs, in the order of the file; then what follows from several rules together."""
    between = Between(old, new)
    rules = list(_fields(between, "", old, new))
    yield from rules
    yield from unsaid(between, rules)


def _fields(between: Between, path: str, old: Rule, new: Rule, skip: tuple[str, ...] = ()) -> Iterator[RuleChange]:
    """The fields of a group of keys that is there in both policies."""
    for name, info in type(old).model_fields.items():
        before, after = getattr(old, name), getattr(new, name)
        if before == after or name in skip:
            continue
        key = f"{type(old).__name__}.{name}"
        where = f"{path}.{info.alias or name}" if path else info.alias or name
        if key in _SPECIAL:
            yield from _SPECIAL[key](between, where, info, before, after)
        elif name == "because" or key in ONLY_WORDS:
            yield from changed(where, plain_of(info), before, after, NEITHER)
        elif isinstance(before, Rule) and isinstance(after, Rule):
            yield from _fields(between, where, before, after)
        elif isinstance(before, Rule) or isinstance(after, Rule):
            protects = (after is not None) is (key not in _ALLOWS)
            found = frozenset({STRICTER if protects else LOOSER})
            yield single(where, plain_of(info), "removed" if after is None else "new", after or before, found)
        else:
            found, why = beside(between, where, effects_of(stricter_value(info, before, after)))
            yield from changed(where, plain_of(info), before, after, found, why=why)


def _tiers(between: Between, path: str, _: FieldInfo, before: Any, after: Any) -> Iterator[RuleChange]:
    yield from structure(between)
    for tier in after:
        old, new = between.tier(tier.tier)
        if old is None or new is None:
            continue
        skip: tuple[str, ...] = TAKES
        if old.published != new.published:
            skip += _SHOWN_ROWS
        where = f"{path}.{tier.tier}"
        if old.cover is not None and new.cover is not None and old.published != new.published:
            skip += ("cover",)
            yield from _fields(between, f"{where}.cover", old.cover, new.cover, ("share_at_least", "usual_rows"))
        yield from _fields(between, where, old, new, skip)


def _people(between: Between, path: str, _: FieldInfo, before: Any, after: Any) -> Iterator[RuleChange]:
    old, new = (each if isinstance(each, PeopleRule) else PeopleRule() for each in (before, after))
    found = list(_fields(between, path, old, new))
    yield from found or changed(path, plain_of(Tier.model_fields["people"]), before, after, NEITHER)


def _level(between: Between, path: str, info: FieldInfo, before: Any, after: Any) -> Iterator[RuleChange]:
    sign = stricter_value(info, before, after, order=between.levels)
    yield from changed(path, plain_of(info), before, after, effects_of(sign))


def _ladder(_: Between, path: str, info: FieldInfo, before: Any, after: Any) -> Iterator[RuleChange]:
    yield from changed(path, plain_of(info), before, after, effects_of(ladder_change(before, after)))


def _style(_: Between, path: str, info: FieldInfo, before: str, after: str) -> Iterator[RuleChange]:
    same = ("{block}" in before) == ("{block}" in after)
    yield from changed(path, plain_of(info), before, after, NEITHER if same else effects_of(None))


def _rate(_: Between, path: str, info: FieldInfo, before: Any, after: Any) -> Iterator[RuleChange]:
    sign = stricter_value(info, before, after)
    if sign is None and isinstance(before, dict) and isinstance(after, dict):
        for group in dict.fromkeys((*before, *after)):
            one, other = before.get(group, 0.0), after.get(group, 0.0)
            if one != other:
                yield from changed(f"{path}.{group}", plain_of(info), one, other, effects_of(1 if other > one else -1))
        return
    yield from changed(path, plain_of(info), before, after, effects_of(sign))


Special = Callable[[Between, str, FieldInfo, Any, Any], Iterator[RuleChange]]


def _inside(walk: Callable[..., Iterator[RuleChange]]) -> Special:
    """A comparison of things with names, which are looked into with `_fields`."""

    def compared(between: Between, path: str, info: FieldInfo, before: Any, after: Any) -> Iterator[RuleChange]:
        yield from walk(between, path, info, before, after, _fields)

    return compared


_SPECIAL: Final[dict[str, Special]] = {
    "Policy.tiers": _tiers,
    "Policy.columns": named.columns,
    "Policy.legal_basis": _inside(named.laws),
    "Policy.agreement": _inside(named.signatures),
    "Policy.uniqueness": _inside(named.uniqueness),
    "Policy.exceptions": _inside(named.exceptions),
    "Policy.counts": _inside(named.tables),
    "Policy.examples": _inside(named.examples),
    "Classify.classes": _inside(named.classes),
    "Identity.officers": named.officers,
    "CountTable.by": named.counted_by,
    "CountTable.unit": named.units,
    "Expect.tier": named.expected,
    "Tier.people": _people,
    "PlaceRule.level": _level,
    "CoarserPlace.level": _level,
    "Places.ladder": _ladder,
    "Times.ladder": _ladder,
    "Places.style": _style,
    "CoverRule.rate": _rate,
}
"""Fields whose values have names of their own, or mean something only together with the rest of the policy."""
