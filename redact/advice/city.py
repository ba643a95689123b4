"""Made-up records before and after: a synthetic city under the policy, through the real stages of a preview.

An advocate can only be shown records of nobody. What they become is not described but computed, as for a real release.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.errors import RedactError
from redact.ledger import Ledger, Secret
from redact.place import build_units, load_jurisdiction
from redact.plan.build import Built, build
from redact.plan.inputs import Inputs
from redact.plan.outcomes import Reason
from redact.plan.samples import AS_OF, SECRET
from redact.policy.model import Policy
from redact.records import load_card, open_source
from redact.synth import make_city

INCIDENTS: Final = 2_500
HOUSEHOLDS: Final = 9_000
SHOWN: Final = ("offense_text", "relationship", "occurred_at", "address", "victim_name")
"""What of a made-up report is shown beside what the public would see of it."""

READABLE: Final = 8
"""Offense texts shorter than this are a records system's own abbreviations, which say nothing to a reader."""

CLEAR: Final = "Wife"
"""A relationship shorter than this is a code; such reports are taken only where there is no other."""


@dataclass(frozen=True, slots=True)
class Event:
    """One made-up report. `kind` is its kind of harm ("" for none), `after` the published row, empty where none is."""

    kind: str
    tier: str
    cover: bool
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """What the city shows: events to look at, and per tier how its published rows tell place and time, in shares.

    `told` is {tier: {(place precision, time precision): share}}, cover left aside.
    """

    events: tuple[Event, ...] = ()
    told: Mapping[str, Mapping[tuple[str, str], float]] | None = None

    def of_tier(self, tier: str, *, cover: bool = False) -> Event | None:
        """An event of a tier, or one that is cover for it."""
        return next((each for each in self.events if each.tier == tier and each.cover is cover), None)

    def of_kind(self, kind: str) -> Event | None:
        """An event of a kind of harm."""
        return next((each for each in self.events if each.kind == kind and not each.cover), None)

    def coarsest_share(self, tier: str, usual: tuple[str, str]) -> float:
        """The share of a tier's published rows that are told less exactly than its rule's own place and time."""
        shares = (self.told or {}).get(tier, {})
        return sum(share for told, share in shares.items() if told != usual)


@lru_cache(maxsize=8)
def made_up(policy: Policy) -> Made:
    """One report per kind of harm and per tier, and one that is cover for each tier with cover.

    They depend on nothing but the policy. Nothing, if the policy asks for areas that the synthetic city does not have.
    """
    with tempfile.TemporaryDirectory(prefix="redact-explain-") as name:
        folder = Path(name)
        city = make_city(folder / "city", incidents=INCIDENTS, households=HOUSEHOLDS, seed=20_260, narratives=False)
        source = open_source(city.exports("incidents"), load_card(city.card("incidents")))
        secret = Secret(SECRET)
        try:
            units = build_units(load_jurisdiction(city.jurisdiction), policy.places, policy.street_floors)
            with Ledger.in_memory(secret) as ledger:
                built = build(Inputs(policy, {"incidents": source}, units, secret, ledger, AS_OF, workers=1), folder)
        except RedactError:
            return Made()
        names = {field.role: field.name for field in reversed(source.fields)}
        shown = [names[role] for role in SHOWN if role in names]
        before = [row for batch in source.batches(shown) for row in batch.table.to_pylist()]
        after = pq.read_table(folder / "staged" / "incidents.parquet").to_pylist()
        return Made(tuple(_events(policy, built, before, after)), _told(built, after))


def _events(policy: Policy, built: Built, before: list[dict[str, str]], after: list[dict[str, str]]) -> Iterator[Event]:
    readable = np.array([len(row.get("offense_text") or "") >= READABLE and bool(row.get("address")) for row in before])
    clear = np.array([len(row.get("relationship") or CLEAR) >= len(CLEAR) for row in before])
    fit = np.isin(built.settled.reason, (Reason.NONE, Reason.TIER, Reason.COVER)) & readable
    classes = built.fates.classes.astype(np.uint32)
    safety = built.rows.for_safety.astype(np.uint32)
    seen: set[tuple[str, str, bool]] = set()
    for kind, cover, at in _wanted(policy, built, fit, classes, safety):
        row = _usual(built, np.flatnonzero(at & clear) if (at & clear).any() else np.flatnonzero(at), after)
        if row is None:
            continue
        position = int(built.positions[row])
        event = Event(
            kind=kind,
            tier=built.treatments[int(built.fates.treatment[row])].name,
            cover=cover,
            before={name: cell for name, cell in before[row].items() if cell},
            after={name: cell for name, cell in after[position].items() if cell} if position >= 0 else {},
        )
        if (event.kind, event.tier, cover) not in seen:
            seen.add((event.kind, event.tier, cover))
            yield event


def _wanted(
    policy: Policy,
    built: Built,
    fit: NDArray[np.bool_],
    classes: NDArray[np.uint32],
    safety: NDArray[np.uint32],
) -> Iterator[tuple[str, bool, NDArray[np.bool_]]]:
    """(kind of harm, cover, the rows that would do) for every example that is wanted."""
    own = fit & ~built.fates.cover
    bits = np.array([int(value).bit_count() for value in classes])
    for number, name in enumerate(policy.class_names):
        has = own & (classes >> number & 1 == 1) & (safety == 0)
        if has.any():
            yield name, False, has & (bits == bits[has].min())
    for number in range(len(built.treatments)):
        treated = fit & (built.fates.treatment == number)
        if not policy.tiers[built.treatments[number].tier].classes:
            yield "", False, treated & ~built.fates.cover & (classes == 0)
        yield "", True, treated & built.fates.cover


def _usual(built: Built, rows: NDArray[np.int64], after: list[dict[str, str]]) -> int | None:
    """Among rows, the middle one of those told as most of them are: an example that is neither the best nor the
    worst."""
    if not len(rows):
        return None
    how = [_how(built, int(row), after) for row in rows]
    most = Counter(how).most_common(1)[0][0]
    same = [int(row) for row, told in zip(rows, how, strict=True) if told == most]
    return same[len(same) // 2]


def _how(built: Built, row: int, after: list[dict[str, str]]) -> tuple[str, str]:
    position = int(built.positions[row])
    if position < 0:
        return "", ""
    return after[position].get("place_precision") or "", after[position].get("time_precision") or ""


def _told(built: Built, after: list[dict[str, str]]) -> dict[str, dict[tuple[str, str], float]]:
    found: dict[str, Counter[tuple[str, str]]] = {}
    for row in np.flatnonzero((built.positions >= 0) & ~built.fates.cover):
        name = built.treatments[int(built.fates.treatment[row])].name
        found.setdefault(name, Counter())[_how(built, int(row), after)] += 1
    return {
        name: {told: count / sum(counts.values()) for told, count in counts.items()} for name, counts in found.items()
    }
