"""The notice before a release: a page for the advocate, and the day from which the release waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from markupsafe import Markup

from redact.bundle.facts import capital, listed, plain, who
from redact.bundle.pages import FOOTER
from redact.errors import GateFailed, OpenItems, UsageError, Where
from redact.gates import GateResult, ReleaseView, run_gates
from redact.gates.earlier import earlier_of
from redact.ledger import Kind, Ledger
from redact.plan.folder import Plan, write_private
from redact.plan.fresh import check_fresh, load_policy_of
from redact.plan.outcomes import Outcome
from redact.policy.model import Notice, Policy
from redact.policy.signing import OnlyStricter, SignOff
from redact.policy.signing.quorum import last_day
from redact.policy.signing.signatures import keep_content
from redact.project import Project
from redact.report import Column, Section, join, notice, page, paragraph, table, terms
from redact.signoff.content import content_of
from redact.signoff.news import news
from redact.signoff.standing import plan_digest, protects_more, signoff_of, today

PAGE = "notice.html"


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that was given: its page, who is told, the day it was given and the first on which it can come out."""

    page: Path
    to: str
    day: date
    first: date
    passed: bool


def give_notice(
    plan: Plan,
    project: Project,
    ledger: Ledger,
    *,
    out: Path | None = None,
    only_stricter: OnlyStricter = protects_more,
) -> Told:
    """Writes the page about a plan and notes the day in the ledger; a second call writes it again, the day stays.

    OpenItems (14) and GateFailed (15) where the plan is not what would come out; UsageError (2) where the policy
    tells nobody.
    """
    policy = load_policy_of(plan, project)
    if policy.notice is None:
        raise UsageError("this policy tells nobody before a release (notice:)", where=Where(project.policy))
    if plan.open_items:
        raise OpenItems(
            "open items wait for an answer, so this is not yet what would come out",
            where=Where(plan.folder),
            fix="redact review PLAN, then preview again and give notice of that plan.",
        )
    if plan.limited:
        raise GateFailed("this plan looked at the first rows only (--limit)", where=Where(plan.folder))
    gates = run_gates(ReleaseView.of_plan(plan, policy, check_fresh(plan, project), earlier_of(project)))
    content = content_of(project, policy)
    found = signoff_of(project, policy, content=content, ledger=ledger, only_stricter=only_stricter)
    about = plan_digest(plan)
    notices = [each for each in ledger.steps() if each.kind is Kind.NOTICE]
    before = next((each for each in notices if each.about == about), None)
    day = date.fromisoformat(before.content["day"]) if before is not None else today()
    unnoted = found.delta is not None and found.delta.since is None
    if found.delta is not None and unnoted:
        delta = replace(found.delta, since=day)
        found = replace(found, delta=delta, valid_until=last_day(policy, found.signed, delta))
    told = Told(
        page=out or plan.folder / PAGE,
        to=policy.notice.to,
        day=day,
        first=day + timedelta(days=policy.notice.days),
        passed=all(gate.passed for gate in gates),
    )
    earlier = [each for each in notices if each.about != about and (before is None or each.number < before.number)]
    new = news(plan, project, content, found, ledger, earlier[-1] if earlier else None)
    write_private(told.page, _page(plan, project, policy, policy.notice, gates, found, told, new))
    if before is None:
        noted = {"day": day.isoformat(), "to": told.to, "first": told.first.isoformat(), "content": content.digest}
        if project.signers is not None:
            keep_content(project.signers, content)
        ledger.note(Kind.NOTICE, about, noted)
    if found.delta is not None and unnoted:
        ledger.note(Kind.ADDITION, found.digest, {"day": day.isoformat(), "words": " ".join(found.delta.words)})
    return told


def _page(
    plan: Plan,
    project: Project,
    policy: Policy,
    rule: Notice,
    gates: tuple[GateResult, ...],
    found: SignOff,
    told: Told,
    new: Markup,
) -> str:
    stop = (
        "Tell the department at any time, also on the phone. It writes down that you said so, and nothing comes out "
        "until you take it back."
        if rule.can_stop
        else "This policy does not let you stop a release. You can take your signature back; then nothing comes out."
    )
    sections = [
        Section("What will come out", _coming(plan, policy), id="coming"),
        Section("What is new", new, id="new"),
        Section("What was checked", _checks(gates), id="checks"),
        Section("Who has signed", _signers(found), id="signed"),
        Section("If you want to say stop", paragraph(stop), id="stop"),
    ]
    return page(
        f"Notice: {project.publisher} is about to publish records",
        sections,
        lead=f"For the {told.to}. You have {rule.days} days: nothing comes out before {told.first}.",
        facts=[
            ("Told on", told.day.isoformat()),
            ("Not before", told.first.isoformat()),
            ("Policy", f"{policy.policy}, version {policy.version}"),
            ("Six words", found.receipt),
        ],
        footer=FOOTER,
    )


def _coming(plan: Plan, policy: Policy) -> Markup:
    rows = []
    for name, tiers in plan.summary["counts"].items():
        for tier in policy.tiers:
            shown = tiers.get(tier.tier, {}).get(Outcome.PUBLISHED.word, 0)
            if shown:
                rows.append((capital(plain(name)), who(tier), f"{shown:,}"))
    columns = [
        (capital(plain(name)), listed([plain(column) for column in header]))
        for name, header in plan.summary["header"].items()
    ]
    parts = [
        table("Rows", ["List", "About", Column("Rows", number=True)], rows),
        table("Columns", ["List", "What each row shows, where its group shows it"], columns),
    ]
    if policy.counts:
        parts.append(paragraph(f"Tables of numbers: {listed([plain(each.table) for each in policy.counts])}."))
    return join(parts)


def _checks(gates: tuple[GateResult, ...]) -> Markup:
    rows = [(gate.name, gate.required, "passed" if gate.passed else "FAILED") for gate in gates]
    failed = [gate for gate in gates if not gate.passed]
    parts = [table("Checks", ["Check", "What is required", "Now"], rows)]
    if failed:
        parts.append(notice("Nothing comes out while a check fails.", "bad", "Not yet."))
    return join(parts)


def _signers(found: SignOff) -> Markup:
    parts = []
    if found.signed:
        rows = [(each.name, each.role, each.organisation, each.at[:10], each.how) for each in found.signed]
        parts.append(table("Signatures", ["Who", "Role", "For", "On", "How"], rows))
    why = found.why_not()
    if why is not None:
        parts.append(notice(why, "bad", "Not agreed."))
    facts = [("Six words", found.receipt)]
    if found.valid_until is not None:
        facts.append(("Valid until", found.valid_until.isoformat()))
    parts.append(terms(facts))
    parts.append(paragraph("Compare the six words with those on your own sheet. If they differ, say stop."))
    return join(parts)
