"""The data broker: he has every address of the city, and gives every published row a household."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import City, Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release
from redact.risk.places.knows import Some


@attack("address_lookup")
def guess(release: Release, knows: Knows) -> Guesses:
    """Tries every address on each row, keeps those that fit it and all rows with its id, and names the likeliest.

    Rows of the calls, reports and arrests of one event share an id, so each narrows the others' places down. Among what
    is left every household is as likely as every other; he takes an address with one household, where he needs to guess
    no door.
    """
    rows = read(release, knows.city)
    claim = np.full(len(knows), NOTHING, dtype=object)
    confidence = np.zeros(len(knows))
    if not len(rows) or not len(knows):
        return claims(claim, confidence)
    number = {name: at for at, name in enumerate(rows.names.tolist())}
    asked = (knows.targets["table"] + ":" + knows.targets["row"].astype("str")).tolist()
    addresses = knows.city.homes["address"].to_numpy(object)
    best_of: dict[tuple[int, ...], tuple[int, float]] = {}
    for at, places in enumerate(places_left(rows, [number.get(name, -1) for name in asked])):
        if not places:
            continue
        if places not in best_of:
            best_of[places] = likeliest(_common([rows.homes[each] for each in places]), knows.city)
        best, sure = best_of[places]
        if best >= 0:
            claim[at], confidence[at] = addresses[best], sure
    return claims(claim, confidence)


def places_left(rows: Rows, wanted: Sequence[int]) -> list[tuple[int, ...]]:
    """Of each wanted row its own place, then those of the rows with the same id; () for a row that is not there."""
    place, ids = rows.frame["place"].tolist(), rows.frame["id"].tolist()
    of_id: dict[str, set[int]] = {ids[row]: set() for row in wanted if row >= 0 and ids[row]}
    for id_, at in zip(ids, place, strict=True):
        if id_ in of_id:
            of_id[id_].add(at)
    return [(place[row], *sorted(of_id.get(ids[row], set()) - {place[row]})) if row >= 0 else () for row in wanted]


def _common(parts: Sequence[Some]) -> Some:
    """What all have in common; the first one's homes where nothing is."""
    common = parts[0]
    for part in parts[1:]:
        common = np.intersect1d(common, part, assume_unique=True)
    return common if len(common) else parts[0]


def likeliest(homes: Some, city: City) -> tuple[int, float]:
    """The address to name and how likely its household is the one: one of all households there; -1 where none lives."""
    living: NDArray[np.float64] = city.households[homes]
    every = float(living.sum())
    if every <= 0:
        return -1, 0.0
    alone = homes[living > 0]
    return int(alone[np.argmin(city.households[alone])]), 1 / every
