"""Commands about who has agreed to a policy: sign, verify, signers. They belong to `redact policy`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from redact.cli.console import emit, out, say, table
from redact.cli.options import Json, as_date
from redact.errors import Missing, UsageError, Where

if TYPE_CHECKING:
    from redact.ledger import Ledger
    from redact.policy.model import Policy
    from redact.policy.signing import People, SignOff
    from redact.project import Project

ProjectFile = Annotated[Path, typer.Option("--project", metavar="FILE", help="The project file.")]
PROJECT = Path("redact.yaml")
KEY_YEARS = 2


def add_to(app: typer.Typer) -> None:
    """Registers the commands behind the others of `redact policy`."""
    for command in (sign, verify, signers):
        app.command()(command)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Project, Policy, Ledger]]:
    """A project with its policy and ledger. Missing (16) where it has no ledger."""
    from redact.policy import load_policy
    from redact.project import load_project

    project = load_project(path)
    if project.ledger is None:
        raise Missing("this project has no ledger", where=Where(project.path))
    with project.open_ledger(project.load_secret()) as ledger:
        yield project, load_policy(project.policy), ledger


def sign(
    name: Annotated[str | None, typer.Option("--name", help="Who signs, as in the list of signers.")] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="The private key, or a public one held by an agent.")
    ] = None,
    explanation: Annotated[
        Path | None, typer.Option("--explanation", metavar="PAGE", help="The page that was read; it must be this one.")
    ] = None,
    paper: Annotated[bool, typer.Option("--paper", help="Note a signature on the printed page.")] = False,
    witness: Annotated[str | None, typer.Option("--witness", metavar="NAME", help="With --paper: who saw it.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="With --paper: in which role.")] = None,
    organisation: Annotated[str | None, typer.Option("--organisation", help="With --paper: for whom.")] = None,
    prepare: Annotated[
        Path | None, typer.Option("--prepare", metavar="FILE", help="Write what is to be signed on another computer.")
    ] = None,
    signed: Annotated[
        Path | None, typer.Option("--signed", metavar="FILE", help="Take in what was prepared, with FILE.sig.")
    ] = None,
    project: ProjectFile = PROJECT,
    as_json: Json = False,
) -> None:
    """Sign the project's policy, and get the six words of the receipt.

    \b
    redact policy sign --name "Ada Quist" --key ~/.ssh/id_ed25519 --explanation explained.html
    redact policy sign --paper --name "Ada Quist" --role "victim advocate" --organisation "Safe Harbor" --witness "Bo"
    redact policy sign --name "Ada Quist" --prepare agree.txt   (she runs ssh-keygen -Y sign -n redact-policy ...)
    redact policy sign --signed agree.txt

    Signed is what the policy means, with its code tables and the columns that come out, and the digest of its
    explanation, which is made anew for it (some seconds). Both sides keep the six words.
    """
    from redact import signoff
    from redact.advice.explain import demand_read

    if signed is None and name is None:
        raise UsageError("who signs?", fix='redact policy sign --name "NAME" --key FILE')
    if signed is None and prepare is None and not paper and key is None:
        raise UsageError("with what?", fix="--key FILE, or --paper with --witness NAME")
    if paper and not (witness and role and organisation):
        raise UsageError("a signature on paper needs --witness, --role and --organisation")
    with opened(project) as (wanted, policy, ledger):
        if signed is not None:
            found = signoff.take_signature(wanted, policy, ledger, prepared=signed)
        else:
            if not paper:
                signoff.demand_listed(wanted, ledger, name or "")
            say("making the explanation anew: what it says is signed too (some seconds)")
            read = demand_read(policy, wanted, explanation)
            if prepare is not None:
                out(signoff.prepare(wanted, policy, ledger, name=name or "", to=prepare, explanation=read))
                say(f"to be signed with:  ssh-keygen -Y sign -n redact-policy -f KEY {prepare}")
                say(f"then:  redact policy sign --signed {prepare}")
                return
            if key is not None and not paper:
                found = signoff.sign_by_key(wanted, policy, ledger, name=name or "", key=key, explanation=read)
            else:
                found = signoff.sign_on_paper(
                    wanted, policy, ledger, name=name or "", role=role or "", organisation=organisation or "",
                    witness=witness or "", explanation=read,
                )  # fmt: skip
    if as_json:
        emit(_json(found))
        return
    out(found.receipt)
    say("These six words stand for what was signed. Write them down on both sides; they also stand on the public page.")
    if found.missing:
        say(f"still missing: {', '.join(str(each) for each in found.missing)}")


def verify(project: ProjectFile = PROJECT, as_json: Json = False) -> None:
    """Say who has signed what the policy says now, and who is missing.

    \b
    redact policy verify
    redact policy verify --project city/redact.yaml --json

    Ends in 12 while real records could not be published under it.
    """
    from redact.signoff import signoff_of

    with opened(project) as (wanted, policy, ledger):
        found = signoff_of(wanted, policy, ledger=ledger)
    emit(_json(found)) if as_json else out(_text(found))
    found.demand(Where(wanted.policy))


def signers(
    add: Annotated[str | None, typer.Option("--add", metavar="NAME", help="Add somebody whose key counts.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="With --add: the role, as in the policy.")] = None,
    organisation: Annotated[str | None, typer.Option("--organisation", help="With --add: for whom.")] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE.pub", help="With --add: the public key.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="With --add: its last day; default two years.")
    ] = None,
    vouched_by: Annotated[
        str | None, typer.Option("--vouched-by", metavar="NAME", help="With --add: who of that role signs for it.")
    ] = None,
    voucher: Annotated[
        Path | None, typer.Option("--with", metavar="FILE", help="With --vouched-by: that person's private key.")
    ] = None,
    witness: Annotated[
        str | None,
        typer.Option("--witness", metavar="NAME", help="With --add: who saw a role's first key given."),
    ] = None,
    openssh: Annotated[
        bool, typer.Option("--openssh", help="Print them as OpenSSH's allowed-signers file instead.")
    ] = False,
    project: ProjectFile = PROJECT,
    as_json: Json = False,
) -> None:
    """List those whose keys count, or add somebody.

    \b
    redact policy signers
    redact policy signers --add "Ada Quist" --role "victim advocate" --organisation "Safe Harbor" \\
        --key ada.pub --witness "Bo Lind"                            (the first of the role)
    redact policy signers --add "Cy Marsh" --role "victim advocate" --organisation "Safe Harbor" \\
        --key cy.pub --vouched-by "Ada Quist" --with ada             (everybody after)

    Nobody can add an advocate but an advocate: the first key of a role is remembered in the ledger for good.
    """
    from redact.policy.signing import read_people
    from redact.signoff import add_person, first_keys, today

    with opened(project) as (wanted, _, ledger):
        if wanted.signers is None:
            raise UsageError("the project names no folder for signers", fix="Add a line: signers: signers")
        if add is not None:
            if not (role and organisation and key):
                raise UsageError("a new signer needs --role, --organisation and --key")
            day = today()
            fields: dict[str, str | date] = {
                "name": add, "role": role, "organisation": organisation, "from": day, "added": day,
                "until": as_date(until) or day + timedelta(days=365 * KEY_YEARS),
            }  # fmt: skip
            person, path = add_person(
                wanted.signers, ledger, fields, key=key, witness=witness, vouched_by=vouched_by, voucher_key=voucher
            )
            say(f"written: {path}")
            say(f"fingerprint {person.fingerprint}: compare it with the one on {person.name}'s own computer")
        people = read_people(wanted.signers, first_keys=first_keys(ledger.steps()))
    if openssh:
        out(people.allowed_signers().rstrip())
    elif as_json:
        emit(_people_json(people))
    else:
        rows = [(p.name, p.role, p.organisation, f"until {p.until}", p.fingerprint) for p in people.believed]
        out(table(rows, heads=("name", "role", "for", "valid", "key"), indent="") if rows else "Nobody is listed.")
        for trouble in people.troubles:
            say(f"does not count: {trouble}")


def _people_json(people: People) -> dict[str, Any]:
    listed = [
        {
            "name": person.name,
            "role": person.role,
            "organisation": person.organisation,
            "until": person.until.isoformat(),
            "fingerprint": person.fingerprint,
            "first": person.first is not None,
        }
        for person in people.believed
    ]
    return {"signers": listed, "troubles": list(people.troubles)}


def _json(found: SignOff) -> dict[str, Any]:
    return {
        "holds": found.holds,
        "receipt": found.receipt,
        "digest": found.digest,
        "valid_until": found.valid_until.isoformat() if found.valid_until is not None else None,
        "signed": [
            {"name": each.name, "role": each.role, "organisation": each.organisation, "at": each.at, "way": each.way,
             "explanation": each.explanation}
            for each in found.signed
        ],
        "missing": [{"role": each.role, "count": each.count} for each in found.missing],
        "troubles": [*(each.says for each in found.stopped), *found.troubles],
    }


def _text(found: SignOff) -> str:
    lines = [f"six words    {found.receipt}"]
    if found.valid_until is not None and found.signed:
        lines.append(f"valid until  {found.valid_until}")
    if found.delta is not None:
        told = f"holds until {found.delta.lapses}" if found.delta.lapses is not None else "not told to the signers yet"
        lines.append(f"stricter since: {' '.join(found.delta.words)} ({told})")
    rows = [(each.name, each.role, each.organisation, each.at[:10], each.how) for each in found.signed]
    lines.append(table(rows, heads=("signed", "role", "for", "on", "how"), indent="") if rows else "Nobody has signed.")
    return "\n".join(lines)
