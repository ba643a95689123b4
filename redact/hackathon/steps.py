"""Small changes that make a policy stricter, one rule each: what is tried to stop an adversary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from redact.errors import PolicyInvalid
from redact.hackathon.changes import Change, change
from redact.policy import Policy
from redact.policy.tiers import CoverRule, Tier

ALWAYS_THERE = frozenset({"id", "offense_group", "place", "place_id", "place_precision", "households_band", "time",
                          "time_precision"})  # fmt: skip
"""Columns that every published row has: they can be made coarser, not dropped."""


def steps(policy: Policy, columns: Iterable[str] = ()) -> tuple[tuple[Change, ...], ...]:
    """By rule the stricter values it can take, the nearest first: columns, cover, place, homes, time.

    `columns` are those that an adversary leans on: rules about them come first. Else the groups of records are in the
    order of the policy, whose first are those it protects. What would need other rules changed besides is left out.
    """
    leant = tuple(columns)
    found = [
        (Change(f"columns.{column}", None),)
        for column in leant
        if column not in ALWAYS_THERE and policy.columns.get(column, "remove") != "remove"
    ]
    by_tier = [tuple(each for each in series if _stands(policy, each)) for tier in policy.tiers
               for series in _of_tier(policy, tier)]  # fmt: skip
    by_tier = [series for series in by_tier if series]
    by_tier.sort(key=lambda series: series[0].path.split(".")[1] not in leant)
    return (*found, *by_tier)


def _stands(policy: Policy, step: Change) -> bool:
    """Whether the policy is still one: a table that counts by month cannot be of rows that show the quarter."""
    try:
        change(policy, step)
    except PolicyInvalid:
        return False
    return True


def _of_tier(policy: Policy, tier: Tier) -> Iterator[tuple[Change, ...]]:
    name = tier.tier
    if tier.cover is not None:
        yield from _cover(name, tier.cover)
    if tier.place is not None:
        coarser = _further(policy.places.ladder, tier.place.level)
        yield tuple(Change(f"{name}.place.level", level) for level in coarser)
        yield tuple(Change(f"{name}.place.min_households", by * tier.place.min_households) for by in (2, 4))
    if tier.time is not None:
        later = _further([each.word for each in policy.times.ladder], tier.time.precision.word)
        yield tuple(Change(f"{name}.time.precision", word) for word in later)


def _cover(name: str, cover: CoverRule) -> Iterator[tuple[Change, ...]]:
    rate: Any = cover.rate
    shares = [rate]
    for _ in range(2):
        last = shares[-1]
        shares.append({group: _more(each) for group, each in last.items()} if isinstance(last, dict) else _more(last))
    yield tuple(Change(f"{name}.cover.rate", each) for each in shares[1:] if each != rate)
    if cover.usual_rows is not None:
        yield tuple(Change(f"{name}.cover.usual_rows", by * cover.usual_rows) for by in (2, 4))


def _more(share: float) -> float:
    """Twice as much cover, at most nine in ten."""
    return max(share, min(0.9, round(2 * share, 3)))


def _further(ladder: Sequence[str], now: str) -> list[str]:
    return list(ladder)[list(ladder).index(now) + 1 :]


def in_rounds(series: Iterable[Sequence[Change]]) -> list[list[Change]]:
    """The first step of every rule, then the second of those that have one, and so on."""
    listed = [list(each) for each in series]
    longest = max((len(each) for each in listed), default=0)
    return [[each[number] for each in listed if number < len(each)] for number in range(longest)]
