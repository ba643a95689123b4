"""Adding people to the signers' folder, and which first keys the ledger remembers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from redact.errors import NotAgreed, UsageError, Where
from redact.ledger import Kind, Ledger, Step
from redact.policy.signing.keys import Namespace, public_key, sign
from redact.policy.signing.people import First, People, Person, Vouched, believe, read_people, same_name, write_person

SHARED = "One person has one role and one key of their own; nobody can sign twice."


def first_keys(steps: Iterable[Step]) -> dict[str, str]:
    """Per role the fingerprint of its first key, as the ledger remembers it."""
    found: dict[str, str] = {}
    for step in steps:
        if step.kind is Kind.FIRST_KEY:
            found.setdefault(step.about, str(step.content["key"]))
    return found


def remember_first_keys(ledger: Ledger, people: People) -> None:
    """Pins the first key of each role, so that nobody can put another in its place later."""
    known = first_keys(ledger.steps())
    for person in people.believed:
        if person.first is not None and person.role not in known:
            content = {"key": person.fingerprint, "name": person.name, "witness": person.first.witness}
            ledger.note(Kind.FIRST_KEY, person.role, content)


def add_person(
    folder: Path,
    ledger: Ledger,
    fields: Mapping[str, str | date],
    *,
    key: Path,
    witness: str | None = None,
    vouched_by: str | None = None,
    voucher_key: Path | None = None,
) -> tuple[Person, Path]:
    """Adds somebody whose key counts; `fields` are name, role, organisation, from, until and added.

    The first of a role needs a witness; everybody after needs the signature of somebody of that role. NotAgreed (12)
    where that is missing or counts for nothing, and where one person would be two.
    """
    text = public_key(key.read_text(encoding="utf-8", errors="replace")) if key.is_file() else None
    if text is None:
        raise UsageError(
            "this is not a public ssh key", where=Where(key), fix="It ends in .pub. Never ask for a private key."
        )
    try:
        person = Person.model_validate({**fields, "key": text})
    except ValidationError:
        raise UsageError("name, role, organisation and a last day are needed for a new signer") from None
    steps = ledger.steps()
    known = read_people(folder, first_keys=first_keys(steps))
    here = [other for other in known.believed if other.role == person.role]
    if not here and person.role not in first_keys(steps):
        person = person.model_copy(update={"first": _first(person, witness)})
    else:
        person = person.model_copy(update={"vouched": _vouched(person, vouched_by, voucher_key, here)})
    together = believe((*known.believed, person), first_keys(steps))
    if person not in together.believed or len(together.believed) <= len(known.believed):
        raise NotAgreed("\n  - ".join(together.troubles), where=Where(folder), fix=SHARED)
    path = write_person(folder, person)
    remember_first_keys(ledger, together)
    return person, path


def _first(person: Person, witness: str | None) -> First:
    if not witness:
        raise UsageError(
            f"this is the first key of a {person.role}, so somebody must have seen it handed over",
            fix="Add --witness NAME, and keep a sheet of paper with both names and the key's fingerprint.",
        )
    if same_name(witness) == person.who:
        raise NotAgreed("nobody is their own witness", fix="Name somebody else who was there.")
    return First(witness=witness)


def _vouched(person: Person, by: str | None, key: Path | None, here: list[Person]) -> Vouched:
    names = ", ".join(dict.fromkeys(other.name for other in here)) or "nobody whose key counts today"
    if by is None or key is None:
        raise NotAgreed(
            f"a new key of a {person.role} needs the signature of a {person.role} who is there already: {names}",
            fix="Add --vouched-by NAME --with KEY, which that person runs.",
        )
    signature = sign(person.message(by), key, Namespace.POLICY)
    mine = [other for other in here if other.who == same_name(by)]
    if not any(other.signed(person.message(by), signature, person.added) for other in mine):
        raise NotAgreed(
            f"{by} cannot vouch for a new {person.role} with this key: only a {person.role} whose key counts can",
            fix=f"There are: {names}.",
        )
    return Vouched(by=by, signature=signature)
