"""What a change of policy does to records: how many would be shown more or less exactly, by class.

Both policies run through the real stages with the same secret, as if nothing had been published before, and only
counts come out. What the rules do to a record is counted apart from what its company does: where too few rows look
alike they are shown by a larger area or a longer time, so under a stricter rule, by which more rows come together,
some need not be. Events that are cover under one policy only are counted apart too: which are cover is chance.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.ledger import Ledger, Secret
from redact.place import build_units, load_jurisdiction
from redact.plan.build import Built, build
from redact.plan.inputs import Inputs, Progress, silent
from redact.plan.outcomes import Reason
from redact.plan.protected import protected_names
from redact.plan.samples import AS_OF, SECRET
from redact.policy.exposure import ANY_EXTRA, Exposure, roles_of
from redact.policy.model import Policy
from redact.policy.structure import Between
from redact.records import load_card, open_source
from redact.synth import make_city
from redact.vocabulary import DERIVED_COLUMNS, EXTRA_PREFIX, TimePrecision

if TYPE_CHECKING:
    from redact.place import UnitTable
    from redact.records.source import Source

INCIDENTS: Final = 1_500
HOUSEHOLDS: Final = 9_000
DATASETS: Final = ("incidents", "calls", "arrests")
NO_CLASS: Final = "none of these"
"""Records of no kind of harm that either policy names."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Of the records of a class: by the rules shown more exactly, less exactly, and more in one thing but less in
    another; and shown more or less exactly than that because of how many others look like them."""

    records: int
    finer: int
    coarser: int
    both: int
    finer_in_company: int
    coarser_in_company: int

    @property
    def any(self) -> bool:
        """Whether anything is shown otherwise."""
        return any((self.finer, self.coarser, self.both, self.finer_in_company, self.coarser_in_company))


@dataclass(frozen=True)
class Effect:
    """What a change does to a set of records. `classes` has each class, then NO_CLASS; a record of two counts twice.

    `cover` counts records of events that are cover under one of the policies only; they are in no other number.
    """

    records: int
    shown_before: int
    shown_after: int
    cover: int
    classes: Mapping[str, Changed]

    def as_json(self) -> dict[str, Any]:
        """Counts only."""
        return {
            "records": self.records,
            "shown_before": self.shown_before,
            "shown_after": self.shown_after,
            "cover_changed": self.cover,
            "classes": {name: asdict(each) for name, each in self.classes.items()},
        }


@lru_cache(maxsize=4)
def on_city(old: Policy, new: Policy) -> Effect:
    """The effect on a small synthetic city, by what its records truly are. The same for the same two policies.

    Raises Missing (16) where a policy asks for areas that the city does not have.
    """
    texts = any(tier.tells for policy in (old, new) for tier in policy.tiers)
    with tempfile.TemporaryDirectory(prefix="redact-compare-") as name:
        folder = Path(name)
        city = make_city(folder / "city", incidents=INCIDENTS, households=HOUSEHOLDS, seed=20_260, narratives=texts)
        sources = {each: open_source(city.exports(each), load_card(city.card(each))) for each in DATASETS}
        sides = _both(old, new, sources, city.jurisdiction, Secret(SECRET), AS_OF, folder)
        truth = city.truth()
        said = [
            truth.filter(pc.equal(truth["dataset"], each)).sort_by("row")["classes"].to_pylist() for each in DATASETS
        ]
        true = [frozenset(filter(None, classes.split(";"))) for each in said for classes in each]
        return _effect(old, new, sides, true)


def on_records(
    old: Policy,
    new: Policy,
    sources: Mapping[str, Source],
    *,
    jurisdiction: Path | None,
    secret: Secret,
    as_of: date,
    progress: Progress = silent,
) -> Effect:
    """The effect on a department's own records, by what either policy finds them to be.

    Nothing of it is kept. Raises what a preview raises: DataMismatch (11), Missing (16).
    """
    with tempfile.TemporaryDirectory(prefix="redact-compare-") as name:
        sides = _both(old, new, sources, jurisdiction, secret, as_of, Path(name), progress)
        found = [
            frozenset(word for bit, word in enumerate(policy.class_names) if mask >> bit & 1)
            for policy, side in zip((old, new), sides, strict=True)
            for mask in side.built.fates.classes.tolist()
        ]
        half = len(found) // 2
        return _effect(old, new, sides, [one | other for one, other in zip(found[:half], found[half:], strict=True)])


# --- both policies through the stages --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Side:
    """What one policy makes of the records: the plan, its places, and which cells of which column are filled."""

    built: Built
    units: UnitTable
    filled: Mapping[str, NDArray[np.bool_]]


def _both(
    old: Policy,
    new: Policy,
    sources: Mapping[str, Source],
    jurisdiction: Path | None,
    secret: Secret,
    as_of: date,
    folder: Path,
    progress: Progress = silent,
) -> tuple[_Side, _Side]:
    layers = load_jurisdiction(jurisdiction)
    sides = []
    for number, policy in enumerate((old, new)):
        staged = folder / f"plan-{number}"
        staged.mkdir(mode=0o700)
        units = build_units(layers, policy.places, policy.street_floors)
        with Ledger.in_memory(secret) as ledger:
            listed = protected_names(layers, policy)
            inputs = Inputs(policy, sources, units, secret, ledger, as_of, workers=1, listed=listed)
            built = build(inputs, staged, progress)
        sides.append(_Side(built, units, _filled(built, staged, sources)))
    return sides[0], sides[1]


def _filled(built: Built, folder: Path, sources: Mapping[str, Source]) -> dict[str, NDArray[np.bool_]]:
    """For every published column whether its cell is filled, over all rows of the plan."""
    found: dict[str, NDArray[np.bool_]] = {}
    for name, rows in zip(sources, built.slices, strict=True):
        staged = pq.read_table(folder / "staged" / f"{name}.parquet")
        at = built.positions[rows]
        there = np.flatnonzero(at >= 0)
        for column in staged.column_names:
            cells = pc.not_equal(pc.fill_null(staged[column].cast("string"), ""), "").to_numpy()
            found.setdefault(column, np.zeros(len(built.rows), dtype=np.bool_))[there + rows.start] = cells[at[there]]
    return found


# --- comparing them --------------------------------------------------------------------------------------------------


Hidden = Mapping[str, NDArray[np.float64]]
"""How much is hidden of every row, by column: the more, the higher; infinite where nothing is shown."""


def _effect(old: Policy, new: Policy, sides: tuple[_Side, _Side], classes: Sequence[frozenset[str]]) -> Effect:
    rows = len(classes)
    levels = Between(old, new).levels
    exposures = [Exposure(policy, levels, roles_of(old, new)) for policy in (old, new)]
    columns = {
        name: np.logical_or(*(side.filled.get(name, np.zeros(rows, dtype=np.bool_)) for side in sides))
        for name in dict.fromkeys(name for side in sides for name in side.filled)
        if name not in DERIVED_COLUMNS or name == "offense_group"
    }
    rules = [_by_rule(exposure, side, columns) for exposure, side in zip(exposures, sides, strict=True)]
    facts = [_in_fact(exposure, side, levels) for exposure, side in zip(exposures, sides, strict=True)]
    waits = np.logical_or(*(side.built.settled.reason == Reason.WAITING for side in sides))
    by_rule = _changed(rules[0], rules[1], np.ones(rows, dtype=np.bool_))
    in_fact = _changed(facts[0], facts[1], ~waits)
    covers = [side.built.fates.cover for side in sides]
    alike = covers[0] == covers[1]
    names = dict.fromkeys((*old.class_names, *new.class_names))
    masks = {name: np.array([name in each for each in classes], dtype=np.bool_) for name in names}
    masks[NO_CLASS] = ~np.logical_or.reduce([np.zeros(rows, dtype=np.bool_), *masks.values()])
    shown = [int((side.built.settled.reason == Reason.NONE).sum()) for side in sides]
    return Effect(
        records=rows,
        shown_before=shown[0],
        shown_after=shown[1],
        cover=int((~alike).sum()),
        classes={name: _counted(mask & alike, by_rule, in_fact) for name, mask in masks.items() if mask.any()},
    )


Both = tuple[NDArray[np.bool_], NDArray[np.bool_]]
"""Per row: is anything shown more exactly, is anything shown less exactly."""


def _counted(mask: NDArray[np.bool_], by_rule: Both, in_fact: Both) -> Changed:
    finer, coarser = by_rule
    return Changed(
        records=int(mask.sum()),
        finer=int((mask & finer & ~coarser).sum()),
        coarser=int((mask & coarser & ~finer).sum()),
        both=int((mask & finer & coarser).sum()),
        finer_in_company=int((mask & in_fact[0] & ~finer).sum()),
        coarser_in_company=int((mask & in_fact[1] & ~coarser).sum()),
    )


def _changed(before: Hidden, after: Hidden, looked_at: NDArray[np.bool_]) -> Both:
    finer, coarser = np.zeros(len(looked_at), dtype=np.bool_), np.zeros(len(looked_at), dtype=np.bool_)
    absent = np.full(len(looked_at), np.inf)
    for name in {*before, *after}:
        one, other = before.get(name, absent), after.get(name, absent)
        finer |= other < one
        coarser |= other > one
    return finer & looked_at, coarser & looked_at


def _by_rule(exposure: Exposure, side: _Side, columns: Mapping[str, NDArray[np.bool_]]) -> Hidden:
    """What the rules of its tier hide of every row, in the columns in which it has anything to show."""
    built = side.built
    treated = (*exposure.plain, *exposure.careful)
    out = ~np.isin(built.settled.reason, (Reason.NONE, Reason.WAITING, Reason.NOT_SETTLED))

    def ranks(name: str) -> NDArray[np.float64]:
        return np.array([shown[name] for shown in treated], dtype=np.float64)[built.fates.treatment]

    placed = built.rows.unit >= 0
    found = {name: np.where(placed, ranks(name), np.inf) for name in ("level", "households")}
    # Ranks of time begin with the hour, precisions with the minute.
    dated = built.rows.precision != TimePrecision.NONE
    found["precision"] = np.where(dated, np.maximum(ranks("precision") + 1, built.rows.precision), np.inf)
    for column, filled in columns.items():
        found[column] = np.where(filled, ranks(_role(column, treated[0])), np.inf)
    return {name: np.where(out, np.inf, hidden) for name, hidden in found.items()}


def _in_fact(exposure: Exposure, side: _Side, levels: Sequence[str]) -> Hidden:
    """What is hidden of every row once everything is settled: places and times that climbed, cells left blank."""
    built, units, settled = side.built, side.units, side.built.settled
    out = settled.reason != Reason.NONE
    unit = np.maximum(settled.unit, 0)
    none = np.zeros(len(out), dtype=np.bool_)
    placed = side.filled.get("place", none) & (settled.unit >= 0)
    timed = side.filled.get("time", none) & (settled.precision != TimePrecision.NONE)
    order = np.array([levels.index(word) if word in levels else len(levels) for word in units.ladder], dtype=np.float64)
    homes = np.nan_to_num(units.households / units.safety)
    found = {
        "level": np.where(placed, order[units.level[unit]], np.inf),
        "households": np.where(placed, homes[unit], np.inf),
        "precision": np.where(timed, settled.precision.astype(np.float64), np.inf),
    }
    treated = (*exposure.plain, *exposure.careful)
    for column, filled in side.filled.items():
        if column in DERIVED_COLUMNS and column != "offense_group":
            continue
        role = _role(column, treated[0])
        ranks = np.array([shown[role] for shown in treated])[built.fates.treatment]
        found[column] = np.where(filled, np.where(np.isfinite(ranks), ranks, 0.0), np.inf)
    return {name: np.where(out, np.inf, hidden) for name, hidden in found.items()}


def _role(column: str, known: Mapping[str, float]) -> str:
    """The role of a published column: its name, a number behind it aside; extras stand under their own names."""
    stem, _, number = column.rpartition("_")
    words = (column, stem if number.isdigit() else column, f"{EXTRA_PREFIX}{column}")
    return next((word for word in words if word in known), ANY_EXTRA)


__all__ = ["NO_CLASS", "Changed", "Effect", "on_city", "on_records"]
