"""Comparing what has names of its own: columns, tables, examples, added classes, officers, rules on uniqueness."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pydantic.fields import FieldInfo

from redact.policy.counts import DEFAULT, CountTable, UnitWord
from redact.policy.evidence import beside
from redact.policy.exceptions import still_needed
from redact.policy.exposure import ANY_EXTRA, LOOSER, STRICTER, effects, roles_of
from redact.policy.model import Policy
from redact.policy.said import Rule, plain_of
from redact.policy.strictness import action_rank, stricter_value, together, words_of
from redact.policy.structure import Between
from redact.policy.values import PERIODS
from redact.policy.verdicts import RuleChange
from redact.policy.written import BOTH, NEITHER, changed, effects_of, single
from redact.vocabulary import RoleGroup, role_group

Walk = Callable[[Between, str, Rule, Rule, tuple[str, ...]], Iterator[RuleChange]]

_NOISE: Final = ("unit", "require_unit", "max_per_unit", "epsilon", "totals", "threshold", "width")
"""What only tables of one kind have."""


def _matched(
    path: str, info: FieldInfo, old: Mapping[str, Any], new: Mapping[str, Any], appears: frozenset[str],
    disappears: frozenset[str], order: frozenset[str] = NEITHER,
) -> Iterator[RuleChange | tuple[str, Any, Any]]:  # fmt: skip
    """New and removed things, (name, before, after) of those that differ, and the order where it changed."""
    for name in dict.fromkeys((*new, *old)):
        if name not in old:
            yield single(f"{path}.{name}", plain_of(info), "new", new[name], appears)
        elif name not in new:
            yield single(f"{path}.{name}", plain_of(info), "removed", old[name], disappears)
        elif old[name] != new[name]:
            yield name, old[name], new[name]
    common = [[name for name in each if name in other] for each, other in ((old, new), (new, old))]
    if common[0] != common[1]:
        yield from changed(path, plain_of(info), list(old), list(new), order)


def laws(between: Between, path: str, info: FieldInfo, before: Any, after: Any, walk: Walk) -> Iterator[RuleChange]:
    """The laws a policy rests on, by how they are cited. They change nothing that is shown."""
    old, new = ({law.cite: law for law in each} for each in (before, after))
    found = list(_matched(path, info, old, new, NEITHER, NEITHER))
    for item in found:
        yield from (item,) if isinstance(item, RuleChange) else walk(between, f"{path}.{item[0]}", *item[1:], ())
    if not found:
        yield from changed(path, plain_of(info), before, after, NEITHER)


def signatures(
    between: Between, path: str, info: FieldInfo, before: Any, after: Any, walk: Walk
) -> Iterator[RuleChange]:
    """Who must sign, by role: one role more protects more."""
    old, new = ({rule.role: rule for rule in each} for each in (before, after))
    for item in _matched(path, info, old, new, frozenset({STRICTER}), frozenset({LOOSER})):
        yield from (item,) if isinstance(item, RuleChange) else walk(between, f"{path}.{item[0]}", *item[1:], ())


def tables(between: Between, path: str, info: FieldInfo, before: Any, after: Any, walk: Walk) -> Iterator[RuleChange]:
    """Tables of counts: one more tells more."""
    old, new = ({table.table: table for table in each} for each in (before, after))
    for item in _matched(path, info, old, new, frozenset({LOOSER}), frozenset({STRICTER})):
        if isinstance(item, RuleChange):
            yield item
        else:
            name, one, other = item
            yield from walk(between, f"{path}.{name}", one, other, _NOISE if one.kind != other.kind else ())


def counted_by(between: Between, path: str, info: FieldInfo, before: Any, after: Any) -> Iterator[RuleChange]:
    """What a table has one number for: fewer words, a larger area or a longer time tell less."""
    levels = between.levels
    ranks = [
        (
            levels.index(next((word for word in words if word in levels), levels[-1])),
            next((PERIODS.index(word) for word in words if word in PERIODS), len(PERIODS)),
        )
        for words in (before, after)
    ]
    others = [tuple(word for word in words if word not in levels and word not in PERIODS) for words in (before, after)]
    finer = {effects_of(1 if new > old else -1 if new < old else 0) for old, new in zip(*ranks, strict=True)}
    found = frozenset().union(*finer, effects_of(stricter_value(info, *others)))
    yield from changed(path, plain_of(info), before, after, found)


def units(_: Between, path: str, info: FieldInfo, before: Any, after: Any) -> Iterator[RuleChange]:
    """Whom the noise hides, for every class that either side names and for all others."""
    words = words_of(UnitWord)
    signs = []
    for name in {*before, *after}:
        one, other = (words.index(_unit(side, name)) for side in (before, after))
        signs.append(1 if other > one else -1 if other < one else 0)
    yield from changed(path, plain_of(info), before, after, effects_of(together(signs)))


def _unit(units_: Mapping[str, str], name: str) -> str:
    table = CountTable.model_construct(unit=dict(units_))
    return table.unit_of(None if name == DEFAULT else name)


def uniqueness(
    between: Between, path: str, info: FieldInfo, before: Any, after: Any, walk: Walk
) -> Iterator[RuleChange]:
    """Rules on how many rows look alike, by what they look at; one that looks at more takes the place of another."""
    old, new = ({"+".join(sorted(rule.of)): rule for rule in each} for each in (before, after))
    if (len(old), len(new)) != (len(before), len(after)):
        yield from changed(path, plain_of(info), before, after, BOTH)
        return
    renamed = {name: name for name in old}
    for name in [name for name in old if name not in new]:
        free = (other for other in new if other not in renamed.values() and _related(old[name].of, new[other].of))
        renamed[name] = next(free, name)
    old = {renamed[name]: rule for name, rule in old.items()}
    for item in _matched(path, info, old, new, frozenset({STRICTER}), frozenset({LOOSER}), BOTH):
        yield from (item,) if isinstance(item, RuleChange) else walk(between, f"{path}.{item[0]}", *item[1:], ())


def _related(one: Sequence[str], other: Sequence[str]) -> bool:
    return set(one) < set(other) or set(other) < set(one)


def exceptions(
    between: Between, path: str, info: FieldInfo, before: Any, after: Any, walk: Walk
) -> Iterator[RuleChange]:
    """Exceptions, by where and when and for whom they hold: one more hides more."""
    old, new = ({rule.about: rule for rule in each} for each in (before, after))
    for item in _matched(path, info, old, new, frozenset({STRICTER}), frozenset({LOOSER})):
        if not isinstance(item, RuleChange):
            yield from walk(between, f"{path}.{item[0]}", *item[1:], ())
        elif item.change == "removed" and not still_needed(old[item.path.removeprefix(f"{path}.")], between.new):
            yield replace(item, effects=NEITHER)
        else:
            yield item


def examples(between: Between, path: str, info: FieldInfo, before: Any, after: Any, walk: Walk) -> Iterator[RuleChange]:
    """Worked examples: one more is one more check."""
    old, new = ({example.name: example for example in each} for each in (before, after))
    for item in _matched(path, info, old, new, frozenset({STRICTER}), frozenset({LOOSER})):
        yield from (item,) if isinstance(item, RuleChange) else walk(between, f"{path}.{item[0]}", *item[1:], ())


def expected(between: Between, path: str, info: FieldInfo, before: str, after: str) -> Iterator[RuleChange]:
    """The tier that an example must end up in: what the one and the other show."""
    old, new = between.moves.old, between.moves.new
    found = effects(old.plain[old.policy.tier_index(before)], new.plain[new.policy.tier_index(after)])
    yield from changed(path, plain_of(info), before, after, found)


def classes(between: Between, path: str, info: FieldInfo, before: Any, after: Any, walk: Walk) -> Iterator[RuleChange]:
    """Added classes: what becomes of their records depends on the tier that takes them."""
    for item in _matched(path, info, before, after, NEITHER, NEITHER):
        if not isinstance(item, RuleChange):
            yield from walk(between, f"{path}.{item[0]}", *item[1:], ())
        elif item.change in ("new", "removed"):
            name = item.path.removeprefix(f"{path}.")
            found = between.moves.of_classes(frozenset({name}))
            why = ""
            if item.change == "new":
                found, why = beside(between, item.path, found)
            value = after.get(name, before.get(name))
            yield single(item.path, plain_of(info), item.change, value, found, why=why)
        else:
            yield item


def officers(between: Between, path: str, info: FieldInfo, before: Any, after: Any) -> Iterator[RuleChange]:
    """Officers' names by tier; a tier that is not named masks them."""
    for name in dict.fromkeys((*after, *before)):
        one, other = before.get(name), after.get(name)
        if one == other:
            continue
        found = NEITHER
        if None not in between.tier(name):
            found = effects_of(stricter_value(info, {name: one or "mask"}, {name: other or "mask"}))
        yield from changed(f"{path}.{name}", plain_of(info), one, other, found)


def columns(between: Between, path: str, info: FieldInfo, before: Any, after: Any) -> Iterator[RuleChange]:
    """Lines about columns, each judged by the columns it decides about before or after."""
    roles = roles_of(between.old, between.new)
    for word in dict.fromkeys((*after, *before)):
        one, other = before.get(word), after.get(word)
        if one == other:
            continue
        signs = []
        for role in roles:
            if word in (_line(between.old, role), _line(between.new, role)):
                ranks = [action_rank(policy.action(role)) for policy in (between.old, between.new)]
                signs.append(1 if ranks[1] > ranks[0] else -1 if ranks[1] < ranks[0] else 0)
        found = effects_of(together(signs))
        if one is None or other is None:
            yield single(f"{path}.{word}", plain_of(info), "new" if one is None else "removed", other or one, found)
        else:
            yield from changed(f"{path}.{word}", plain_of(info), one, other, found)


def _line(policy: Policy, role: str) -> str | None:
    """The line that decides about a role: its own, else that of its ending, else that of its group."""
    group = RoleGroup.PLAIN if role == ANY_EXTRA else role_group(role)
    ending = role.rsplit("_", 1)[-1] if group is RoleGroup.PEOPLE else role
    return next((word for word in (role, ending, group.value) if word in policy.columns), None)


__all__ = [
    "classes", "columns", "counted_by", "examples", "exceptions", "expected", "laws", "officers", "tables",
    "uniqueness", "units",
]  # fmt: skip
