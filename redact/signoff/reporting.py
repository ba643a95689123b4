"""Who has agreed, for the internal report of a plan."""

from __future__ import annotations

from redact.bundle.agreed_section import Standing
from redact.errors import RedactError
from redact.plan.folder import Plan
from redact.policy.model import Policy
from redact.project import Project
from redact.signoff.standing import standing_of


def standing_for_report(plan: Plan, project: Project, policy: Policy) -> Standing | None:
    """Where a plan of real records stands; None for a synthetic one, which needs nobody.

    Where that cannot be looked at, as without ssh-keygen, the report says why: a preview publishes nothing.
    """
    if plan.synthetic:
        return None
    try:
        return Standing(*standing_of(plan, project, policy))
    except RedactError as error:
        return Standing(None, (f"who has agreed cannot be looked at: {error.what}",))
