"""What the tables count: one entry per event, or per victim and event, whatever number of records that has.

What is said of a victim comes from her own records and from those that are nobody's own, as a call's: another victim's
records of the same event change nothing of it. Otherwise one person would move the numbers of others, and noise that
is made for one would hide too little.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from redact.classify import counted
from redact.distinct import dense, first_rows
from redact.plan.build import Built
from redact.plan.resolve import GROUP_OF_RANK, LOOSE, RANK_OF_GROUP
from redact.plan.subjects import HOUSEHOLD, VICTIM
from redact.records.batch import Fault
from redact.vocabulary import Kind

OUTCOMES: Final = ("no report", "report", "arrest")
"""What became of an event, by the records linked to it: calls alone, a report, an arrest."""

_OF_LIST: Final = {"no report": Kind.CALLS, "arrest": Kind.ARRESTS}
"""The outcomes that only one kind of list can show."""

_RANK: Final = {Kind.INCIDENTS: 0, Kind.CALLS: 1}
"""Whose word on the place counts first; an arrest may be made across the city."""

_REACH: Final = {Kind.CALLS: 0, Kind.ARRESTS: 2}

_NEVER: Final = np.iinfo(np.int64).max


def outcomes_of(kinds: Collection[str]) -> tuple[str, ...]:
    """The outcomes that lists of these kinds can show."""
    return tuple(word for word in OUTCOMES if word not in _OF_LIST or _OF_LIST[word] in kinds)


@dataclass(frozen=True)
class Happened:
    """Struct of arrays, one entry per event, or per pair of a unit and an event.

    `who` is the unit's lasting keyed hash; `alone`: no key is known, the event stands for itself. `tier` is the
    strictest of its own tiers, never a tier it only covers; `told` the mask of classes that its records show by
    themselves, `open` of those that they only show as one of several, neither with members taken in for safety,
    `hinted` of those that they hint at; `rank` that of its offence group; `minutes` when it began (never: no record
    can be used); `place` the unit of its best record; `outcome` an index into OUTCOMES.
    """

    who: NDArray[np.int64]
    alone: NDArray[np.bool_]
    tier: NDArray[np.int8]
    told: NDArray[np.uint32]
    open: NDArray[np.uint32]
    hinted: NDArray[np.uint32]
    rank: NDArray[np.int8]
    minutes: NDArray[np.int64]
    place: NDArray[np.int64]
    outcome: NDArray[np.int8]

    @property
    def there(self) -> NDArray[np.bool_]:
        """Which have a record that can be used."""
        return np.asarray(self.minutes != _NEVER)

    @property
    def group(self) -> NDArray[np.int8]:
        """The offence group: against persons if any record is, else property, else society, else none."""
        return GROUP_OF_RANK[self.rank]

    @property
    def unit(self) -> NDArray[np.int32]:
        """The finest place of the best record, an index into the plan's units."""
        return np.where(self.there, self.place & 0xFFFFFFFF, 0).astype(np.int32)

    def classes(self, names: Sequence[str]) -> NDArray[np.uint32]:
        """The classes that each is counted as, a mask over `names`."""
        return counted(self.told | self.open, self.open & ~self.told, self.hinted, names)

    def with_common(self, common: Self, event: NDArray[np.int64]) -> Self:
        """Each entry together with what its event has in common."""
        return type(self)(
            who=self.who,
            alone=self.alone,
            tier=np.minimum(self.tier, common.tier[event]),
            told=self.told | common.told[event],
            open=self.open | common.open[event],
            hinted=self.hinted | common.hinted[event],
            rank=np.minimum(self.rank, common.rank[event]),
            minutes=np.minimum(self.minutes, common.minutes[event]),
            place=np.minimum(self.place, common.place[event]),
            outcome=np.maximum(self.outcome, common.outcome[event]),
        )


def events_of(built: Built) -> Happened:
    """One entry per event. An event lies in the period in which it begins: tables of two periods share none."""
    rows, fates = built.rows, built.fates
    own = fates.event_tier[fates.event]
    tier = np.where(own == LOOSE, fates.own_tier, own).astype(np.int8)
    good = np.flatnonzero(rows.fault == Fault.NONE)
    return _gathered(built, good, fates.event[good].astype(np.int64), fates.identity, tier)


def units_of(built: Built, word: str) -> Happened:
    """One entry per event of each victim, or of each home; an event without a key is a unit of its own."""
    rows, fates = built.rows, built.fates
    column = rows.subjects[:, VICTIM if word == "victim" else HOUSEHOLD]
    good = rows.fault == Fault.NONE
    keyed, bare = np.flatnonzero(good & (column != 0)), np.flatnonzero(good & (column == 0))
    event = fates.event.astype(np.int64)
    common = _gathered(built, bare, event[bare], fates.identity, fates.own_tier)
    pair = dense([event[keyed], column[keyed]])
    first = keyed[first_rows(pair)]
    own = _gathered(built, keyed, pair.astype(np.int64), column[first], fates.own_tier)
    said = np.zeros(len(fates.identity), dtype=np.bool_)
    said[event[keyed]] = True
    rest = np.flatnonzero(~said)
    return _joined(own.with_common(common, event[first]), common, rest)


def _joined(own: Happened, common: Happened, rest: NDArray[np.intp]) -> Happened:
    """Keyed entries, then the events that nobody's key is in."""
    parts = {
        name: np.concatenate([getattr(own, name), getattr(common, name)[rest]])
        for name in ("who", "tier", "told", "open", "hinted", "rank", "minutes", "place", "outcome")
    }
    alone = np.concatenate([np.zeros(len(own.who), dtype=np.bool_), np.ones(len(rest), dtype=np.bool_)])
    return Happened(alone=alone, **parts)


def _gathered(
    built: Built, at: NDArray[np.intp], entry: NDArray[np.int64], who: NDArray[np.int64], tiers: NDArray[np.int8]
) -> Happened:
    """What the rows `at` say together of their entries."""
    rows, fates, contexts = built.rows, built.fates, built.contexts
    count = len(who)
    kinds = [context.card.kind for context in contexts]
    rank = np.array([_RANK.get(kind, 2) for kind in kinds], dtype=np.int64)[rows.dataset[at]]
    reach = np.array([_REACH.get(kind, 1) for kind in kinds], dtype=np.int8)[rows.dataset[at]]
    tier = np.full(count, LOOSE, dtype=np.int8)
    np.minimum.at(tier, entry, tiers[at])
    told, open_, hinted = (np.zeros(count, dtype=np.uint32) for _ in range(3))
    doubt = rows.may & ~rows.shows if contexts[0].policy.classify.may_evidence == "protect" else np.uint32(0)
    shown = (fates.classes & ~rows.for_safety & ~doubt)[at]
    one_of, hints = (mask[at] for mask in built.one_of_several)
    np.bitwise_or.at(told, entry, shown & ~one_of)
    np.bitwise_or.at(open_, entry, shown & one_of)
    np.bitwise_or.at(hinted, entry, hints)
    group = np.full(count, 3, dtype=np.int8)
    np.minimum.at(group, entry, RANK_OF_GROUP[rows.group[at]])
    minutes = np.full(count, _NEVER, dtype=np.int64)
    np.minimum.at(minutes, entry, rows.minutes[at].astype(np.int64))
    place = np.full(count, _NEVER, dtype=np.int64)
    np.minimum.at(place, entry, (rank << 32) | rows.unit[at].astype(np.int64))
    outcome = np.zeros(count, dtype=np.int8)
    np.maximum.at(outcome, entry, reach)
    return Happened(who, np.ones(count, dtype=np.bool_), tier, told, open_, hinted, group, minutes, place, outcome)
