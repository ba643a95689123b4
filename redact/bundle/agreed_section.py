"""The part of the internal report on who has agreed: what a plan of real records still needs to be released."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from redact.bundle.facts import capital
from redact.policy.decided import report_sentence
from redact.policy.model import Policy
from redact.policy.signing import SignOff
from redact.report import join, notice, paragraph, table, terms

TITLE = "Who has agreed"
MADE_UP = "These records are made up, so nobody has to agree to their release."
TOLD_LATER = "As it was when this plan was made. How it stands now: `redact policy verify`, and `redact release PLAN`."


@dataclass(frozen=True, slots=True)
class Standing:
    """The sign-off of a plan's policy (None without a project, or where it cannot be looked at), and a sentence for all
    that stands against a release."""

    found: SignOff | None
    against: tuple[str, ...]


def agreed_section(policy: Policy, standing: Standing | None) -> Markup:
    """The section's body. Without a standing the records are synthetic. It names roles and nobody."""
    parts = []
    if standing is None:
        parts.append(paragraph(MADE_UP))
    else:
        parts += _real(standing)
    open_choices = report_sentence(policy)
    if open_choices:
        parts.append(notice(open_choices, "warn", "Not decided here:"))
    return join(parts)


def _real(standing: Standing) -> list[Markup]:
    parts = []
    if standing.against:
        items = Markup("").join(Markup("<li>{}</li>").format(capital(each)) for each in standing.against)
        parts.append(notice(Markup("<ul>{}</ul>").format(items), "warn", "Before it can be released:"))
    else:
        parts.append(notice("Nothing is missing.", "good", "Agreed:"))
    found = standing.found
    if found is not None and found.signed:
        ways = {"key": "by key", "paper": "on paper"}
        rows = [(each.role, each.organisation, each.at[:10], ways.get(each.way, each.way)) for each in found.signed]
        parts.append(table("Signatures", ["Role", "For", "On", "How"], rows))
        facts = [("Six words", found.receipt)]
        if found.valid_until is not None:
            facts.append(("Valid until", found.valid_until.isoformat()))
        if found.delta is not None:
            facts.append(("Added since, not signed yet", " ".join(found.delta.words)))
        parts.append(terms(facts))
    parts.append(paragraph(TOLD_LATER))
    return parts


__all__ = ["TITLE", "Standing", "agreed_section"]
