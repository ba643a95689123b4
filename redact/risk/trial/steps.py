"""Small changes that make a policy stricter, one rule each: what is tried to stop an adversary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from redact.policy.merging import plain
from redact.policy.model import Policy
from redact.policy.tiers import CoverRule, Tier
from redact.policy.values import PRECISIONS
from redact.risk.trial.changes import Change, stands

Series = tuple[Change, ...]
"""The stricter values of one rule, the nearest first."""

MOST_RATE: Final = 0.95
"""More cover than this is none that anybody would agree to."""

NO_COLUMNS: Final = frozenset({"keys", "time", "place"})
"""Words under `columns` of a policy that say how rows are told, and cannot be taken away."""


def steps(policy: Policy, leans: Sequence[str] = ()) -> tuple[Series, ...]:
    """By rule the stricter values it can take, the nearest to what an adversary leans on first.

    By turns one about each column of `leans`, the most needed first, and one about cover, which may always help; then
    all others. Within these the groups of records are in the order of the policy, whose first are those it protects.
    What would be no policy without other changes besides is left out.
    """
    shown = [tier for tier in policy.tiers if tier.published]
    of: dict[str, list[Series]] = {
        "place": [series for tier in shown for series in _place(policy, tier)],
        "time": [series for tier in shown for series in _time(policy, tier)],
    }
    of |= {
        name: [(Change(f"columns.{name}", "remove"),)]
        for name, action in policy.columns.items()
        if action != "remove" and name not in NO_COLUMNS
    }
    cover = [series for tier in policy.tiers if tier.cover is not None for series in _cover(tier.tier, tier.cover)]
    near = [of[name] for name in leans if name in of]
    by_turns = [series for turn in zip_longest(*near, cover) for series in turn if series is not None]
    far = [series for name, several in of.items() if name not in leans for series in several]
    found = (tuple(each for each in series if stands(policy, each)) for series in (*by_turns, *far))
    return tuple(series for series in found if series)


def in_rounds(series: Iterable[Sequence[Change]]) -> list[list[Change]]:
    """The first step of every rule, then the second of those that have one, and so on."""
    turns = zip_longest(*series)
    return [[each for each in turn if each is not None] for turn in turns]


def _place(policy: Policy, tier: Tier) -> Iterator[Series]:
    if tier.place is None:
        return
    ladder, least = policy.places.ladder, tier.place.min_households
    yield tuple(Change(f"{tier.tier}.place.level", word) for word in ladder[ladder.index(tier.place.level) + 1 :])
    yield tuple(Change(f"{tier.tier}.place.min_households", times * least) for times in (2, 4))


def _time(policy: Policy, tier: Tier) -> Iterator[Series]:
    if tier.time is None:
        return
    now, ladder = PRECISIONS.index(tier.time.precision.word), [each.word for each in policy.times.ladder]
    yield tuple(Change(f"{tier.tier}.time.precision", word) for word in ladder if PRECISIONS.index(word) > now)


def _cover(name: str, cover: CoverRule) -> Iterator[Series]:
    yield _twice(f"{name}.cover.rate", plain(cover.rate), _doubled)
    if cover.usual_rows is not None:
        yield tuple(Change(f"{name}.cover.usual_rows", times * cover.usual_rows) for times in (2, 4))
    if cover.share_at_least is not None:
        yield _twice(f"{name}.cover.share_at_least", cover.share_at_least, lambda share: _more(share, (1 + share) / 2))


def _twice(path: str, now: Any, more: Callable[[Any], Any]) -> Series:
    """A value raised once, and once again, as far as it can be."""
    first = more(now)
    second = more(first)
    return tuple(Change(path, new) for old, new in ((now, first), (first, second)) if new != old)


def _doubled(rate: Any) -> Any:
    """Twice as much cover, in each group where there are several."""
    if isinstance(rate, Mapping):
        return {group: _doubled(each) for group, each in rate.items()}
    return _more(rate, 2 * rate)


def _more(old: float, new: float) -> float:
    """A share raised, at most to `MOST_RATE`; one that is higher already stays."""
    return max(old, min(MOST_RATE, round(new, 3)))


__all__ = ["MOST_RATE", "Series", "in_rounds", "steps"]
