"""Spent privacy loss, added up for every calendar month.

An event lies in one period of a table, so tables of different months do not add up for it, and all tables of one
month do. The sum of a month over all tables is what any event of that month has borne.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Final

from redact.ledger.releases import now

_PERIOD: Final = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


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


def most_borne(database: sqlite3.Connection, asked: Collection[int], table: str | None) -> Decimal:
    """The largest sum of epsilon that one of the months has borne, over all tables or by one."""
    rows = database.execute(
        "SELECT m.month, s.epsilon FROM spend_months m JOIN spends s ON s.number = m.spend"
        " WHERE m.month BETWEEN ? AND ? AND (? IS NULL OR s.counted = ?)",
        (min(asked), max(asked), table, table),
    )
    borne: dict[int, Decimal] = {}
    for month, epsilon in rows:
        if month in asked:
            borne[month] = borne.get(month, Decimal(0)) + Decimal(epsilon)
    return max(borne.values(), default=Decimal(0))


def stored(database: sqlite3.Connection, request: str) -> bytes | None:
    """What a request gave when it was paid for; None where it never was."""
    row = database.execute("SELECT output FROM spends WHERE request = ?", (request,)).fetchone()
    return bytes(row[0]) if row is not None else None


def pay(
    database: sqlite3.Connection,
    request: str,
    table: str,
    periods: Sequence[str],
    epsilon: Decimal,
    output: bytes,
) -> None:
    """Writes a spend; the caller holds the transaction and has looked at the budget."""
    cursor = database.execute(
        "INSERT INTO spends (request, counted, periods, epsilon, output, at) VALUES (?, ?, ?, ?, ?, ?)",
        (request, table, json.dumps(list(periods)), format(epsilon, "f"), output, now()),
    )
    paid = sorted({month for period in periods for month in months(period)})
    database.executemany("INSERT INTO spend_months VALUES (?, ?)", ((cursor.lastrowid, month) for month in paid))
