"""A policy explained to the people who must agree to it: one page that stands alone, and the rest for who asks on.

Everything here is derived: from the policy, from the sentences of its fields, and from made-up records that have gone
through the real stages. Nobody writes a summary of a policy by hand.
"""

from __future__ import annotations

from redact.advice.agreement import UNSIGNED, Agreement
from redact.advice.chapters import chapters
from redact.advice.city import made_up
from redact.advice.columns import cards_of
from redact.advice.front import front
from redact.advice.parts import Explanation
from redact.plan.rehearse import rehearse
from redact.policy.model import Policy
from redact.project import Project

LEAD = "What the public sees of a police record under this policy, and what it does not. All of it stands on this page."


def explain(policy: Policy, *, project: Project | None = None, agreement: Agreement = UNSIGNED) -> Explanation:
    """The explanation of a policy: `as_page` makes the page of it, `as_text` the text.

    Takes some seconds: a synthetic city goes through the real stages. With a project the department's own name and
    columns stand in it, without one the synthetic city's columns. DataMismatch (11) or Missing (16) for a card or a
    code table that cannot be read.
    """
    made = made_up(policy)
    return Explanation(
        title=policy.title,
        lead=LEAD,
        facts=(
            ("Policy", f"{policy.policy}, version {policy.version}"),
            ("Fingerprint", policy.digest[:16]),
            ("Read again by", policy.review_by.isoformat() if policy.review_by else "no day is set"),
        ),
        front=front(policy, made, agreement, project.publisher if project else ""),
        chapters=chapters(policy, made, rehearse(policy), cards_of(project), agreement, own=project is not None),
    )
