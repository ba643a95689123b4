"""Code tables: what an offence code of a system means, one CSV file per system.

Columns `code,text,group,classes,strength,for_safety,status,source`. `classes` are separated by `;` (a `~` behind
one: taken in for safety); `strength` is shows, may or none; `group` is persons, property, society or none, empty
where not known; `status` is `verified` or
`unverified` (an unverified line protects like any other; it never makes a record less sensitive).
An agency adds its own file in the same form.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from redact.classify.rule import GROUPS, Reading, read_classes
from redact.errors import DataMismatch, Missing, Where
from redact.vocabulary import Strength

COLUMNS = ("code", "text", "group", "classes", "strength", "for_safety", "status", "source")
ALWAYS = ("relationships", "statutes_ca")
"""Tables that every classifier needs, whatever the policy names."""
COMPANIONS = {"nibrs": ("nibrs_locations", "nibrs_circumstances")}
"""Tables of the same system for other roles than the offence."""

_TITLES = {
    "nibrs": "NIBRS",
    "ucr": "UCR",
    "chicago_iucr": "Chicago IUCR",
    "relationships": "relationship",
    "nibrs_locations": "NIBRS location",
    "nibrs_circumstances": "NIBRS circumstance",
    "statutes_ca": "California statute",
}
_SPACE = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class CodeTable:
    """One system's codes. `readings` is keyed by `key_of(code)`, `written` by the code as the file writes it."""

    name: str
    readings: Mapping[str, Reading]
    written: Mapping[str, Reading]

    def get(self, cell: str) -> Reading | None:
        """The reading of a cell, with and without leading zeros; None if the table does not know it."""
        key = key_of(cell)
        found = self.readings.get(key)
        if found is None and key[:1] == "0":
            found = self.readings.get(key.lstrip("0"))
        return found


@dataclass(frozen=True, slots=True)
class Tables:
    """The loaded tables by name. `agency` are the agency's own, which are asked first."""

    by_name: Mapping[str, CodeTable]
    agency: tuple[str, ...] = ()

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def __getitem__(self, name: str) -> CodeTable:
        return self.by_name[name]


def key_of(cell: str) -> str:
    """A code as tables compare it: upper case, one blank for every run of other signs."""
    return _PUNCTUATION.sub(" ", cell.upper()).strip()


def shipped() -> tuple[str, ...]:
    """The names of the tables in the package."""
    folder = resources.files(__package__).joinpath("tables")
    return tuple(sorted(entry.name.removesuffix(".csv") for entry in folder.iterdir() if entry.name.endswith(".csv")))


def load_tables(names: Sequence[str], extra: Sequence[Path] = ()) -> Tables:
    """Loads shipped tables by name and an agency's own files.

    Raises Missing for a name that is not shipped or a file that is not there, DataMismatch for a file that is
    not a code table.
    """
    wanted = dict.fromkeys((*names, *ALWAYS))
    for name in names:
        wanted |= dict.fromkeys(COMPANIONS.get(name, ()))
    loaded: dict[str, CodeTable] = {}
    for name in wanted:
        entry = resources.files(__package__).joinpath("tables", f"{name}.csv")
        if not entry.is_file():
            raise Missing(f"there is no code table '{name}'", fix=f"Shipped tables: {', '.join(shipped())}.")
        loaded[name] = _parse(name, entry.read_text(encoding="utf-8"), f"{name}.csv")
    for path in extra:
        if not path.is_file():
            raise Missing("the agency's code table is not there", where=Where(path))
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise DataMismatch("the code table is not UTF-8 text", where=Where(path)) from None
        loaded[path.stem] = _parse(path.stem, text, path)
    return Tables(loaded, tuple(path.stem for path in extra))


def _parse(name: str, text: str, origin: Path | str) -> CodeTable:
    rows = csv.DictReader(text.splitlines())
    lacking = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if lacking:
        raise DataMismatch(
            f"the code table lacks the columns {', '.join(lacking)}",
            where=Where(origin, line=1),
            fix=f"Its header must be: {','.join(COLUMNS)}",
        )
    readings: dict[str, Reading] = {}
    written: dict[str, Reading] = {}
    for number, row in enumerate(rows, start=2):
        reading = _reading(name, row, Where(origin, line=number))
        readings.setdefault(key_of(row["code"]), reading)
        written.setdefault(row["code"].strip(), reading)
    for key in [key for key in readings if key.startswith("0")]:
        readings.setdefault(key.lstrip("0"), readings[key])
    return CodeTable(name, readings, written)


def _reading(name: str, row: Mapping[str, str | None], where: Where) -> Reading:
    if None in row.values() or None in row:
        raise DataMismatch("a line of the code table has too few or too many cells", where=where)
    cell = {column: (row[column] or "").strip() for column in COLUMNS}
    if not cell["code"]:
        raise DataMismatch("a line of the code table has no code", where=where)
    try:
        strength = Strength[(cell["strength"] or "none").upper()]
        group = GROUPS[cell["group"]] if cell["group"] else None
    except KeyError:
        raise DataMismatch(
            "a line of the code table has a group or strength that does not exist",
            where=where,
            fix="group: persons, property, society, none or empty. strength: shows, may or none.",
        ) from None
    title = _TITLES.get(name, name.replace("_", " "))
    rules = read_classes(
        cell["classes"] if strength else "",
        name=f"{name} {cell['code']}",
        strength=strength,
        sentence=f"{title} {cell['code']}: {_SPACE.sub(' ', cell['text'])}.",
        safe=cell["for_safety"] == "yes",
    )
    return Reading(rules, group, known=True)
