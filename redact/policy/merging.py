"""Two policies as one: of every rule the stricter. Which of two values that is, only `redact.policy.strictness` says.

Tiers, tables and examples are matched by name. A class of two tiers stays in the one that stands first, because the
first shows the least. Tables become fewer, laws and worked examples are joined, the name and title are the second's.
The result is plain data, as in a file: it is checked like any other policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from pydantic.fields import FieldInfo

from redact.policy.counts import DEFAULT, CountTable, UnitWord
from redact.policy.exceptions import Dates
from redact.policy.model import Policy
from redact.policy.overlay import OWN
from redact.policy.said import Rule
from redact.policy.strictness import NoOrder, action_rank, ladder_change, stricter_of, words_of
from redact.policy.structure import Between
from redact.policy.tiers import Tier
from redact.policy.values import PERIODS, PRECISIONS, Delay
from redact.policy.written import text_of
from redact.vocabulary import EXTRA_PREFIX, ROLES, RoleGroup, TimePrecision, role_group

_ROWS: Final = ("shows", "place", "time", "people", "narrative")
_OF_SHOWN_ROWS: Final = ("share_at_least", "usual_rows")
_GROUPS: Final = ("none", "society", "property", "persons")
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+")
_UNITS: Final = words_of(UnitWord)


class Clash(Exception):
    """Two policies differ in a rule of which nobody can say which side protects more. `path`: where."""

    def __init__(self, path: tuple[str, ...], what: str) -> None:
        super().__init__(what)
        self.path = path


def merged(first: Policy, second: Policy) -> dict[str, Any]:
    """The stricter of two policies, rule by rule, as plain data. Raises Clash."""
    return _Merge(first, second).whole()


def plain(value: Any) -> Any:
    """A value of a policy as a file would have it. Keys that were left out stay out."""
    if isinstance(value, Rule):
        return {
            info.alias or name: plain(getattr(value, name))
            for name, info in type(value).model_fields.items()
            if name in value.model_fields_set and getattr(value, name) is not None
        }
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, TimePrecision):
        return value.word
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum | Delay | Dates):
        return str(value)
    return value


class _Merge:
    def __init__(self, first: Policy, second: Policy) -> None:
        self.between = Between(first, second)
        self.first, self.second = first, second

    def whole(self) -> dict[str, Any]:
        made = self.rule(self.first, self.second, ())
        if "exceptions" in made:
            made["exceptions"] = [each for rule in made["exceptions"] if (each := self._needed(rule, made["tiers"]))]
        return made

    def _needed(self, rule: dict[str, Any], tiers: list[Any]) -> dict[str, Any]:
        """An exception without what its groups ask for by themselves by now; empty where nothing is left."""
        levels = self.between.levels
        named = [tier for tier in tiers if tier["tier"] in rule["for"] and tier.get("rows", "publish") == "publish"]
        left = dict(rule) | {"for": [tier["tier"] for tier in named]}
        for key, word, order in (("place", "level", levels), ("time", "precision", PRECISIONS)):
            own = [order.index(tier[key][word]) for tier in named if key in tier and tier[key][word] in order]
            if key in rule and rule[key][word] in order and all(order.index(rule[key][word]) <= each for each in own):
                del left[key]
        return left if named and ("place" in left or "time" in left) else {}

    def rule(self, one: Any, other: Any, path: tuple[str, ...]) -> dict[str, Any]:
        """Two groups of keys as one. Keys that both leave out stay out."""
        made: dict[str, Any] = {}
        for name, info in type(one).model_fields.items():
            if name not in one.model_fields_set | other.model_fields_set:
                continue
            here = (*path, info.alias or name)
            value = self.value(type(one), name, info, getattr(one, name), getattr(other, name), here)
            if value is not None:
                made[here[-1]] = value
        return made

    def value(self, of: type[Rule], name: str, info: FieldInfo, one: Any, other: Any, path: tuple[str, ...]) -> Any:
        key = f"{of.__name__}.{name}"
        if key in _SPECIAL:
            return _SPECIAL[key](self, one, other, path)
        if one == other or path[0] in OWN:
            return plain(other)
        if name == "because":
            said = [part for text in (one, other) if text for part in _SENTENCES.split(text.strip())]
            return " ".join(dict.fromkeys(said))
        if isinstance(one, Rule) and type(one) is type(other) and key != "Tier.people":
            return self.rule(one, other, path)
        if key == "Policy.budget":
            return None  # only a budget allows noisy tables
        if (isinstance(one, Rule) or isinstance(other, Rule)) and None in (one, other):
            return plain(other if one is None else one)
        order = self.between.levels if key == "PlaceRule.level" else ()
        try:
            return plain(stricter_of(info, one, other, order=order))
        except NoOrder:
            raise Clash(path, self._differ(one, other)) from None

    def _differ(self, one: Any, other: Any) -> str:
        sides = [
            f"'{policy.policy}' says {text_of(value) or 'nothing'}"
            for policy, value in ((self.first, one), (self.second, other))
        ]
        return f"{' and '.join(sides)}, and neither protects more."

    def listed(self, one: Sequence[Any], other: Sequence[Any], path: tuple[str, ...], key: str) -> list[Any]:
        """Two lists of things with names, joined."""
        known = {getattr(each, key): each for each in one}
        extra = [each for each in other if getattr(each, key) not in known]
        by_name = {getattr(each, key): each for each in other}
        made = [
            self.rule(each, by_name[name], (*path, str(name))) if name in by_name else plain(each)
            for name, each in known.items()
        ]
        return [*made, *map(plain, extra)]

    # -- tiers ------------------------------------------------------------------------------------------------------

    @cached_property
    def order(self) -> list[str]:
        """The names of all tiers of both, each list's own order kept."""
        names = [[tier.tier for tier in policy.tiers] for policy in (self.first, self.second)]
        common = [[name for name in each if name in other] for each, other in (names, names[::-1])]
        if common[0] != common[1]:
            raise Clash(("tiers",), self._differ(tuple(names[0]), tuple(names[1])))
        made, rest = list[str](), list(names[1])
        for name in names[0]:
            if name in rest:
                place = rest.index(name)
                made += rest[:place]
                rest = rest[place + 1 :]
            made.append(name)
        return [*made, *rest]

    @cached_property
    def homes(self) -> dict[str, str]:
        """The tier of each class: the stricter, which stands first, of the two it has."""
        found: dict[str, str] = {}
        for policy in (self.first, self.second):
            for name in policy.class_names:
                home = next((tier.tier for tier in policy.tiers if _takes_all(tier) and name in tier.classes), None)
                if home is not None and (name not in found or self.order.index(home) < self.order.index(found[name])):
                    found[name] = home
        return found

    @cached_property
    def emptied(self) -> set[str]:
        """Tiers whose classes have all gone to stricter ones."""
        every = [tier for policy in (self.first, self.second) for tier in policy.tiers if _takes_all(tier)]
        return {tier.tier for tier in every if tier.classes} - set(self.homes.values())

    def tiers(self, one: Sequence[Tier], other: Sequence[Tier], path: tuple[str, ...]) -> list[Any]:
        sides = [{tier.tier: tier for tier in each} for each in (one, other)]
        made = []
        for name in self.order:
            if name in self.emptied:
                continue
            here = [side[name] for side in sides if name in side]
            data = self.rule(here[0], here[1], (*path, name)) if len(here) == 2 else plain(here[0])
            words = dict.fromkeys(word for tier in here for word in tier.classes)
            if words and all(map(_takes_all, here)):
                moved_in = [word for word, home in self.homes.items() if home == name]
                words = dict.fromkeys((*(word for word in words if word in moved_in), *moved_in))
            if words:
                data["classes"] = list(words)
            made.append(_without_effectless(data))
        return made

    def examples(self, one: Any, other: Any, path: tuple[str, ...]) -> list[Any]:
        """Worked examples; one whose kind of harm came into a stricter tier now expects that tier."""
        found = self.listed(one, other, path, "name")
        for example in found:
            expect = example["expect"]
            words = [expect["class"]] if "class" in expect else expect.get("classes", [])
            homes = [self.homes[word] for word in words if word in self.homes]
            known = [name for name in (expect["tier"], *homes) if name in self.order and name not in self.emptied]
            if known:
                expect["tier"] = min(known, key=self.order.index)
        return found

    def tier_expected(self, one: str, other: str, path: tuple[str, ...]) -> str:
        return min(one, other, key=lambda name: self.order.index(name) if name in self.order else len(self.order))

    def officers(self, one: Mapping[str, str], other: Mapping[str, str], _: tuple[str, ...]) -> dict[str, str]:
        names = [name for name in dict.fromkeys((*one, *other)) if name not in self.emptied]
        return {name: "keep" if one.get(name) == other.get(name) == "keep" else "mask" for name in names}

    # -- columns, tables, ladders -------------------------------------------------------------------------------------

    def columns(self, one: Mapping[str, str], other: Mapping[str, str], _: tuple[str, ...]) -> dict[str, str]:
        words = dict.fromkeys((*one, *other))
        return {word: max(_action(one, word), _action(other, word), key=action_rank) for word in words}

    def uniqueness(self, one: Any, other: Any, path: tuple[str, ...]) -> list[Any]:
        by_name = {frozenset(each.of): each for each in other}
        made = []
        for each in one:
            twin = by_name.pop(frozenset(each.of), None)
            if twin is not None and twin.repair != each.repair:
                raise Clash((*path, "+".join(sorted(each.of)), "repair"), self._differ(each.repair, twin.repair))
            made.append(plain(each) | {"k": max(each.k, twin.k if twin is not None else 0)})
        return [*made, *map(plain, by_name.values())]

    def tables(self, one: Sequence[CountTable], other: Sequence[CountTable], path: tuple[str, ...]) -> list[Any]:
        """The tables that both have."""
        by_name = {table.table: table for table in other}
        made = []
        for table in one:
            twin = by_name.get(table.table)
            if twin is None:
                continue
            here = (*path, table.table)
            data = self.rule(table, twin, here) if table.kind == twin.kind else plain(table if table.noisy else twin)
            of = data["of"]
            if "tiers" in of:
                of["tiers"] = [name for name in of["tiers"] if name not in self.emptied]
            if any(of.values()):
                made.append(data)
        return made

    def counted(self, one: Any, other: Any, path: tuple[str, ...]) -> dict[str, Any]:
        if (one.tiers is None) != (other.tiers is None):
            raise Clash(path, self._differ(one, other))
        return self.rule(one, other, path)

    def counted_by(self, one: Sequence[str], other: Sequence[str], _: tuple[str, ...]) -> list[str]:
        """The larger area, the longer time, and of the rest what both have."""
        kept = [word for word in one if word in other]
        for order in (self.between.levels, PERIODS):
            words = [next((word for word in by if word in order), None) for by in (one, other)]
            if words[0] != words[1] and None not in words:
                kept.append(max(words, key=lambda word: order.index(str(word))))  # type: ignore[arg-type]
        return kept

    def units(self, one: Mapping[str, str], other: Mapping[str, str], _: tuple[str, ...]) -> dict[str, str]:
        tables = [CountTable.model_construct(unit=dict(each)) for each in (one, other)]
        names = dict.fromkeys((DEFAULT, *one, *other))
        asked = {name: None if name == DEFAULT else name for name in names}
        return {name: max((each.unit_of(word) for each in tables), key=_UNITS.index) for name, word in asked.items()}

    def ladder(self, one: Any, other: Any, path: tuple[str, ...]) -> Any:
        sign = ladder_change(one, other)
        if sign is None:
            raise Clash(path, self._differ(one, other))
        return plain(other if sign > 0 else one)

    def rate(self, one: Any, other: Any, _: tuple[str, ...]) -> Any:
        if not isinstance(one, Mapping) and not isinstance(other, Mapping):
            return max(one, other)
        sides = [dict(each) if isinstance(each, Mapping) else dict.fromkeys(_GROUPS, each) for each in (one, other)]
        names = dict.fromkeys((*sides[0], *sides[1]))
        return {name: max(side.get(name, 0.0) for side in sides) for name in names}

    def exceptions(self, one: Any, other: Any, path: tuple[str, ...]) -> list[Any]:
        return self.listed(one, other, path, "about")

    def level(self, one: str, other: str, path: tuple[str, ...]) -> str:
        known = self.between.levels
        if one not in known or other not in known:
            raise Clash(path, self._differ(one, other))
        return max(one, other, key=known.index)

    def joined(self, one: Any, other: Any, _: tuple[str, ...]) -> list[Any]:
        return list(dict.fromkeys((*(one or ()), *(other or ()))))

    def classes(self, one: Any, other: Any, path: tuple[str, ...]) -> dict[str, Any]:
        sides = [dict(each) for each in (one, other)]
        return {
            name: self.rule(sides[0][name], sides[1][name], (*path, name))
            if name in sides[0] and name in sides[1]
            else plain(sides[0].get(name, sides[1].get(name)))
            for name in dict.fromkeys((*one, *other))
        }


def _takes_all(tier: Tier) -> bool:
    return not tier.kinds and not tier.offense_groups


def _without_effectless(data: dict[str, Any]) -> dict[str, Any]:
    """A tier that shows no rows, or few columns, needs no rules on what would be in them."""
    if data.get("rows", "publish") != "publish":
        gone = set(_ROWS)
        cover = {key: each for key, each in data.get("cover", {}).items() if key not in _OF_SHOWN_ROWS}
        data |= {"cover": cover} if cover else {}
        gone |= {"cover"} if data["rows"] == "hold" else set()
        return {key: each for key, each in data.items() if key not in gone}
    if "shows" in data:
        texts = data.get("narrative", "remove") == "remove"
        data["shows"] = [word for word in data["shows"] if not (texts and _is_text(word))]
        data.pop("people", None)
    return data


def _is_text(word: str) -> bool:
    return (word in ROLES or word.startswith(EXTRA_PREFIX)) and role_group(word) is RoleGroup.TEXT


def _action(columns: Mapping[str, str], word: str) -> str:
    """What a policy's lines do with the columns that one line is about: its own, its ending's or its group's."""
    if word in columns:
        return columns[word]
    ending = word.rsplit("_", 1)[-1]
    role = word if word in ROLES or word.startswith(EXTRA_PREFIX) else None
    group = role_group(role) if role else RoleGroup.PEOPLE if word in ("age", "sex", "race") else None
    above = ((ending,) if group is RoleGroup.PEOPLE else ()) + ((group.value,) if group else ())
    return next((columns[each] for each in above if each in columns), "remove")


_SPECIAL: Final[dict[str, Callable[..., Any]]] = {
    "Policy.tiers": _Merge.tiers,
    "Policy.columns": _Merge.columns,
    "Policy.legal_basis": lambda merge, one, other, path: merge.listed(one, other, path, "cite"),
    "Policy.agreement": lambda merge, one, other, path: merge.listed(one, other, path, "role"),
    "Policy.uniqueness": _Merge.uniqueness,
    "Policy.counts": _Merge.tables,
    "Policy.examples": _Merge.examples,
    "Policy.public_invariants": _Merge.joined,
    "Policy.exceptions": _Merge.exceptions,
    "CoarserPlace.level": _Merge.level,
    "Classify.classes": _Merge.classes,
    "Identity.officers": _Merge.officers,
    "CountTable.of": _Merge.counted,
    "CountTable.by": _Merge.counted_by,
    "CountTable.unit": _Merge.units,
    "Expect.tier": _Merge.tier_expected,
    "Places.ladder": _Merge.ladder,
    "Times.ladder": _Merge.ladder,
    "CoverRule.rate": _Merge.rate,
}
"""Fields whose values have names of their own, or mean something only together with the rest of the policy."""


__all__ = ["Clash", "merged", "plain"]
