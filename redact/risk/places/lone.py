"""Places with too few homes: searching the published map for one that stands for a single household, or for none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.place.jurisdiction import BLOCK
from redact.risk.places.knows import Public, Some, unnamed
from redact.risk.places.release import Release
from redact.risk.places.result import Result

NAME: Final = "places with too few homes"
REACH: Final = 60.0
"""Metres from a line within which a house may belong to it: as far as this program looks itself."""


@dataclass(frozen=True)
class Found:
    """A place of the map with the homes that may belong to it."""

    id: str
    homes: Some


def guess(release: Release, knows: Public, used: set[str]) -> tuple[Found, ...]:
    """The homes of every place in `used`, by the published map alone where it draws one: houses beside a line that are
    nearer to no other hundred-block, and those whose address is in its words; houses inside an area."""
    places = {place.id: place for place in release.places if place.id in used}
    lines = [id_ for id_ in places if places[id_].precision == BLOCK]
    beside = _beside(release, knows, lines)
    found = []
    for id_, place in places.items():
        if place.precision == BLOCK:
            homes = np.union1d(knows.named(place.label), beside.get(id_, np.empty(0, dtype=np.int64)))
            if unnamed(place.label) and id_ in knows.number:
                homes = np.union1d(homes, knows.inside(knows.number[id_]))
        else:
            homes = knows.inside(knows.number[id_]) if id_ in knows.number else np.empty(0, dtype=np.int64)
        found.append(Found(id_, homes.astype(np.int64)))
    return tuple(found)


def _beside(release: Release, knows: Public, lines: list[str]) -> dict[str, NDArray[np.int64]]:
    """The houses on the line that is nearest to them, and on it within reach."""
    import geopandas

    from redact.place.lines import Lines

    drawn = [id_ for id_ in lines if id_ in release.drawn and release.drawn[id_].shape is not None]
    if not drawn:
        return {}
    shapes = geopandas.GeoSeries([release.drawn[id_].shape for id_ in drawn], crs="EPSG:4326")
    pointed = np.flatnonzero(np.isfinite(knows.homes.x))
    index = Lines(np.asarray(shapes.to_crs(knows.units.metres).to_numpy(), dtype=object))
    line = index.nearest(knows.homes.x[pointed], knows.homes.y[pointed], REACH)
    order = np.argsort(line, kind="stable")
    edges = np.searchsorted(line[order], np.arange(len(drawn) + 1))
    return {id_: np.sort(pointed[order[edges[at] : edges[at + 1]]]) for at, id_ in enumerate(drawn)}


def attack(release: Release, knows: Public) -> Result:
    """No place that a row names may have fewer homes than the least that any rule asks for."""
    used = {place.id for place in release.places}
    least = min((rule.min_households for rule in knows.rules), default=0.0)
    found = guess(release, knows, used)
    homes = np.array([knows.homes.count(each.homes) for each in found])
    short = homes < least
    alone = int((homes <= 1).sum())
    fewest = homes.min(initial=np.inf)
    figure = "no place is published"
    if len(found):
        figure = f"{len(found):,} places, the smallest has {fewest:,.0f} households"
    if short.any():
        figure += f"; {int(short.sum()):,} have fewer than {least:,.0f}, and {alone:,} one or none"
    return Result(
        NAME,
        "Searched the published map for a place that has only one home, or none, or fewer than any rule asks for.",
        len(found),
        int(short.sum()),
        0,
        figure,
    )
