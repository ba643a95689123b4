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
from numpy.typing import NDArray

from redact.advice.exactness import Both, Side, by_rule, changed, filled_cells, in_fact
from redact.ledger import Ledger, Secret
from redact.place import build_units, load_jurisdiction
from redact.plan.build import build
from redact.plan.inputs import Inputs, Progress, silent
from redact.plan.outcomes import Reason
from redact.plan.protected import protected_names
from redact.plan.samples import AS_OF, SECRET
from redact.policy.exposure import Exposure, roles_of
from redact.policy.model import Policy
from redact.policy.structure import Between
from redact.records import load_card, open_source
from redact.synth import make_city
from redact.vocabulary import DERIVED_COLUMNS

if TYPE_CHECKING:
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


def _both(
    old: Policy,
    new: Policy,
    sources: Mapping[str, Source],
    jurisdiction: Path | None,
    secret: Secret,
    as_of: date,
    folder: Path,
    progress: Progress = silent,
) -> tuple[Side, Side]:
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
        sides.append(Side(built, units, filled_cells(built, staged, sources)))
    return sides[0], sides[1]


def _effect(old: Policy, new: Policy, sides: tuple[Side, Side], classes: Sequence[frozenset[str]]) -> Effect:
    rows = len(classes)
    levels = Between(old, new).levels
    exposures = [Exposure(policy, levels, roles_of(old, new)) for policy in (old, new)]
    columns = {
        name: np.logical_or(*(side.filled.get(name, np.zeros(rows, dtype=np.bool_)) for side in sides))
        for name in dict.fromkeys(name for side in sides for name in side.filled)
        if name not in DERIVED_COLUMNS or name == "offense_group"
    }
    rules = [by_rule(exposure, side, columns) for exposure, side in zip(exposures, sides, strict=True)]
    facts = [in_fact(exposure, side, levels) for exposure, side in zip(exposures, sides, strict=True)]
    waits = np.logical_or(*(side.built.settled.reason == Reason.WAITING for side in sides))
    ruled = changed(rules[0], rules[1], np.ones(rows, dtype=np.bool_))
    settled = changed(facts[0], facts[1], ~waits)
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
        classes={name: _counted(mask & alike, ruled, settled) for name, mask in masks.items() if mask.any()},
    )


def _counted(mask: NDArray[np.bool_], ruled: Both, settled: Both) -> Changed:
    finer, coarser = ruled
    return Changed(
        records=int(mask.sum()),
        finer=int((mask & finer & ~coarser).sum()),
        coarser=int((mask & coarser & ~finer).sum()),
        both=int((mask & finer & coarser).sum()),
        finer_in_company=int((mask & settled[0] & ~finer).sum()),
        coarser_in_company=int((mask & settled[1] & ~coarser).sum()),
    )


__all__ = ["NO_CLASS", "Changed", "Effect", "on_city", "on_records"]
