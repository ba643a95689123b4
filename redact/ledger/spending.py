"""Spent privacy loss, added up exactly for every population and calendar year.

An event lies in one period of a table, so tables of different months do not add up for it (parallel composition); all
tables of one month do. A person or a household comes back: what concerns them adds up over the whole year. Units are
added together, as if the event, the person and the household were one: that counts too much rather than too little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow, localcontext
from typing import Any, Final

_PERIOD: Final = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
_UNITS: Final = ("event", "victim", "household")
_EXACT: Final = Context(prec=200, traps=[Inexact, InvalidOperation, Overflow])
_PLACES: Final = 50
"""Decimal places that an amount may have, so that every sum of amounts is exact."""

NOTHING: Final = Decimal(0)
Amount = Callable[["Spend"], Decimal]


@dataclass(frozen=True, slots=True)
class Spend:
    """What one draw of a table costs, and whom.

    `request` is a keyed digest of the specification, `input` of the exact counts. `periods` are what is counted:
    years, quarters or months ("2027", "2027-Q1", "2027-01"). `population` names the people whose budget it is: spends
    of one population add up. `parallel`: an event lies in one of the periods, so that different months do not add up;
    only for the unit event. `revision`: the reserve pays. `note` is kept with it (mechanism, digests, versions).

    ValueError where an amount is no exact decimal in range, a period is none, or another unit is to be parallel.
    """

    request: str
    input: str
    table: str
    unit: str
    population: str
    periods: tuple[str, ...]
    epsilon: Decimal
    delta: Decimal = NOTHING
    parallel: bool = False
    revision: bool = False
    note: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.request or not self.table or not self.periods:
            raise ValueError("a spend needs a request, a table and at least one period")
        if self.unit not in _UNITS:
            raise ValueError(f"the unit of a spend is one of {', '.join(_UNITS)}")
        if self.parallel and self.unit != "event":
            raise ValueError("only for the unit event do different periods not add up: a person comes back")
        if not is_amount(self.epsilon) or self.epsilon <= 0:
            raise ValueError("a spend needs an exact decimal epsilon above 0")
        if not is_amount(self.delta) or not 0 <= self.delta < 1:
            raise ValueError("the delta of a spend is an exact decimal from 0 to below 1")
        assert self.months  # ValueError for a text that is no period

    @property
    def months(self) -> frozenset[int]:
        """The months (12 * year + month - 1) of all its periods."""
        return frozenset(month for period in self.periods for month in months(period))

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years that it touches."""
        return tuple(sorted({month // 12 for month in self.months}))

    def concerns(self, population: str) -> bool:
        """Whether it counts for a population. One without a population (of an old ledger) counts for every one."""
        return self.population in ("", population)


@dataclass(frozen=True, slots=True)
class Paid:
    """A spend as the ledger has it: its number, and when it was made (UTC, ISO 8601)."""

    number: int
    spend: Spend
    at: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What may be published for a request. `paid`: it was drawn and paid for just now. `changed`: it is not what was
    published for the same table and period before. `number` is the spend's in the ledger, `input` its input digest."""

    output: bytes
    paid: bool
    changed: bool
    number: int
    input: str


@dataclass(frozen=True, slots=True)
class Borne:
    """What a population has borne in a year."""

    epsilon: Decimal
    delta: Decimal


def months(period: str) -> range:
    """The months (12 * year + month - 1) of a year, quarter or month. ValueError for another text.

    >>> months("2027-Q2") == range(12 * 2027 + 3, 12 * 2027 + 6), len(months("2027")), len(months("2027-11"))
    (True, 12, 1)
    """
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise ValueError("a period is written 2027, 2027-Q1 or 2027-01")
    year, quarter, month = match.groups()
    first = 12 * int(year)
    if quarter is not None:
        return range(first + 3 * (int(quarter) - 1), first + 3 * int(quarter))
    if month is not None:
        return range(first + int(month) - 1, first + int(month))
    return range(first, first + 12)


def is_amount(value: object) -> bool:
    """Whether something is a decimal that can be added up exactly: no float, no NaN, at most 50 places."""
    return (
        isinstance(value, Decimal)
        and value.is_finite()
        and value.adjusted() < _PLACES
        and -int(value.as_tuple().exponent) <= _PLACES
    )


def epsilon(spend: Spend) -> Decimal:
    """The epsilon of a spend."""
    return spend.epsilon


def delta(spend: Spend) -> Decimal:
    """The delta of a spend."""
    return spend.delta


def borne(spends: Iterable[Spend], population: str, year: int, amount: Amount) -> Decimal:
    """What a population has borne in a year: all spends that add up and touch it, and the largest month of the others.

    A spend that reaches over several years counts whole in each.
    """
    one_by_one, by_month = _split(spends, population, year, amount)
    return _sum((one_by_one, max(by_month.values(), default=NOTHING)))


def left(spends: Sequence[Spend], wanted: Spend, year: int, amount: Amount, budget: Decimal) -> Decimal:
    """How much may still be spent on what `wanted` is about in a year; never below 0.

    In parallel, months that have borne less than others have more left than the year has.
    """
    one_by_one, by_month = _split(spends, wanted.population, year, amount)
    most = max(by_month.values(), default=NOTHING)
    reached = max((by_month.get(month, NOTHING) for month in wanted.months), default=NOTHING)
    if not wanted.parallel or _sum((one_by_one, most)) > budget:
        reached = most
    return max(_sum((budget, one_by_one.copy_negate(), reached.copy_negate())), NOTHING)


def tightest(spends: Sequence[Spend], wanted: Spend, amount: Amount, budget: Decimal) -> tuple[Decimal, int]:
    """What is left for `wanted`, and in which of its years: the one with the least."""
    return min((left(spends, wanted, year, amount, budget), year) for year in wanted.years)


def over(spends: Sequence[Spend], wanted: Spend, amount: Amount, budget: Decimal) -> bool:
    """Whether some year would have borne more than the budget, had `wanted` been paid for."""
    return any(borne((*spends, wanted), wanted.population, year, amount) > budget for year in wanted.years)


def most_borne(spends: Sequence[Spend], period: str, table: str | None) -> Decimal:
    """The most that any month of a period has borne in any population, over all tables or by one."""
    counted = [spend for spend in spends if table is None or spend.table == table]
    most = NOTHING
    for population in {spend.population for spend in counted}:
        for month in months(period):
            one_by_one, by_month = _split(counted, population, month // 12, epsilon)
            most = max(most, _sum((one_by_one, by_month.get(month, NOTHING))))
    return most


def _split(
    spends: Iterable[Spend], population: str, year: int, amount: Amount
) -> tuple[Decimal, Mapping[int, Decimal]]:
    """In a year: the sum of spends that add up, and for every month that of those which only add up within it."""
    one_by_one: list[Decimal] = []
    by_month: dict[int, list[Decimal]] = {}
    for spend in spends:
        if not spend.concerns(population):
            continue
        touched = [month for month in spend.months if month // 12 == year]
        if touched and not spend.parallel:
            one_by_one.append(amount(spend))
        for month in touched if spend.parallel else ():
            by_month.setdefault(month, []).append(amount(spend))
    return _sum(one_by_one), {month: _sum(amounts) for month, amounts in by_month.items()}


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    """An exact sum. ValueError where it would have to be rounded, which amounts in range cannot bring about."""
    total = NOTHING
    try:
        with localcontext(_EXACT):
            for amount in amounts:
                total += amount
    except DecimalException:
        raise ValueError("an amount has too many digits to be added up exactly") from None
    return total
