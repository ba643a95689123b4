"""Who may be the second person: whom the project file names, or a deputy on the days that it names.

This stops accidents: the wrong plan, one look too few, a substitute whom nobody asked. It does not stop a determined
insider, who can type any name and edit the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from redact.errors import NotAgreed, Where
from redact.keeping import Approver, kept_by
from redact.ledger import Step
from redact.plan.folder import Plan
from redact.policy.signing.people import same_name


def approvers_of(plan: Plan) -> tuple[Approver, ...]:
    """Whom the plan's project file names today; empty where anybody but the plan's makers may approve.

    Missing (16) or DataMismatch (11) where the project file cannot be read: then nobody can tell.
    """
    path = plan.summary["project"].get("path")
    return kept_by(Path(path)).approvers if path else ()


def may_approve(approvers: Sequence[Approver], by: str, day: date) -> bool:
    """Whether somebody could approve on a day."""
    return not approvers or any(same_name(each.name) == same_name(by) and each.on(day) for each in approvers)


def demand_named(plan: Plan, by: str, day: date) -> None:
    """NotAgreed (12) where the project file names others for it, or the deputy's days are over or not yet there."""
    approvers = approvers_of(plan)
    if may_approve(approvers, by, day):
        return
    mine = [each for each in approvers if same_name(each.name) == same_name(by)]
    if mine:
        days = " and ".join(f"from {each.first} to {each.until}" for each in mine)
        what = f"{by} may approve as a deputy {days}, not today"
    else:
        what = f"{by} is not among those who approve here: {', '.join(dict.fromkeys(each.name for each in approvers))}"
    raise NotAgreed(
        what,
        where=Where(plan.summary["project"].get("path")),
        fix="Let one of them approve, or name a deputy there, with days: "
        "approvers: [{name: NAME, from: YYYY-MM-DD, until: YYYY-MM-DD}]",
    )


def approved_on(step: Step) -> date:
    """The day of an approval by the calendar of who gave it; earlier ledgers only have the moment (UTC)."""
    return date.fromisoformat(step.content.get("day") or step.at[:10])
