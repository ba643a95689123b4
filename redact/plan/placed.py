"""What became of places, as counts: how rows were located, as what they are told, and what that hides.

Counts, row numbers and metres only; no text, point or place of any record. For plan.json and the internal report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.place import MatchedBy, UnitTable, preimage_households
from redact.place.jurisdiction import BLOCK
from redact.place.unfound import PlaceDoubt, Unfound
from redact.plan.outcomes import Outcome, Reason
from redact.plan.rows import Rows
from redact.records.batch import Fault

if TYPE_CHECKING:
    from redact.plan.build import Built

BANDS: Final = ("fewer than 8", "8-19", "20-49", "50-99", "100+")
"""Households, as the report groups places."""

_EDGES: Final = np.array([8.0, 20.0, 50.0, 100.0])
_FIRST: Final = 10
_BY: Final = {
    MatchedBy.ADDRESS: "address", MatchedBy.POINT: "point", MatchedBy.AREA_COLUMN: "area", MatchedBy.NOTHING: "nothing",
}  # fmt: skip

Counted = dict[str, Any]


def placed(built: Built, units: UnitTable, outcome: NDArray[np.int8]) -> Counted:
    """Everything the report says of places. Empty for a jurisdiction without layers. `outcome` is per row."""
    if units.bare:
        return {}
    published = (outcome == Outcome.PUBLISHED) & (built.settled.unit >= 0)
    return {
        "located": _per_dataset(built, _located),
        "doubts": _per_dataset(built, _doubts),
        "unfound": _per_dataset(built, _unfound),
        "told": _told(built, units, outcome),
        "bands": _bands(built, units, published),
        "metres": _metres(built, units, published),
        "safety": units.safety,
    }


def _per_dataset(built: Built, counts: Any) -> Counted:
    return {
        context.dataset: counts(built, part) for context, part in zip(built.contexts, built.slices, strict=True)
    }  # fmt: skip


def _located(built: Built, part: slice) -> Counted:
    """Rows by what located them (NIJ's hit rate); where address and point contradict each other, as neither."""
    rows = built.rows.part(part)
    apart = (rows.doubt & PlaceDoubt.APART) != 0
    counts = np.bincount(_how(rows)[~apart], minlength=len(MatchedBy))
    return {word: int(counts[how]) for how, word in _BY.items()} | {"contradiction": int(apart.sum())}


def _how(rows: Rows) -> NDArray[np.int8]:
    """What located each row; an address that could be several blocks gave no more than an area."""
    several = (rows.matched == MatchedBy.ADDRESS) & (rows.unfound != Unfound.FOUND)
    return np.where(several, np.int8(MatchedBy.AREA_COLUMN), rows.matched)


def _doubts(built: Built, part: slice) -> Counted:
    """Rows whose point cannot be right: how many, how many are held for it, and the first few row numbers."""
    rows = built.rows.part(part)
    held = (rows.fault == Fault.SENTINEL_PLACE) & (built.settled.reason[part] == Reason.FAULT)
    found = {}
    for doubt in (PlaceDoubt.APART, PlaceDoubt.OUTSIDE, PlaceDoubt.ZERO):
        mine = (rows.doubt & doubt) != 0
        if mine.any():
            found[doubt.word] = {"rows": int(mine.sum()), "held": int((mine & held).sum()), "first": _some(mine)}
    return found


def _unfound(built: Built, part: slice) -> Counted:
    """Rows whose address led to no block, by why; how they were located instead; and the first few row numbers."""
    rows = built.rows.part(part)
    counts = np.bincount(rows.unfound * np.int64(len(MatchedBy)) + _how(rows), minlength=len(Unfound) * len(_BY))
    table = counts.reshape(len(Unfound), len(MatchedBy))
    return {
        reason.word: {
            "rows": int(table[reason].sum()),
            **{word: int(table[reason, how]) for how, word in _BY.items() if how is not MatchedBy.ADDRESS},
            "first": _some(rows.unfound == reason),
        }
        for reason in Unfound
        if reason is not Unfound.FOUND and table[reason].any()
    }


def _some(mask: NDArray[np.bool_]) -> list[int]:
    return [int(row) for row in np.flatnonzero(mask)[:_FIRST]]


def _told(built: Built, units: UnitTable, outcome: NDArray[np.int8]) -> Counted:
    """Published rows per tier and level of place; `no place` for the rows of tiers that show none."""
    names = [rule.name for rule in built.treatments]
    order = list(dict.fromkeys(names))
    tier = np.array([order.index(name) for name in names])[built.fates.treatment]
    level = np.where(built.settled.unit >= 0, units.level[built.settled.unit], len(units.ladder))
    words = [*units.ladder, "no place"]
    out = outcome == Outcome.PUBLISHED
    counts = np.bincount(tier[out] * len(words) + level[out], minlength=len(order) * len(words))
    table = counts.reshape(len(order), len(words))
    return {
        name: {word: int(count) for word, count in zip(words, table[at].tolist(), strict=True) if count}
        for at, name in enumerate(order)
        if table[at].any()
    }


# --- what it hides -----------------------------------------------------------------------------------------------


def _bands(built: Built, units: UnitTable, published: NDArray[np.bool_]) -> Counted | None:
    """Places and published rows by households: on the hundred-block alone, and on what it is told as.

    `least` is the smallest number of households that a tier shows streets for; `places` and `blocks` are those of the
    whole city in that tier, whether a row has them or not. Rows are those found on a block. None without streets.
    """
    rules = [
        (rule.min_households, number)
        for number, rule in enumerate(built.treatments)
        if rule.level == BLOCK and built.maps[number] is not None
    ]
    if not units.has_blocks or not rules:
        return None
    least, finest = min(rules)
    own = np.nan_to_num(units.own) / units.safety
    before, after = np.zeros((2, len(BANDS)), dtype=np.int64)
    on_block = published & (units.hundred[built.rows.unit] >= 0)
    for number in np.unique(built.fates.treatment[on_block]).tolist():
        mine = np.flatnonzero(on_block & (built.fates.treatment == number))
        before += _banded(own[built.rows.unit[mine]])
        after += _banded(_homes(built, units, number)[built.settled.unit[mine]])
    shown = built.maps[finest]
    assert shown is not None
    places = np.unique(shown[units.blocks])
    return {
        "least": least,
        "words": list(BANDS),
        "blocks": _banded(own[units.blocks]).tolist(),
        "places": _banded(preimage_households(units, shown)[places[places >= 0]]).tolist(),
        "rows_before": before.tolist(),
        "rows_after": after.tolist(),
    }


def _homes(built: Built, units: UnitTable, number: int) -> NDArray[np.float64]:
    """Households that each unit stands for under a treatment, as `redact.plan.places.household_bands` counts."""
    place_map = built.maps[number]
    if place_map is None or built.treatments[number].cover is not None:
        return units.households / units.safety
    return preimage_households(units, place_map)


def _banded(homes: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.bincount(bands_of(homes[np.isfinite(homes)]), minlength=len(BANDS)).astype(np.int64)


def bands_of(homes: NDArray[np.float64]) -> NDArray[np.intp]:
    """The index into BANDS of each number of households."""
    return np.digitize(homes, _EDGES)


def _metres(built: Built, units: UnitTable, published: NDArray[np.bool_]) -> Counted:
    """Median and 90th percentile of how far a row's place is drawn from where it was, on streets and in all.

    From the row's own point, else the middle of its block; to the point of its published place.
    """
    from pyproj import Transformer

    rows, unit = built.rows, built.settled.unit
    x, y = Transformer.from_crs("EPSG:4326", units.metres, always_xy=True).transform(*units.points.T)
    drawn_x, drawn_y = np.asarray(x), np.asarray(y)
    at = np.flatnonzero(published & ((rows.doubt & (PlaceDoubt.OUTSIDE | PlaceDoubt.APART)) == 0))
    own, place = rows.unit[at], unit[at]
    pointed = np.isfinite(rows.x[at])
    block = units.hundred[own] >= 0
    from_x = np.where(pointed, rows.x[at], np.where(block, drawn_x[own], np.nan))
    from_y = np.where(pointed, rows.y[at], np.where(block, drawn_y[own], np.nan))
    metres = np.hypot(from_x - drawn_x[place], from_y - drawn_y[place])
    known = np.isfinite(metres)
    street = known & (units.level[place] == units.ladder.index(BLOCK)) if units.has_blocks else np.zeros_like(known)
    return {word: _quantiles(metres[mask]) for word, mask in (("street", street), ("all", known)) if mask.any()}


def _quantiles(metres: NDArray[np.float64]) -> Counted:
    median, far = np.quantile(metres, [0.5, 0.9])
    return {"rows": len(metres), "median": round(float(median)), "p90": round(float(far))}
