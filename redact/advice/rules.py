"""Every rule of a policy by itself: the field's own sentence, and what it is set to."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel

from redact.advice.parts import Block, Pairs
from redact.bundle.facts import capital
from redact.policy.decided import Said, fields_of
from redact.policy.model import Policy

ELSEWHERE: Final = frozenset({"because", "examples", "legal_basis"})
"""Told in chapters of their own."""


def rules(policy: Policy) -> tuple[Block, ...]:
    """One list: each sentence once, with every place where it holds and the value there."""
    found: dict[str, list[str]] = {}
    for said in fields_of(policy):
        if ELSEWHERE & set(said.path) or _is_group(said) or said.path[-1] in ("tier", "table"):
            continue
        if said.value is None or said.value == () or said.value == {}:
            continue
        found.setdefault(said.sentence, []).append(_value(said))
    return (Block("", (Pairs(tuple((sentence, "; ".join(values)) for sentence, values in found.items())),)),)


def _is_group(said: Said) -> bool:
    """Whether a field only holds other fields, which are told by themselves."""
    value = said.value
    if isinstance(value, tuple) and value:
        value = value[0]
    elif isinstance(value, dict) and value:
        value = next(iter(value.values()))
    return isinstance(value, BaseModel)


def _value(said: Said) -> str:
    if said.path[0] in ("tiers", "counts"):
        return f"{capital(said.path[1].replace('_', ' '))}: {said.words}"
    return said.words
