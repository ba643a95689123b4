"""Removals and corrections: what people decided about single events after they were published.

A removed event leaves for good, in every later release; a corrected one has other classes from now on, or is left
out. Both are steps whose content is sealed, so that the ledger's file does not list who asked to be taken out. They
name an event by the keyed hashes of its keys, as everything else in the ledger does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from redact.ledger import steps
from redact.ledger.chain import Chain
from redact.ledger.sealed import seal, unseal
from redact.ledger.secret import Secret
from redact.ledger.steps import Kind, Step

PURPOSE: Final = "removals and corrections"
"""The purpose under which the key is derived from the secret."""

_SEALED: Final = "sealed"
_INT64: Final = np.iinfo(np.int64)


@dataclass(frozen=True, slots=True)
class Removal:
    """An event that leaves for good: its keyed hashes in order, why (a reason of the policy), on whose word, whether at
    once although that exposes it, and when that was noted (UTC, ISO 8601). `number` is the step's."""

    number: int
    keys: tuple[int, ...]
    reason: str
    by: str
    now: bool
    at: str
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Correction:
    """What an event is from now on: of `classes`, which may be none; or left out, and then there are none."""

    number: int
    keys: tuple[int, ...]
    classes: tuple[str, ...]
    leave_out: bool
    by: str
    now: bool
    at: str
    why: str = field(default="", repr=False)


def add_removal(
    database: sqlite3.Connection,
    chain: Chain,
    secret: Secret,
    keys: Iterable[int],
    reason: str,
    by: str,
    now: bool,
    note: str,
) -> Removal:
    """Adds a removal; the caller holds the transaction. ValueError where it has no keys, reason or name."""
    _demand(bool(reason.strip()), "a removal has a reason")
    content = {"keys": _keys(keys), "reason": reason, "by": _name(by), "now": bool(now), "note": note}
    return _removal(_add(database, chain, secret, Kind.REMOVAL, content), content)


def add_correction(
    database: sqlite3.Connection,
    chain: Chain,
    secret: Secret,
    keys: Iterable[int],
    classes: Iterable[str],
    leave_out: bool,
    by: str,
    now: bool,
    why: str,
) -> Correction:
    """Adds a correction; the caller holds the transaction. ValueError where it has no keys or name, or both classes and
    `leave_out`."""
    named = list(dict.fromkeys(classes))
    _demand(not isinstance(classes, str) and all(named), "classes are names")
    _demand(not (named and leave_out), "an event that is left out has no classes")
    content = {
        "keys": _keys(keys), "classes": named, "leave_out": bool(leave_out), "by": _name(by), "now": bool(now),
        "why": why,
    }  # fmt: skip
    return _correction(_add(database, chain, secret, Kind.CORRECTION, content), content)


def all_removals(database: sqlite3.Connection, chain: Chain, secret: Secret) -> tuple[Removal, ...]:
    """All removals that hold, oldest first. Changed or Missing (16) where a step is not what redact wrote."""
    found = [_removal(step, content) for step, content in _every(database, chain, secret, Kind.REMOVAL)]
    undone = {step.about for step in steps.every(database) if step.kind is Kind.UNDONE}
    return tuple(each for each in found if str(each.number) not in undone)


def all_corrections(database: sqlite3.Connection, chain: Chain, secret: Secret) -> tuple[Correction, ...]:
    """All corrections, oldest first. Changed or Missing (16) where a step is not what redact wrote."""
    return tuple(_correction(step, content) for step, content in _every(database, chain, secret, Kind.CORRECTION))


def _removal(step: Step, said: dict[str, Any]) -> Removal:
    return Removal(step.number, tuple(said["keys"]), said["reason"], said["by"], said["now"], step.at, said["note"])


def _correction(step: Step, said: dict[str, Any]) -> Correction:
    classes, out = tuple(said["classes"]), said["leave_out"]
    return Correction(step.number, tuple(said["keys"]), classes, out, said["by"], said["now"], step.at, said["why"])


def _add(database: sqlite3.Connection, chain: Chain, secret: Secret, kind: Kind, content: dict[str, Any]) -> Step:
    sealed = {_SEALED: seal(secret.key(PURPOSE), content, kind.value)}
    number = steps.add(database, chain, kind, "", sealed)
    return next(step for step in steps.every(database) if step.number == number)


def _every(
    database: sqlite3.Connection, chain: Chain, secret: Secret, kind: Kind
) -> Iterator[tuple[Step, dict[str, Any]]]:
    """Steps of a kind with what was sealed in them. None may be missing: it would be as if nobody had asked."""
    chain.demand_all(database, "steps")
    key = secret.key(PURPOSE)
    for step in steps.every(database):
        if step.kind is kind:
            yield step, unseal(key, step.content[_SEALED], kind.value)


def _keys(keys: Iterable[int]) -> list[int]:
    """The keys, distinct and in order. 0 is what an absent key is: an event without keys cannot be named."""
    found = sorted({int(key) for key in keys})
    _demand(bool(found) and 0 not in found, "an event is named by keys that it has")
    _demand(found[0] >= _INT64.min and found[-1] <= _INT64.max, "keys are keyed hashes of 64 bits")
    return found


def _name(by: str) -> str:
    _demand(bool(by.strip()), "somebody takes a step")
    return by


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)
