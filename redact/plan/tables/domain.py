"""What a table has cells for: classes of the policy, areas of the layers, periods of the calendar; never the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.counts.info import OTHER
from redact.place import UnitTable
from redact.plan.tables.happened import OUTCOMES, Happened
from redact.policy.counted import classes_counted, levels_of, place_of
from redact.policy.model import CountTable, Policy
from redact.vocabulary import OffenseGroup

CITY: Final = "city"


@dataclass(frozen=True)
class DeclaredLevel:
    """A level: its place and period, its share of epsilon, its words, and where each finest place lies in it."""

    place: str
    period: str
    share: Decimal
    words: tuple[str, ...]
    index: NDArray[np.int32]

    @property
    def name(self) -> str:
        return f"{self.place}_{self.period}"


@dataclass(frozen=True)
class DeclaredTable:
    """A table of the policy on this plan's layers. `units`: the unit of each class as the data can tell it;
    `asked_place`: the areas that the policy asks for, whether or not there is a layer of them.

    Cells are numbered (group, place, period); a group is a combination of class, offence group and outcome, those that
    the table has, in its own order.
    """

    table: CountTable
    asked_place: str
    levels: tuple[DeclaredLevel, ...]
    units: dict[str, str]
    fell_back: bool
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    place_index: NDArray[np.int32]

    @property
    def name(self) -> str:
        return self.table.table

    @property
    def period(self) -> str:
        return self.levels[0].period

    @property
    def places(self) -> int:
        return len(self.levels[0].words)

    @property
    def size(self) -> int:
        """Groups: how many combinations there are."""
        return int(np.prod([len(words) for _, words in self.groups], dtype=np.int64))

    @cached_property
    def group_words(self) -> tuple[tuple[str, ...], ...]:
        """The words of every group, in order."""
        from itertools import product

        return tuple(product(*(words for _, words in self.groups)))

    @property
    def yearly(self) -> bool:
        """Whether all of a year is drawn together: some level is the year."""
        return any(level.period == "year" for level in self.levels)

    @property
    def per_event(self) -> bool:
        """Whether single events are all that is hidden, so that periods share nobody."""
        return set(self.units.values()) == {"event"}

    @property
    def bound(self) -> int:
        """How many cells one unit may add to; an event lies in one place and period, so only its classes multiply."""
        most = self.table.max_per_unit
        if self.per_event:
            classes = next((len(words) for name, words in self.groups if name == "class"), 1)
            return min(most, classes)
        return most

    @property
    def sensitivity(self) -> int:
        """How much one unit changes all cells of a draw (L1); who is a unit of two kinds changes both parts."""
        return self.bound * len(set(self.units.values()))

    @property
    def most_in_cell(self) -> int:
        """How much one unit changes one of the finest cells: who is a unit of two kinds may, where classes are not
        told apart, be in the same cell twice."""
        return 1 if self.by_class else len(set(self.units.values()))

    @property
    def by_class(self) -> bool:
        """Whether the table tells classes apart; else an event is counted once, whatever classes it has."""
        return any(name == "class" for name, _ in self.groups)

    @property
    def parts(self) -> dict[str, list[str]]:
        """The classes of each kind of unit. A table without classes has the one class ""."""
        found: dict[str, list[str]] = {}
        for name, unit in self.units.items():
            found.setdefault(unit, []).append(name)
        return found

    def columns(self, place: str, period: str) -> tuple[str, ...]:
        """The columns of a level's file; the city is one only where the policy asks for it. In the policy's order
        where these are the table's own."""
        own = [] if place == CITY and CITY not in self.table.by else [place]
        kept = [*(name for name, _ in self.groups), *own, period]
        return tuple(self.table.by) if set(kept) == set(self.table.by) else tuple(kept)

    def file(self, level: DeclaredLevel) -> str:
        """The file of a level's numbers; the finest has the table's name."""
        return f"{self.name}.csv" if level is self.levels[0] else f"{self.name}-{level.name}.csv"

    @property
    def measured_file(self) -> str:
        """The file of what was drawn before the levels were made to agree."""
        return f"{self.name}-measured.csv"

    def group_index(self, name: str, events: Happened, at: NDArray[np.intp]) -> NDArray[np.int64]:
        """The group of each event `at`, counted as class `name`."""
        index = np.zeros(len(at), dtype=np.int64)
        for dimension, words in self.groups:
            if dimension == "class":
                own = np.full(len(at), words.index(name), dtype=np.int64)
            elif dimension == "offense_group":
                own = events.group[at].astype(np.int64)
            else:
                own = np.array([words.index(word) if word in words else 0 for word in OUTCOMES])[events.outcome[at]]
            index = index * len(words) + own
        return index


def declared_of(
    table: CountTable, policy: Policy, units: UnitTable, known: frozenset[str], outcomes: tuple[str, ...] = OUTCOMES
) -> DeclaredTable:
    """A table with its words. An area that no layer gives becomes the next larger one that there is.

    `known` are the units that the data can tell apart; where it cannot, events are hidden and the table says so.
    `outcomes` are those that the lists can show: without a list of arrests, no arrest would be said of every event.
    """
    ladder = policy.places.ladder
    asked = place_of(table, ladder)
    finest = _given(asked, ladder, units)
    words, place_index = _places(finest, units)
    measured: dict[tuple[str, str], Decimal] = {}
    for place, period, share in levels_of(table, ladder):
        level = (_given(place, ladder, units), period)
        measured[level] = measured.get(level, Decimal(0)) + share
    levels = tuple(
        DeclaredLevel(place, period, share, *level_of(place, finest, words, units))
        for (place, period), share in measured.items()
    )
    wanted = {name: table.unit_of(name) for name in classes_counted(policy, table)} or {"": table.unit_of(None)}
    given = {name: unit if unit in known else "event" for name, unit in wanted.items()}
    kept = {
        "class": classes_counted(policy, table),
        "offense_group": tuple(group.word for group in OffenseGroup),
        "outcome": outcomes,
    }
    groups = tuple((name, kept[name]) for name in table.by if name in kept)
    return DeclaredTable(table, asked, levels, given, given != wanted, groups, place_index)


def _given(place: str, ladder: Sequence[str], units: UnitTable) -> str:
    if place == CITY or place in units.ladder:
        return place
    return next((level for level in ladder[ladder.index(place) :] if level in units.ladder), CITY)


def _places(level: str, units: UnitTable) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The areas of a level with "other" last, and for every unit of the table the area it lies in."""
    if level == CITY:
        return (CITY,), np.zeros(len(units), dtype=np.int32)
    number = units.ladder.index(level)
    at = np.flatnonzero(units.level == number)
    labels = units.label.take(at).to_pylist()
    words = tuple(sorted(set(labels)))
    place = {label: position for position, label in enumerate(words)}
    own = np.full(len(units) + 1, len(words), dtype=np.int32)
    own[at] = [place[label] for label in labels]
    above = units.parents[:, number]
    return (*words, OTHER), own[np.where(above >= 0, above, len(units))]


def level_of(
    place: str, finest: str, words: tuple[str, ...], units: UnitTable
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """A coarser level's words, and which of them each of the finest words lies in."""
    if place == finest:
        return words, np.arange(len(words), dtype=np.int32)
    larger, area_of = _places(place, units)
    index = np.full(len(words), len(larger) - 1, dtype=np.int32)
    at = np.flatnonzero(units.level == units.ladder.index(finest))
    for label, above in zip(units.label.take(at).to_pylist(), area_of[at].tolist(), strict=True):
        index[words.index(label)] = above
    used, dense = np.unique(index, return_inverse=True)
    return tuple(larger[number] for number in used.tolist()), dense.astype(np.int32)
