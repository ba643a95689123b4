"""The project file `redact.yaml`: which datasets are published under which policy, and where the state lies.

A publisher has one project, one ledger and one secret. Nothing here creates a ledger or a secret
except `init_project`: a project whose ledger has gone missing must stop, because a new, empty ledger
would treat the same event differently from last month and give away what it protects.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from redact.errors import DataMismatch, Missing, RedactError, UsageError, Where
from redact.shipped import shipped

if TYPE_CHECKING:
    from redact.ledger import Ledger, Secret
    from redact.policy.yaml import Document

FILE_NAME: Final = "redact.yaml"
PRIVATE: Final = "private"
SIGNERS: Final = "signers"


class Dataset(NamedTuple):
    """One table of the release set: its files in reading order, and its card (None: the headers are role names)."""

    files: tuple[Path, ...]
    card: Path | None


@dataclass(frozen=True, slots=True)
class Project:
    """What a preview works on. `ledger` and `secret` are None where a throw-away ledger is meant (drafts, demo).

    `insiders` is the sealed list of people who work here, `reviewer` who decides about records that match it.
    """

    publisher: str
    policy: Path
    jurisdiction: Path | None
    datasets: tuple[Dataset, ...]
    output: Path
    signers: Path | None = None
    ledger: Path | None = None
    secret: Path | None = None
    path: Path | None = None
    insiders: Path | None = None
    reviewer: str = ""

    @property
    def throw_away(self) -> bool:
        """True where nothing of this run is remembered, so that only drafts can come of it."""
        return self.ledger is None

    def load_secret(self) -> Secret:
        """The publisher's secret, or a new one in memory. Missing (16) where the file is not there."""
        from redact.ledger import Secret, ThrowAway

        return Secret.load(self.secret) if self.secret is not None else ThrowAway()

    def open_ledger(self, secret: Secret) -> Ledger:
        """The publisher's ledger, or one in memory. Missing (16) where it is absent or belongs to another secret."""
        from redact.ledger import Ledger

        return Ledger.open(self.ledger, secret) if self.ledger is not None else Ledger.in_memory(secret)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _DatasetEntry(_Strict):
    file: str = Field(min_length=1)
    card: str | None = None


class _InsidersEntry(_Strict):
    file: str = Field(min_length=1)
    reviewer: str = Field(min_length=1, pattern=r"\S")


class _ApproverEntry(_Strict):
    name: str = Field(min_length=1, pattern=r"\S")
    first: date | None = Field(default=None, alias="from", strict=False)
    until: date | None = Field(default=None, strict=False)

    @model_validator(mode="after")
    def _both_days(self) -> _ApproverEntry:
        if (self.first is None) is not (self.until is None):
            raise PydanticCustomError("deputy", "a deputy has a first and a last day: write both from and until")
        if self.first is not None and self.until is not None and self.until < self.first:
            raise PydanticCustomError("deputy", "the last day of a deputy lies before the first")
        return self


class _ProjectFile(_Strict):
    publisher: str = Field(min_length=1)
    policy: str = Field(min_length=1)
    jurisdiction: str | None = None
    signers: str | None = None
    ledger: str = Field(min_length=1)
    secret: str = Field(min_length=1)
    output: str = Field(min_length=1)
    backup: str | None = Field(default=None, min_length=1)
    insiders: _InsidersEntry | None = None
    approvers: tuple[_ApproverEntry, ...] = Field(default=(), strict=False)
    datasets: tuple[_DatasetEntry, ...] = Field(strict=False)


def load_project(path: Path | str) -> Project:
    """Reads and checks a project file; relative paths in it start at its own folder.

    Raises Missing (16) where the project file or anything it names by path is not there, and DataMismatch (11)
    with file:line:column for a wrong key or value and for a dataset without files.
    """
    path = _found(path)
    document, content = _read(path)
    found = _Finder(path.parent, path, document)
    return Project(
        publisher=content.publisher,
        policy=found.named(("policy",), content.policy),
        jurisdiction=found.file(("jurisdiction",), content.jurisdiction) if content.jurisdiction else None,
        datasets=tuple(
            Dataset(
                files=found.data(("datasets", i, "file"), entry.file),
                card=found.named(("datasets", i, "card"), entry.card, "cards") if entry.card else None,
            )
            for i, entry in enumerate(content.datasets)
        ),
        output=path.parent / content.output,
        signers=found.signers(content.signers) if content.signers else None,
        ledger=found.file(("ledger",), content.ledger, _STATE),
        secret=found.file(("secret",), content.secret, _STATE),
        path=path,
        insiders=found.file(("insiders", "file"), content.insiders.file, _NO_LIST) if content.insiders else None,
        reviewer=content.insiders.reviewer if content.insiders else "",
    )


def project_file(path: Path | str) -> tuple[Path, _ProjectFile]:
    """What a project file says; nothing that it names needs to be there (see `redact.keeping`).

    Raises Missing (16) where the project file is not there and DataMismatch (11) for a wrong key or value.
    """
    path = _found(path)
    return path, _read(path)[1]


def _found(path: Path | str) -> Path:
    path = Path(path)
    if path.is_dir():
        path = path / FILE_NAME
    if not path.exists():
        raise Missing(
            "there is no project file here",
            where=Where(path),
            fix='Create one with: redact init --publisher "NAME", or name the data: redact preview FILE... -o PLAN',
        )
    return path


def _read(path: Path) -> tuple[Document, _ProjectFile]:
    from redact.policy.yaml import invalid_document, load_document

    document = load_document(path, DataMismatch)
    try:
        return document, _ProjectFile.model_validate(document.data)
    except ValidationError as error:
        raise invalid_document(document, error, DataMismatch, _ProjectFile) from None


_STATE: Final = (
    "Nothing was created in its place: restore it from a backup. A new ledger or secret would treat events that "
    "were published before differently, and so point at them."
)


_NO_LIST: Final = (
    "Restore it from a backup. To make it anew, take the line 'insiders' out, run `redact insiders --from FILE`, and "
    "write the line again."
)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Turns what the file says into paths, and says where in the file the name of a missing one stands."""

    folder: Path
    path: Path
    document: Document

    def where(self, key: tuple[str | int, ...]) -> Where:
        return self.document.where(key, value=True)

    def file(self, key: tuple[str | int, ...], name: str, fix: str | None = None) -> Path:
        path = self.folder / name
        if not path.is_file():
            word = "list of people inside" if key[0] == "insiders" else str(key[-1])
            raise Missing(f"the {word} '{name}' is not there", where=self.where(key), fix=fix)
        return path

    def signers(self, name: str) -> Path:
        """The folder of who may sign and of what was signed."""
        folder = self.folder / name
        if not folder.is_dir():
            fix = "It is a folder. Restore it from a backup, or make an empty one: then nobody has signed yet."
            raise Missing(f"the signers '{name}' is not there", where=self.where(("signers",)), fix=fix)
        return folder

    def named(self, key: tuple[str | int, ...], name: str, *shelf: str) -> Path:
        return find_named(self.folder, name, *shelf, what=str(key[-1]), where=self.where(key))

    def data(self, key: tuple[str | int, ...], pattern: str) -> tuple[Path, ...]:
        """The files a name or pattern stands for, in the order of their names."""
        from redact.records import expanded

        try:
            files = expanded(self.folder / pattern)
        except DataMismatch:
            files = ()
        if not files or not files[0].exists():
            raise DataMismatch(
                f"the {self._export(key)}export is not there: no file is called '{pattern}'",
                where=self.where(key),
                fix="Put the export into that folder, or correct its name here. Do not take the line out: without this "
                "dataset, the same events' records in the others are treated as if it said nothing.",
            )
        return files

    def _export(self, key: tuple[str | int, ...]) -> str:
        """The dataset's name as its card has it, for the message; nothing where no card can be read."""
        from redact.records import load_card

        entry = self.document.data["datasets"][key[1]]
        try:
            return f"{load_card(self.named((*key[:2], 'card'), entry['card'], 'cards')).dataset} "
        except (KeyError, TypeError, RedactError):
            return ""


def find_named(folder: Path, name: str, *shelf: str, what: str, where: Where | None = None) -> Path:
    """The file `name` in `folder`, else the one that comes with redact under that name (a word without a dot).

    `what` is the noun for the message of Missing (16).
    """
    if (folder / name).is_file():
        return folder / name
    if Path(name).name == name and not Path(name).suffix:
        try:
            return shipped(*shelf, f"{name}.yaml")
        except Missing:
            pass
    known = ", ".join(sorted(path.stem for path in shipped(*shelf).glob("*.yaml")))
    raise Missing(
        f"the {what} '{name}' is not there",
        where=where,
        fix=f"Write the name of a file, or of one that comes with redact: {known}",
    )


def ad_hoc_project(
    data: Sequence[Path],
    *,
    policy: Path,
    cards: Sequence[Path] = (),
    jurisdiction: Path | None = None,
    publisher: str = "draft",
    output: Path = Path("out"),
) -> Project:
    """A project for files named on the command line, with a throw-away ledger: good for drafts only.

    One card takes all files as one dataset; as many cards as files are taken in order, files of the same card
    together; without cards the headers must be role names, and files of the same dataset name go together.
    """
    if not data:
        raise UsageError("no data was named", fix="redact preview FILE... --policy P -o PLAN")
    from redact.records import expanded

    files = tuple(file for path in data for file in expanded(path))
    for path in (*files, *cards):
        if not path.exists():
            raise DataMismatch("there is no such file", where=Where(path))
    return Project(
        publisher=publisher,
        policy=policy,
        jurisdiction=jurisdiction,
        datasets=_pair(files, tuple(cards)),
        output=output,
    )


def _pair(data: tuple[Path, ...], cards: tuple[Path, ...]) -> tuple[Dataset, ...]:
    if len(cards) == 1:
        return (Dataset(data, cards[0]),)
    groups: dict[object, list[Path]] = {}
    if cards:
        if len(cards) != len(data):
            raise UsageError(
                f"{len(data)} data files but {len(cards)} cards",
                fix="Give one --card for all files of one dataset, or one for each file in the same order",
            )
        for file, card in zip(data, cards, strict=True):
            groups.setdefault(card, []).append(file)
        return tuple(Dataset(tuple(files), card) for card, files in groups.items() if isinstance(card, Path))
    from redact.records import card_for

    for file in data:
        groups.setdefault(card_for(file).dataset, []).append(file)
    return tuple(Dataset(tuple(files), None) for files in groups.values())


_TEMPLATE: Final = """\
# What this publisher releases, and where. `redact preview` without arguments reads this file.
# Relative paths start at this folder. A word without a dot names a policy or card that comes with redact.
publisher: {publisher}
policy: baseline
jurisdiction: null          # the file that names your map layers; see: redact jurisdiction check --help
signers: {signers}            # the folder of who may sign the policy, and of their signatures
ledger: {private}/ledger.sqlite
secret: {private}/secret         # copy each to its own place: redact ledger backup --help; never e-mail them
output: releases
backup: null                # the folder for copies of the ledger, on another disk; see: redact ledger backup --help
insiders: null              # the sealed list of people who work here, and who decides about records of theirs:
                            # {{file: {private}/insiders, reviewer: NAME}}; see: redact insiders --help
approvers: []               # who may approve a plan, as [{{name: NAME}}], and deputies with dates:
                            # {{name: NAME, from: 2027-07-01, until: 2027-07-31}}; empty: anybody but who made it
datasets: []
# datasets:
#   - {{file: "exports/incidents-*.csv", card: cards/incidents.yaml}}   # propose a card with: redact profile FILE
"""


def init_project(folder: Path, *, publisher: str) -> Path:
    """Creates the project file with a new ledger and secret and returns its path.

    Raises UsageError (2) where any of the three is already there: an existing one is never replaced.
    """
    publisher = publisher.strip()
    if not publisher:
        raise UsageError("the publisher has no name", fix='redact init --publisher "Springfield Police Department"')
    path, private = folder / FILE_NAME, folder / PRIVATE
    for there in (path, private / "ledger.sqlite", private / "secret"):
        if there.exists():
            raise UsageError("is already there and is not replaced", where=Where(there))
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".yaml.tmp")
    unfinished.write_text(
        _TEMPLATE.format(publisher=json.dumps(publisher, ensure_ascii=False), private=PRIVATE, signers=SIGNERS),
        encoding="utf-8",
        newline="\n",
    )
    (folder / SIGNERS).mkdir(exist_ok=True)
    create_state(unfinished)
    unfinished.replace(path)
    return path


def create_state(path: Path) -> None:
    """Creates the ledger and the secret that a new project file names. UsageError (2) where either is already there."""
    from redact.ledger import Ledger, Secret

    _, content = _read(path)
    ledger, secret = path.parent / content.ledger, path.parent / content.secret
    for there in (ledger, secret):
        if there.exists():
            raise UsageError("is already there and is not replaced", where=Where(there))
        if there.parent != path.parent:
            there.parent.mkdir(parents=True, exist_ok=True)
            there.parent.chmod(0o700)
    with Ledger.create(ledger, content.publisher, Secret.create(secret)):
        pass
