"""Made-up cities put through the real stages: a release, the public map, and the truth that only the scorer has.

A city and its plan are made once per folder; every scenario of a run uses the same ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from redact.ledger import Ledger, Secret
from redact.place import UnitTable, build_units, load_jurisdiction
from redact.plan.build import build
from redact.plan.folder import PLAN_FILE, Plan, make_private
from redact.plan.inputs import Inputs
from redact.plan.save import write_decisions, write_summary
from redact.plan.tables import outcomes_of, pay, tables_of
from redact.plan.tables.pay import outputs
from redact.plan.tables.prepare import prepare
from redact.plan.tables.saved import SEAL
from redact.policy.model import Policy
from redact.records import load_card, open_source
from redact.records.card import Card
from redact.records.source import Source
from redact.risk.lab.knows import City, Practice
from redact.risk.lab.release import Release, read_plan
from redact.risk.lab.truth import Truth, published_of_plan, truth_of_city
from redact.risk.places.knows import Public, homes_of_addresses
from redact.synth import City as Made
from redact.synth import make_city
from redact.synth.city import DATASETS

FIRST: Final = date(2025, 1, 1)
MONTHS: Final = 12
AS_OF: Final = date(2026, 3, 1)
"""Two months after the last record, so that the whole year is out."""

SIZES: Final[Mapping[str, tuple[float, int]]] = {"city": (1.0, 0), "suburb": (0.25, 9_000), "town": (0.0, 400)}
"""By the word of a scenario: the share of the asked incidents, and the households (0: as the city has by itself)."""

FEWEST: Final = 60
"""Incidents of a city at least, and of a town in any case: with more of them it would be no town of four streets."""

Progress = Callable[[str, int, int | None], None]


def silent(step: str, done: int, total: int | None) -> None:
    """Progress for nobody."""


@dataclass(frozen=True, eq=False)
class Case:
    """One release to be attacked with what is needed to do so and to score it. Attacks never see a case.

    `lists` are the adversary's files by name. `first`, `last` are the days that the records are about. `practice` is
    filled in by the run from other cities. `number` tells cities of one run apart. `protected` are the blocks, by their
    ids, that are kept off the map on purpose, see `redact.risk.lab.targets.places`. `plan` is where the plan lies.
    """

    release: Release
    truth: Truth
    city: City
    lists: Mapping[str, pd.DataFrame]
    first: date
    last: date
    number: int = 0
    folder: Path | None = None
    practice: tuple[Practice, ...] = field(default=())
    protected: tuple[str, ...] = ()
    plan: Path | None = None

    def as_practice(self) -> Practice:
        """The same for somebody who made this city himself, to learn on before he attacks another."""
        return Practice(self.release, self.city, self.truth.sensitive())

    def with_release(self, release: Release, published: Mapping[str, NDArray[np.int64]]) -> Case:
        """Another release of the same city, e.g. a weak one."""
        return replace(self, release=release, truth=Truth(self.truth.records, published))


def make_case(
    folder: Path,
    policy: Policy,
    *,
    incidents: int,
    seed: int,
    size: str = "city",
    narratives: bool = True,
    progress: Progress = silent,
) -> Case:
    """A city of this seed and its release under a policy, below `folder`; what is there already is read again.

    With narratives, since many events are only recognised by what is told of them; without, it is made faster and more
    is missed.
    """
    share, households = SIZES[size]
    count = max(FEWEST, round(incidents * share))
    where = folder / f"{size}-{count}-{seed}{'' if narratives else '-no-texts'}"
    if not (where / "city" / "truth").is_dir():
        progress(f"making {size} {seed}", 0, None)
        make_city(
            where / "city", incidents=count, seed=seed, months=MONTHS, start=FIRST, narratives=narratives,
            households=households or None,
        )  # fmt: skip
    made = Made(where / "city", {})
    plan = where / f"plan-{policy.digest[:12]}"
    if not (plan / PLAN_FILE).is_file():
        progress(f"previewing {size} {seed}", 0, None)
        _plan(made, plan, policy, seed)
    return case_of_plan(Plan.open(plan), policy, made.folder, number=seed)


def _plan(made: Made, folder: Path, policy: Policy, seed: int) -> None:
    """Every stage of a preview but its report, with the tables drawn. The secret follows from the seed, so that a run
    can be repeated; nobody in the city exists."""
    secret = Secret(seed.to_bytes(4, "big") + b"a city of nobody needs none.")
    units = build_units(load_jurisdiction(made.jurisdiction), policy.places, policy.street_floors)
    sources = sources_of(made.folder)
    aside = folder.with_name(f".{folder.name}")
    make_private(aside)
    with Ledger.in_memory(secret) as ledger:
        inputs = Inputs(policy, sources, units, secret, ledger, AS_OF, workers=1)
        built = build(inputs, aside)
        units.save(aside)
        prepare(aside, built, inputs, secret.key(SEAL))
        write_decisions(aside, built)
        write_summary(aside, built, inputs, synthetic=True, project={})
        tables = tables_of(aside)
        kinds = {source.card.kind.value for source in sources.values()}
        tables.write(outputs(pay(tables, ledger, policy, units, outcomes_of(kinds), secret.key(SEAL))))
    aside.rename(folder)


def sources_of(made: Path) -> dict[str, Source]:
    """The exports of the synthetic city in a folder, as its cards read them."""
    city = Made(made, {})
    return {name: open_source(city.exports(name), _card(city, name)) for name in DATASETS}


def _card(made: Made, name: str) -> Card:
    """A dataset's card. In a small town one faulty row is more than cards allow, and there it is no matter."""
    return replace(load_card(made.card(name)), max_unreadable=1.0)


def case_of_plan(plan: Plan, policy: Policy, made: Path, *, number: int = 0) -> Case:
    """The case of a plan of a synthetic city that lies in the folder `made`."""
    records = truth_of_city(made, policy)
    settled = json.loads((made / "city.json").read_text(encoding="utf-8"))
    first = date.fromisoformat(settled["arguments"]["start"])
    last = date.fromisoformat(settled["before"])
    return Case(
        release=read_plan(plan, policy),
        truth=Truth(records, published_of_plan(plan, records)),
        city=city_of_folder(made, plan.units()),
        lists=lists_of(made),
        first=first,
        last=date.fromordinal(last.toordinal() - 1),
        number=number,
        folder=made,
        plan=plan.folder,
    )


def city_of_folder(made: Path, units: UnitTable) -> City:
    """The public map of a synthetic city: its address list, and the places that may be published."""
    import pyarrow.parquet as pq

    points = pq.read_table(made / "layers" / "address_points.parquet", columns=["address", "units", "geometry"])
    shapes = shapely.from_wkb(points.column("geometry").to_numpy(zero_copy_only=False))
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    address = points.column("address").to_pylist()
    households = points.column("units").to_numpy().astype(np.float64)
    homes = homes_of_addresses(units, address, x, y, households)
    frame = pd.DataFrame({"address": address, "x": x, "y": y, "households": households})
    return City(frame, Public(units, homes, ()))


def lists_of(made: Path) -> dict[str, pd.DataFrame]:
    """The files that adversaries have, by name; the old portal's copy is `portal`."""
    found = {}
    for path in sorted((made / "adversary").glob("*.csv")):
        name = "portal" if path.stem.startswith("portal") else path.stem
        found[name] = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    return found
