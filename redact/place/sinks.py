"""Default points: where a geocoder puts what it cannot find, the city hall or the middle of the map.

In Los Angeles 1,380 crimes, nearly 4 %, once stood at one point of 1st Street (location notes, 1.1). Such rows are not
there, and by their point they would be published as that block's. A hospital or a mall has as many rows as a default
point; what tells them apart is what their addresses say: those of a hospital name it or its street, those of a default
point name streets all over the city. So points are counted over the whole dataset before any row is located, and the
addresses of the few that are frequent are read. Where there are none to read nothing is dropped; the report says so.

A row at a default point is one without a point: its address or its area columns locate it, else it is the city's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redact.place.gazetteer import AMBIGUOUS, NOT_FOUND
from redact.place.locator import CONTRADICTION_METRES, Locator
from redact.place.points import NO_SINKS, PointReader, Sinks
from redact.place.said import Said
from redact.records.batch import Batch

SHARE: Final = 0.005
"""A default point has more than this share of a dataset's rows (location notes, 7.1 item 5)."""

FEWEST: Final = 20
"""Fewer rows, or fewer addresses among them, show nothing."""

MOST: Final = 0.5
"""Of the addresses at a default point at least so many are elsewhere."""

FEWEST_STREETS: Final = 5
"""A true place has at most the streets of its corner, in a few spellings."""

PROMINENT: Final = 5.0
"""A point of which addresses do not say enough is reported if it has so many times the rows of the tenth most
frequent."""

DOUBTFUL: Final = 0.1
"""Nor do they say enough where so many are elsewhere: the point may be the station house, where people report."""

_TENTH: Final = 9

_ADDRESS_ROLES: Final = frozenset({"address", "house_number", "street", "cross_street"})

Reader = Callable[[Collection[str]], Iterable[Batch]]
"""Gives a dataset's batches anew, with the named fields only."""


@dataclass(frozen=True)
class _Spot:
    """A point that many rows state: pair, east, north; its rows and the number of the first of them."""

    key: tuple[int, float, float]
    rows: int
    first: int
    prominent: bool


def find_sinks(locator: Locator, read: Reader) -> Sinks:
    """The default points of a dataset. Depends on its rows and the unit table, not on how the rows are cut.

    Reads the columns of coordinates once, and the addresses only where some point has more than 0.5 % of the rows.
    Raises DataMismatch (11) where a file is damaged or coordinates are in an unknown system.
    """
    points = locator.points
    if not points.pairs or (locator.units.bare and not points.known):
        return NO_SINKS
    spots, total = _frequent(points, read(points.columns))
    names = {field.name for field in locator.fields if field.role in _ADDRESS_ROLES}
    if not spots:
        return NO_SINKS
    texts = _texts(locator, spots, read(points.columns | names)) if names else [Counter() for _ in spots]
    sinks, unclear = [], []
    for spot, said in zip(spots, texts, strict=True):
        false = _is_false(locator, spot, said)
        if false:
            sinks.append(spot)
        elif false is None and spot.prominent:
            unclear.append(spot)
    return Sinks(frozenset(spot.key for spot in sinks), tuple(_notes(sinks, unclear, total)))


def _frequent(points: PointReader, batches: Iterable[Batch]) -> tuple[list[_Spot], int]:
    """The points that more than 0.5 % of the rows state, and the number of all rows."""
    pairs, numbers = [], []
    for batch in batches:
        stated = points.stated(batch)
        pairs.append(stated.pair)
        numbers.append(stated.east + 1j * stated.north)
    if not pairs:
        return [], 0
    pair, number = np.concatenate(pairs), np.concatenate(numbers)
    spots = []
    for which in range(len(points.pairs)):
        distinct, count = np.unique(number[pair == which], return_counts=True)
        many = np.flatnonzero((count > SHARE * len(pair)) & (count >= FEWEST))
        if not len(many):
            continue
        tenth = int(np.sort(count)[::-1][min(_TENTH, len(count) - 1)])
        for at in many.tolist():
            first = int(np.argmax((pair == which) & (number == distinct[at])))
            key = (which, float(distinct[at].real), float(distinct[at].imag))
            spots.append(_Spot(key, int(count[at]), first, bool(count[at] >= PROMINENT * tenth)))
    return spots, len(pair)


def _texts(locator: Locator, spots: Sequence[_Spot], batches: Iterable[Batch]) -> list[Counter[str]]:
    """The address texts of the rows at each spot, with how many rows have them."""
    found: list[Counter[str]] = [Counter() for _ in spots]
    for batch in batches:
        stated = locator.points.stated(batch)
        for spot, counter in zip(spots, found, strict=True):
            rows = np.flatnonzero(Sinks(frozenset({spot.key})).hold(stated))
            if not len(rows):
                continue
            texts = locator.address_column(replace(batch, table=batch.table.take(pa.array(rows))))
            for each in pc.value_counts(texts).to_pylist() if texts is not None else []:
                counter[each["values"]] += each["counts"]
    return found


def _is_false(locator: Locator, spot: _Spot, texts: Counter[str]) -> bool | None:
    """Whether half of the addresses that rows at a spot state are not there; None where they do not say enough.

    An address that the list of blocks does not have is not there either, but for the street that most of these name: it
    may be the spot's own, missing in the layers. So this works, more coarsely, without layers.
    """
    words = sorted(text for text in texts if text)
    if not words:
        return None
    code, said = locator.addresses.read(pa.array(words, pa.string()))
    rows: Counter[int] = Counter()
    for word, number in zip(words, code.tolist(), strict=True):
        rows[number] += texts[word]
    named = [number for number in rows if said[number].streets]
    stated = sum(rows[number] for number in named)
    if stated < FEWEST:
        return None
    there, known = _judge(locator, spot, [said[number] for number in named])
    away: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for number, here, found in zip(named, there, known, strict=True):
        if not here:
            (away if found else lost)[said[number].streets[0].name] += rows[number]
    if lost:
        own = min(lost, key=lambda name: (-lost[name], name))
        del lost[own]
    away += lost
    share = sum(away.values()) / stated
    if len(away) < FEWEST_STREETS or share < DOUBTFUL:
        return False
    return True if share >= MOST else None


def _judge(locator: Locator, spot: _Spot, said: Sequence[Said]) -> tuple[list[bool], list[bool]]:
    """Whether each address is at the spot, and whether the list of blocks has it."""
    unit = np.array([each.unit for each in said], dtype=np.int32)
    there = np.zeros(len(said), dtype=np.bool_)
    if not locator.units.has_blocks:
        return there.tolist(), there.tolist()
    pair, east, north = spot.key
    x, y = (np.repeat(each, len(said)) for each in locator.points.metres_of(pair, np.array([east]), np.array([north])))
    sure = unit >= 0
    there[sure] = locator.ground.distance(unit[sure], x[sure], y[sure]) <= CONTRADICTION_METRES
    for at in np.flatnonzero(unit == AMBIGUOUS).tolist():
        there[at] = locator.ground.nearest_of(locator.candidates(said[at]), x[at], y[at]) >= 0
    lost = np.flatnonzero(unit == NOT_FOUND)
    there[lost] = locator.ground.named_block(x[lost], y[lost], [said[at] for at in lost.tolist()]) >= 0
    return there.tolist(), (unit != NOT_FOUND).tolist()


def _notes(sinks: Sequence[_Spot], unclear: Sequence[_Spot], total: int) -> Iterator[str]:
    if sinks:
        rows, first = sum(spot.rows for spot in sinks), min(spot.first for spot in sinks)
        points = "a default point" if len(sinks) == 1 else f"{len(sinks)} default points"
        yield (
            f"{rows:,} of {total:,} rows ({rows / total:.1%}) have the coordinates of {points}, where a geocoder puts "
            f"what it cannot find, and addresses elsewhere; they are placed by address or area columns instead. "
            f"The first is row {first}"
        )
    for spot in unclear:
        yield (
            f"{spot.rows:,} of {total:,} rows ({spot.rows / total:.1%}) share one point, and their addresses do not "
            f"show whether they belong there. If the geocoder puts there what it cannot find, empty these coordinates "
            f"and export again. The first is row {spot.first}"
        )
