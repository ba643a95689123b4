"""The house to which they come again and again: more rows than so few homes make up."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.risk.attacks.joining import beat_of_homes, first_homes, telling
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses, yes_no
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

_LEAST: Final = 0.05


@attack("repeated_calls")
def guess(release: Release, knows: Knows) -> Guesses:
    """Adds up, over tables, how much likelier a place's rows are with a house that calls every few months than without.

    What is usual follows from how many homes a place has and how many rows homes of the same beat have. A place that
    may mean a thousand homes says next to nothing; one that may mean five says a lot. Rows whose words tell count most.
    """
    rows = read(release, knows.city)
    score = np.zeros(len(knows))
    if len(rows) and len(knows):
        said = telling(release, rows)
        extra = knows.number("calls", 4.0)
        home = knows.targets["home_number"].to_numpy(np.int64)
        for least in (0.3, 1.0):
            if least == 1.0 and not (said >= 1).any():
                continue
            for table in rows.frame["table"].unique().tolist():
                mine = (rows.frame["table"] == table).to_numpy() & (said >= least)
                score += _evidence(rows, mine, home, extra)
    return yes_no(1 / (1 + np.exp(-np.clip(score, -30, 30))), at_least=0.51)


def _evidence(rows: Rows, mine: NDArray[np.bool_], home: NDArray[np.int64], extra: float) -> NDArray[np.float64]:
    """(n,) Of each home the logarithm of how much likelier its places' rows are with `extra` rows a year more."""
    place = rows.frame["place"].to_numpy()
    count = np.bincount(place[mine], minlength=len(rows.homes)).astype(np.float64)
    rate = _per_home(rows, count)
    usual = np.maximum(rate * rows.spread, _LEAST)
    # How far places differ anyway (quiet streets and loud ones) takes from what a number says.
    wide = max(1.0, float(np.mean((count - usual) ** 2 / usual))) if len(count) else 1.0
    gain = (count * np.log1p(extra / usual) - extra) / wide
    of_place = rows._places_of_home
    best = of_place.assign(gain=gain[of_place["place"].to_numpy()]).groupby("home_number")["gain"].max()
    return best.reindex(home).fillna(0.0).to_numpy()


def _per_home(rows: Rows, count: NDArray[np.float64]) -> NDArray[np.float64]:
    """(places,) Rows per household in the beat around each place."""
    first = first_homes(rows)
    beat = np.where(first >= 0, beat_of_homes(rows.city)[np.maximum(first, 0)], -1) + 1
    size = int(beat.max(initial=0)) + 1
    small = rows.spread <= np.quantile(rows.spread[rows.spread > 0], 0.95) if (rows.spread > 0).any() else beat >= 0
    total = np.bincount(beat, weights=count * small, minlength=size)
    homes = np.bincount(beat, weights=rows.spread * small, minlength=size)
    everywhere = total.sum() / max(homes.sum(), 1.0)
    return np.asarray(((total + 20 * everywhere) / (homes + 20))[beat], dtype=np.float64)
