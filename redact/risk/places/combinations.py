"""Combinations: everything published that locates, laid over each other - columns, linked rows, releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.place.jurisdiction import BLOCK
from redact.risk.places.guesses import Truth, grouped
from redact.risk.places.knows import Public, Some
from redact.risk.places.release import Release
from redact.risk.places.result import Result

NAME: Final = "combining"
Seen = tuple[Release, Public]
ALIKE: Final = 0.9
"""Share of a column's different words that must be names of one level's areas for it to count as saying them."""


@dataclass(frozen=True)
class Area:
    """A published column that names areas of a level of the ladder."""

    column: str
    level: int


def area_columns(release: Release, knows: Public) -> tuple[Area, ...]:
    """Columns beside the place whose words are those of areas, whatever the columns are called."""
    found = []
    for name in release.further:
        words = {_word(value) for value in release.columns[name].values} - {""}
        for level in range(len(knows.units.ladder) - 1):
            if knows.units.ladder[level] == BLOCK or len(words) < 2:
                continue
            if len(words & _words(knows, level).keys()) >= ALIKE * len(words):
                found.append(Area(name, level))
                break
    return tuple(found)


_KINDS: Final = frozenset(
    ("BEAT", "DISTRICT", "SECTOR", "PRECINCT", "WARD", "ZONE", "TRACT", "CENSUS", "BLOCK", "GROUP")
)
"""Words that say what an area is and not which."""


def _word(text: str) -> str:
    word = " ".join(part for part in text.upper().removesuffix(".0").split() if part not in _KINDS)
    return word.lstrip("0") or word


def _words(knows: Public, level: int) -> Mapping[str, frozenset[int]]:
    """The areas of a level that each word may mean."""
    found: dict[str, set[int]] = {}
    labels, keys = knows.units.label.to_pylist(), knows.units.key.to_pylist()
    for unit in np.flatnonzero(knows.units.level == level).tolist():
        for text in (labels[unit], keys[unit]):
            if text:
                found.setdefault(_word(text), set()).add(unit)
    return {word: frozenset(units) for word, units in found.items()}


@dataclass(frozen=True)
class _Reading:
    """One release's rows as numbers of what they say of the place, and the homes that each leaves."""

    release: Release
    knows: Public

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        return area_columns(self.release, self.knows)

    @cached_property
    def said(self) -> tuple[NDArray[np.int64], tuple[tuple[int, ...], ...]]:
        """(n,) per row which of the different combinations it has, and these: the place, then each area column."""
        columns = [self.release.place, *(self.release.columns[area.column].codes for area in self.areas)]
        rows, index = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
        return index.reshape(-1).astype(np.int64), tuple(tuple(row) for row in rows.tolist())

    @cached_property
    def homes(self) -> tuple[Some, ...]:
        """The homes that each combination leaves."""
        return tuple(self._homes(*said) for said in self.said[1])

    def _homes(self, place: int, *codes: int) -> Some:
        everybody = np.arange(len(self.knows.homes))
        homes = everybody
        if place >= 0:
            unit = self.knows.number.get(self.release.places[place].id)
            homes = self.knows.inside(unit) if unit is not None else np.empty(0, dtype=np.int64)
        for area, code in zip(self.areas, codes, strict=True):
            meant = self._meant[area].get(_word(self.release.columns[area.column].values[code]))
            if meant is not None:
                above = self.knows.units.parents[self.knows.homes.unit[homes], area.level]
                homes = homes[np.isin(above, list(meant))]
        return homes

    @cached_property
    def _meant(self) -> dict[Area, Mapping[str, frozenset[int]]]:
        return {area: _words(self.knows, area.level) for area in self.areas}


@dataclass(frozen=True)
class Overlap:
    """Rows, numbered through all releases, that say the same of the place or are about one, and the homes that all of
    them allow."""

    rows: NDArray[np.int64]
    homes: Some


def guess(seen: Sequence[Seen], linked: Sequence[NDArray[np.int64]], most: int = 50_000) -> tuple[Overlap, ...]:
    """What every different combination of columns leaves, and what rows leave together that have the same number in
    `linked` (one array per release; -1: with no other). Of the groups that say several things `most` are looked at.
    """
    readings = [_Reading(release, knows) for release, knows in seen]
    first_said = np.cumsum([0, *(len(reading.said[1]) for reading in readings)])
    said = np.concatenate([reading.said[0] + first_said[at] for at, reading in enumerate(readings)])
    homes = [some for reading in readings for some in reading.homes]
    order = np.argsort(said, kind="stable")
    alike = np.split(order, np.flatnonzero(np.diff(said[order])) + 1) if len(order) else []
    found = [Overlap(rows, homes[said[rows[0]]]) for rows in alike]
    groups = grouped(np.concatenate(linked), np.flatnonzero(np.concatenate(linked) >= 0))
    known: dict[tuple[int, ...], Some] = {}
    for rows in [rows for rows in groups if (said[rows] != said[rows[0]]).any()][:most]:
        key = tuple(np.unique(said[rows]).tolist())
        if key not in known:
            left = homes[key[0]]
            for number in key[1:]:
                left = np.intersect1d(left, homes[number], assume_unique=True)
            known[key] = left
        found.append(Overlap(rows, known[key]))
    return tuple(found)


def _promised(knows: Public, rule: NDArray[np.int64]) -> NDArray[np.float64]:
    """Per row the households that its rule promises, 0 where it is under none."""
    every = np.array([*(each.min_households for each in knows.rules), 0.0])
    return np.asarray(every[rule], dtype=np.float64)


def attack(seen: Sequence[Seen], linked: Sequence[NDArray[np.int64]], truths: Sequence[Truth]) -> Result:
    """What is left must still be as many households as the strictest rule of the rows promises.

    Rows that leave nobody together were about several places, and tell nothing of one.
    """
    overlaps = guess(seen, linked)
    promised = np.concatenate([_promised(knows, truth.rule) for (_, knows), truth in zip(seen, truths, strict=True)])
    homes = seen[0][1].homes
    short, least = 0, np.inf
    for overlap in overlaps:
        asked = float(promised[overlap.rows].max())
        if not asked or not len(overlap.homes):
            continue
        left = homes.count(overlap.homes)
        least = min(least, left)
        short += left < asked
    columns = {area.column for release, knows in seen for area in area_columns(release, knows)}
    figure = f"{len(overlaps):,} combinations; the tightest leaves {least:,.0f} households"
    if not np.isfinite(least):
        figure = "no place is published"
    if columns:
        figure += f"; these columns say areas too: {', '.join(sorted(columns))}"
    figure += f"; {short:,} leave fewer than promised" if short else ""
    return Result(
        NAME,
        "Laid everything over each other that says where: columns of a row, rows with the same id, earlier releases.",
        len(overlaps),
        int(short),
        0,
        figure,
    )
