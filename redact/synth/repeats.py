"""Who is hurt again. Violence at home and stalking repeat: a share of the victims is reported two to six times a year.

With a fixed chance per kind of tie a report is about people of an earlier one of the same kind; whoever was reported
often is more likely to be drawn. The chance for partners leaves about three quarters of the victims of the default
city with one report a year, as police found over two years in Thames Valley (77 % of 52,296 offenders, Barnham and
others 2017) and over six in Suffolk (76 % of couples and families, Bland and Ariel 2015). Stalking is a course of
conduct, so more; relatives, children and elders less. That several children of a household are hurt is the rule (of
siblings of a reported child nearly three quarters are reported too, Kisely and others 2021). The other chances, and
the share of children reported together, are assumptions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.synth.people import Households
from redact.synth.situations import situations
from redact.synth.streams import stream

Bools = NDArray[np.bool_]

CHANCE: Final = {"partner": 0.3, "former": 0.4, "known": 0.35, "relative": 0.2, "child": 0.15, "elder": 0.15}
"""How likely an earlier report of the same series is looked for to go on from."""
MOST: Final = 6
"""Reports of one series within a year are the less likely to be added to the nearer they are to this many (by chance
alone a household can have more)."""
MONTHS: Final = 12
OTHER_CHILD: Final = 0.5
"""How often it is another child of the household when a household with several comes again."""
BOTH_CHILDREN: Final = 0.35
"""How often two children of a household with several are victims in the same event."""


def series_of(victim: str, suspect: str) -> str:
    """The kind of tie within which reports repeat, by `Situation.victim` and `Situation.suspect`; empty for none."""
    if victim == "partner":
        return "partner"
    if victim == "head":
        return suspect if suspect in ("former", "known", "relative") else ""
    return victim if victim in ("child", "elder") and suspect != "none" else ""


@dataclass(slots=True)
class _Report:
    month: int
    household: int
    suspect: int = -1


@dataclass(slots=True)
class _Series:
    reports: list[_Report] = field(default_factory=list)
    count: Counter[int] = field(default_factory=Counter)

    def add(self, report: _Report) -> None:
        self.reports.append(report)
        self.count[report.household] += 1

    def forget(self, before: int) -> None:
        self.reports = [report for report in self.reports if report.month >= before]
        self.count = Counter(report.household for report in self.reports)

    def end(self, household: int) -> None:
        self.reports = [report for report in self.reports if report.household != household]
        del self.count[household]


@dataclass(frozen=True, slots=True)
class Again:
    """What one month repeats. `household` replaces what was drawn where `drawn` says so."""

    household: NDArray[np.int32]
    drawn: Bools
    reports: dict[int, _Report]
    """By the position of the event, in order."""
    earlier: dict[int, _Report]
    """The report that an event of somebody known to the victim goes on from."""

    def same_suspects(self, suspect: NDArray[np.int32]) -> NDArray[np.int32]:
        """Whoever harasses somebody by telephone is the same person the next time."""
        suspect = suspect.copy()
        for at, report in self.reports.items():
            before = self.earlier.get(at)
            if before is not None and before.suspect >= 0:
                suspect[at] = before.suspect
            report.suspect = int(suspect[at])
        return suspect


class Past:
    """What earlier months leave behind. Asked month after month, in order."""

    def __init__(self, households: Households, seed: int) -> None:
        self.seed, self.homes = seed, households
        self.seen = np.zeros(len(households), dtype=bool)
        self.series = {name: _Series() for name in CHANCE}
        self.name = [series_of(s.victim, s.suspect) if s.classes else "" for s in situations()]
        self.last = next(i for i, s in enumerate(situations()) if s.name == "murder_partner")

    def again(self, month: int, situation: NDArray[np.int16], household: NDArray[np.int32]) -> Again:
        """Households of a month's events in the order of reporting, repeats instead of some of those drawn."""
        draw = stream(self.seed, "repeats", month).random((len(situation), 3))
        for series in self.series.values():
            series.forget(month - MONTHS + 1)
        result = Again(household.copy(), np.zeros(len(situation), dtype=bool), {}, {})
        part_of_series = np.array([bool(name) for name in self.name])[situation]
        for at in np.flatnonzero(part_of_series).tolist():
            kind = int(situation[at])
            name = self.name[kind]
            series = self.series[name]
            if series.reports and draw[at, 0] < CHANCE[name]:
                before = series.reports[int(draw[at, 1] * len(series.reports))]
                if draw[at, 2] < 1 - series.count[before.household] / MOST:
                    result.household[at], result.drawn[at] = before.household, True
                    if name == "known":
                        result.earlier[at] = before
            home = int(result.household[at])
            if kind == self.last:
                series.end(home)
                continue
            result.reports[at] = _Report(month, home)
            series.add(result.reports[at])
        return result

    def children(
        self, month: int, situation: NDArray[np.int16], household: NDArray[np.int32], drawn: Bools
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The child that each event is about and a second one hurt in it; -1 for none."""
        draw = stream(self.seed, "children", month).random((len(situation), 2))
        at = np.maximum(household, 0)
        eldest, other = self.homes.child[at], self.homes.sibling[at]
        swapped = drawn & (other >= 0) & (draw[:, 0] < OTHER_CHILD)
        child = np.array([name == "child" for name in self.name])[situation] & (household >= 0)
        both = child & (other >= 0) & (draw[:, 1] < BOTH_CHILDREN)
        return (
            np.where(swapped, other, eldest).astype(np.int32),
            np.where(both, np.where(swapped, eldest, other), -1).astype(np.int32),
        )

    def repeated(self, domestic: Bools, household: NDArray[np.int32]) -> Bools:
        """Which domestic events are not their household's first; notes those of this month."""
        own = np.where(domestic, household, -1)
        first_here = np.zeros(len(own), dtype=bool)
        first_here[np.unique(own, return_index=True)[1]] = True
        repeat = domestic & (self.seen[np.maximum(household, 0)] | ~first_here)
        self.seen[household[domestic]] = True
        return np.asarray(repeat, dtype=bool)
