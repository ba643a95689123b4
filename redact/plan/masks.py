"""The mask of a publisher: as which place everything is shown. Two masks of one record tell more than either.

A record that was out as stretch A and comes out again as stretch B must lie where the two overlap. So the ledger keeps
every mask that was published by, and another one is used only if each overlap, tier by tier and however far a tier's
cells may have climbed, still stands for the households that it asks for.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.errors import DataMismatch, Where
from redact.ledger import Ledger
from redact.place import UnitTable
from redact.plan.places import place_maps
from redact.plan.treatments import Treatment

_FOUND = ("unit", "households")


@dataclass(frozen=True)
class Mask:
    """Where records can be found (`units` by id, with the `households` whose own address is found there), and as what.

    `shown` has one column per rule: the id of the place that each unit is published as, "" for none or
    the whole city. `tier` names the
    rule's tier, `required` is how many households it asks for, safety factor included. A rule whose
    cells may climb is there once per step.
    """

    units: tuple[str, ...]
    households: NDArray[np.float64]
    shown: tuple[tuple[str, ...], ...]
    tier: tuple[str, ...]
    required: tuple[float, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of what it says."""
        text = json.dumps([self.units, [f"{homes:.3f}" for homes in self.households.tolist()], list(self._rules())])
        return hashlib.sha256(text.encode()).hexdigest()

    def to_bytes(self) -> bytes:
        """For the ledger."""
        columns: dict[str, object] = {"unit": list(self.units), "households": self.households}
        columns |= {f"{at}:{least!r}:{tier}": list(shown) for at, (tier, least, shown) in enumerate(self._rules())}
        target = io.BytesIO()
        pq.write_table(pa.table(columns), target, compression="zstd")
        return target.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Mask:
        """What `to_bytes` made."""
        table = pq.read_table(io.BytesIO(content))
        rules = [name for name in table.column_names if name not in _FOUND]
        return cls(
            units=tuple(table.column("unit").to_pylist()),
            households=table.column("households").to_numpy(),
            shown=tuple(tuple(table.column(name).to_pylist()) for name in rules),
            tier=tuple(name.split(":", 2)[2] for name in rules),
            required=tuple(float(name.split(":", 2)[1]) for name in rules),
        )

    def _rules(self) -> Iterator[tuple[str, float, tuple[str, ...]]]:
        return zip(self.tier, self.required, self.shown, strict=True)


def mask_of(units: UnitTable, treatments: Sequence[Treatment]) -> Mask:
    """The mask of a unit table under a policy's treatments."""
    found = np.flatnonzero(~units.stretches)
    ids = np.array(units.ids.to_pylist(), dtype=object)
    shown: dict[tuple[str, float, tuple[str, ...]], None] = {}
    known = units.has_households
    rules = [rule for rule in treatments if known and rule.level is not None and units.level_for(rule.level)]
    for rule, place_map in zip(rules, place_maps(units, rules, np.arange(len(rules), dtype=np.int8)), strict=True):
        if place_map is None:
            continue
        place = place_map[found]
        for lifted in _lifted(units, place, climbs=rule.cover is not None):
            words = np.where((lifted >= 0) & (lifted != units.city), ids[np.maximum(lifted, 0)], "")
            name = f"{rule.own} in doubt" if rule.careful else rule.own
            shown.setdefault((name, rule.min_households * units.safety, tuple(words.tolist())))
    return Mask(
        units=tuple(ids[found].tolist()),
        households=np.nan_to_num(units.own, nan=0.0)[found],
        shown=tuple(words for _, _, words in shown),
        tier=tuple(tier for tier, _, _ in shown),
        required=tuple(least for _, least, _ in shown),
    )


def _lifted(units: UnitTable, place: NDArray[np.int32], *, climbs: bool) -> Iterator[NDArray[np.int32]]:
    """The places themselves and, where cells may climb, what is around them at every level."""
    yield place
    if not climbs:
        return
    for step in range(len(units.ladder) - 1):
        above = np.where(place >= 0, units.parents[np.maximum(place, 0), step], -1)
        coarser = (above >= 0) & (units.level[np.maximum(place, 0)] < step)
        if coarser.any():
            yield np.where(coarser, above, place)


def overlaps_too_small(old: Mask, new: Mask) -> int:
    """In how many overlaps of an old place with a new one too few households live.

    Each tier is compared with itself, and its careful variant with that. A record whose tier changes is an exposure of
    its own, with this mask as with another. A tier that is new is compared with all that were.

    Households are those of the new layers. A unit that only the new table knows was found somewhere else before; all
    such are taken for one old place, which is the strict reading. The whole city overlaps nothing: it stands for
    everybody, and so says no more than the other place does.
    """
    number = {unit: at for at, unit in enumerate(old.units)}
    at_old = np.array([number.get(unit, -1) for unit in new.units])
    short = 0
    after = [(tier, least, _codes(shown)) for tier, least, shown in new._rules()]
    for old_tier, least_old, shown in old._rules():
        one = _codes(shown)
        before = np.where(at_old >= 0, one[np.maximum(at_old, 0)], one.max(initial=0) + 1)
        for new_tier, least_new, other in after:
            if new_tier != old_tier and new_tier in old.tier:
                continue
            both = (before >= 0) & (other >= 0)
            pair = before[both] * (int(other.max(initial=0)) + 1) + other[both]
            spots, index = np.unique(pair, return_inverse=True)
            homes = np.bincount(index, weights=new.households[both], minlength=len(spots))
            short += int((homes < min(least_old, least_new) - 1e-6).sum())
    return short


def check_mask(mask: Mask, ledger: Ledger) -> None:
    """Refuses (DataMismatch, 11) places that overlap those of an earlier release in too few households.

    Asked at the preview, so that nobody reviews a plan in vain, and again before anything is written.
    """
    digest = mask.digest
    for earlier, content in ledger.masks():
        if earlier == digest:
            continue
        short = overlaps_too_small(Mask.from_bytes(content), mask) if content is not None else None
        if short == 0:
            continue
        found = "an overlap may stand" if short is None else f"{short:,} overlaps of an old place with a new one stand"
        raise DataMismatch(
            "the places are not those of the earlier releases: the same event would get another place, and the two "
            f"together would tell more than either ({found} for too few households)",
            where=Where(ledger.path) if ledger.path is not None else None,
            fix="Use the map layers and the numbers of households of the earlier releases. Places that only join or "
            "only divide the earlier ones are accepted.",
        )


def _codes(words: Sequence[str]) -> NDArray[np.int64]:
    """A number per place, -1 for the whole city and for none."""
    column = np.array(words, dtype=np.str_)
    codes = np.unique(column, return_inverse=True)[1].astype(np.int64)
    codes[column == ""] = -1
    return codes
