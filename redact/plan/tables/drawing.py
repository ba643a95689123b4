"""Drawing a table: exact counts in, the lines of its files out; and what can be said of it before."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from redact.counts import Design, Draw, Level, as_table, design, fit, measure, measured_table, solve
from redact.plan.tables.domain import DeclaredTable
from redact.plan.tables.periods import coarser
from redact.policy.model import Budget

Dimensions = list[tuple[str, Sequence[str]]]

_NOTHING: Final = Decimal(0)
_DIGITS: Final = Decimal("1e-18")


def levels_over(declared: DeclaredTable, periods: Sequence[str]) -> list[Level]:
    """The levels of a draw: where each of its places and periods lies in them."""
    found = []
    for level in declared.levels:
        names = [coarser(text, level.period) for text in periods]
        order = list(dict.fromkeys(names))
        index = np.array([order.index(name) for name in names], dtype=np.int32)
        found.append(Level(level.name, level.index, index, level.share))
    return found


def delta_of(budget: Budget, epsilon: Decimal) -> Decimal:
    """A draw's part of the year's delta: as large as its part of the year's epsilon, so that all draws fit."""
    return ((budget.delta or _NOTHING) * epsilon / budget.epsilon).quantize(_DIGITS, ROUND_FLOOR)


def design_of(declared: DeclaredTable, periods: Sequence[str], epsilon: Decimal, budget: Budget) -> Design:
    """What is measured in a draw and how; known before any data."""
    return design(
        levels_over(declared, periods),
        epsilon,
        declared.sensitivity,
        budget.noise,
        delta_of(budget, epsilon),
        most_in_cell=declared.most_in_cell,
    )


def precision(planned: Design) -> list[tuple[float, int]]:
    """The worst standard deviation and half width of the 90 % interval at each level, after the fit."""
    solved = solve(planned)
    return [solved.errors(level.place, level.period).worst for level in planned.levels]


def draw(
    declared: DeclaredTable,
    periods: Sequence[str],
    counts: NDArray[np.int64],
    epsilon: Decimal,
    budget: Budget,
    *,
    noise: Draw | None = None,
) -> bytes:
    """The lines of every file of one draw, as canonical JSON: file to CSV text with its header.

    `counts` int64 (groups, places, periods) are exact; `noise` replaces the sampler in tests only.
    """
    levels = levels_over(declared, periods)
    measured = measure(
        counts,
        levels,
        epsilon,
        declared.sensitivity,
        budget.noise,
        delta_of(budget, epsilon),
        most_in_cell=declared.most_in_cell,
        draw=noise,
    )
    fitted = fit(measured)
    files = {}
    for asked, level in zip(declared.levels, levels, strict=True):
        words, order = dimensions_of(declared, asked.place, asked.words, asked.period, periods)
        files[declared.file(asked)] = csv_text(as_table(words, fitted.at(level.place, level.period), order))
    if len(levels) > 1:
        names = [name for name, _ in declared.groups] + sorted(
            {word for asked in declared.levels for word in (asked.place, asked.period)}
        )
        every = [
            _with_city(declared, asked.place, asked.words, asked.period, periods) for asked in declared.levels
        ]
        files[declared.measured_file] = csv_text(measured_table(measured, every, names))
    return json.dumps(files, ensure_ascii=False, sort_keys=True).encode()


def dimensions_of(
    declared: DeclaredTable, place: str, places: Sequence[str], period: str, periods: Sequence[str]
) -> tuple[Dimensions, tuple[str, ...]]:
    """The columns of a level with their words, and their order: as the policy lists them where it can be."""
    found = _with_city(declared, place, places, period, periods)
    kept = declared.columns(place, period)
    return [item for item in found if item[0] in kept], kept


def _with_city(
    declared: DeclaredTable, place: str, places: Sequence[str], period: str, periods: Sequence[str]
) -> Dimensions:
    over = list(dict.fromkeys(coarser(text, period) for text in periods))
    groups = [(name, list(words)) for name, words in declared.groups] or [("all", ["all"])]
    return [*groups, (place, list(places)), (period, over)]


def csv_text(table: pa.Table) -> str:
    """A table as its file has it."""
    target = io.BytesIO()
    pacsv.write_csv(table, target, pacsv.WriteOptions(quoting_style="needed"))
    return target.getvalue().decode()
