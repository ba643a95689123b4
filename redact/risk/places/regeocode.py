"""Geocoding back: which houses can a published place mean, and which one would somebody name?"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.place.jurisdiction import BLOCK
from redact.risk.places.guesses import Guesses, Score, Truth, nearest, scored
from redact.risk.places.knows import Public, Some, unnamed
from redact.risk.places.points import published_points
from redact.risk.places.release import Release
from redact.risk.places.result import Result

NAME: Final = "geocoding back"
REACH: Final = 12.0
"""Metres: houses as near to a point as this, or the nearest one, are whom an exact point can mean."""


def guess(release: Release, knows: Public) -> Guesses:
    """Of every row the houses that its words and its point leave: those whose numbers are within the words of a street,
    those in an area, those beside an exact point. The one nearest to the point is named."""
    points = published_points(release, knows)
    by_words = [_by_words(release, knows, at) for at in range(len(release.places))]
    spots, of_row = _spots(release.place, points.x, points.y, points.own)
    candidates: list[Some] = []
    bets: list[int] = []
    for place, x, y, own in spots:
        homes = by_words[place] if place >= 0 else np.arange(len(knows.homes))
        if own:
            homes = _beside(homes if len(homes) else np.arange(len(knows.homes)), knows, x, y)
        candidates.append(homes)
        bets.append(nearest(homes, knows, x, y))
    return Guesses(of_row, tuple(candidates), np.array(bets, dtype=np.int64))


def _by_words(release: Release, knows: Public, at: int) -> Some:
    place = release.places[at]
    if place.precision == BLOCK:
        homes = knows.named(place.label)
        return np.union1d(homes, knows.inside(knows.number[place.id])) if _open(place.label, place.id, knows) else homes
    unit = knows.number.get(place.id)
    return knows.inside(unit) if unit is not None else np.empty(0, dtype=np.int64)


def _open(label: str, id_: str, knows: Public) -> bool:
    """Whether the words leave streets out, so that the map has to be looked at."""
    return unnamed(label) and id_ in knows.number


def _beside(homes: Some, knows: Public, x: float, y: float) -> Some:
    metres = np.hypot(knows.homes.x[homes] - x, knows.homes.y[homes] - y)
    metres = np.where(np.isfinite(metres), metres, np.inf)
    return homes[metres <= max(REACH, float(metres.min()))]


def _spots(
    place: NDArray[np.int64], x: NDArray[np.float64], y: NDArray[np.float64], own: NDArray[np.bool_]
) -> tuple[list[tuple[int, float, float, bool]], NDArray[np.int64]]:
    """The different (place, point)s, a point counting only where the row itself has it; -1 for rows with neither."""
    key = np.column_stack([place, np.where(own, np.round(x), 0.0), np.where(own, np.round(y), 0.0), own])
    _, first, of_row = np.unique(key, axis=0, return_index=True, return_inverse=True)
    spots = [(int(place[at]), float(x[at]), float(y[at]), bool(own[at])) for at in first.tolist()]
    return spots, np.where((place >= 0) | own, of_row.reshape(-1), -1).astype(np.int64)


def attack(release: Release, knows: Public, truth: Truth) -> Result:
    """No place may leave fewer houses than promised, and naming may not go better than the promise allows."""
    score = scored(guess(release, knows), truth, knows)
    lucky = score.asked > 0 and score.hit > score.most
    return Result(
        NAME,
        "Looked the published words and points up in the public list of addresses, and named the nearest house.",
        score.sets,
        score.short + int(lucky) * round(score.hit),
        0,
        figure(score),
    )


def figure(score: Score) -> str:
    """The tightest place and how often a household was named, in words."""
    if not score.sets:
        return "no place is published"
    words = f"the tightest of {score.sets:,} places leaves {score.least:,.0f} households"
    if score.short:
        words += f"; {score.short:,} leave fewer than promised"
    if score.asked:
        words += (
            f"; of {score.asked:,} addresses {score.hit:,.1f} households were named, "
            f"{score.expected:,.1f} would be by chance"
        )
    elif not np.isnan(score.held):
        words += f"; the true block was among them for {score.held:.0%} of the addresses that are known"
    return words
