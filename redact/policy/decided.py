"""Every field of a policy with its value, and which of the marked ones nobody has decided yet.

A marked field (`Decides`) is one that no program can choose. A policy whose marked fields still have the values that
come with redact says so on the advocate's page and in the release report: somebody must have thought about them here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from redact.policy.load import policy_by_name
from redact.policy.model import Policy
from redact.policy.said import Decides, decides_of, plain_of
from redact.vocabulary import TimePrecision

SHIPPED: Final = "baseline"
"""The policy that most others are copied from: its values, and the model's own, are the ones nobody chose here."""

_NAMES: Final = ("tier", "table", "name", "cite")
"""By which of its keys an entry of a list is known, so that its place in the list does not matter."""

_ASKED: Final = {"advocate": "an advocate", "counsel": "counsel"}

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One field of one policy: where it stands, what it means and what it is set to."""

    path: Path
    info: FieldInfo
    value: Any

    @property
    def sentence(self) -> str:
        """What the field means."""
        return plain_of(self.info) or ""

    @property
    def words(self) -> str:
        """What it is set to."""
        return in_words(self.value)


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """A marked field that nobody has decided: `state` is `default` (as it comes with redact) or `unset`."""

    path: Path
    who: Literal["advocate", "counsel"]
    question: str
    sentence: str
    words: str
    state: Literal["default", "unset"]


def fields_of(policy: Policy) -> Iterator[Said]:
    """Every field of a policy and of all its parts, in the order of the file. Parts that are not there have none."""
    yield from _fields(policy, ())


def open_decisions(policy: Policy, *, shipped: Policy | None = None) -> tuple[OpenDecision, ...]:
    """The marked fields of a policy that are unset, or still what redact ships (`shipped`, else the baseline)."""
    usual = {said.path: _plain(said.value) for said in fields_of(shipped or _shipped())}
    found = []
    for said in fields_of(policy):
        mark = decides_of(said.info)
        if mark is None or _idle(policy, said):
            continue
        if said.value is None or said.value == ():
            if _matters(policy, said):
                found.append(_open(said, mark, "unset"))
        elif said.path in usual and usual[said.path] == _plain(said.value):
            found.append(_open(said, mark, "default"))
    return tuple(found)


@cache
def _shipped() -> Policy:
    return policy_by_name(SHIPPED)


def report_sentence(policy: Policy) -> str:
    """One sentence for the release report: how many choices that belong to people nobody has made yet; "" for none."""
    found = open_decisions(policy)
    if not found:
        return ""
    numbers = [(sum(each.who == who for each in found), said) for who, said in _ASKED.items()]
    asked = " and ".join(f"{number} for {said}" for number, said in numbers if number)
    return f"{len(found)} choices of this policy are as they come with redact, or not made: {asked}."


def in_words(value: Any) -> str:
    """A value as a page writes it.

    >>> in_words(0.5), in_words(None), in_words({"persons": 0.6}), in_words(("age", "sex"))
    ('0.5', 'not set', 'persons: 0.6', 'age, sex')
    """
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, TimePrecision):
        return value.word
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "; ".join(f"{_spaced(str(key))}: {in_words(each)}" for key, each in value.items()) or "none"
    if isinstance(value, BaseModel):
        return "; ".join(
            in_words(each) for name in type(value).model_fields if (each := getattr(value, name)) is not None
        )
    if isinstance(value, tuple):
        return ", ".join(in_words(each) for each in value) or "none"
    if isinstance(value, float):
        return f"{value:g}"
    return _spaced(value) if isinstance(value, str) else str(value)


def _fields(part: BaseModel, path: Path) -> Iterator[Said]:
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        here = (*path, info.alias or name)
        yield Said(here, info, value)
        if isinstance(value, BaseModel):
            yield from _fields(value, here)
        elif isinstance(value, tuple):
            for number, each in enumerate(value):
                if isinstance(each, BaseModel):
                    yield from _fields(each, (*here, _name(each, number)))
        elif isinstance(value, Mapping):
            for key, each in value.items():
                if isinstance(each, BaseModel):
                    yield from _fields(each, (*here, str(key)))


def _name(part: BaseModel, number: int) -> str:
    return next((str(getattr(part, key)) for key in _NAMES if key in type(part).model_fields), str(number))


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _matters(policy: Policy, said: Said) -> bool:
    """Whether an empty field is a choice not made: not the kinds of harm of the tier for all others, not the share of
    cover among rows that are left out, nor a number that tables of a kind do not have."""
    if said.path[0] == "tiers":
        return said.path[-1] != "classes" and policy.tiers[policy.tier_index(said.path[1])].published
    return said.path[0] != "counts"


def _idle(policy: Policy, said: Said) -> bool:
    """Whether a field does nothing where it stands: whom the noise hides, in a table that has none."""
    exact = [table.table for table in policy.counts if not table.noisy]
    return said.path[0] == "counts" and said.path[1:2] != () and said.path[1] in exact and said.path[-1] == "unit"


def _open(said: Said, mark: Decides, state: Literal["default", "unset"]) -> OpenDecision:
    return OpenDecision(said.path, mark.who, mark.question, said.sentence, said.words, state)


def _spaced(text: str) -> str:
    return text.replace("_", " ") if " " not in text else text
