"""Preimages: who would be published as exactly this place? Who has the layers and the code can ask for every home."""

from __future__ import annotations

from typing import Final

import numpy as np

from redact.risk.places.guesses import Guesses, Truth, nearest, scored
from redact.risk.places.knows import NOBODY, Public, Rule, Some
from redact.risk.places.points import published_points
from redact.risk.places.release import Release
from redact.risk.places.result import Result

NAME: Final = "working the rules backwards"


def guess(release: Release, knows: Public, rule: np.ndarray) -> Guesses:
    """Of every row the homes that its rule publishes as just its place. `rule` (n,) is which rule that is, -1 unknown.

    Tiers can mostly be told by what their rows show, so the attacker counts as knowing them.
    """
    points = published_points(release, knows)
    placed = np.flatnonzero((release.place >= 0) & (rule >= 0))
    key = np.column_stack([release.place[placed], rule[placed]])
    pairs, first, index = np.unique(key, axis=0, return_index=True, return_inverse=True)
    of_row = np.full(len(release), -1, dtype=np.int64)
    of_row[placed] = index.reshape(-1)
    candidates = tuple(preimage(knows, release.places[place].id, knows.rules[at]) for place, at in pairs.tolist())
    bets = [
        nearest(homes, knows, float(points.x[placed[row]]), float(points.y[placed[row]]))
        for homes, row in zip(candidates, first.tolist(), strict=True)
    ]
    return Guesses(of_row, candidates, np.array(bets, dtype=np.int64))


def preimage(knows: Public, id_: str, rule: Rule) -> Some:
    """The homes that a rule publishes as the unit with this id; none for an id that the table does not have.

    The whole city stands for everybody. Where cells climb, a place stands for all that is shown inside it as well.
    """
    unit = knows.number.get(id_)
    if unit is None:
        return NOBODY
    if unit == knows.units.city:
        return np.arange(len(knows.homes))
    if not rule.climbs:
        return knows.shown_at(rule).get(unit, NOBODY)
    shown = knows.published_as(rule)
    above = knows.units.parents[np.maximum(shown, 0), int(knows.units.level[unit])]
    return np.flatnonzero((shown >= 0) & (above == unit))


def attack(release: Release, knows: Public, truth: Truth) -> Result:
    """Every place must stand for as many households as its rule promises, and never for nobody at all."""
    guesses = guess(release, knows, truth.rule)
    score = scored(guesses, truth, knows)
    used = np.unique(guesses.of_row[guesses.of_row >= 0])
    nobody = sum(not len(guesses.candidates[at]) for at in used.tolist())
    short = score.short + nobody
    if not len(used):
        figure = "no place is published"
    else:
        least = 0.0 if nobody else score.least
        figure = f"the tightest of {len(used):,} places stands for {least:,.0f} households"
        figure += f"; {short:,} stand for fewer than promised" if short else ""
        if not np.isnan(score.held):
            figure += f"; {score.held:.0%} of the addresses that are known were among those found"
    return Result(
        NAME,
        "Asked of every home in the city as what it would be published, and counted the homes behind each place.",
        len(used),
        short,
        0,
        figure,
    )
