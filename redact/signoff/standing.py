"""Where a project's sign-off stands, and what stands against a release of real records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from redact.errors import NotAgreed, RedactError, Where
from redact.ledger import Kind, Ledger, Step
from redact.plan.folder import PLAN_FILE, Plan
from redact.plan.items import read_answers
from redact.policy.model import Policy
from redact.policy.signing import Content, Delta, Lacking, OnlyStricter, SignOff, Stop, digest_of, read_people
from redact.policy.signing.people import People, same_name
from redact.policy.signing.quorum import UNSIGNED_DAYS, count, last_day
from redact.policy.signing.signatures import Agreement, Signature, Signed, agreements, judge
from redact.policy.verdicts import compare
from redact.project import Project
from redact.signoff.approving import approved_on, approvers_of, may_approve
from redact.signoff.content import content_of
from redact.signoff.people import first_keys


def today() -> date:
    """The day by the officer's own calendar, on which keys, notices and reviews are judged."""
    return date.today()  # noqa: DTZ011 - the officer's own calendar day


def now() -> str:
    """The moment as signatures and withdrawals have it, so that they can be put in order (UTC, always as long)."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def protects_more(old: Policy, new: Policy) -> bool:
    """Whether a changed policy does nothing but protect more: words may differ too, but no rule is looser."""
    return compare(old, new).verdict == "stricter"


def signoff_of(
    project: Project,
    policy: Policy,
    *,
    content: Content | None = None,
    ledger: Ledger | None = None,
    on: date | None = None,
    only_stricter: OnlyStricter = protects_more,
) -> SignOff:
    """Who has signed the policy as it is now, with its code tables and columns, and what that comes to.

    `content` and `ledger` are the project's own where they are not given. `only_stricter` says whether a changed
    policy protects more and nothing less: then signatures on the old one hold for a while.
    """
    if content is None:
        content = content_of(project, policy)
    if ledger is None:
        with project.open_ledger(project.load_secret()) as opened:
            return signoff_of(project, policy, content=content, ledger=opened, on=on, only_stricter=only_stricter)
    steps, day = ledger.steps(), on or today()
    stopped = tuple(_of_policy(policy, day))
    if project.signers is None:
        lacking = tuple(Lacking(rule.role, rule.count) for rule in policy.agreement)
        stopped += tuple(_objection(step, "") for step in open_objections(steps))
        return SignOff(content.digest, missing=lacking, stopped=stopped)
    people = read_people(project.signers, first_keys=first_keys(steps))
    every = tuple(agreements(project.signers))
    stopped += tuple(_objection(each, _role(each.content["by"], people, every)) for each in open_objections(steps))
    judged = _Judged(people, steps, day)
    own = [each for each in every if content.digest.startswith(each.folder.name)]
    found = judged.agreement(content, own)
    if found.missing:
        found = judged.addition(found, content, every, only_stricter)
    troubles = (*people.troubles, *found.troubles)
    if found.missing:
        troubles = (*troubles, *_changed(content, every))
    delta = found.delta
    return replace(
        found,
        troubles=troubles,
        stopped=(*stopped, *found.stopped),
        valid_until=last_day(policy, found.signed, delta),
    )


class _Judged:
    """Judges the signatures of agreements by people, steps and day."""

    def __init__(self, people: People, steps: Sequence[Step], day: date) -> None:
        self.people, self.steps, self.day = people, steps, day
        self.papers = frozenset(digest_of(step.content) for step in steps if step.kind is Kind.PAPER)

    def agreement(self, content: Content, here: Sequence[Agreement]) -> SignOff:
        """What the signatures on a content come to."""
        signed: list[Signed] = []
        troubles = [trouble for each in here for trouble in each.troubles]
        every = [signature for each in here for signature in each.signatures]
        for signature in every:
            if self._withdrawn(signature):
                continue
            said = judge(signature, content, self.people, self.papers, self.day)
            if isinstance(said, str):
                troubles.append(said)
            else:
                signed.append(said)
        counted, missing, doubled = count(content.policy, signed)
        return SignOff(
            content.digest,
            counted,
            missing,
            (*troubles, *doubled),
            tuple(self._withdrawals(content.digest, every)),
        )

    def addition(
        self, now: SignOff, content: Content, every: Sequence[Agreement], only_stricter: OnlyStricter
    ) -> SignOff:
        """Signatures on what this only adds to, where there are any: they hold for 90 days."""
        best: SignOff | None = None
        for each in every:
            old = each.content
            if old is None or old.digest == content.digest or not content.adds_to(old, only_stricter):
                continue
            before = self.agreement(old, [each])
            _, missing, _ = count(content.policy, before.signed)
            if before.missing or missing:
                again = {each.role for each in now.signed}
                withdrawn = tuple(stop for stop in before.stopped if stop.role not in again)
                now = replace(now, stopped=(*now.stopped, *(each for each in withdrawn if each not in now.stopped)))
                continue
            if best is None or max(s.at for s in before.signed) > max(s.at for s in best.signed):
                best = before
        if best is None:
            return now
        noted = [step for step in self.steps if step.kind is Kind.ADDITION and step.about == best.digest]
        since = date.fromisoformat(noted[0].content["day"]) if noted else None
        delta = Delta(content.digest, since)
        stopped = best.stopped + now.stopped
        if delta.lapses is not None and delta.lapses < self.day:
            stopped += (
                Stop(
                    f"what was added since the signatures has lapsed: told on {delta.since}, more than {UNSIGNED_DAYS} "
                    "days ago, and not signed since; sign the policy as it is, or take the addition out",
                    "lapsed",
                    delta.since,
                ),
            )
        return replace(best, delta=delta, stopped=stopped)

    def _withdrawn(self, signature: Signature) -> bool:
        return any(
            step.content["who"] == signature.who and signature.at <= step.content["at"]
            for step in self.steps
            if step.kind is Kind.WITHDRAWN
        )

    def _withdrawals(self, digest: str, signatures: Sequence[Signature]) -> Iterator[Stop]:
        """One sentence for everybody who took a signature back and has not signed again."""
        for step in self.steps:
            if step.kind is not Kind.WITHDRAWN:
                continue
            mine = [each for each in signatures if each.who == step.content["who"]]
            had = digest[:16] in step.content["agreements"] or any(each.at <= step.content["at"] for each in mine)
            if had and not any(each.at > step.content["at"] for each in mine):
                by = step.content["by"]
                role = mine[-1].role if mine else next((each.role for each in self.people.called(by)), "")
                day = step.at[:10]
                says = f"{by} has withdrawn the signature ({day}), so there are only drafts until {by} signs again"
                yield Stop(says, "withdrawal", date.fromisoformat(day), role)


def _of_policy(policy: Policy, day: date) -> Iterator[Stop]:
    if not policy.agreement:
        yield Stop(
            "the policy does not say who must sign it (agreement:), so real data can only become a draft",
            "nobody asked",
        )
    by = policy.review_by
    if by is not None and by < day:
        says = f"the policy was to be read again by {by} (review_by:); until it is, there are only drafts"
        yield Stop(says, "review", by)


def _role(name: str, people: People, every: Sequence[Agreement]) -> str:
    """The role somebody has or signed in; "" for a stranger."""
    who = same_name(name)
    signed = (one.role for each in every for one in each.signatures if one.who == who)
    return next((person.role for person in people.called(name)), None) or next(signed, "")


def open_objections(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Objections that nobody has lifted."""
    lifted = {step.about for step in steps if step.kind is Kind.LIFTED}
    return tuple(step for step in steps if step.kind is Kind.OBJECTION and str(step.number) not in lifted)


def _objection(step: Step, role: str) -> Stop:
    by = step.content["by"]
    says = (
        f"{by} has said stop (objection {step.number}, {step.at[:10]}), so there are only drafts until {by} takes it "
        f"back (redact object --lift {step.number} --by NAME)"
    )
    return Stop(says, "objection", date.fromisoformat(step.at[:10]), role)


def _changed(content: Content, every: Sequence[Agreement]) -> Iterator[str]:
    """What is another than in the last agreement that was signed."""
    others = [each for each in every if each.content is not None and each.signatures]
    if not others or any(each.content is not None and each.content.digest == content.digest for each in others):
        return
    old = max(others, key=lambda each: max(signature.at for signature in each.signatures)).content
    assert old is not None
    if old.publisher != content.publisher:
        yield "what is signed is of another publisher"
    if old.policy.digest != content.policy.digest:
        yield "the policy was changed after it was signed"
    for name in sorted({*old.tables, *content.tables}):
        before, now = old.tables.get(name), content.tables.get(name)
        if before is None or now is None or before.digest != now.digest:
            yield f"the code table '{name}' was changed after the policy was signed"
    for name in sorted({*old.datasets, *content.datasets}):
        if name not in old.datasets:
            yield f"the dataset '{name}' was added after the policy was signed"
        elif name not in content.datasets:
            yield f"the dataset '{name}' was left out after the policy was signed"
        elif old.data["datasets"][name] != content.data["datasets"][name]:
            yield f"other columns of '{name}' would come out than when the policy was signed"


def plan_digest(plan: Plan) -> str:
    """What a notice and an approval are about: the plan with every row that it would publish."""
    seen = hashlib.sha256()
    for path in (plan.folder / PLAN_FILE, *(plan.staged(name) for name in plan.datasets)):
        with path.open("rb") as file:
            seen.update(hashlib.file_digest(file, "sha256").digest())
    return seen.hexdigest()


def makers(plan: Plan) -> tuple[str, ...]:
    """Who made the plan and answered what was open in it: none of them can approve it."""
    made = str(plan.summary["project"].get("by") or "")
    return tuple(name for name in (made, *(each.by for each in read_answers(plan.folder).values())) if name)


def standing_of(
    plan: Plan, project: Project, policy: Policy, *, only_stricter: OnlyStricter = protects_more
) -> tuple[SignOff | None, tuple[str, ...]]:
    """The sign-off under which a plan of real records would be published, and a sentence for all that stands against
    it. Without a project there is neither ledger nor signers, and only a draft."""
    if project.throw_away:
        return None, ("nobody has signed this policy, so real data can only become a draft",)
    with project.open_ledger(project.load_secret()) as ledger:
        content = content_of(project, policy)
        found = signoff_of(project, policy, content=content, ledger=ledger, only_stricter=only_stricter)
        wrong = [*found.against(), *_beyond(plan, content), *_waiting(plan, policy, found, ledger.steps())]
    return found, tuple(wrong)


def stands_against(
    plan: Plan, project: Project, policy: Policy, *, only_stricter: OnlyStricter = protects_more
) -> tuple[SignOff | None, list[RedactError]]:
    """As `standing_of`, with what stands against it as the error to raise (12)."""
    found, wrong = standing_of(plan, project, policy, only_stricter=only_stricter)
    if not wrong:
        return found, []
    fix = (
        "Write a draft with `redact release PLAN --draft`. To publish, make a project: redact init"
        if project.throw_away
        else "See `redact policy verify`. A draft can be written: `redact release PLAN --draft`."
    )
    if len(wrong) > 1:
        wrong = ("this plan of real records cannot be released yet:", *wrong)
    return found, [NotAgreed("\n  - ".join(wrong), where=Where(plan.folder), fix=fix)]


def _beyond(plan: Plan, content: Content) -> Iterator[str]:
    for name, header in plan.summary["header"].items():
        signed = content.datasets.get(name)
        if signed is None or not set(header) <= set(signed.columns):
            yield f"the plan would publish columns of '{name}' that nobody has signed"


def _waiting(plan: Plan, policy: Policy, found: SignOff, steps: Sequence[Step]) -> Iterator[str]:
    """Notice and approval of exactly this plan."""
    about = plan_digest(plan)
    mine = [step for step in steps if step.about == about]
    told = next((step for step in mine if step.kind is Kind.NOTICE), None)
    if policy.notice is not None:
        if told is None:
            days = "1 day" if policy.notice.days == 1 else f"{policy.notice.days} days"
            yield (
                f"the {policy.notice.to} has not been told of this plan (redact notice PLAN), and {days} must pass "
                "after that"
            )
        else:
            first = date.fromisoformat(told.content["day"]) + timedelta(days=policy.notice.days)
            if today() < first:
                yield (
                    f"the {policy.notice.to} was told on {told.content['day']}; with {policy.notice.days} days' notice "
                    f"this plan can come out from {first} on"
                )
    if found.delta is not None and found.delta.since is None:
        yield "what was added since the signatures has not been told to the signers (redact notice PLAN)"
    made = {same_name(name) for name in makers(plan)}
    approvals = [step for step in mine if step.kind is Kind.APPROVAL and same_name(step.content["by"]) not in made]
    try:
        named = approvers_of(plan)
    except RedactError:
        yield "the project file cannot be read, so nobody can tell who may approve"
        return
    if not approvals:
        yield "no second person has approved this plan (redact approve PLAN --by NAME)"
    elif not any(may_approve(named, step.content["by"], approved_on(step)) for step in approvals):
        yield "nobody whom the project file names (approvers:) has approved this plan"
