"""Random small worlds: events with records in several datasets, every person and number in them unique.

REDACT_DEPTH multiplies the number of worlds that each property is tried on (default 1).
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from redact.ledger import Secret
from redact.place import UnitTable
from redact.policy.model import Policy

from ..unit.plan.making import Planned, address_in, small_city, tiny

DEPTH = max(1, int(os.environ.get("REDACT_DEPTH", "1")))
SECRET = Secret(bytes(range(1, 33)))
KEYS = {"event_id": "digits", "incident_id": "text"}

Records = dict[str, list[dict[str, str]]]


def depth(examples: int) -> Callable[[Any], Any]:
    """Hypothesis settings for a property tried on `examples` worlds at the default depth."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate]  # a world is its seed already: nothing to shrink
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples * DEPTH, deadline=None, phases=phases, suppress_health_check=checks)


OFFENCES: Mapping[str, Mapping[str, str]] = {
    "theft": {"offense_code": "23F", "offense_text": "THEFT FROM MOTOR VEHICLE"},
    "burglary": {"offense_code": "220", "offense_text": "BURGLARY"},
    "drugs": {"offense_code": "35A", "offense_text": "DRUGS"},
    "assault": {"offense_code": "13A", "offense_text": "AGGRAVATED ASSAULT", "relationship": "STRANGER"},
    "doubt": {"offense_code": "13B", "offense_text": "SIMPLE ASSAULT"},
    "partner": {"offense_code": "13B", "offense_text": "SIMPLE ASSAULT", "relationship": "BOYFRIEND"},
    "stalking": {"offense_code": "", "offense_text": "STALKING"},
    "rape": {"offense_code": "11A", "offense_text": "RAPE"},
    "runaway": {"offense_code": "90I", "offense_text": "RUNAWAY"},
    "nothing": {"offense_code": "", "offense_text": ""},
    "odd": {"offense_code": "QQ77", "offense_text": "ODD THING"},
}
TRULY_SENSITIVE = frozenset({"partner", "stalking", "rape", "runaway"})
FIRST = ("Anna", "José", "Chidi", "Dolores", "Émile", "Fatima", "Goran", "Xiu")
DATASETS = ("incidents", "calls", "arrests", "stops")


@dataclass(frozen=True)
class World:
    """Records by dataset, what each event truly was, and the values that may stand in nothing published."""

    records: Records
    truth: Mapping[tuple[str, int], str]
    planted: Sequence[str]
    homes: tuple[float, ...] = (100.0,) * 8
    units: UnitTable = field(default_factory=small_city)


def letters(number: int) -> str:
    """A number as a word of letters that no vocabulary has."""
    return "zq" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:05}")


class _Maker:
    """Makes one world from a seed; every identifying cell is new."""

    def __init__(self, seed: int, events: int) -> None:
        self.random = random.Random(seed)
        self.records: Records = defaultdict(list)
        self.truth: dict[tuple[str, int], str] = {}
        self.planted: list[str] = []
        self.count = 0
        self.days = [f"2025-{month:02}-{self.random.randint(1, 28):02}" for month in range(1, 7)]
        for number in range(1, events + 1):
            self.event(number)

    def new(self, made: str) -> str:
        self.planted.append(made)
        return made

    def event(self, number: int) -> None:
        choose = self.random
        offence = choose.choice([*OFFENCES, "theft", "theft", "burglary", "assault", "nothing"])
        home = choose.randrange(8)
        day = choose.choice(self.days)
        keyless = choose.random() < 0.1
        for dataset in ("incidents", *(choose.sample(DATASETS, choose.randint(0, 3)))):
            said = OFFENCES[offence] if choose.random() < 0.7 or dataset == "incidents" else OFFENCES["nothing"]
            self.record(dataset, number, said, offence, home, day, keyless)

    def record(
        self, dataset: str, event: int, said: Mapping[str, str], truth: str, home: int, day: str, keyless: bool
    ) -> None:
        choose = self.random
        self.count += 1
        name = f"{letters(self.count)} {choose.choice(FIRST)}"
        self.planted.append(name.split(" ", maxsplit=1)[0])
        phone = self.new(f"515555{self.count:04}")
        house = f"{self.count % 97 + 1:02}"
        noise = choose.choice(["OPEN", "OPEN", "CLOSED", f"SEE {name.upper()}", f"call {phone}", f"re {name.lower()}"])
        people = {"incidents": "victim_name", "calls": "reporting_party", "arrests": "subject_name"}
        record = {
            "incident_id": self.new(f"R25X{event:05}") if dataset == "incidents" and not keyless else "",
            "event_id": "" if keyless else {"calls": f"C25-{event:07}", "arrests": f"25-{event}"}.get(
                dataset, f"2025{event:06}"),
            "occurred_at": f"{day} {choose.randint(0, 23):02}:{choose.randint(0, 59):02}",
            "address": address_in(home if choose.random() < 0.9 else choose.randrange(8), int(house)),
            "beat": str(home // 2 + 1) if choose.random() < 0.5 else "",
            people.get(dataset, "subject_name"): name,
            "phone": phone,
            "email": self.new(f"{letters(self.count)}x@example.org"),
            "status": noise,
            "subject_age": str(choose.choice([16, 22, 23, 31, 34, 81])),
            "subject_sex": choose.choice("FM"),
            "subject_race": choose.choice("BW"),
            "officer_name": choose.choice(["Steinmetz, Rolf", "Vasquez, L", "Okafor, Ada"]),
            **said,
        }  # fmt: skip
        unknowable = keyless and said is OFFENCES["nothing"]
        self.truth[dataset, len(self.records[dataset])] = "nothing" if unknowable else truth
        self.records[dataset].append(record)


def world(seed: int, events: int = 40) -> World:
    """The world of a seed."""
    made = _Maker(seed, events)
    return World(dict(made.records), made.truth, made.planted)


worlds = st.builds(world, st.integers(0, 10_000), st.integers(8, 60))
"""Worlds as a strategy: a seed and a number of events."""


def policy_of(
    share: float | None, usual: int | None, rates: tuple[float, float], level: str, homes: int, doubt: str, unknown: str
) -> Policy:
    """A policy of the tiny one's shape."""
    cover: dict[str, Any] = {"share_at_least": share} if share else {}
    cover |= {"usual_rows": usual} if usual else {}
    return tiny(
        classify__linked_at_least=0,
        classify__may_evidence=doubt,
        classify__unknown_code=unknown,
        tiers__0__cover__rate=rates[0],
        tiers__1__cover=cover | {"rate": {"persons": rates[1], "property": rates[1] / 2, "society": 0.2, "none": 0.1}},
        tiers__1__place={"level": level, "min_households": homes},
    )


policies = st.builds(
    policy_of,
    st.sampled_from([0.3, 0.5, 0.7, None]),
    st.sampled_from([None, 2, 4]),
    st.sampled_from([(0.05, 0.3), (0.2, 0.8)]),
    st.sampled_from(["block", "beat", "district"]),
    st.sampled_from([50, 200, 500]),
    st.sampled_from(["persons", "protect", "pass", "hold"]),
    st.sampled_from(["hold", "protect"]),
)
"""Policies of the tiny one's shape."""

homes = st.lists(st.sampled_from([0.0, 5.0, 30.0, 100.0, 400.0]), min_size=8, max_size=8).map(small_city)
"""Cities with towers, single houses and empty blocks."""


# --- comparing plans -------------------------------------------------------------------------------------------------

Fate = tuple[Any, ...]


def fates_of(plan: Planned, order: Mapping[str, Sequence[int]] | None = None) -> dict[tuple[str, int], Fate]:
    """What became of every input row: its decision and its published cells, ids aside.

    `order[dataset][i]` is the number that row i of the plan had originally.
    """
    staged = {name: plan.staged(name) for name in plan.sources}
    found = {}
    for decision in pq.read_table(plan.folder / "decisions.parquet").to_pylist():
        dataset, row = decision["dataset"], decision["row"]
        original = order[dataset][row] if order is not None else row
        cells = staged[dataset][decision["staged"]] if decision["staged"] >= 0 else {}
        kept = {name: value for name, value in decision.items() if name not in ("row", "staged", "event")}
        published = {name: value for name, value in cells.items() if name != "id"}
        found[dataset, original] = (*sorted(kept.items()), *sorted(published.items()))
    return found


def joined(plan: Planned, order: Mapping[str, Sequence[int]] | None = None) -> frozenset[frozenset[tuple[str, int]]]:
    """The published rows in groups of the same id."""
    groups = defaultdict(set)
    ids = {name: [row["id"] for row in plan.staged(name)] for name in plan.sources}
    for decision in pq.read_table(plan.folder / "decisions.parquet").to_pylist():
        if decision["staged"] >= 0:
            dataset, row = decision["dataset"], decision["row"]
            original = order[dataset][row] if order is not None else row
            groups[ids[dataset][decision["staged"]]].add((dataset, original))
    return frozenset(frozenset(group) for group in groups.values())


def rows_staged(plan: Planned) -> dict[str, list[tuple[tuple[str, str], ...]]]:
    """The published rows of each dataset without ids, sorted."""
    return {
        name: sorted(tuple(sorted((k, v) for k, v in row.items() if k != "id")) for row in plan.staged(name))
        for name in plan.sources
    }


def fresh(tmp_path: Path) -> Path:
    """A new folder for one example."""
    import tempfile

    return Path(tempfile.mkdtemp(dir=tmp_path))
