"""Exact tables: how many events are shown as rows, by what these rows show, small numbers left out.

Counted from the rows as they are published, and from nothing else: the exact count of a tier's own events, minus the
rows that can be seen, would say how many of them serve as cover. An event counts by its incident reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact import when
from redact.counts.exact import Layout, Level, LevelResult, as_table, hide, sentences
from redact.counts.info import OTHER, LevelInfo, TableInfo
from redact.counts.said import Rule
from redact.plan.build import Built
from redact.plan.folder import make_private, write_private
from redact.plan.outcomes import Reason
from redact.plan.tables.domain import CITY, DeclaredTable
from redact.plan.tables.drawing import csv_text
from redact.plan.tables.periods import CALENDAR, period_texts, years_in
from redact.plan.tables.saved import FOLDER
from redact.plan.tables.words import domain_note
from redact.policy.counts import THRESHOLD, WIDTH
from redact.policy.model import CountTable, Policy
from redact.vocabulary import Kind

COUNTED: Final = "id"
"""The published column whose different values are counted."""


def rule_of(table: CountTable) -> Rule:
    """The threshold and width of an exact table, with what the policy leaves out."""
    return Rule(table.threshold or THRESHOLD, table.width or WIDTH)


def counts_reports(built: Built) -> bool:
    """Whether there are incident reports to count; calls or arrests alone are other numbers."""
    return any(context.card.kind is Kind.INCIDENTS for context in built.contexts)


def shown_rows(built: Built, table: CountTable, policy: Policy) -> NDArray[np.intp]:
    """The published incident reports of an exact table's tiers, those that serve as cover for others apart."""
    tiers = [number for number, tier in enumerate(policy.tiers) if tier.tier in (table.of.tiers or ())]
    tier = np.array([rule.tier for rule in built.treatments], dtype=np.int8)[built.fates.treatment]
    kinds = np.array([context.card.kind is Kind.INCIDENTS for context in built.contexts])
    mine = (built.settled.reason == Reason.NONE) & np.isin(tier, tiers) & ~built.fates.cover
    return np.flatnonzero(mine & kinds[built.rows.dataset])


def write_exact(
    folder: Path, declared: DeclaredTable, built: Built, policy: Policy, periods: NDArray[np.int32]
) -> TableInfo:
    """Counts, hides and writes an exact table with its margins. What is hidden is audited as `redact.counts.exact`
    says: whatever can be worked out from all that is shown leaves each hidden number at least the width of room."""
    rule = rule_of(declared.table)
    counts, places = _count(declared, built, policy, periods)
    texts = period_texts(periods, declared.period)
    finest = _Words(declared.levels[0].place, places, declared.period, list(texts))
    margins = _margins(finest)
    suppressed, (results,) = hide([Layout(counts, tuple(level for level, _ in margins))], rule)
    infos = []
    make_private(folder / FOLDER)
    for result, words in zip(results, (finest, *(words for _, words in margins)), strict=True):
        name = f"{declared.name}.csv" if result.finest else f"{declared.name}-{words.level}.csv"
        content = _table(declared, result, rule, words)
        write_private(folder / FOLDER / name, csv_text(content))
        by = declared.columns(words.place, words.period)
        infos.append(LevelInfo(words.level, by, "0", "0", content.num_rows, 0.0, 0, name))
    said = " ".join([*sentences(suppressed), domain_note(declared)]).strip()
    return _info(declared, tuple(infos), texts, rule, said)


def _count(
    declared: DeclaredTable, built: Built, policy: Policy, periods: NDArray[np.int32]
) -> tuple[NDArray[np.int64], list[str]]:
    """Different events per (group, place, period), of rows that show a place and a time as exact as the table's."""
    at = shown_rows(built, declared.table, policy)
    words = list(declared.levels[0].words)
    places = [word for word in words if word != OTHER or declared.levels[0].place == CITY]
    place = declared.place_index[built.settled.unit[at]]
    sharp = built.settled.precision[at] <= CALENDAR[declared.period]
    codes = when.coarsen(built.rows.minutes[at].astype(np.int64), CALENDAR[declared.period])
    good = (place < len(places)) & sharp & np.isin(codes, periods) & (built.settled.unit[at] >= 0)
    group = np.zeros(len(at), dtype=np.int64)
    for _, known in declared.groups:
        group = group * len(known) + built.rows.group[at]
    shape = (declared.size, len(places), len(periods))
    cell = (group * len(places) + place) * len(periods) + (codes - (periods[0] if len(periods) else 0))
    event = built.fates.event[at].astype(np.int64)
    pairs = np.unique(event[good] * np.int64(np.prod(shape)) + cell[good])
    counts = np.bincount(pairs % np.int64(np.prod(shape)), minlength=int(np.prod(shape)))
    return counts.astype(np.int64).reshape(shape), places


@dataclass(frozen=True, slots=True)
class _Words:
    """A level's place and period, with their words."""

    place: str
    places: list[str]
    period: str
    periods: list[str]

    @property
    def level(self) -> str:
        return f"{self.place}_{self.period}"


def _margins(finest: _Words) -> list[tuple[Level, _Words]]:
    """The levels above the finest: the same places over a year, the city by period, the city by year."""
    year_of = years_in(finest.periods)
    years = list(dict.fromkeys(year_of.values()))
    own = np.arange(len(finest.places), dtype=np.int64), np.arange(len(finest.periods), dtype=np.int64)
    year = np.array([years.index(year_of[text]) for text in finest.periods], dtype=np.int64)
    city = np.zeros(len(finest.places), dtype=np.int64)
    found: dict[str, tuple[Level, _Words]] = {}
    for place, at, places in ((finest.place, own[0], finest.places), (CITY, city, [CITY])):
        for period, when_at, periods in ((finest.period, own[1], finest.periods), ("year", year, years)):
            words = _Words(place, places, period, periods)
            if words.level != finest.level:
                found.setdefault(words.level, (Level(words.level, at, when_at), words))
    return list(found.values())


def _table(declared: DeclaredTable, result: LevelResult, rule: Rule, words: _Words) -> pa.Table:
    """A level as it is written, its columns in the policy's order where they are the table's own."""
    groups = {
        name: [combination[position] for combination in declared.group_words]
        for position, (name, _) in enumerate(declared.groups)
    }
    columns = declared.columns(words.place, words.period)
    place = (words.place, words.places) if words.place in columns else None
    content = as_table(result, rule, groups=groups, place=place, period=(words.period, words.periods))
    rest = [name for name in content.column_names if name not in columns]
    return content.select([*columns, *rest])


def _info(
    declared: DeclaredTable, levels: tuple[LevelInfo, ...], periods: tuple[str, ...], rule: Rule, sentences: str
) -> TableInfo:
    return TableInfo(
        table=declared.name,
        kind="exact",
        because=declared.table.because or "",
        of=declared.table.of.words,
        by=levels[0].by,
        unit="event",
        unit_note="",
        max_per_unit=0,
        sensitivity=0,
        epsilon="0",
        delta="0",
        per="year",
        mechanism="",
        sampler="",
        cells=sum(level.cells for level in levels),
        periods=periods,
        period_column=declared.period,
        levels=levels,
        draws=(),
        hides="",
        total="",
        bounded=sentences,
        classes_only=False,
        threshold=rule.threshold,
        width=rule.width,
    )
