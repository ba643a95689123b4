"""Making signatures: with a key here, with a key elsewhere, on paper. Each is judged before it is kept."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from redact.errors import DataMismatch, NotAgreed, UsageError, Where
from redact.ledger import Kind, Ledger
from redact.policy.model import Policy
from redact.policy.signing import Content, Namespace, Signature, SignOff, digest_of, read_people
from redact.policy.signing.keys import sign
from redact.policy.signing.people import Person, same_name
from redact.policy.signing.signatures import judge, write_signature
from redact.project import Project
from redact.signoff.content import content_of
from redact.signoff.people import first_keys, remember_first_keys
from redact.signoff.standing import now, signoff_of, today
from redact.signoff.steps import _folder


def sign_by_key(
    project: Project, policy: Policy, ledger: Ledger, *, name: str, key: Path, explanation: str | None = None
) -> SignOff:
    """Signs what the project's policy says now, and says where it stands after that.

    `explanation` is the digest (hex) of the page that was read. NotAgreed (12) where the signature would not count.
    """
    content = content_of(project, policy)
    blank = _blank(project, ledger, name, explanation)
    signature = sign(blank.message(content), key, Namespace.POLICY)
    return _keep(project, policy, ledger, content, blank.model_copy(update={"signature": signature}))


def prepare(project: Project, policy: Policy, ledger: Ledger, *, name: str, to: Path, explanation: str | None) -> str:
    """Writes what somebody signs elsewhere with `ssh-keygen -Y sign -n redact-policy -f KEY FILE`; the six words.

    What belongs to it lies beside it in `FILE.json`; `take_signature` reads both and `FILE.sig`.
    """
    content = content_of(project, policy)
    blank = _blank(project, ledger, name, explanation)
    to.write_bytes(blank.message(content))
    to.with_name(to.name + ".json").write_text(blank.model_dump_json() + "\n", encoding="utf-8", newline="\n")
    return signoff_of(project, policy, content=content, ledger=ledger).receipt


def take_signature(project: Project, policy: Policy, ledger: Ledger, *, prepared: Path) -> SignOff:
    """Takes in a signature that was made elsewhere on what `prepare` wrote. NotAgreed (12) where it does not count."""
    beside, made = prepared.with_name(prepared.name + ".json"), prepared.with_name(prepared.name + ".sig")
    for path in (beside, made):
        if not path.is_file():
            raise UsageError("is not there", where=Where(path), fix="It lies beside what was prepared and signed.")
    try:
        blank = Signature.model_validate(json.loads(beside.read_text(encoding="utf-8")))
    except (ValidationError, ValueError):
        raise DataMismatch("this is not what redact prepared", where=Where(beside)) from None
    signature = made.read_text(encoding="ascii", errors="replace")
    content = content_of(project, policy)
    return _keep(project, policy, ledger, content, blank.model_copy(update={"signature": signature}))


def sign_on_paper(
    project: Project,
    policy: Policy,
    ledger: Ledger,
    *,
    name: str,
    role: str,
    organisation: str,
    witness: str,
    explanation: str | None = None,
) -> SignOff:
    """Notes that somebody has signed the printed page with the six words, and who saw it. Both sides keep the page."""
    if same_name(witness) == same_name(name):
        raise NotAgreed("nobody is their own witness", fix="Name somebody else who was there.")
    people = read_people(_folder(project), first_keys=first_keys(ledger.steps()))
    for person in people.called(name):
        if person.role != role:
            raise NotAgreed(f"{name} is listed as {person.role} and cannot sign as {role}; one person has one role")
    content = content_of(project, policy)
    signature = Signature(
        name=name, role=role, organisation=organisation, at=now(), explanation=explanation, way="paper",
        witness=witness,
    )  # fmt: skip
    ledger.note(Kind.PAPER, content.digest, signature.paper(content))
    return _keep(project, policy, ledger, content, signature)


def demand_listed(project: Project, ledger: Ledger, name: str) -> Person:
    """The entry under which somebody can sign by key today. NotAgreed (12) where no key of theirs counts."""
    people = read_people(_folder(project), first_keys=first_keys(ledger.steps()))
    mine = [person for person in people.called(name) if person.good_on(today())] or list(people.called(name))
    if not mine:
        raise NotAgreed(
            "\n  - ".join((f"no key of {name} counts", *people.troubles)),
            where=Where(project.signers),
            fix="Who is listed: redact policy signers. To add somebody: redact policy signers --add NAME",
        )
    return mine[-1]


def _blank(project: Project, ledger: Ledger, name: str, explanation: str | None) -> Signature:
    """A signature by key that is still to be made, in the role that the person has."""
    person = demand_listed(project, ledger, name)
    return Signature(
        name=person.name, role=person.role, organisation=person.organisation, at=now(), explanation=explanation,
        way="key",
    )  # fmt: skip


def _keep(project: Project, policy: Policy, ledger: Ledger, content: Content, signature: Signature) -> SignOff:
    folder, steps = _folder(project), ledger.steps()
    people = read_people(folder, first_keys=first_keys(steps))
    papers = frozenset(digest_of(step.content) for step in steps if step.kind is Kind.PAPER)
    said = judge(signature, content, people, papers, today())
    if isinstance(said, str):
        raise NotAgreed(said, where=Where(folder), fix="Nothing was kept. Who is listed: redact policy signers")
    remember_first_keys(ledger, people)
    write_signature(folder, content, signature)
    return signoff_of(project, policy, content=content, ledger=ledger)
