"""Questions that an advocate should ask, drawn from the policy's own fields: unset, weak, or as they were shipped."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from redact.advice.words import short_words
from redact.bundle.facts import capital, plain
from redact.policy.decided import Said, fields_of, in_words, open_decisions
from redact.policy.model import Policy
from redact.policy.said import stricter_of

Why = Literal["not set", "weak", "as it comes"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, whom it is for, why it is asked, and the fields it is about with their values."""

    text: str
    who: str
    why: Why
    about: tuple[str, ...]


def questions(policy: Policy) -> tuple[Question, ...]:
    """What to ask, the gravest first: what is not set, what is set to its loosest, what nobody has changed.

    The same question about several fields is asked once.
    """
    found: dict[tuple[str, str, Why], list[str]] = {}
    for text, who, why, about in (*_decisions(policy), *_weak(policy)):
        found.setdefault((text, who, why), []).append(about)
    order: tuple[Why, ...] = ("not set", "weak", "as it comes")
    made = [Question(text, who, why, tuple(about)) for (text, who, why), about in found.items()]
    return tuple(sorted(made, key=lambda each: order.index(each.why)))


def _decisions(policy: Policy) -> Iterator[tuple[str, str, Why, str]]:
    for each in open_decisions(policy):
        why: Why = "not set" if each.state == "unset" else "as it comes"
        yield each.question, each.who, why, _about(policy, each.path, each.sentence, _short(each.words))


def _weak(policy: Policy) -> Iterator[tuple[str, str, Why, str]]:
    """Fields that are set to the loosest of the words that they may have."""
    for said in fields_of(policy):
        words = _scale(said)
        if words and said.value == words[0]:
            text = f"{said.sentence} Why not '{in_words(words[1])}'?"
            yield text, "advocate", "weak", _about(policy, said.path, "", in_words(said.value))


def _scale(said: Said) -> tuple[Any, ...]:
    """The words of a field from loosest to strictest, where it has such and its loosest is not the usual one."""
    direction = stricter_of(said.info)
    if direction is None or direction.direction != "higher" or said.path[-1] in _ORDINARY:
        return ()
    kind = said.info.annotation
    words = get_args(kind) if get_origin(kind) is Literal else ()
    return words if len(words) > 1 else ()


_ORDINARY = frozenset({"rows", "kind", "noise", "sex", "race"})
"""Words whose loosest choice is a usual one: rows that are shown, exact tables of rows that are shown anyway, the
library that draws the noise, the sex and race that a group is meant to show."""


def _about(policy: Policy, path: tuple[str, ...], sentence: str, words: str) -> str:
    """What a policy says of a field: with the group or table where the same is asked of each, else with the field's
    own sentence."""
    if path[0] == "tiers":
        tier = policy.tiers[policy.tier_index(path[1])]
        return f"{capital(short_words(policy, tier))}: {words}"
    if path[0] == "counts" and len(path) > 1:
        return f"{capital(plain(path[1]))}: {words}"
    return f"{sentence.rstrip('.?')}: {words}" if sentence else words


def _short(text: str) -> str:
    return textwrap.shorten(text, 60, placeholder=" ...")
