"""The protected tables on their way out: what they wait for, what is paid, what may be repeated.

    due = waiting(plan, policy, ledger)     # what a release would draw and spend; nothing is
    with project.open_ledger(secret) as ledger, ledger.writing():
        draw(plan, policy, ledger, seal)    # spends, draws and writes the tables into the plan
        draw_draft(plan, ...)               # only what was paid for before

A table is drawn where it is published or where somebody says `redact counts --spend`; never by a preview or a draft of
real records, since every number that leaves costs, and whoever draws often enough learns what the noise hides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from redact.errors import BudgetExhausted, GateFailed, Missing, OpenItems, RedactError, Where, foremost
from redact.ledger.era import era as era_of
from redact.plan.folder import Plan
from redact.plan.fresh import check_fresh, load_policy_of, project_of
from redact.plan.tables import Payment, Status, outcomes_of, pay, payments, tables_of
from redact.plan.tables.pay import POPULATION, outputs
from redact.plan.tables.saved import SEAL
from redact.project import Project
from redact.signoff import stands_against

if TYPE_CHECKING:
    from redact.gates import GateResult
    from redact.ledger import Ledger, Secret
    from redact.policy.model import Policy

_LATEST = "latest.json"
COUNTS = "counts"
"""Where in the plan `counts` writes unless told otherwise."""


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
    ledger: Ledger,
    seal: bytes,
    *,
    again: bool = False,
) -> tuple[Payment, ...]:
    """Pays for what was never drawn, with `again` also for what changed since, and writes all tables into the plan.

    All or nothing where the budget does not hold it. Raises BudgetExhausted (17) or PlanStale (18).
    """
    tables = tables_of(plan.folder)
    outcomes = outcomes_of({item["kind"] for item in plan.summary["inputs"]})
    made = pay(tables, ledger, policy, plan.units(), outcomes, seal, again=again)
    tables.write(outputs(made))
    return tuple(payment for payment, _ in made)


def draw_draft(
    plan: Plan,
    policy: Policy,
    ledger: Ledger,
    project: Project,
    secret: Secret,
) -> None:
    """The tables of a draft: what was paid for before, and nothing else. Synthetic records without a project cost
    nobody, so these are drawn."""
    if project.throw_away and plan.synthetic:
        draw(plan, policy, ledger, seal_key(plan, project, secret))
        return
    stored = {}
    for payment in waiting(plan, policy, ledger):
        before = ledger.drawn(payment.draw.request)
        if before is not None:
            stored[payment.draw.request] = before.output
    tables_of(plan.folder).write(stored)


def due(found: tuple[Payment, ...], *, again: bool = False) -> Decimal:
    """What drawing all that waits would spend together."""
    wanted = (Status.NEW, Status.CHANGED) if again else (Status.NEW,)
    return sum((payment.epsilon for payment in found if payment.status in wanted), Decimal(0))


def demand_newest(ledger: Ledger, output: Path) -> None:
    """Refuses a ledger that is older than the last release (16): an old backup would give spent budget back.

    The last release's statement names the ledger's head of that time; a ledger that does not contain it is not it.
    """
    latest = output / _LATEST
    if not latest.exists():
        return
    try:
        statement = output / json.loads(latest.read_text(encoding="utf-8"))["statement"]["path"]
    except (OSError, ValueError, KeyError, TypeError):
        raise _unreadable(latest) from None
    _demand_head(ledger, statement, latest)


def demand_newer_than_counts(ledger: Ledger, folder: Path) -> None:
    """The same for the tables that `counts` wrote to a folder; nothing where there are none."""
    statement = folder / "statement.json"
    if statement.exists():
        _demand_head(ledger, statement, statement)


def _demand_head(ledger: Ledger, statement: Path, named: Path) -> None:
    try:
        head = json.loads(statement.read_text(encoding="utf-8"))["predicate"]["ledger"]
        number, digest = int(head["entries"]), str(head["head"])
    except (OSError, ValueError, KeyError, TypeError):
        raise _unreadable(named) from None
    era = era_of(ledger)
    if era is None or digest not in era.heads:  # of releases before the secret was lost the new ledger says so
        ledger.demand_head(number, digest)


def _unreadable(named: Path) -> Missing:
    return Missing(
        "what was released last cannot be read, so that nobody can tell whether the ledger is up to date",
        where=Where(named),
        fix="Restore the folder with the release that it names, or move this file away if it is not yours.",
    )


@dataclass(frozen=True)
class Counted:
    """What `counts` found and did: every draw as it stood before, and where the tables are now (None: nowhere).

    `spent`: what waited was drawn. By table `advice` for whoever wrote the policy, and `waiting`, why periods have no
    numbers. `unpaid`: why a release could not draw what is new.
    """

    payments: tuple[Payment, ...]
    spent: bool
    folder: Path | None
    advice: Mapping[str, tuple[str, ...]]
    accounts: Mapping[int, Account]
    waiting: Mapping[str, str]
    unpaid: BudgetExhausted | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A calendar year's budget: what all tables have spent of it, and what it is."""

    spent: Decimal
    budget: Decimal


def counts(plan: Plan, *, out: Path | None = None, spend: bool = False) -> Counted:
    """Only the protected tables of a plan: what drawing them would spend, or with `spend` the tables themselves.

    Without `spend` nothing is spent: what was paid for before is written again, what is new waits, and what changed
    since it was published is refused. The tables of real records stay inside the plan, as a draft does, unless all that
    a release of them needs is there: signatures, notice, approval.

    Raises the foremost of: Missing (16), PlanStale (18), OpenItems (14), NotAgreed (12), BudgetExhausted (17),
    GateFailed (15).
    """
    from redact.bundle import write_counts
    from redact.gates import ReleaseView, rows_and_counts

    project = project_of(plan)
    policy = load_policy_of(plan, project)
    sources = check_fresh(plan, project)
    secret = project.load_secret()
    view = ReleaseView.of_plan(plan, policy, sources)
    gate = rows_and_counts.check(view)
    target = out if out is not None else plan.folder / COUNTS
    agreed, unagreed = stands_against(plan, project, policy) if _outside(plan, target) else (None, [])
    stop = foremost([*(_against(plan, gate) if spend else ()), *unagreed])
    if stop is not None:
        raise stop
    with project.open_ledger(secret) as ledger, ledger.writing():
        ledger.verify().demand(ledger.path)
        if not project.throw_away:
            demand_newest(ledger, project.output)
            for written in {target, plan.folder / COUNTS}:
                demand_newer_than_counts(ledger, written)
        found = waiting(plan, policy, ledger)
        costless = project.throw_away and plan.synthetic
        unpaid = None if spend or costless else _unpaid(found, policy, ledger)
        if spend:
            draw(plan, policy, ledger, seal_key(plan, project, secret), again=True)
        else:
            draw_draft(plan, policy, ledger, project, secret)
        tables = tables_of(plan.folder)
        accounts = _accounts(found, policy, ledger)
        folder = None
        if tables.drawn:
            release = f"{plan.summary['as_of']}-{plan.summary['nonce'][:6]}"
            draft = not plan.synthetic and agreed is None
            public = agreed.public() if agreed is not None else None
            folder = write_counts(
                view, target, release=release, gates=(gate,), draft=draft, ledger=ledger.head, agreed=public
            )
    return Counted(found, spend or costless, folder, tables.advice, accounts, tables.waiting, unpaid)


def refused(found: Counted) -> BudgetExhausted | None:
    """Why nothing was counted again: the data of a published period changed and nobody said to pay; or what is new
    cannot be paid, as where a table is asked for in another way than it was published."""
    changed = [payment for payment in found.payments if payment.status is Status.CHANGED]
    if not changed or found.spent:
        return found.unpaid
    names = ", ".join(dict.fromkeys(payment.info.table for payment in changed))
    return BudgetExhausted(
        f"the data of {len(changed)} published periods changed since they were counted ({names}); "
        "the numbers that are out stay as they are",
        fix=f"To count them again and spend {due(tuple(changed), again=True):f} on it, add --spend.",
    )


def _accounts(found: tuple[Payment, ...], policy: Policy, ledger: Ledger) -> dict[int, Account]:
    years = sorted({int(period[:4]) for payment in found for period in payment.draw.periods})
    budget = policy.budget.epsilon if policy.budget is not None else Decimal(0)
    return {year: Account(ledger.borne(year, POPULATION).epsilon, budget) for year in years}


def _unpaid(found: tuple[Payment, ...], policy: Policy, ledger: Ledger) -> BudgetExhausted | None:
    """What a release would stop at, so that asking says it first."""
    if policy.budget is None:
        return None
    new = [(payment.spend, payment.budget) for payment in found if payment.status is Status.NEW]
    try:
        ledger.afford(new, budget_delta=policy.budget.delta or Decimal(0))
    except BudgetExhausted as error:
        return error
    return None


def _outside(plan: Plan, target: Path) -> bool:
    """Whether tables of real records would leave the plan, also those that were paid for before."""
    return not plan.synthetic and not target.resolve().is_relative_to(plan.folder.resolve())


def against_part(plan: Plan) -> list[RedactError]:
    """What stands against anything made of a part of the rows."""
    what = "this plan looked at the first rows only (--limit)"
    return [GateFailed(what, where=Where(plan.folder), fix="Preview without --limit.")] if plan.limited else []


def _against(plan: Plan, gate: GateResult) -> list[RedactError]:
    """What stands against drawing the tables of a plan."""
    found: list[RedactError] = []
    if plan.open_items:
        found.append(
            OpenItems(
                f"{len(plan.open_items)} open items wait for an answer, and what they are about is not counted yet",
                where=Where(plan.folder),
                fix="Answer them with `redact review PLAN`, then preview again.",
            )
        )
    found += against_part(plan)
    if not gate.passed:
        found.append(GateFailed(f"{gate.name}: {gate.sentence}", where=Where(plan.folder)))
    return found
