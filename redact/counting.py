"""The protected tables on their way out: what they wait for, what is paid, what may be repeated.

    due = waiting(plan)                     # what a release would draw and spend; nothing is
    with project.open_ledger(secret) as ledger, ledger.writing():
        draw(plan, policy, sources, ledger, seal)       # spends, draws and writes the tables into the plan
        repeat(plan, policy, ledger)                    # a draft: only what was paid for before

A table is drawn where it is published or where somebody says `redact counts --spend`; never by a preview or a draft of
real records, since every number that leaves costs, and whoever draws often enough learns what the noise hides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from redact.errors import Missing, Where
from redact.plan.folder import Plan
from redact.plan.tables import Payment, Status, pay, payments, tables_of
from redact.plan.tables.pay import outputs
from redact.plan.tables.saved import SEAL
from redact.project import Project

if TYPE_CHECKING:
    from redact.ledger import Ledger, Secret
    from redact.policy.model import Policy
    from redact.records.source import Source

_LATEST = "latest.json"


def seal_key(plan: Plan, project: Project, secret: Secret) -> bytes:
    """The key of a plan's exact counts: from the secret, or for synthetic records without a project from the plan.

    Missing (16) where real records were previewed without a project: there is no ledger that could note a spend.
    """
    if not project.throw_away:
        return secret.key(SEAL)
    kept = plan.summary.get("seal_key")
    if not isinstance(kept, str):
        raise Missing(
            "the protected tables of real records need a ledger",
            where=Where(plan.folder),
            fix="Make a project with `redact init` and preview from there: the ledger notes what is spent.",
        )
    return bytes.fromhex(kept)


def waiting(plan: Plan, policy: Policy, ledger: Ledger) -> tuple[Payment, ...]:
    """Every draw of a plan's tables and where it stands. Nothing is spent."""
    return payments(tables_of(plan.folder), ledger, policy.budget)


def draw(
    plan: Plan,
    policy: Policy,
    sources: Mapping[str, Source],
    ledger: Ledger,
    seal: bytes,
    *,
    again: bool = False,
) -> tuple[Payment, ...]:
    """Pays for what was never drawn, with `again` also for what changed since, and writes all tables into the plan.

    All or nothing where the budget does not hold it. Raises BudgetExhausted (17) or PlanStale (18).
    """
    tables = tables_of(plan.folder)
    made = pay(tables, ledger, policy, plan.units(), sources, seal, again=again)
    tables.write(outputs(made))
    return tuple(payment for payment, _ in made)


def repeat(plan: Plan, policy: Policy, ledger: Ledger) -> tuple[Payment, ...]:
    """Writes into the plan what was paid for before, and nothing else: the tables of a draft."""
    tables = tables_of(plan.folder)
    stored = {}
    found = payments(tables, ledger, policy.budget)
    for payment in found:
        before = ledger.drawn(payment.draw.request)
        if before is not None:
            stored[payment.draw.request] = before.output
    tables.write(stored)
    return found


def due(found: tuple[Payment, ...], *, again: bool = False) -> Decimal:
    """What drawing all that waits would spend together."""
    wanted = (Status.NEW, Status.CHANGED) if again else (Status.NEW,)
    return sum((payment.epsilon for payment in found if payment.status in wanted), Decimal(0))


def demand_newest(ledger: Ledger, output: Path) -> None:
    """Refuses a ledger that is older than the last release (16): an old backup would give spent budget back.

    The last release's statement names the ledger's head of that time; a ledger that does not contain it is not it.
    """
    try:
        latest = json.loads((output / _LATEST).read_text(encoding="utf-8"))
        statement = json.loads((output / latest["statement"]["path"]).read_text(encoding="utf-8"))
        head = statement["predicate"]["ledger"]
        number, digest = int(head["entries"]), str(head["head"])
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError):
        raise Missing(
            "the last release cannot be read, so that nobody can tell whether the ledger is up to date",
            where=Where(output / _LATEST),
            fix="Restore the release folder that latest.json names, or move latest.json away if it is not yours.",
        ) from None
    ledger.demand_head(number, digest)
