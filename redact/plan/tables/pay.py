"""Paying for tables: the ledger notes the spend, the noise is drawn, the output is stored; all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Final

from redact.counts.info import DrawInfo, TableInfo
from redact.errors import BudgetExhausted, PlanStale
from redact.ledger import Drawn, Ledger, Spend
from redact.place import UnitTable
from redact.plan.tables.domain import DeclaredTable, declared_of
from redact.plan.tables.drawing import delta_of, draw
from redact.plan.tables.prepare import request_of
from redact.plan.tables.saved import Tables
from redact.policy.counts import UNITS
from redact.policy.model import Budget, CountTable, Policy

POPULATION: Final = "people in police records"
"""Whose privacy is spent: one budget for all of them, since the same person can be in every table."""

_DIGITS: Final = Decimal("0.000001")


class Status(StrEnum):
    """What stands before a draw of a plan."""

    NEW = "new"
    """Never drawn: a release draws and pays for it."""
    REPEATED = "repeated"
    """Drawn before from the same counts: the same bytes come out, for nothing."""
    CHANGED = "changed"
    """Drawn before from other counts: the numbers that are out stay, until `--spend` draws them again."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One draw of a plan's tables: what it is, where it stands, and what drawing it would spend."""

    info: TableInfo
    draw: DrawInfo
    number: int
    status: Status
    epsilon: Decimal
    delta: Decimal
    budget: Decimal

    @property
    def revision(self) -> bool:
        """Whether it would be paid from what is kept for revisions."""
        return self.status is Status.CHANGED

    @property
    def units(self) -> frozenset[str]:
        """The units that the plan could tell apart for this table."""
        return frozenset({"event", *self.info.unit.split(" and ")})

    @property
    def unit(self) -> str:
        """The unit under which the ledger adds it up: the strictest of the table's."""
        return max(self.units, key=UNITS.index)

    @property
    def spend(self) -> Spend:
        """What the ledger is asked to note."""
        return Spend(
            request=self.draw.request,
            input=self.draw.input,
            table=self.info.table,
            unit=self.unit,
            population=POPULATION,
            periods=self.draw.periods,
            epsilon=self.epsilon,
            delta=self.delta,
            parallel=self.unit == "event",
            revision=self.revision,
            note={"by": list(self.info.by), "max_per_unit": self.info.max_per_unit, "hides": self.info.hides},
        )


def payments(tables: Tables, ledger: Ledger, budget: Budget | None) -> tuple[Payment, ...]:
    """Every draw of a plan's tables and where it stands, before anything is spent."""
    if budget is None:
        return ()
    found = []
    whole = sum((Decimal(info.epsilon) for info in tables.noisy), Decimal(0))
    for info in tables.noisy:
        for number, each in enumerate(info.draws):
            before = ledger.drawn(each.request)
            epsilon, limit, status = Decimal(each.epsilon), budget.for_tables, Status.NEW
            if before is not None:
                status = Status.REPEATED if before.input == each.input else Status.CHANGED
            if status is Status.CHANGED:
                kept = budget.epsilon * budget.revision_reserve
                epsilon = (kept * epsilon / whole).quantize(_DIGITS, ROUND_FLOOR).normalize()
                limit = budget.epsilon
            delta = delta_of(budget, epsilon) if Decimal(info.delta) else Decimal(0)
            found.append(Payment(info, each, number, status, epsilon, delta, limit))
    return tuple(found)


def pay(
    tables: Tables,
    ledger: Ledger,
    policy: Policy,
    units: UnitTable,
    outcomes: tuple[str, ...],
    seal_key: bytes,
    *,
    again: bool = False,
) -> tuple[tuple[Payment, Drawn], ...]:
    """Draws what was never drawn, and with `again` what changed since; gives the bytes of everything.

    Nothing is spent unless the budget holds all of it. Raises BudgetExhausted (17), also where a table is asked for in
    another way than it was published, without `again`; PlanStale (18) where the sealed counts do not fit.
    """
    budget = policy.budget
    if budget is None:
        return ()
    asked = payments(tables, ledger, budget)
    due = [each for each in asked if each.status is Status.NEW or (again and each.status is Status.CHANGED)]
    if any(not each.epsilon for each in due):
        raise BudgetExhausted(
            "the data of a published period changed, and the policy keeps nothing for counting it again",
            fix="Leave --spend out, so that the numbers stay as they are, or agree on a revision_reserve.",
        )
    limit = budget.delta or Decimal(0)
    ledger.afford([(each.spend, each.budget) for each in due], budget_delta=limit, again=again)
    made = []
    for each in asked:
        declared = declared_of(_table(policy, each.info), policy, units, each.units, outcomes)
        made.append((each, _drawn(each, declared, tables, ledger, budget, seal_key, again=again)))
    return tuple(made)


def _drawn(
    payment: Payment,
    declared: DeclaredTable,
    tables: Tables,
    ledger: Ledger,
    budget: Budget,
    seal_key: bytes,
    *,
    again: bool,
) -> Drawn:
    before = ledger.drawn(payment.draw.request)
    if before is not None and not (again and payment.status is Status.CHANGED):
        return before
    if request_of(declared, payment.draw.periods, budget, seal_key) != payment.draw.request:
        raise PlanStale(f"table {payment.info.table} is not what was counted", fix="Preview again.")
    counts = tables.open_sealed(payment.info, seal_key)[payment.number]
    return ledger.spend(
        payment.spend,
        lambda: draw(declared, payment.draw.periods, counts, payment.epsilon, budget),
        budget=payment.budget,
        budget_delta=budget.delta or Decimal(0),
        again=again,
    )


def _table(policy: Policy, info: TableInfo) -> CountTable:
    return next(table for table in policy.counts if table.table == info.table)


def outputs(made: Sequence[tuple[Payment, Drawn]]) -> dict[str, bytes]:
    """The stored bytes of every draw, by request."""
    return {payment.draw.request: drawn.output for payment, drawn in made}
