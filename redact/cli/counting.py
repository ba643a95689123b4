"""The `counts` command: only the protected tables."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from redact.cli.console import emit, out, say, table
from redact.cli.options import Json, PlanFolder, plan_here

if TYPE_CHECKING:
    from redact.counting import Counted
    from redact.plan.tables import Payment

_STATUS = {
    "new": "not drawn yet",
    "repeated": "drawn; the numbers stay",
    "changed": "drawn; the data changed since",
}


def add_to(app: typer.Typer) -> None:
    """Registers the command."""
    app.command()(counts)


def counts(
    plan: PlanFolder = None,
    to: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Folder for the tables; default: PLAN/counts.")
    ] = None,
    spend: Annotated[
        bool, typer.Option("--spend", help="Draw what is new or changed, and spend the privacy budget on it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Only the protected tables: what they would cost and how good they would be, or with --spend the tables.

    \b
    redact counts                      (what each table hides, how far its numbers will be off, what is left)
    redact counts --spend              (draws them; the ledger notes the spend first)

    A period is drawn once. Afterwards the same numbers come out again, byte for byte and for nothing. If its data
    changed since, the numbers stay (17) unless --spend counts them again from what the policy keeps for that.
    A release draws what is new by itself; this command is for tables without rows.
    """
    from redact import counting

    opened = plan_here(plan)
    found = counting.counts(opened, out=to, spend=spend)
    if as_json:
        emit(_json(found))
    else:
        out(_text(found))
    stop = counting.refused(found)
    if stop is not None:
        raise stop
    waiting = sum(payment.status.value == "new" for payment in found.payments)
    if waiting and not found.spent:
        say(f"{waiting} draws wait; a release makes them, or:  redact counts {opened.folder} --spend")


def _json(found: Counted) -> dict[str, Any]:
    return {
        "tables": [
            {
                "table": payment.info.table,
                "periods": list(payment.draw.periods),
                "unit": payment.info.unit,
                "hides": payment.info.hides,
                "epsilon": format(payment.epsilon, "f"),
                "status": payment.status.value,
                "drawn": found.spent or payment.status.value != "new",
                "levels": [
                    {
                        "by": list(level.by),
                        "standard_deviation": level.standard_deviation,
                        "half_width_90": level.half_width,
                    }
                    for level in payment.info.levels
                ],
                "advice": list(found.advice.get(payment.info.table, ())),
            }
            for payment in found.payments
        ],
        "budget": {
            str(year): {"spent": format(account.spent, "f"), "budget": format(account.budget, "f")}
            for year, account in found.accounts.items()
        },
        "waiting": dict(found.waiting),
        "folder": str(found.folder) if found.folder is not None else None,
    }


def _text(found: Counted) -> str:
    names = {payment.info.table for payment in found.payments}
    parts = [f"{table}\n  {said}\n" for table, said in found.waiting.items() if table not in names]
    if not found.payments and not parts:
        return "The policy has no tables of counts."
    for name in dict.fromkeys(payment.info.table for payment in found.payments):
        own = [payment for payment in found.payments if payment.info.table == name]
        parts.append(_table_text(own, found))
    for year, account in found.accounts.items():
        left = max(account.budget - account.spent, Decimal(0))
        parts.append(f"{year}: {account.spent:f} of {account.budget:f} is spent, {left:f} is left")
    if found.folder is not None:
        parts.append(f"tables  {found.folder}")
    return "\n".join(parts)


def _draw(payment: Payment, found: Counted) -> tuple[str, ...]:
    first, last = payment.draw.periods[0], payment.draw.periods[-1]
    now = found.spent and payment.status.value != "repeated"
    status = "drawn now" if now else _STATUS[payment.status.value]
    return first if first == last else f"{first} to {last}", f"epsilon {payment.epsilon:f}", status


def _table_text(own: list[Payment], found: Counted) -> str:
    info = own[0].info
    lines = [info.table, f"  {info.hides}", f"  {info.bounded}", f"  {info.total}"]
    if info.unit_note:
        lines.append(f"  {info.unit_note}")
    rows = [
        (f"by {', '.join(level.by)}", f"9 in 10 numbers are off by {level.half_width} at most")
        for level in info.levels
    ]
    lines.append(table(rows))
    lines.append(table([_draw(payment, found) for payment in own]))
    if info.table in found.waiting:
        lines.append(f"  {found.waiting[info.table]}")
    lines += [f"  advice: {text}" for text in found.advice.get(info.table, ())]
    return "\n".join(lines) + "\n"
