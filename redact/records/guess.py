"""A card for a file that needs none: its headers are role names already."""

from __future__ import annotations

import re
from pathlib import Path

from redact.errors import DataMismatch, Where
from redact.records.card import Card, ReadOptions
from redact.records.headers import dataset_name, nearest, quoted
from redact.records.readers import DELIMITED, kind_of_file, open_reader
from redact.vocabulary import ROLES, Kind, RoleGroup, role_group

_KIND_WORDS = (
    (Kind.ASSAULTS_ON_OFFICERS, "assaults_on_officers", "assault_on_officer"),
    (Kind.USE_OF_FORCE, "force"),
    (Kind.SHOOTINGS, "shooting", "ois"),
    (Kind.COMPLAINTS, "complaint"),
    (Kind.ARRESTS, "arrest", "booking"),
    (Kind.STOPS, "stop", "field_contact", "fio"),
    (Kind.CALLS, "call", "cfs", "cad", "dispatch"),
    (Kind.ENGAGEMENT, "engagement"),
    (Kind.INCIDENTS, "incident", "crime", "offense", "report", "rms"),
)
"""Words in a file's name that tell its kind, the most telling first."""

DELIMITERS = (",", ";", "\t", "|")


def card_for(path: Path | str) -> Card:
    """A card for a file whose headers are role names (`address`, `address_2`, ...).

    The dataset is named after the file's leading word, its kind after the words in the name (incidents where
    nothing tells). Raises DataMismatch (11) when a header is not a role: then a card is needed.
    """
    path = Path(path)
    read = ReadOptions(delimiter=sniffed_delimiter(path))
    titles = open_reader(path, read).titles
    columns, others = {}, []
    for title in titles:
        role = re.sub(r"_\d+$", "", title)
        if role in ROLES:
            columns[title] = role
        else:
            others.append(title or "(no title)")
    if others:
        raise DataMismatch(
            f"the file needs a card: {quoted(others)} {'is not a role' if len(others) == 1 else 'are not roles'}"
            f"{_did_you_mean(others)}",
            where=Where(path),
            fix=f"redact profile {path.name} -o card.yaml",
        )
    keys = [role for role in columns.values() if role_group(role) is RoleGroup.KEYS]
    twice = next((role for role in keys if keys.count(role) > 1), None)
    if twice is not None:
        raise DataMismatch(
            f"two columns claim the key '{twice}'",
            where=Where(path),
            fix="Name one of them in the file 'row_id', or leave it out with a card.",
        )
    return Card(dataset=named_after(path), kind=guessed_kind(path.name), columns=columns, read=read)


def _did_you_mean(others: list[str]) -> str:
    near = nearest(others[0], ROLES) if len(others) == 1 else None
    return f" (did you mean '{near}'?)" if near else ""


def named_after(path: Path) -> str:
    """The dataset's name for a file: its leading word, or its kind where the name begins with something else."""
    return dataset_name(path) or str(guessed_kind(path.name))


def guessed_kind(name: str) -> Kind:
    """The kind of dataset that a file's name tells of; incidents where it tells nothing."""
    plain = re.sub(r"[^a-z]+", "_", name.split(".")[0].casefold())
    for kind, *words in _KIND_WORDS:
        if any(re.search(rf"(^|_){word}", plain) for word in words):
            return kind
    return Kind.INCIDENTS


def sniffed_delimiter(path: Path) -> str:
    """The delimiter of a CSV file's first line: of the usual four, the most frequent outside quotation marks."""
    if kind_of_file(path) not in DELIMITED:
        return ","
    from redact.records.opening import Utf8Text

    with Utf8Text(path, "utf-8") as text:
        lines = text.read(1 << 16).decode("utf-8", "replace").splitlines()
    plain = re.sub(r'"[^"]*"', "", next((line for line in lines if line.strip()), ""))
    return max(DELIMITERS, key=plain.count)
