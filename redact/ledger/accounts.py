"""What was spent, year by year and table by table, for people to read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from redact.ledger.spending import Borne, Paid, Spend, borne, delta, epsilon


@dataclass(frozen=True, slots=True)
class TableAccount:
    """What one table cost a unit in a year. `draws` counts all draws, `revisions` those of them made again."""

    table: str
    unit: str
    periods: tuple[str, ...]
    draws: int
    revisions: int
    borne: Borne


@dataclass(frozen=True, slots=True)
class YearAccount:
    """What a population has borne in a year over all tables."""

    year: int
    population: str
    units: tuple[str, ...]
    borne: Borne
    tables: tuple[TableAccount, ...]

    def left(self, budget: Decimal) -> Decimal:
        """What is left of a budget; never below 0."""
        return max(budget - self.borne.epsilon, Decimal(0))

    @property
    def odds(self) -> int:
        """To how many in 100 an even guess about somebody can become right at most: e^epsilon / (1 + e^epsilon)."""
        return math.ceil(100 / (1 + math.exp(-float(self.borne.epsilon))))


def accounts(paid: Sequence[Paid]) -> tuple[YearAccount, ...]:
    """One account per year and population that has borne anything, oldest first.

    Entries without a population (of an old ledger) count for every one.
    """
    spends = [each.spend for each in paid]
    named = sorted({spend.population for spend in spends if spend.population}) or [""]
    found = []
    for year in sorted({year for spend in spends for year in spend.years}):
        for population in named:
            mine = [spend for spend in spends if spend.concerns(population) and year in spend.years]
            if mine:
                found.append(_account(mine, population, year))
    return tuple(found)


def _account(spends: Sequence[Spend], population: str, year: int) -> YearAccount:
    parts: dict[tuple[str, str], list[Spend]] = {}
    for spend in spends:
        parts.setdefault((spend.table, spend.unit), []).append(spend)
    tables = tuple(
        TableAccount(
            table=table,
            unit=unit,
            periods=tuple(sorted({period for spend in part for period in spend.periods})),
            draws=len(part),
            revisions=sum(spend.revision for spend in part),
            borne=_borne(part, population, year),
        )
        for (table, unit), part in sorted(parts.items())
    )
    units = tuple(dict.fromkeys(each.unit for each in tables))
    return YearAccount(year, population, units, _borne(spends, population, year), tables)


def _borne(spends: Sequence[Spend], population: str, year: int) -> Borne:
    return Borne(borne(spends, population, year, epsilon), borne(spends, population, year, delta))
