"""What an attacker on places knows: the public layers and this code, so every home and as what it would be published.

The unit table counts as known. It follows from the layers, and what does not (the joined blocks around protected
places) is on the published map.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.place import Locator, UnitTable, publishable
from redact.place.address import AddressKind, parse
from redact.place.jurisdiction import BLOCK
from redact.place.street import Street
from redact.records.batch import Batch
from redact.records.card import Card
from redact.vocabulary import Kind

Some = NDArray[np.int64]
"""Numbers of homes, ascending."""

NOBODY: Final[Some] = np.empty(0, dtype=np.int64)

Door = tuple[Street, int]
"""A street and the hundred of a house number on it."""


@dataclass(frozen=True)
class Homes:
    """All n addresses of a city where people live, as any county publishes them.

    `households` (n,) live at each; `x`, `y` (n,) are metres of the unit table's system, NaN where not known; `door` is
    None for an address off all streets. `unit` (n,) is where a record with this address would be found. Without a list
    of addresses an "address" is a whole hundred-block (`homes_of_units`), and no household can be named: not `single`.
    """

    households: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    door: tuple[Door | None, ...]
    unit: NDArray[np.int32]
    single: bool = True

    def __len__(self) -> int:
        return len(self.households)

    def count(self, some: Some) -> float:
        """The households at some of the addresses."""
        return float(self.households[some].sum())


def homes_of_units(units: UnitTable) -> Homes:
    """Homes as the unit table counts them, for cities without a list of addresses."""
    from pyproj import Transformer

    own = np.nan_to_num(units.own, nan=0.0)
    rows = np.flatnonzero(own > 0)
    x, y = Transformer.from_crs("EPSG:4326", units.metres, always_xy=True).transform(*units.points[rows].T)
    street, hundred = units.street.to_pylist(), units.hundred.tolist()
    named = (street[at] and hundred[at] >= 0 for at in rows.tolist())
    door = [(Street(*street[at]), hundred[at]) if on else None for at, on in zip(rows.tolist(), named, strict=True)]
    return Homes(own[rows], _finite(x), _finite(y), tuple(door), rows.astype(np.int32), single=False)


def homes_of_addresses(
    units: UnitTable,
    address: Sequence[str],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    households: NDArray[np.float64],
) -> Homes:
    """Homes from a list of addresses with their points in metres, found as this program finds records."""
    columns = {"address": list(address), "x": [repr(float(each)) for each in x], "y": [repr(float(each)) for each in y]}
    card = Card("homes", Kind.OTHER, {role: role for role in columns}, crs={"x": units.metres, "y": units.metres})
    table = pa.table({role: pa.array(cells, pa.string()) for role, cells in columns.items()})
    located = Locator(units, card, card.fields).locate(Batch("homes", 0, table, np.zeros(len(x), dtype=np.int8)))
    return Homes(households.astype(np.float64), x, y, tuple(_door(text) for text in address), located.unit)


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(values), values, np.nan)


def _door(text: str) -> Door | None:
    read = parse(text)
    return (read.streets[0], read.hundred) if read.kind is AddressKind.NUMBERED and read.streets else None


def by_number(numbers: NDArray[np.int32]) -> Mapping[int, Some]:
    """Where each number stands, -1 left out."""
    order = np.argsort(numbers, kind="stable").astype(np.int64)
    distinct, first = np.unique(numbers[order], return_index=True)
    parts = np.split(order, first[1:])
    return {number: at for number, at in zip(distinct.tolist(), parts, strict=False) if number >= 0}


@dataclass(frozen=True)
class Rule:
    """What a policy promises of the places of a tier; `climbs`: whole cells may be shown coarser.

    `made_for` is for how many households places were really made, where that is not what is promised.
    """

    name: str
    level: str
    min_households: float
    climbs: bool = False
    made_for: float | None = None


@dataclass(frozen=True)
class Public:
    """The public layers, through this code, and the policy's rules, which are public too."""

    units: UnitTable
    homes: Homes
    rules: tuple[Rule, ...]

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The row of each unit by its id."""
        return {name: at for at, name in enumerate(self.units.ids.to_pylist())}

    @cached_property
    def at_door(self) -> Mapping[Door, Some]:
        """The homes of each hundred-block, by their addresses."""
        found: defaultdict[Door, list[int]] = defaultdict(list)
        for at, door in enumerate(self.homes.door):
            if door is not None:
                found[door].append(at)
        return {door: np.array(homes, dtype=np.int64) for door, homes in found.items()}

    def published_as(self, rule: Rule) -> NDArray[np.int32]:
        """(homes,) As which unit a record at each home would be published under a rule, -1 for none."""
        asked = (rule.level, rule.min_households if rule.made_for is None else rule.made_for)
        if asked not in self._maps:
            self._maps[asked] = publishable(self.units, *asked, self.units.ladder)
        return self._maps[asked][self.homes.unit]

    @cached_property
    def _maps(self) -> dict[tuple[str, float], NDArray[np.int32]]:
        return {}

    def inside(self, unit: int) -> Some:
        """The homes in a unit: in an area by its borders, on a stretch by the blocks that it consists of."""
        units = self.units
        if unit == units.city:
            return np.arange(len(self.homes))
        level = int(units.level[unit])
        if units.ladder[level] != BLOCK:
            return self._under[level].get(unit, NOBODY)
        found = [each[unit] for each in self._on_streets if unit in each]
        return np.unique(np.concatenate(found)) if found else NOBODY

    @cached_property
    def _under(self) -> tuple[Mapping[int, Some], ...]:
        """Per level of the ladder the homes in each area."""
        return tuple(by_number(self.units.parents[self.homes.unit, at]) for at in range(len(self.units.ladder)))

    @cached_property
    def _on_streets(self) -> tuple[Mapping[int, Some], ...]:
        """The homes on each hundred-block, then per floor those on each stretch."""
        runs = self.units.runs[self.homes.unit]
        return (by_number(self.homes.unit), *(by_number(runs[:, floor]) for floor in range(runs.shape[1])))

    def shown_at(self, rule: Rule) -> Mapping[int, Some]:
        """The homes that a rule publishes as each unit."""
        if rule not in self._shown:
            self._shown[rule] = by_number(self.published_as(rule))
        return self._shown[rule]

    @cached_property
    def _shown(self) -> dict[Rule, Mapping[int, Some]]:
        return {}

    def named(self, label: str) -> Some:
        """The homes whose addresses are within the words of a street-level place: 1200-1499 BLOCK N MAIN ST & ..."""
        doors = [door for part in label.split(" & ") for door in _doors(part)]
        found = [self.at_door[door] for door in doors if door in self.at_door]
        return np.unique(np.concatenate(found)) if found else NOBODY


def _doors(text: str) -> list[Door]:
    read = parse(text)
    if read.kind is not AddressKind.NUMBERED or not read.streets or unnamed(text):
        return []
    queens, plain = _QUEENS.match(text), _RANGE.match(text)
    last = int(queens[1]) if queens else int(plain[1]) // 100 if plain else read.hundred
    return [(read.streets[0], hundred) for hundred in range(read.hundred, max(last, read.hundred) + 1)]


def unnamed(label: str) -> bool:
    """Whether a place has more streets than its words name ("... & 2 MORE")."""
    return _MORE.search(label) is not None


_RANGE: Final = re.compile(r"\d+-(\d+)(?= )")
_QUEENS: Final = re.compile(r"\d+-\d\d TO (\d+)-\d\d(?= )")
_MORE: Final = re.compile(r"(?:^|& )\d+ MORE$")
