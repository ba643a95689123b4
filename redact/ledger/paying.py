"""Spends in the ledger: what was paid for before, whether there is budget for more, and the draw itself.

The caller holds the transaction: the spend is written, then the noise is drawn, then the output is stored, and only
the commit lets any of it be seen.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from redact.errors import BudgetExhausted, Missing
from redact.ledger import spending
from redact.ledger.chain import BROKEN, Chain
from redact.ledger.releases import now
from redact.ledger.spending import Drawn, Paid, Spend


@dataclass(frozen=True, slots=True)
class Limit:
    """What a population may bear in a year. ValueError where it is no exact decimal."""

    epsilon: Decimal
    delta: Decimal

    def __post_init__(self) -> None:
        if not spending.is_amount(self.epsilon) or not spending.is_amount(self.delta):
            raise ValueError("a budget is an exact decimal")


def every(database: sqlite3.Connection) -> tuple[Paid, ...]:
    """All spends, oldest first."""
    rows = database.execute(
        "SELECT number, request, input, counted, unit, population, periods, epsilon, delta, parallel, revision, note,"
        " at FROM spends ORDER BY number"
    )
    return tuple(
        Paid(
            number,
            Spend(
                request, digest, table, unit, population, tuple(json.loads(periods)), Decimal(epsilon), Decimal(delta),
                parallel == 1, revision == 1, json.loads(note),
            ),
            at,
        )
        for number, request, digest, table, unit, population, periods, epsilon, delta, parallel, revision, note, at
        in rows
    )  # fmt: skip


def latest(database: sqlite3.Connection, chain: Chain, request: str) -> Drawn | None:
    """What a request gave when it was last paid for; None where it never was."""
    row = database.execute(
        "SELECT number, input FROM spends WHERE request = ? ORDER BY number DESC LIMIT 1", (request,)
    ).fetchone()
    return Drawn(_output(database, chain, row[0]), False, False, row[0], row[1]) if row is not None else None


def pay(
    database: sqlite3.Connection, chain: Chain, wanted: Spend, draw: Callable[[], bytes], limit: Limit, *, again: bool
) -> Drawn:
    """Gives the stored output of a request with this input, or pays for a new one and draws it.

    BudgetExhausted (17) where what is out would change and `again` does not allow it, or the budget does not.
    """
    paid = every(database)
    about = [each.number for each in paid if _about_the_same(each.spend, wanted)]
    before = next((each.number for each in paid if _is(each.spend, wanted)), None)
    if before is not None:
        return Drawn(_output(database, chain, before), False, before != about[-1], before, wanted.input)
    demand([each.spend for each in paid], wanted, limit, again=again)
    number = _write(database, chain, wanted)
    output = draw()
    if not isinstance(output, bytes):
        raise TypeError("a draw gives bytes")
    database.execute("INSERT INTO outputs VALUES (?, ?)", (number, output))
    chain.add(database, "outputs", number)
    return Drawn(output, True, bool(about), number, wanted.input)


def demand_all(database: sqlite3.Connection, wanted: Iterable[tuple[Spend, Limit]], *, again: bool) -> None:
    """BudgetExhausted (17) where `pay` would refuse one of these after the others. Nothing is spent."""
    spends = [each.spend for each in every(database)]
    for spend, limit in wanted:
        if not any(_is(old, spend) for old in spends):
            demand(spends, spend, limit, again=again)
            spends.append(spend)


def demand(spends: Sequence[Spend], wanted: Spend, limit: Limit, *, again: bool) -> None:
    """BudgetExhausted (17), saying what is left, where something else is out or a year would bear more than it may."""
    about = [old for old in spends if _about_the_same(old, wanted)]
    if about and not again:
        raise _refused(spends, wanted, limit, same=any(old.request == wanted.request for old in about))
    for amount, budget, word in ((spending.epsilon, limit.epsilon, ""), (spending.delta, limit.delta, "delta ")):
        if spending.over(spends, wanted, amount, budget):
            free, year = spending.tightest(spends, wanted, amount, budget)
            raise BudgetExhausted(
                f"table {wanted.table}: {word}{_short(amount(wanted))} is asked for and {_short(free, ROUND_FLOOR)} "
                f"of {_short(budget, ROUND_FLOOR)} is left for {year}",
                fix="Publish fewer tables, or the same ones as before. Nothing was spent.",
            )


def _is(old: Spend, wanted: Spend) -> bool:
    """Whether a spend paid for the wanted one: the same request from the same counts."""
    return (old.request, old.input) == (wanted.request, wanted.input)


def _about_the_same(old: Spend, wanted: Spend) -> bool:
    """Whether a spend paid for numbers that the wanted one would publish again: one request, or one table in a
    period of both."""
    return old.request == wanted.request or (old.table == wanted.table and not old.months.isdisjoint(wanted.months))


def _refused(spends: Sequence[Spend], wanted: Spend, limit: Limit, *, same: bool) -> BudgetExhausted:
    free, year = spending.tightest(spends, wanted, spending.epsilon, limit.epsilon)
    what = "the data" if same else "what is counted, or how,"
    out = "number that is out stays" if len(wanted.periods) == 1 else "numbers that are out stay"
    return BudgetExhausted(
        f"table {wanted.table}: {what} changed since it was drawn for {', '.join(wanted.periods)}",
        fix=f"The {out} until a revision. Add --spend to pay {_short(wanted.epsilon)} for it again "
        f"({_short(free, ROUND_FLOOR)} of {_short(limit.epsilon, ROUND_FLOOR)} is left for {year}). Nothing was spent.",
    )


def _write(database: sqlite3.Connection, chain: Chain, wanted: Spend) -> int:
    cursor = database.execute(
        "INSERT INTO spends (request, input, counted, unit, population, periods, epsilon, delta, parallel, revision,"
        " note, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            wanted.request,
            wanted.input,
            wanted.table,
            wanted.unit,
            wanted.population,
            json.dumps(list(wanted.periods)),
            _plain(wanted.epsilon),
            _plain(wanted.delta),
            int(wanted.parallel),
            int(wanted.revision),
            json.dumps(dict(wanted.note), ensure_ascii=False, sort_keys=True),
            now(),
        ),
    )
    chain.add(database, "spends", cursor.lastrowid)
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _output(database: sqlite3.Connection, chain: Chain, number: int) -> bytes:
    """What a spend gave. Missing (16) where it is not what was stored."""
    if not chain.vouches(database, "outputs", number):
        raise Missing(f"the stored numbers of spend {number} are no longer what was drawn", fix=BROKEN)
    (output,) = database.execute("SELECT output FROM outputs WHERE spend = ?", (number,)).fetchone()
    return bytes(output)


def _short(amount: Decimal, rounding: str = ROUND_CEILING) -> str:
    """An amount for a message, in six digits: what is asked for rounded up, what there is rounded down."""
    return _plain(Context(prec=6, rounding=rounding).plus(amount))


def _plain(amount: Decimal) -> str:
    """An amount written out, never with an exponent."""
    return format(amount, "f")
