"""The people whose keys count: one small YAML file each, and why each of them is believed.

A key counts if somebody of the same role whose key counted already signed its file, or if it is the first of its
role: that one is taken on trust, with a witness who saw the person hand it over. So the department cannot add an
advocate by itself. `allowed_signers` gives the same people in OpenSSH's own form, for checking without redact.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from redact.errors import DataMismatch
from redact.policy.signing.content import canonical
from redact.policy.signing.keys import Namespace, allowed_line, fingerprint, public_key, read_signature, verified
from redact.policy.values import Text

FOLDER: Final = "people"


def _is_key(value: str) -> str:
    key = public_key(value)
    if key is None:
        raise PydanticCustomError("key", "must be a public ssh key, such as ssh-ed25519 AAAA...")
    return key


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Vouched(_Strict):
    """Who of the same role signed for this key, and the signature."""

    by: Text
    signature: Text


class First(_Strict):
    """The first key of its role: who saw it handed over."""

    witness: Text


class Person(_Strict):
    """Somebody whose key counts from one day to another (both inside)."""

    name: Text
    role: Text
    organisation: Text
    key: Annotated[str, AfterValidator(_is_key)]
    from_: date = Field(alias="from")
    until: date
    added: date
    vouched: Vouched | None = None
    first: First | None = None

    @property
    def who(self) -> str:
        """The name as people are told apart by it."""
        return same_name(self.name)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.key)

    @property
    def principal(self) -> str:
        """The name that OpenSSH knows the person by: name@organisation in small letters and dashes."""
        return f"{_slug(self.name)}@{_slug(self.organisation)}"

    def message(self, by: str) -> bytes:
        """What somebody who vouches for this key signs: the whole file but for the signature."""
        content = self.model_dump(mode="json", by_alias=True, exclude={"vouched", "first"})
        return (canonical({"kind": "redact signer, 1", "by": by, **content}) + "\n").encode()

    def good_on(self, day: date) -> bool:
        return self.from_ <= day <= self.until

    def signed(self, content: bytes, signature: str, on: date) -> bool:
        """Whether this person's key made a signature on these bytes, and was good on that day."""
        made = read_signature(signature)
        if made is None or made.key != self.key.split()[1] or not self.good_on(on):
            return False
        line = allowed_line(self.principal, self.key, self.from_, self.until)
        return verified(content, signature, Namespace.POLICY, allowed=line, principal=self.principal, on=on)

    def text(self) -> str:
        """The person's file."""
        content = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in content.items()]
        return "# Whose key counts. redact wrote this; a change of it voids the signature in it.\n" + "".join(
            line + "\n" for line in lines
        )


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in the signers' folder: whose key is believed, and why the others' are not, in sentences."""

    believed: tuple[Person, ...]
    troubles: tuple[str, ...] = ()

    def called(self, name: str) -> tuple[Person, ...]:
        """The entries of one person; several where a key was renewed."""
        return tuple(person for person in self.believed if person.who == same_name(name))

    def allowed_signers(self) -> str:
        """All of them as OpenSSH's allowed-signers file."""
        return "".join(
            f"# {person.name}, {person.role}, {person.organisation}\n"
            + allowed_line(person.principal, person.key, person.from_, person.until)
            for person in self.believed
        )


def same_name(name: str) -> str:
    """A name without what does not tell people apart: case, width and blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"


def read_people(folder: Path, *, first_keys: Mapping[str, str] | None = None) -> People:
    """Everybody in `folder/people`. `first_keys` is which key the ledger remembers as the first of each role.

    DataMismatch (11) with file:line:column for a file that is none of ours.
    """
    entries = tuple(_read(path) for path in sorted((folder / FOLDER).glob("*.yaml")))
    return believe(entries, first_keys or {})


def believe(entries: Iterable[Person], first_keys: Mapping[str, str]) -> People:
    """Which of these keys count, and why the others do not."""
    everybody = tuple(entries)
    troubles: list[str] = []
    doubtful = _two_at_once(everybody, troubles)
    believed = [person for person in _firsts(everybody, first_keys, troubles) if person not in doubtful]
    waiting = [person for person in everybody if person.vouched is not None and person not in doubtful]
    while found := [person for person in waiting if _vouched_for(person, believed)]:
        believed += found
        waiting = [person for person in waiting if person not in found]
    troubles += [
        f"the key of {person.name} counts for nothing: no {person.role} whose key counted before has signed for it"
        for person in (*waiting, *(p for p in everybody if p.vouched is None and p.first is None))
    ]
    return People(tuple(person for person in everybody if person in believed), tuple(troubles))


def _two_at_once(everybody: tuple[Person, ...], troubles: list[str]) -> set[Person]:
    """Entries in which one person, by key or by name, would be two."""
    found: set[Person] = set()
    for index, one in enumerate(everybody):
        for other in everybody[index + 1 :]:
            if one.key == other.key and one.who != other.who:
                troubles.append(f"{one.name} and {other.name} have the same key, so it counts for neither")
            elif one.who == other.who and one.role != other.role:
                troubles.append(f"{one.name} is listed as {one.role} and as {other.role}; one person has one role")
            else:
                continue
            found |= {one, other}
    return found


def _firsts(everybody: tuple[Person, ...], known: Mapping[str, str], troubles: list[str]) -> list[Person]:
    found = []
    for role in dict.fromkeys(person.role for person in everybody):
        firsts = [person for person in everybody if person.role == role and person.first is not None]
        if role in known:
            strangers = [person for person in firsts if person.fingerprint != known[role]]
            firsts = [person for person in firsts if person.fingerprint == known[role]]
            troubles += [
                f"{person.name} is not the first {role}: the ledger remembers another key" for person in strangers
            ]
        elif len(firsts) > 1:
            names = " and ".join(person.name for person in firsts)
            troubles.append(f"{names} are all said to be the first {role}, so none of them is believed")
            continue
        found += firsts
    return found


def _vouched_for(person: Person, believed: list[Person]) -> bool:
    vouched = person.vouched
    if vouched is None:
        return False
    content = person.message(vouched.by)
    return any(
        other.who == same_name(vouched.by)
        and other.role == person.role
        and other.signed(content, vouched.signature, person.added)
        for other in believed
    )


def write_person(folder: Path, person: Person) -> Path:
    """Puts a person's file into the signers' folder, beside an earlier one of the same name."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    number, path = 1, folder / FOLDER / f"{_slug(person.name)}.yaml"
    while path.exists():
        number += 1
        path = folder / FOLDER / f"{_slug(person.name)}-{number}.yaml"
    path.write_text(person.text(), encoding="utf-8", newline="\n")
    return path


def _read(path: Path) -> Person:
    from redact.policy.yaml import invalid_document, load_document

    document = load_document(path, DataMismatch)
    try:
        return Person.model_validate_json(json.dumps(document.data))
    except ValidationError as error:
        raise invalid_document(document, error, DataMismatch, Person) from None
