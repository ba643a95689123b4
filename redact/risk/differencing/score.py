"""How much of what was claimed is true, by the true class of every event."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from redact.risk.differencing.claims import Claim, Kind


@dataclass(frozen=True)
class Truth:
    """`events[name, dataset]` is the event (int64) of every row of a release, or of the old copy, in file order;
    `sensitive` are the events that truly are about a protected person, `known` those of which a release or the copy has
    a row, `told` those of which a release has an ordinary row."""

    events: Mapping[tuple[str, str], NDArray[np.int64]]
    sensitive: frozenset[int]
    known: frozenset[int]
    told: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """`claims` claims are made about `claimed` events, `right` of which are true.

    `found` of `sensitive` events are named: by a kind of claim that is right more often than wrong, because
    everybody may be half sure of every row that looks protected. `upper` is the 95 % upper limit of the share found,
    `guessing` the share of events that are sensitive at all, which is how often somebody would be right who knows
    nothing. `by_kind` has (right, claimed) events of every kind of claim.
    """

    claims: int
    claimed: int
    right: int
    found: int
    sensitive: int
    upper: float
    guessing: float
    by_kind: Mapping[str, tuple[int, int]]

    @property
    def precision(self) -> float:
        """The share of claimed events that are sensitive; 0 where nothing was claimed."""
        return self.right / self.claimed if self.claimed else 0.0

    @property
    def advantage(self) -> float:
        """How much more often he is right than somebody who knows nothing; 0 where he claims nothing."""
        return self.precision - self.guessing if self.claimed else 0.0


def score(claims: Sequence[Claim], truth: Truth) -> Score:
    """Scores all claims. Several claims about one event count once."""
    told = _events(claims, truth)
    named = set().union(*told.values()) if told else set()
    right = named & truth.sensitive
    public = truth.sensitive & truth.known
    trusted = [events for events in told.values() if 2 * len(events & truth.sensitive) > len(events)]
    found = set().union(*trusted) & public
    return Score(
        claims=len(claims),
        claimed=len(named),
        right=len(right),
        found=len(found),
        sensitive=len(public),
        upper=upper_limit(len(found), len(public)),
        guessing=len(public) / max(1, len(truth.known)),
        by_kind={kind.name.lower(): (len(events & public), len(events)) for kind, events in sorted(told.items())},
    )


def upper_limit(successes: int, tries: int, z: float = 1.96) -> float:
    """Wilson's upper limit of a share (two-sided 95 % by default); 1 where nothing was tried."""
    if not tries:
        return 1.0
    p, n = successes / tries, float(tries)
    middle = p + z * z / (2 * n)
    width = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return min(1.0, (middle + width) / (1 + z * z / n))


def _events(claims: Iterable[Claim], truth: Truth) -> dict[Kind, set[int]]:
    """The events that claims are about, by how they were found.

    What is claimed of all rows of a cell but those that turned up as ordinary ones, or were there before, is not
    claimed of these.
    """
    rows: dict[tuple[Kind, str, str, str], list[int]] = defaultdict(list)
    for claim in claims:
        rows[claim.kind, claim.earlier, claim.of, claim.dataset].append(claim.row)
    found: dict[Kind, set[int]] = defaultdict(set)
    for (kind, earlier, of, dataset), at in rows.items():
        events: NDArray[Any] = truth.events[of, dataset][np.array(at, dtype=np.int64)]
        others: frozenset[int] | set[int] = frozenset()
        if kind is Kind.REMAINING:
            others = truth.told
        elif kind in (Kind.LATE, Kind.REVISED):
            before = truth.events.get((earlier, dataset))
            others = set() if before is None else set(before.tolist())
        found[kind] |= set(events.tolist()) - others
    return dict(found)
