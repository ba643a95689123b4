"""A policy explained to the people who must agree to it: one page that stands alone, and the rest for who asks on.

Everything here is derived: from the policy, from the sentences of its fields, and from made-up records that have gone
through the real stages. Nobody writes a summary of a policy by hand.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from redact.advice.agreement import UNSIGNED, Agreement
from redact.advice.as_text import text_digest
from redact.advice.chapters import chapters
from redact.advice.city import made_up
from redact.advice.columns import cards_of
from redact.advice.front import front
from redact.advice.parts import Explanation
from redact.errors import NotAgreed, Where
from redact.plan.rehearse import rehearse
from redact.policy.model import Policy
from redact.project import Project

LEAD = "What the public sees of a police record under this policy, and what it does not. All of it stands on this page."

TEXT: Final = "This text"
"""The heading of the line that names the text itself: the first 16 digits of its digest."""

SHORT: Final = 16


def explain(policy: Policy, *, project: Project | None = None, agreement: Agreement = UNSIGNED) -> Explanation:
    """The explanation of a policy: `as_page` makes the page of it, `as_text` the text.

    Takes some seconds: a synthetic city goes through the real stages. With a project the department's own name and
    columns stand in it, without one the synthetic city's columns. Its digest is that of the text while nobody has
    signed, so it stays as people sign. DataMismatch (11) or Missing (16) for a card or a code table that cannot be
    read.
    """
    made, rehearsed, cards = made_up(policy), rehearse(policy), cards_of(project)

    def under(state: Agreement) -> Explanation:
        return Explanation(
            title=policy.title,
            lead=LEAD,
            facts=(
                ("Policy", f"{policy.policy}, version {policy.version}"),
                ("Fingerprint", policy.digest[:SHORT]),
                ("Read again by", policy.review_by.isoformat() if policy.review_by else "no day is set"),
            ),
            front=front(policy, made, state, project.publisher if project else ""),
            chapters=chapters(policy, made, rehearsed, cards, state, own=project is not None),
        )

    digest = text_digest(under(UNSIGNED))
    found = under(agreement)
    return replace(found, facts=(*found.facts, (TEXT, digest[:SHORT])), digest=digest)


def demand_read(policy: Policy, project: Project, page: Path | None = None) -> str:
    """The digest (hex) of what somebody who signs a project's policy has read, made anew. Takes some seconds.

    With a `page`, that page must be this explanation: NotAgreed (12) where it explains something else.
    """
    digest = explain(policy, project=project).digest
    if page is not None:
        said = page.read_text(encoding="utf-8", errors="replace") if page.is_file() else ""
        if digest[:SHORT] not in said:
            raise NotAgreed(
                "this page does not explain what would be signed now",
                where=Where(page),
                fix="Make it anew, and read it again: redact policy explain --project redact.yaml -o PAGE. It changes "
                "with the policy, the columns and the version of redact.",
            )
    return digest
