"""A new era: the secret was lost, and a ledger began anew that cannot tell what was published before.

Events of the earlier era cannot be recognised any more: their keyed hashes need the secret that is gone. So only
records of periods that no earlier release has may come out, until what would come out beside the earlier releases was
checked against them. `era(ledger)` says which day that begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from redact.ledger.steps import Kind, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redact.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Era:
    """When and why a ledger began anew. `before` is the first day that no earlier release covers: `date.min` where
    nothing had been published. `releases` are the earlier ones by id, `heads` the digests of the old ledger that their
    statements name; `at` is when the era began (UTC, ISO 8601)."""

    before: date
    at: str
    by: str
    why: str
    releases: tuple[str, ...]
    heads: frozenset[str]


def era(ledger: Ledger) -> Era | None:
    """The era that a ledger is in; None where its secret was never lost."""
    return newest(ledger.steps())


def newest(steps: Iterable[Step]) -> Era | None:
    """The last era that was begun, with the heads of all before it."""
    begun = [step for step in steps if step.kind is Kind.ERA]
    if not begun:
        return None
    content = begun[-1].content
    listed = [each for step in begun for each in step.content["releases"]]
    return Era(
        before=max(date.fromisoformat(step.content["since"]) for step in begun),
        at=begun[-1].at,
        by=content["by"],
        why=content["why"],
        releases=tuple(dict.fromkeys(each["id"] for each in listed)),
        heads=frozenset(each["head"] for each in listed if each["head"]),
    )
