"""Single changes of a policy that could stop an adversary, the ones nearest to what he leans on first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from pydantic import ValidationError

from redact.policy.merging import plain
from redact.policy.model import Policy, Tier
from redact.policy.values import PRECISIONS

MORE_COVER: Final = (1.5, 2.0)
MOST_RATE: Final = 0.95


@dataclass(frozen=True)
class Change:
    """One rule with another value: where it stands, and both values as the file has them. None: the line is gone."""

    path: tuple[str, ...]
    old: Any
    new: Any

    @property
    def words(self) -> str:
        """As somebody would note it on the policy: `tiers.protected.place.level: district (now beat)`."""
        said = "left out" if self.new is None else _written(self.new)
        return f"{'.'.join(self.path)}: {said} (now {_written(self.old)})"

    def of(self, policy: Policy) -> Policy | None:
        """The policy so changed; None where that would be none."""
        data = plain(policy)
        at = data
        for word in self.path[:-1]:
            at = next(each for each in at if each["tier"] == word) if isinstance(at, list) else at[word]
        if self.new is None:
            del at[self.path[-1]]
        else:
            at[self.path[-1]] = self.new
        try:
            return Policy.model_validate_json(json.dumps(data))
        except ValidationError:
            return None


def changes_against(policy: Policy, leans: Sequence[str]) -> tuple[Change, ...]:
    """Changes to try: by turns of the columns that he leans on and of cover, which always may help; then the others."""
    columns = list(_columns(policy))
    of = {"place": list(_place(policy)), "time": list(_time(policy))}
    of |= {change.path[-1]: [change] for change in columns}
    near = [of[name] for name in leans if name in of]
    far = [change for name, changes in of.items() if name not in leans for change in changes]
    by_turns = [change for turn in zip_longest(*near, list(_cover(policy))) for change in turn if change is not None]
    return (*by_turns, *far)


def _cover(policy: Policy) -> Iterator[Change]:
    for tier in policy.tiers:
        if tier.cover is None:
            continue
        at = ("tiers", tier.tier, "cover")
        for times in MORE_COVER:
            old = plain(tier.cover.rate)
            new = (
                {word: _more(rate, times) for word, rate in old.items()} if isinstance(old, dict) else _more(old, times)
            )
            yield Change((*at, "rate"), old, new)
        if tier.cover.usual_rows is not None:
            yield Change((*at, "usual_rows"), tier.cover.usual_rows, 2 * tier.cover.usual_rows)
        if tier.cover.share_at_least is not None and tier.cover.share_at_least < MOST_RATE:
            share = round((1 + tier.cover.share_at_least) / 2, 3)
            yield Change((*at, "share_at_least"), tier.cover.share_at_least, share)


def _place(policy: Policy) -> Iterator[Change]:
    ladder = policy.places.ladder
    for tier in _shown(policy):
        assert tier.place is not None
        at = ladder.index(tier.place.level)
        if at + 1 < len(ladder):
            yield Change(("tiers", tier.tier, "place", "level"), tier.place.level, ladder[at + 1])
        least = tier.place.min_households
        yield Change(("tiers", tier.tier, "place", "min_households"), least, 4 * least)


def _time(policy: Policy) -> Iterator[Change]:
    ladder = [each.word for each in policy.times.ladder]
    for tier in _shown(policy):
        assert tier.time is not None
        coarser = [word for word in ladder if PRECISIONS.index(word) > PRECISIONS.index(tier.time.precision.word)]
        if coarser:
            yield Change(("tiers", tier.tier, "time", "precision"), tier.time.precision.word, coarser[0])


def _columns(policy: Policy) -> Iterator[Change]:
    for name, action in policy.columns.items():
        if action != "remove" and name not in ("keys", "time", "place"):
            yield Change(("columns", name), action, "remove")


def _shown(policy: Policy) -> Iterator[Tier]:
    return (tier for tier in policy.tiers if tier.published and tier.place is not None and tier.time is not None)


def _more(rate: float, times: float) -> float:
    return min(MOST_RATE, round(rate * times, 3))


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(each)}" for key, each in value.items()) + "}"
    return f"{value:g}" if isinstance(value, float) else str(value)


__all__ = ["Change", "changes_against"]
