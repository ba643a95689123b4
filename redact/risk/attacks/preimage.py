"""The preimage: which addresses would be published as exactly this place and precision?"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.policy.model import Policy
from redact.risk.attacks.registry import attack
from redact.risk.attacks.two_masks import likeliest
from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import City, Knows
from redact.risk.lab.promises import covered_times
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release
from redact.risk.places.knows import Rule, Some
from redact.risk.places.preimages import preimage

_SEEN: Final = 3
"""So many rows of one look at one finer place show that it is published."""


@attack("preimage")
def guess(release: Release, knows: Knows) -> Guesses:
    """Puts every home through the policy's rules and keeps, for each row, the homes that come out as exactly its place.

    The policy is public and so is the map: every home is put through each rule that may have made the row. Besides, a
    home that a row of the same look shows at a finer place would not be shown coarser by the same rule; where the
    policy makes single cells coarser by how few rows they have, that does not follow and is not used.
    """
    rows = read(release, knows.city)
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    if not len(rows) or not len(knows):
        return claims(claim, sure)
    number = {name: at for at, name in enumerate(rows.names.tolist())}
    asked = (knows.targets["table"] + ":" + knows.targets["row"].astype("str")).map(number).fillna(-1).astype("int64")
    address = knows.city.homes["address"].to_numpy(object)
    ids = _ids(release)
    left: dict[tuple[object, ...], Some] = {}
    finer = _finer(rows, covered_times(release.policy))
    for at, row in enumerate(asked.tolist()):
        if row < 0:
            continue
        of = rows.frame.iloc[row]
        key = (ids[row], of["place"], of["table"], of["time_precision"])
        if key not in left:
            homes = by_rules(knows.city, release.policy, ids[row], str(of["time_precision"]), rows.homes[of["place"]])
            left[key] = finer.without(homes, of["table"], str(of["time_precision"]), int(of["place"]))
        home, likely = likeliest(left[key], knows.city)
        if home >= 0:
            claim[at], sure[at] = address[home], likely
    return claims(claim, sure)


def _ids(release: Release) -> NDArray[np.object_]:
    parts = [
        table["place_id"].to_numpy(object) if "place_id" in table else np.full(len(table), "", dtype=object)
        for table in release.tables.values()
        if len(table)
    ]
    return np.concatenate(parts)


def rules_of(policy: Policy, safety: float, shown: str) -> list[Rule]:
    """The rules that may have made a row whose time is shown to this precision."""
    ladder = [each.word for each in policy.times.ladder]
    found: list[Rule] = []
    for tier in policy.tiers:
        if tier.rows != "publish" or tier.place is None or tier.time is None or shown not in ladder:
            continue
        first = ladder.index(tier.time.precision.word)
        if shown == ladder[first] or (tier.cover is not None and ladder.index(shown) >= first):
            least = float(tier.place.min_households)
            found.append(Rule(tier.tier, tier.place.level, least * safety, tier.cover is not None, made_for=least))
    return found


def by_rules(city: City, policy: Policy | None, id_: str, shown: str, homes: Some) -> Some:
    """The homes that some rule publishes as this place, with all tiers that fit the row; all where none is known."""
    if policy is None or not id_ or id_ not in city.public.number:
        return homes
    parts = [
        preimage(city.public, id_, rule)
        for rule in rules_of(policy, city.units.safety, shown)
        if city.units.level_for(rule.level) is not None
    ]
    made = np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)
    return made if len(made) else homes


class _Finer:
    """Per look the homes of places that are published, by how many households these leave."""

    def __init__(self, places: dict[tuple[str, str], list[int]], rows: Rows) -> None:
        self.places, self.rows = places, rows
        self.sized: dict[tuple[str, str], NDArray[np.float64]] = {}

    def without(self, homes: Some, table: str, shown: str, place: int) -> Some:
        """The homes that no finer place of the same look has; all where nobody is left."""
        key = (table, shown)
        if key not in self.places or not len(homes):
            return homes
        if key not in self.sized:
            least = np.full(len(self.rows.city.homes), np.inf)
            for at in self.places[key]:
                some = self.rows.homes[at]
                least[some] = np.minimum(least[some], self.rows.spread[at])
            self.sized[key] = least
        left = homes[self.sized[key][homes] >= self.rows.spread[place]]
        return left if len(left) else homes


def _finer(rows: Rows, climbing: frozenset[str]) -> _Finer:
    frame = rows.frame
    frame = frame[~frame["time_precision"].isin(climbing)]
    seen = frame.groupby(["table", "time_precision", "place"]).size()
    places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for table, shown, place in seen[seen >= _SEEN].index.tolist():
        places[table, shown].append(int(place))
    return _Finer(dict(places), rows)
