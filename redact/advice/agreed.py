"""A project's sign-off as its policy's page tells it: by role and organization, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from redact.advice.agreement import FIRST, Agreement, Signed
from redact.advice.words import short_words
from redact.ledger import Kind, Ledger, State
from redact.policy.model import Policy
from redact.policy.signing import Content, SignOff, Stop
from redact.project import Project
from redact.signoff import content_of, signoff_of
from redact.signoff.differences import agreed_before, differences


def agreement_of(project: Project, policy: Policy, ledger: Ledger) -> Agreement:
    """Where the sign-off of a policy stands in a project, whose own policy it need not be.

    Missing (16) or DataMismatch (11) for a card or a code table that cannot be read.
    """
    content = content_of(project, policy)
    found = signoff_of(project, policy, content=content, ledger=ledger)
    return Agreement(
        signed=tuple(
            Signed(each.role, each.organisation, date.fromisoformat(each.at[:10]))
            for each in sorted(found.signed, key=lambda one: (one.role, one.at))
        ),
        missing=tuple(str(each) for each in found.missing),
        words=found.words if found.signed else None,
        next_release=_next(ledger) if found.holds else None,
        changed=tuple(_changed(project, content, ledger)) or FIRST,
        stopped=tuple(_stopped(each) for each in found.stopped),
        added=_added(found),
        valid_until=found.valid_until if found.holds else None,
    )


def _stopped(stop: Stop) -> str:
    who = f"the {stop.role}" if stop.role else "someone"
    if stop.kind == "objection":
        return f"STOPPED: {who} said stop on {stop.day}. Only drafts are made until this is taken back."
    if stop.kind == "withdrawal":
        return f"STOPPED: {who} took a signature back on {stop.day}."
    if stop.kind == "review":
        return f"STOPPED: the policy was to be read again by {stop.day}."
    if stop.kind == "lapsed":
        return f"STOPPED: what was added was told on {stop.day}, and was not signed in time."
    return "STOPPED: the policy does not say who must sign. So no true records come out."


def _added(found: SignOff) -> str:
    if found.delta is None:
        return ""
    words = " ".join(found.delta.words)
    if found.delta.lapses is None:
        return f"Rules were added since that protect more. The next notice tells of them. Their words: {words}."
    return f"Rules were added since that protect more. Sign them by {found.delta.lapses}. Their words: {words}."


def _next(ledger: Ledger) -> date | None:
    """The first day on which what the last notice told of can come out; None where it is out, or nothing was told."""
    notices = [step for step in ledger.steps() if step.kind is Kind.NOTICE]
    if not notices:
        return None
    out = [each.states[State.PUBLISHED] for each in ledger.releases() if State.PUBLISHED in each.states]
    last = notices[-1]
    return None if any(at >= last.at for at in out) else date.fromisoformat(last.content["first"])


def _changed(project: Project, content: Content, ledger: Ledger) -> Iterator[str]:
    before = agreed_before(project, content, ledger)
    if before is None:
        return
    first, *rest = differences(
        before.content, content, group=lambda policy, tier: short_words(policy, policy.tiers[policy.tier_index(tier)])
    )
    yield f"Since the version signed on {before.day}: {first}"
    yield from rest


__all__ = ["agreement_of"]
