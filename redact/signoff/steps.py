"""What people do on the way to a release: say stop, take it back, take a signature back, approve."""

from __future__ import annotations

from pathlib import Path

from redact.errors import GateFailed, NotAgreed, OpenItems, UsageError, Where
from redact.ledger import Kind, Ledger, Step
from redact.plan.folder import Plan
from redact.policy.model import Policy
from redact.policy.signing.content import canonical
from redact.policy.signing.keys import Namespace, sign
from redact.policy.signing.people import read_people, same_name
from redact.policy.signing.signatures import agreements
from redact.project import Project
from redact.signoff.approving import demand_named
from redact.signoff.people import first_keys
from redact.signoff.standing import makers, now, open_objections, plan_digest, today


def object_to(ledger: Ledger, policy: Policy, *, by: str, because: str) -> int:
    """Notes that somebody says stop; its number. Nothing but drafts is written until that person lifts it.

    Who says it is not asked for a key: whoever types it in, stopping protects. UsageError (2) where the policy gives
    nobody this right.
    """
    if policy.notice is None or not policy.notice.can_stop:
        raise UsageError(
            "under this policy nobody can stop a release (notice: can_stop)",
            fix="A signature can be withdrawn at any time: redact withdraw --by NAME",
        )
    return ledger.note(Kind.OBJECTION, "", {"by": by, "because": because})


def lift(
    project: Project, ledger: Ledger, number: int, *, by: str, key: Path | None = None, witness: str | None = None
) -> Step:
    """Notes that the person who said stop no longer does, with that person's key or, on paper, before a witness.

    NotAgreed (12) where it is somebody else, or the key is not theirs.
    """
    found = next((step for step in open_objections(ledger.steps()) if step.number == number), None)
    if found is None:
        raise UsageError(f"there is no open objection {number}", fix="See: redact policy verify")
    if same_name(by) != same_name(found.content["by"]):
        raise NotAgreed(f"objection {number} is {found.content['by']}'s, and only {found.content['by']} can lift it")
    content = {"by": by, "witness": witness, "signature": None}
    if key is not None:
        content["signature"] = _signed(project, ledger, number, by, key)
    elif not witness or same_name(witness) == same_name(by):
        raise UsageError(
            "an objection is lifted with the key of who made it, or on paper before a witness",
            fix="Add --key FILE, or --witness NAME (somebody else).",
        )
    ledger.note(Kind.LIFTED, str(number), content)
    return found


def _signed(project: Project, ledger: Ledger, number: int, by: str, key: Path) -> str:
    content = (canonical({"kind": "redact objection lifted, 1", "number": number, "by": by}) + "\n").encode()
    signature = sign(content, key, Namespace.POLICY)
    people = read_people(_folder(project), first_keys=first_keys(ledger.steps()))
    if not any(person.signed(content, signature, today()) for person in people.called(by)):
        raise NotAgreed(f"this is not a key of {by} that counts today", where=Where(key))
    return signature


def withdraw(project: Project, ledger: Ledger, *, by: str) -> int:
    """Notes that somebody takes back every signature of theirs so far; how many agreements hold one now.

    From then on only drafts are written under these agreements, until the same person signs again. Signatures that
    are not in the folder today are taken back too.
    """
    folder = _folder(project)
    who = same_name(by)
    mine = [each.folder.name for each in agreements(folder) if any(one.who == who for one in each.signatures)]
    if not mine and not read_people(folder, first_keys=first_keys(ledger.steps())).called(by):
        raise UsageError(f"there is no signature of {by}", fix="Who has signed: redact policy verify")
    ledger.note(Kind.WITHDRAWN, "", {"by": by, "who": who, "agreements": mine, "at": now()})
    return len(mine)


def approve(plan: Plan, ledger: Ledger, *, by: str) -> str:
    """Notes that a second person approves a plan; the plan's digest.

    OpenItems (14) or GateFailed (15) for a plan that cannot be released as it is, NotAgreed (12) where whoever made
    the plan, or answered what was open in it, would approve it, or somebody whom the project file does not name.
    """
    if plan.open_items:
        raise OpenItems("open items wait for an answer", where=Where(plan.folder), fix="redact review PLAN")
    if plan.limited:
        raise GateFailed("this plan looked at the first rows only (--limit)", where=Where(plan.folder))
    made = makers(plan)
    if not plan.summary["project"].get("by"):
        raise NotAgreed(
            "nobody knows who made this plan, so nobody can be the second person",
            where=Where(plan.folder),
            fix="Preview again with --by NAME.",
        )
    if same_name(by) in {same_name(name) for name in made}:
        raise NotAgreed(
            f"{by} has made this plan or answered questions in it; somebody else must approve it",
            where=Where(plan.folder),
            fix="Let a second person read PLAN/report.html and run: redact approve PLAN --by NAME",
        )
    demand_named(plan, by, today())
    about = plan_digest(plan)
    ledger.note(Kind.APPROVAL, about, {"by": by, "day": today().isoformat()})
    return about


def _folder(project: Project) -> Path:
    if project.signers is None:
        raise UsageError(
            "the project names no folder for signers", where=Where(project.path), fix="Add a line: signers: signers"
        )
    return project.signers
