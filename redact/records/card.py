"""Dataset cards: which column of a source plays which role, and how its cells are to be read.

A card is a small YAML file an agency keeps beside its export. Columns it does not list are never
read into a batch and never published, so a new column in next month's export stays out by itself.
The YAML is loaded strictly (`redact.policy.yaml`); mistakes are `DataMismatch` (11) with
`file:line:column` and the nearest word that would have been right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from functools import cached_property
from pathlib import Path

from redact.errors import Missing
from redact.records.batch import Field
from redact.vocabulary import EXTRA_PREFIX, Kind, numbered

MAX_UNREADABLE = 0.01
"""Share of rows with a fault above which a file is refused as a whole (design, section 8)."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a source file is laid out.

    `first_row` is the line (CSV) or sheet row (XLSX) of the header, counted from 1; without a header, of the
    first record. `ignore_after` is the beginning of the first cell of a totals line: that row and all
    below it are not records. `sheet` names the sheet of a workbook (None: the only visible one).
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    header: bool = True
    sheet: str | None = None
    first_row: int = 1
    ignore_after: str | None = None


@dataclass(frozen=True)
class Card:
    """One dataset's card. `time_formats` is keyed by a column's title or by a time role.

    `keys` says per key role how it is normalised ("digits" or "text"); `crs` gives the coordinate system of x, y and
    geometry columns by title; `columns` maps a source header to a role or to `extra NAME`, in card order. `codes` names
    code tables that come with redact, `own_codes` are the agency's own files. `sha256` is a digest of the content, the
    same however the YAML was laid out, and of the agency's code tables.
    """

    dataset: str
    kind: Kind
    columns: Mapping[str, str]
    read: ReadOptions = ReadOptions()
    time_zone: str | None = None
    time_formats: Mapping[str, str] = field(default_factory=dict)
    crs: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    own_codes: tuple[Path, ...] = ()
    max_unreadable: float = MAX_UNREADABLE
    path: Path | None = None

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The columns in card order under the names they have in a batch: `address`, `address_2`, ..."""
        seen: dict[str, int] = {}
        found = []
        for title, role in self.columns.items():
            seen[role] = seen.get(role, 0) + 1
            found.append(Field(numbered(role, seen[role]), role, title))
        return tuple(found)

    @cached_property
    def sha256(self) -> str:
        """Digest (hex) of everything in the card but where it lies; column order counts, it names the fields."""
        content = {
            "dataset": self.dataset,
            "kind": str(self.kind),
            "columns": list(self.columns.items()),
            "read": {part.name: getattr(self.read, part.name) for part in fields_of(self.read)},
            "time": {"zone": self.time_zone, "formats": dict(self.time_formats)},
            "crs": dict(self.crs),
            "keys": dict(self.keys),
            "codes": list(self.codes),
            **({"own_codes": [_digest(each) for each in self.own_codes]} if self.own_codes else {}),
            "max_unreadable": self.max_unreadable,
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def fields_with(self, *roles: str) -> tuple[Field, ...]:
        """The fields that play one of `roles`, in card order."""
        return tuple(each for each in self.fields if each.role in roles)

    def __hash__(self) -> int:
        return hash(self.sha256)


def load_card(path: Path | str) -> Card:
    """The card in a YAML file.

    Raises DataMismatch (11) where it is not a valid card: with `file:line:column`, what is wrong, and the
    nearest valid word.
    """
    from redact.records.card_file import load_card_file

    return load_card_file(Path(path))


def card_by_name(name: str) -> Card:
    """A card that comes with redact, e.g. "chicago_2014"; Missing (16), with the names there are, for others."""
    from redact.shipped import shipped

    names = shipped_cards()
    if name not in names:
        raise Missing(f"no card named '{name}' comes with redact", fix=f"There are: {', '.join(names)}.")
    return load_card(shipped("cards", f"{name}.yaml"))


def shipped_cards() -> tuple[str, ...]:
    """Names of the cards that come with redact, sorted."""
    from redact.shipped import shipped

    return tuple(sorted(path.stem for path in shipped("cards").glob("*.yaml")))


def is_own_table(name: str) -> bool:
    """Whether a card's word for a code table is the agency's own file rather than one that comes with redact."""
    return name.endswith(".csv")


def _digest(path: Path) -> str:
    """Of what a code table says; "" where it is not there, which stops as soon as it is read (16)."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def is_extra(role: str) -> bool:
    """Whether a card's word for a column is a named extra rather than a role."""
    return role.startswith(EXTRA_PREFIX)
