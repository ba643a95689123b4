"""Signatures as they lie in the signers' folder: one folder per agreement, in it what was signed and who signed.

    signers/agreements/<first 16 digits of the digest>/agreed.json      what was signed, with its tables' lines
                                                       ada-quist.json   one signature

A signature by key can be brought from anywhere; one on paper counts only where the ledger has it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from redact.policy.signing.content import Content, digest_of, message
from redact.policy.signing.keys import Namespace, belongs, read_signature
from redact.policy.signing.people import People, Person, _slug, same_name
from redact.policy.values import Text

FOLDER: Final = "agreements"
AGREED: Final = "agreed.json"
SIGNATURE: Final = "redact policy signature, 1"


class Signature(BaseModel):
    """One signature on an agreement. `explanation` is the digest of the page that the signer read, where it is known.

    `at` is when it was made (UTC, ISO 8601). By key there is a `signature`, on paper a `witness`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Text
    role: Text
    organisation: Text
    at: Text
    explanation: str | None = None
    way: Literal["key", "paper"]
    signature: str | None = None
    witness: str | None = None

    @property
    def who(self) -> str:
        return same_name(self.name)

    def message(self, content: Content) -> bytes:
        """What the signer's key signs."""
        return message(
            content.data,
            kind=SIGNATURE,
            name=self.name,
            role=self.role,
            organisation=self.organisation,
            at=self.at,
            explanation=self.explanation,
        )

    def paper(self, content: Content) -> dict[str, Any]:
        """What the ledger keeps of a signature on paper."""
        return {**self.model_dump(exclude={"signature"}), "digest": content.digest}


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody who has signed, as it counts. `until`: the last day of their key; None for paper."""

    name: str
    role: str
    organisation: str
    at: str
    way: str
    witness: str | None = None
    until: date | None = None
    explanation: str | None = None

    @property
    def how(self) -> str:
        return "by key" if self.way == "key" else f"on paper, witnessed by {self.witness}"


@dataclass(frozen=True)
class Agreement:
    """Signatures that lie together, and what they were made on (None where that cannot be read)."""

    folder: Path
    content: Content | None
    signatures: tuple[Signature, ...]
    troubles: tuple[str, ...] = ()


def agreements(folder: Path) -> Iterator[Agreement]:
    """Every agreement in the signers' folder, the folder's names in order."""
    for path in sorted((folder / FOLDER).glob("*/")):
        saved = path / AGREED
        content = Content.load(saved.read_text(encoding="utf-8")) if saved.is_file() else None
        if content is not None and not content.digest.startswith(path.name):
            content = None
        signatures, troubles = [], []
        for file in sorted(path.glob("*.json")):
            if file.name == AGREED:
                continue
            try:
                signatures.append(Signature.model_validate_json(file.read_text(encoding="utf-8")))
            except (ValidationError, ValueError):
                troubles.append(f"{file.name} is not a signature of redact")
        yield Agreement(path, content, tuple(signatures), tuple(troubles))


def place_of(folder: Path, content: Content) -> Path:
    """Where the signatures on a content lie."""
    return folder / FOLDER / content.digest[:16]


def keep_content(folder: Path, content: Content) -> None:
    """Keeps what people sign or were told of, so that a later one can be compared with it. No signature is meant."""
    place = place_of(folder, content)
    place.mkdir(parents=True, exist_ok=True)
    (place / AGREED).write_text(content.save(), encoding="utf-8", newline="\n")


def kept_content(folder: Path, digest: str) -> Content | None:
    """What was kept under a digest; None where it is not there, or is not what the digest says."""
    saved = folder / FOLDER / digest[:16] / AGREED
    content = Content.load(saved.read_text(encoding="utf-8")) if saved.is_file() else None
    return content if content is not None and content.digest == digest else None


def write_signature(folder: Path, content: Content, signature: Signature) -> Path:
    """Keeps a signature, and beside it what was signed. A later one by the same person takes its place."""
    keep_content(folder, content)
    path = place_of(folder, content) / f"{_slug(signature.name)}.json"
    path.write_text(signature.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")
    return path


def judge(signature: Signature, content: Content, people: People, papers: frozenset[str], today: date) -> Signed | str:
    """The signature as it counts, or the sentence that says why it does not.

    `papers` are the digests of the paper signatures that the ledger has.
    """
    name = signature.name
    if signature.way == "paper":
        if digest_of(signature.paper(content)) not in papers:
            return f"the ledger knows of no signature on paper by {name} on this agreement"
        return _counted(signature, None)
    entries = people.called(name)
    made = read_signature(signature.signature or "")
    if not entries:
        return f"{name} has signed, but no key of {name} counts (see: redact policy signers)"
    if made is None:
        return f"what should be the signature of {name} is none"
    if made.namespace != Namespace.POLICY:
        return f"{name} has signed something of another kind ({made.namespace}), not a policy"
    said = signature.message(content)
    mine = [person for person in entries if person.key.split()[1] == made.key]
    if not mine and belongs(said, signature.signature or "", Namespace.POLICY):
        return f"the signature under the name of {name} was made with another key than the one listed for {name}"
    if not mine:
        return f"{name} has signed something else than what this agreement says now"
    (person, *_) = mine
    if (person.role, person.organisation) != (signature.role, signature.organisation):
        return f"the signature says that {name} is {signature.role}, and {name} is listed as {person.role}"
    if not person.good_on(today):
        when = f"was valid until {person.until}" if today > person.until else f"is valid from {person.from_}"
        return f"the key of {name} {when}"
    if not person.signed(said, signature.signature or "", today):
        return f"{name} has signed something else than what this agreement says now"
    return _counted(signature, person)


def _counted(signature: Signature, person: Person | None) -> Signed:
    return Signed(
        name=signature.name,
        role=signature.role,
        organisation=signature.organisation,
        at=signature.at,
        way=signature.way,
        witness=signature.witness,
        until=person.until if person is not None else None,
        explanation=signature.explanation,
    )
