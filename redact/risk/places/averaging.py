"""Averaging: records of one address or one event, put together, come closer to it if every row got noise of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.risk.places.guesses import CHANCE, Truth, grouped
from redact.risk.places.knows import Public
from redact.risk.places.points import published_points
from redact.risk.places.release import Release
from redact.risk.places.result import Result

NAME: Final = "averaging"
METHODS: Final = ("mean", "median", "medoid")
CLOSER: Final = 5.0
"""Metres that an average must gain over a single row to count."""


@dataclass(frozen=True)
class Averages:
    """Per group of rows the point (g, 2) of its most exact row and, per method, the point that all of them give."""

    single: NDArray[np.float64]
    together: dict[str, NDArray[np.float64]]


Seen = tuple[Release, Public]


def guess(seen: Sequence[Seen], groups: Sequence[NDArray[np.int64]]) -> Averages:
    """Where each group of rows was. Rows of several releases are numbered through, in the order of `seen`.

    Which rows belong together is given: who recognises records by their other columns knows it.
    """
    parts = [published_points(release, knows) for release, knows in seen]
    points = np.column_stack([np.concatenate([p.x for p in parts]), np.concatenate([p.y for p in parts])])
    homes = np.concatenate([_homes(release, knows) for release, knows in seen])
    single = np.full((len(groups), 2), np.nan)
    together = {method: np.full((len(groups), 2), np.nan) for method in METHODS}
    for at, rows in enumerate(groups):
        here = rows[np.isfinite(points[rows]).all(axis=1)]
        if not len(here):
            continue
        single[at] = points[here[np.argmin(homes[here])]]
        spots = points[here]
        if (spots == spots[0]).all():
            for method in METHODS:
                together[method][at] = spots[0]
            continue
        together["mean"][at] = spots.mean(axis=0)
        together["median"][at] = np.median(spots, axis=0)
        together["medoid"][at] = _medoid(spots)
    return Averages(single, together)


def _homes(release: Release, knows: Public) -> NDArray[np.float64]:
    """Per row how many homes its place has, so that the most exact row is known."""
    units = [knows.number.get(place.id, knows.units.city) for place in release.places]
    homes = np.append(np.nan_to_num(knows.units.households[units], nan=np.inf), np.inf)
    return np.asarray(homes[release.place], dtype=np.float64)


MOST_COMPARED: Final = 200


def _medoid(spots: NDArray[np.float64]) -> NDArray[np.float64]:
    """The spot with the least distance to all others; of very many, of the first ones."""
    few = spots[:MOST_COMPARED]
    apart = np.hypot(few[:, None, 0] - few[None, :, 0], few[:, None, 1] - few[None, :, 1])
    return np.asarray(few[int(apart.sum(axis=1).argmin())])


def attack(seen: Sequence[Seen], truths: Sequence[Truth], most: int = 20_000) -> Result:
    """Averages may come closer to the true point than the most exact row as often as by chance: in half of the cases
    in which they differ. Looks at `most` groups of one address and as many of one event."""
    x, y = (np.concatenate([getattr(truth, name) for truth in truths]) for name in "xy")
    every = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    spot, event = (np.concatenate([getattr(truth, name) for truth in truths]) for name in ("spot", "event"))
    groups = [*grouped(spot, every)[:most], *grouped(event, every)[:most]]
    found = guess(seen, groups)
    true = np.array([[x[rows[0]], y[rows[0]]] for rows in groups]).reshape(-1, 2)
    alone = np.hypot(*(found.single - true).T)
    worst = max((_closer(true, found.single, found.together[name], name) for name in METHODS), key=_excess)
    successes, changed, method, metres = worst
    known = alone[np.isfinite(alone)]
    figure = (
        f"{len(known):,} groups of rows: the most exact row is {np.median(known):,.0f} m off in the middle, "
        f"the {method} {metres:,.0f} m; in {changed:,} cases it makes a difference and in {successes:,} it is nearer"
        if len(known)
        else "no two rows of one address or event have a point"
    )
    return Result(
        NAME,
        "Took the mean, the median and the medoid of all points that rows of one address or one event were given.",
        len(known),
        successes,
        _limit(changed),
        figure,
    )


_Closer = tuple[int, int, str, float]


def _closer(
    true: NDArray[np.float64], single: NDArray[np.float64], together: NDArray[np.float64], method: str
) -> _Closer:
    """The same place found in the same way counts once: a hundred calls from one house are no hundred chances."""
    metres = np.hypot(*(together - true).T)
    middle = float(np.nanmedian(metres)) if np.isfinite(metres).any() else 0.0
    spots = np.column_stack([true, single, together])
    spots = np.unique(np.round(spots[np.isfinite(spots).all(axis=1)]), axis=0)
    gained = np.hypot(*(spots[:, 2:4] - spots[:, 0:2]).T) - np.hypot(*(spots[:, 4:6] - spots[:, 0:2]).T)
    return int((gained > CLOSER).sum()), int((np.abs(gained) > CLOSER).sum()), method, middle


def _limit(changed: int) -> float:
    return float(changed / 2 + CHANCE * np.sqrt(changed) / 2)


def _excess(found: _Closer) -> float:
    return found[0] - _limit(found[1])
