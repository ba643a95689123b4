"""Which of two values of a field protects more: the one place where that is decided.

Everything follows from the fields' own annotations: `Stricter` says the direction, the model lists words from loosest
to strictest. `compare` asks it about an old and a new value, a policy that builds on others about each one's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from redact.policy.said import Rule
from redact.policy.said import stricter_of as annotated
from redact.policy.tiers import PeopleRule
from redact.policy.values import ACTIONS, Delay

Sign = Literal[-1, 0, 1]
"""1: the second value is stricter. -1: it is looser. 0: they mean the same."""

_BANDS: Final = re.compile(r"bands of (\d+)")
_ACTIONS: Final = {word: float(place) for place, word in enumerate(ACTIONS)}
_GROUPS: Final = ("none", "society", "property", "persons")


class NoOrder(LookupError):
    """Neither of two values protects more."""


def stricter_value(info: FieldInfo, old: Any, new: Any, *, order: Sequence[str] = ()) -> Sign | None:
    """Whether `new` protects more (1), less (-1) or the same (0) as `old`; None where that cannot be told.

    `order` lists the words of a field whose words are the policy's own, loosest first: the ladder for a level.
    """
    if old == new:
        return 0
    said = annotated(info)
    if said is None or said.direction is None:
        return None
    if said.direction in ("more items", "fewer items"):
        return _items(old, new, more=said.direction == "more items")
    turn: Sign = 1 if said.direction == "higher" else -1
    old, new = (said.absent if value is None else value for value in (old, new))
    if old is None or new is None:
        return 0 if old is new else 1 if old is None else -1
    if isinstance(old, Mapping) or isinstance(new, Mapping):
        return together(turn * sign for sign in _each(info, old, new, order))
    if isinstance(old, PeopleRule) or isinstance(new, PeopleRule):
        return _people(old, new)
    places = _place(info, old, order), _place(info, new, order)
    if places[0] is None or places[1] is None:
        return None
    return _sign(turn * (places[1] - places[0]))


def stricter_of(info: FieldInfo, one: Any, other: Any, *, order: Sequence[str] = ()) -> Any:
    """The stricter of two values. Of two lists neither of which holds the other: all items where more protect more,
    the common ones where fewer do; of two groups of values the stricter of each. NoOrder where neither protects more.
    """
    sign = stricter_value(info, one, other, order=order)
    if sign is not None:
        return other if sign > 0 else one
    said = annotated(info)
    if said is not None and said.direction == "more items":
        return (*one, *(item for item in other if item not in one))
    if said is not None and said.direction == "fewer items" and set(one) & set(other):
        return tuple(item for item in one if item in other)
    if isinstance(one, PeopleRule) and isinstance(other, PeopleRule):
        fields = PeopleRule.model_fields
        return PeopleRule(
            **{name: stricter_of(fields[name], getattr(one, name), getattr(other, name)) for name in fields}
        )
    if isinstance(one, Mapping) and isinstance(other, Mapping) and said is not None and said.direction is not None:
        keys = dict.fromkeys((*one, *other))
        every = [[{key: side[key]} if key in side else {} for side in (one, other)] for key in keys]
        return {name: word for first, second in every for name, word in stricter_of(info, first, second).items()}
    raise NoOrder("neither value protects more than the other")


def together(signs: Any) -> Sign | None:
    """The sign of several changes at once: None where one protects more and another less, or one cannot be told."""
    every = set(signs)
    if None in every or {-1, 1} <= every:
        return None
    return 1 if 1 in every else -1 if -1 in every else 0


def action_rank(action: str) -> float:
    """How much an action on a column hides, as a number that can be compared."""
    bands = _BANDS.fullmatch(action)
    return _ACTIONS["year"] + int(bands.group(1)) / 100 if bands else _ACTIONS[action]


def ladder_change(old: Sequence[Any], new: Sequence[Any]) -> Sign | None:
    """Whether a ladder became stricter: with fewer steps whatever has to climb lands on a coarser one.

    A ladder that ends at another step, or has its steps in another order, cannot be told: what is at its end stays
    there, however few others are.
    """
    if tuple(old) == tuple(new):
        return 0
    common = [step for step in old if step in new]
    if common != [step for step in new if step in old] or old[-1] != new[-1]:
        return None
    return 1 if set(new) < set(old) else -1 if set(old) < set(new) else None


def _items(old: Any, new: Any, *, more: bool) -> Sign | None:
    """Left out means nothing at all where more protect more, and everything where fewer do."""
    if old is None or new is None:
        return 0 if more and not (old or new) else 1 if old is None else -1
    before, after = set(old), set(new)
    if before == after:
        return 0
    if before < after:
        return 1 if more else -1
    return (-1 if more else 1) if after < before else None


def _each(info: FieldInfo, old: Any, new: Any, order: Sequence[str]) -> list[Sign]:
    """The signs of all values of two mappings, the higher being 1; a single value stands for every offence group."""
    before, after = (value if isinstance(value, Mapping) else dict.fromkeys(_GROUPS, value) for value in (old, new))
    said = annotated(info)
    missing = said.absent if said is not None else None
    signs: list[Sign] = []
    for key in sorted({*before, *after}):
        values = [side.get(key, side.get("default", missing)) for side in (before, after)]
        ranks = [_place(info, value, order) or 0.0 for value in values]
        signs.append(_sign(ranks[1] - ranks[0]))
    return signs


def _people(old: Any, new: Any) -> Sign | None:
    before, after = (value if isinstance(value, PeopleRule) else PeopleRule() for value in (old, new))
    fields = PeopleRule.model_fields
    return together(stricter_value(fields[name], getattr(before, name), getattr(after, name)) for name in fields)


def _place(info: FieldInfo, value: Any, order: Sequence[str]) -> float | None:
    """A value as a number that grows to the right of its list of words; None for a word that is in no list."""
    if value is None:
        return None
    if isinstance(value, Delay):
        return float(value.days)
    if isinstance(value, date):
        return float(value.toordinal())
    if not isinstance(value, str):
        return float(value)
    if order:
        return float(order.index(value)) if value in order else None
    words = words_of(info.annotation)
    if value in words:
        return float(words.index(value))
    return action_rank(value) if value in _ACTIONS or _BANDS.fullmatch(value) else None


def words_of(annotation: Any) -> tuple[str, ...]:
    """The words of the first closed list in an annotation, as the model lists them: loosest first."""
    if get_origin(annotation) is Literal:
        return tuple(get_args(annotation))
    for part in get_args(annotation):
        if isinstance(part, type) and issubclass(part, Rule):
            continue
        if found := words_of(part):
            return found
    return ()


def _sign(number: Any) -> Sign:
    return 1 if number > 0 else -1 if number < 0 else 0
