"""The areas of the ladder: polygons with ids and names, or a table that somebody typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.errors import DataMismatch, Where
from redact.place.jurisdiction import Jurisdiction, LevelLayer
from redact.place.layers import Layers, Shapes
from redact.policy.wording import did_you_mean

NEAR_METRES: Final = 100.0
"""A street that runs along a border, or a little outside it, belongs to the area within this distance."""


@dataclass(frozen=True)
class Areas:
    """One level's areas, sorted by id. `shapes` (polygons in metres) is None for a typed table.

    `households` is what the table or a named column says, NaN where nothing does. `within` names, per other level that
    a typed table has a column for, the id of the area that each lies in.
    """

    level: str
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    households: NDArray[np.float64]
    shapes: Shapes | None
    within: dict[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.ids)


def read_areas(layers: Layers, level: str, entry: LevelLayer) -> Areas:
    """One level's layer. Several rows of the same id are one area (its polygons joined, its households added).

    Raises DataMismatch (11) where no column gives the ids or an id is empty.
    """
    import shapely

    layer = layers.layer(entry.file, entry.layer)
    typed = layer.shapes is None
    id_column = entry.id or layer.first_of((level, "id", "geoid"))
    if id_column is None:
        words = [str(name) for name in layer.columns.columns]
        raise DataMismatch(
            f"no column gives the {level}'s id.{did_you_mean(level, words)}",
            where=Where(layer.path),
            fix=f"Name it in the jurisdiction file: {level}: {{file: ..., id: COLUMN}}",
        )
    raw = layer.texts(id_column)
    if "" in raw:
        raise DataMismatch(f"a {level} has no id", where=Where(layer.path, row=raw.index(""), name=id_column))
    ids, first, index = np.unique(np.array(raw, dtype=np.str_), return_index=True, return_inverse=True)
    names = layer.texts(entry.name) if entry.name else [""] * len(layer)
    counted = entry.households or (layer.first_of(("households",)) if typed else None)
    households = np.full(len(ids), np.nan)
    if counted is not None:
        numbers = layer.numbers(counted)
        households = np.bincount(index, weights=np.nan_to_num(numbers), minlength=len(ids))
        households[np.bincount(index, weights=np.isnan(numbers), minlength=len(ids)) > 0] = np.nan
    others = [name for name in layers.jurisdiction.levels if name != level and layer.first_of((name,))] if typed else []
    shapes = None
    if not typed:
        polygons = layer.shapes_of(2)
        order = np.argsort(index, kind="stable")
        shapes = np.empty(len(ids), dtype=object)
        for at, members in enumerate(np.split(order, np.searchsorted(index[order], np.arange(1, len(ids))))):
            joined = polygons[members[0]] if len(members) == 1 else shapely.union_all(polygons[members])
            shapes[at] = joined if shapely.is_valid(joined) else shapely.make_valid(joined)
    return Areas(
        level=level,
        ids=tuple(ids.tolist()),
        labels=_labels(level, [names[at] for at in first.tolist()], ids.tolist()),
        households=households,
        shapes=shapes,
        within={other: tuple(layer.texts(layer.first_of((other,)))[at] for at in first.tolist()) for other in others},
    )


def _labels(level: str, names: Sequence[str], ids: Sequence[str]) -> tuple[str, ...]:
    """What each area is called. Where several would be called the same, as every tract has a Block Group 1, each says
    its id too."""
    labels = [_label(level, name, key) for name, key in zip(names, ids, strict=True)]
    often = Counter(label.casefold() for label in labels)
    return tuple(
        f"{label} ({key})" if often[label.casefold()] > 1 else label for label, key in zip(labels, ids, strict=True)
    )


def _label(level: str, name: str, key: str) -> str:
    """A name that says what kind of place it is: "Beat 14" for a layer that only says 14."""
    word = level.replace("_", " ").capitalize()
    told = name or key
    return told if any(character.isalpha() for character in told) and len(told) > 2 else f"{word} {told}"


def ordered_levels(jurisdiction: Jurisdiction, ladder: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The area levels of a policy's ladder that have a layer, and those (blocks aside) that have none."""
    there = tuple(level for level in ladder if level in jurisdiction.levels)
    return there, tuple(level for level in ladder if level not in jurisdiction.levels)


def containing(shapes: Shapes, x: NDArray[np.float64], y: NDArray[np.float64], near: float = 0.0) -> NDArray[np.int32]:
    """Which polygon each point lies in, -1 for none; on a border, or within `near` metres, the first of the nearest."""
    import shapely

    found = np.full(len(x), -1, dtype=np.int32)
    if not len(shapes) or not len(x):
        return found
    tree = shapely.STRtree(shapes)
    points = shapely.points(x, y)
    at, polygon = tree.query(points, predicate="intersects")
    order = np.lexsort((polygon, at))[::-1]
    found[at[order]] = polygon[order]
    rest = np.flatnonzero(found < 0)
    if near > 0 and len(rest):
        pairs = tree.query_nearest(points[rest], max_distance=near, all_matches=True)
        order = np.lexsort((pairs[1], pairs[0]))[::-1]
        found[rest[pairs[0][order]]] = pairs[1][order]
    return found
