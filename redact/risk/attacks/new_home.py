"""She has moved, and he looks for the house to which the police come again."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.joining import beat_of_homes, first_homes, telling
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

_TWO_DAYS = 2 * 1_440


@attack("new_home")
def guess(release: Release, knows: Knows) -> Guesses:
    """Weighs every place of the part of town by rows of the day that he knows of, and by how often they came since.

    A row to the day that fits the day, and that may be about violence at home, makes its place likely; so does a place
    with as many such rows as she called times. The likelihood is shared among the homes of a place, and he names the
    home that has most.
    """
    rows = read(release, knows.city)
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    beats = beat_of_homes(knows.city)
    ids = knows.city.units.ids.to_pylist()
    asked = knows.targets["home_number"].to_numpy(object)
    number = {name: at for at, name in enumerate(ids)}
    area = np.array([number.get(str(name), -1) for name in asked], dtype=np.int64)
    addresses = knows.city.homes["address"].to_numpy(object)
    table = _places(rows) if len(rows) else None
    for each in np.unique(area).tolist():
        mine = np.flatnonzero(area == each)
        homes = np.flatnonzero((beats == each) & (knows.city.households > 0))
        if not len(homes):
            continue
        best, likely = _best_home(
            rows, table, homes, knows, mine, telling(release, rows) if table is not None else None
        )
        claim[mine], sure[mine] = addresses[best], likely
    return claims(claim, np.clip(sure, 0, 1))


def _places(rows: Rows) -> pd.DataFrame:
    """Rows to two days or finer in places of fewer homes than an area: place, start, end, at."""
    frame = rows.frame
    fine = ((frame["end"] - frame["start"]) <= _TWO_DAYS).to_numpy() & (rows.spread[frame["place"].to_numpy()] > 0)
    part = frame[fine][["place", "start", "end", "table"]]
    found: pd.DataFrame = part.assign(at=np.flatnonzero(fine))
    return found


def _best_home(
    rows: Rows, table: pd.DataFrame | None, homes: NDArray[np.int64], knows: Knows, mine: NDArray[np.int64],
    said: NDArray[np.float64] | None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:  # fmt: skip
    """Of each of these targets, who share the area, the likeliest home and how likely it is."""
    living = knows.city.households[homes]
    alone = homes[np.argmin(living)]
    nothing = np.full(len(mine), alone), np.full(len(mine), 1 / living.sum())
    if table is None or said is None:
        return nothing
    inside = np.zeros(len(knows.city.homes), dtype=np.bool_)
    inside[homes] = True
    first = first_homes(rows)
    here = inside[np.maximum(first, 0)] & (first >= 0)
    part = table[here[table["place"].to_numpy()]]
    part = part[said[part["at"].to_numpy()] > 0]
    if not len(part):
        return nothing
    weight = said[part["at"].to_numpy()] ** 2
    place, code = np.unique(part["place"].to_numpy(), return_inverse=True)
    # Repeats: as many as she called, in the table that has most of them.
    tables = part["table"].to_numpy(object)
    often = np.max([np.bincount(code[tables == t], weights=weight[tables == t], minlength=len(place))
                    for t in np.unique(tables)], axis=0)  # fmt: skip
    each_home = [knows.city.households[rows.homes[at]].sum() for at in place.tolist()]
    share = 1 / np.maximum(np.array(each_home), 1.0)
    name = [_one_of(rows.homes[at], knows.city.households) for at in place.tolist()]
    starts, ends = part["start"].to_numpy(), part["end"].to_numpy()
    facts = knows.targets.iloc[mine]
    calls = facts["calls"].to_numpy(np.float64)
    best, likely = nothing[0].copy(), nothing[1].copy()
    for number, (start, end) in enumerate(zip(facts["start"].tolist(), facts["end"].tolist(), strict=True)):
        hit = (starts < end) & (ends > start)
        there = np.bincount(code[hit], weights=weight[hit], minlength=len(place))
        repeat = np.exp(-np.abs(often - calls[number]) / (1 + calls[number]))
        mass = there * (0.2 + repeat)
        total = mass.sum() + 0.5 * weight.mean()
        chance = mass / total * share
        at = int(np.argmax(chance))
        if chance[at] > likely[number]:
            best[number], likely[number] = name[at], chance[at]
    return best, likely


def _one_of(some: NDArray[np.int64], households: NDArray[np.float64]) -> int:
    """The address of a place with fewest doors to guess at."""
    lived = some[households[some] > 0]
    return int((lived if len(lived) else some)[np.argmin(households[lived if len(lived) else some])])
