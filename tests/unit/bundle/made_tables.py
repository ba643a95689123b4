"""Tables made up for the tests of pages: a policy that has them, what is known about them, and their files."""

from __future__ import annotations

import csv
import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from redact.counts.info import COLUMNS, DrawInfo, LevelInfo, TableInfo
from redact.policy import load_policy
from redact.policy.model import CountTable, Policy
from redact.shipped import shipped

CLASSES = ("sexual_assault", "child_abuse", "human_trafficking")
DISTRICTS = ("District 1", "District 2", "District 3", "District 4", "District 5", "other")
QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")


@cache
def _baseline() -> Policy:
    return load_policy(shipped("baseline.yaml"))


def made_policy(**changed: Any) -> Policy:
    """The baseline with one table (changed as asked), nothing published elsewhere, and nobody who attacks it."""
    policy = _baseline()
    gates = policy.gates.model_copy(update={"scenarios": {}})
    spec = {
        "table": "withheld", "of": {"tiers": ["withheld"]}, "by": ["class", "district", "quarter"], "unit": "victim",
        "max_per_unit": 3, "epsilon": 0.4,
    } | changed.pop("spec", {})  # fmt: skip
    table = CountTable.model_validate_json(json.dumps(spec))
    return policy.model_copy(update={"counts": (table,), "public_invariants": (), "gates": gates} | changed)


@dataclass(frozen=True)
class Made:
    """A made-up table: `words` per dimension, finest level first. `levels` name the dimensions kept by each."""

    words: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"class": CLASSES, "district": DISTRICTS, "quarter": QUARTERS}
    )
    levels: tuple[tuple[str, tuple[str, ...], str], ...] = (
        ("district_quarter", ("class", "district", "quarter"), "0.8"),
        ("city_quarter", ("class", "quarter"), "0"),
        ("city_year", ("class", "year"), "0.2"),
    )
    mean: float = 14.0
    fitted: bool = True

    def dimension(self, name: str) -> tuple[str, ...]:
        """A dimension's words; the years of the periods where it is `year` and not the table's own."""
        if name == "year" and name not in self.words:
            return tuple(dict.fromkeys(word[:4] for word in self.words[self.period]))
        return self.words[name]

    @property
    def period(self) -> str:
        return next(name for name in ("month", "quarter", "year") if name in self.words)

    def info(self, **changed: Any) -> TableInfo:
        """What is known about it."""
        levels = []
        for number, (name, by, share) in enumerate(self.levels):
            cells = 1
            for word in by:
                cells *= len(self.dimension(word))
            file = "withheld.csv" if not number else f"withheld-{name}.csv"
            spent = f"{float(share) * 0.4:.3g}"
            levels.append(LevelInfo(name, by, share, spent, cells, 4.5 + number, 8 + number, file))
        info = TableInfo(
            table="withheld", kind="noisy", because="Those who are hidden must still be counted.", of=("withheld",),
            by=self.levels[0][1], unit="victim", unit_note="", max_per_unit=3, sensitivity=3, epsilon="0.4", delta="0",
            per="year", mechanism="two-sided geometric (discrete Laplace)", sampler="diffprivlib",
            cells=sum(level.cells for level in levels),
            periods=self.words[self.period], period_column=self.period, levels=tuple(levels),
            draws=(DrawInfo("a1" * 32, "b2" * 32, self.words[self.period], "0.4"),),
            hides="hides any one victim's up to 3 reports in 2026",
            total="Over ten years somebody with reports in each may lose ten times as much.",
            bounded="Of one victim at most 3 reports in a year are counted.",
            classes_only=False, threshold=0, width=0,
        )  # fmt: skip
        return replace(info, **changed)

    def write(self, folder: Path, info: TableInfo) -> None:
        """Its files, from a generator that always draws the same."""
        chance = random.Random(5)
        folder.mkdir(parents=True, exist_ok=True)
        for level in info.levels:
            rows = itertools.product(*(self.dimension(name) for name in level.by))
            more = info.levels[0].cells / level.cells
            write_level(folder / level.file, level.by, [self._row(row, chance, more) for row in rows])

    def _row(self, words: Sequence[str], chance: random.Random, more: float) -> list[str]:
        size = sum(map(ord, words[0])) % 7 / 3
        true = chance.gauss(self.mean * size * more, (self.mean * size * more) ** 0.5)
        value = round(true + chance.gauss(0, 4.5), 2 if self.fitted else None)
        shown = f"{value:.2f}" if self.fitted else str(value)
        low, high = round(value) - 8, round(value) + 8
        reliable = "yes" if 4.5 / max(value, 1) <= 0.3 else "no"
        return [*words, shown, "4.50", str(low), str(high), reliable, str(max(0, round(value)))]


def write_level(path: Path, by: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A file as a plan has it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*by, *COLUMNS])
        writer.writerows(rows)
