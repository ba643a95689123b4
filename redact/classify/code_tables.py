"""Code tables: what an offence code of a system means, one CSV file per system.

Columns `code,text,group,classes,strength,for_safety,status,source`. `classes` are separated by `;` (a `~` behind
one: taken in for safety); `strength` is shows, may or none; `group` is persons, property, society or none, empty
where not known; `status` is

- `verified`: somebody read the source, or answers for the line;
- `unverified`: the line protects like any other, but never makes a record less sensitive: its code counts as known only
  where the line shows or leaves open a class, and of groups it can only say `persons`;
- empty: the line waits to be filled in and says nothing (`redact classify --unknown -o FILE` writes such lines).

An agency adds its own file in the same form and names it in its dataset card.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

from redact.classify.rule import GROUPS, Reading, read_classes
from redact.errors import DataMismatch, Missing, Where
from redact.vocabulary import OffenseGroup, SensitiveClass, Strength

COLUMNS = ("code", "text", "group", "classes", "strength", "for_safety", "status", "source")
STATUTES = "statutes_"
"""Tables of statutes are called so, with the state's letters behind it."""
COMPANIONS = {"nibrs": ("nibrs_locations", "nibrs_circumstances")}
"""Tables of the same system for other roles than the offence."""

_TITLES = {
    "nibrs": "NIBRS",
    "ucr": "UCR",
    "chicago_iucr": "Chicago IUCR",
    "relationships": "relationship",
    "nibrs_locations": "NIBRS location",
    "nibrs_circumstances": "NIBRS circumstance",
}
_STATUSES = ("verified", "unverified", "")
_SPACE = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class CodeTable:
    """One system's codes. `readings` is keyed by `key_of(code)`, `written` and `texts` by the code as written."""

    name: str
    readings: Mapping[str, Reading]
    written: Mapping[str, Reading]
    texts: Mapping[str, str] = field(default_factory=dict)

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


@cache
def shipped() -> tuple[str, ...]:
    """The names of the tables in the package."""
    folder = resources.files(__package__).joinpath("tables")
    return tuple(sorted(entry.name.removesuffix(".csv") for entry in folder.iterdir() if entry.name.endswith(".csv")))


def load_tables(names: Sequence[str], extra: Sequence[Path] = ()) -> Tables:
    """Loads shipped tables by name, that of relationships, which every classifier needs, and an agency's own files.

    Raises Missing for a name that is not shipped or a file that is not there, DataMismatch for a file that is
    not a code table.
    """
    wanted = dict.fromkeys((*names, "relationships"))
    for name in names:
        wanted |= dict.fromkeys(COMPANIONS.get(name, ()))
    loaded: dict[str, CodeTable] = {}
    for name in wanted:
        if name not in shipped():
            raise Missing(f"there is no code table '{name}'", fix=f"Shipped tables: {', '.join(shipped())}.")
        loaded[name] = shipped_table(name)
    for path in extra:
        if not path.is_file():
            raise Missing("the agency's code table is not there", where=Where(path))
        if path.stem in loaded:
            raise DataMismatch(
                f"a code table called '{path.stem}' is there already",
                where=Where(path),
                fix="Give the file another name.",
            )
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise DataMismatch("the code table is not UTF-8 text", where=Where(path)) from None
        loaded[path.stem] = _parse(path.stem, text, path)
    return Tables(loaded, tuple(path.stem for path in extra))


@cache
def shipped_table(name: str) -> CodeTable:
    """A table of the package, read once in a process."""
    entry = resources.files(__package__).joinpath("tables", f"{name}.csv")
    return _parse(name, entry.read_text(encoding="utf-8"), f"{name}.csv")


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
    texts: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        reading = _reading(name, row, Where(origin, line=number))
        if reading is None:
            continue
        code = (row["code"] or "").strip()
        readings.setdefault(key_of(code), reading)
        written.setdefault(code, reading)
        texts.setdefault(code, (row["text"] or "").strip())
    for key in [key for key in readings if key.startswith("0")]:
        readings.setdefault(key.lstrip("0"), readings[key])
    return CodeTable(name, readings, written, texts)


def _reading(name: str, row: Mapping[str, str | None], where: Where) -> Reading | None:
    """What a line says; None for a line that waits to be filled in."""
    if None in row.values() or None in row:
        raise DataMismatch("a line of the code table has too few or too many cells", where=where)
    cell = {column: (row[column] or "").strip() for column in COLUMNS}
    if not cell["code"]:
        raise DataMismatch("a line of the code table has no code", where=where)
    _one_of("status", cell["status"], _STATUSES, where)
    if not cell["status"]:
        return None
    for word in filter(None, (part.strip().removesuffix("~") for part in cell["classes"].split(";"))):
        if not word.replace("_", "").isalpha() or word != word.lower():
            _one_of("class", word, tuple(SensitiveClass), where)
    _one_of("strength", cell["strength"], ("", *(each.name.lower() for each in Strength)), where)
    _one_of("group", cell["group"], ("", *GROUPS), where)
    strength = Strength[(cell["strength"] or "none").upper()]
    group = GROUPS[cell["group"]] if cell["group"] else None
    title = _TITLES.get(name, name.replace("_", " "))
    if name.startswith(STATUTES):
        title = f"statute ({name.removeprefix(STATUTES).upper()})"
    rules = read_classes(
        cell["classes"] if strength else "",
        name=f"{name} {cell['code']}",
        strength=strength,
        sentence=f"{title} {cell['code']}: {_SPACE.sub(' ', cell['text'])}.",
        safe=cell["for_safety"] == "yes",
    )
    if strength and not rules:
        raise DataMismatch(
            "a line of the code table has a strength and no class", where=where, fix="Name the class, or write none."
        )
    if cell["status"] == "verified":
        return Reading(rules, group, known=True)
    return Reading(rules, group if group is OffenseGroup.PERSONS else None, known=bool(rules))


def _one_of(what: str, word: str, words: Sequence[str], where: Where) -> None:
    if word not in words:
        raise DataMismatch(
            f"a line of the code table has a {what} that does not exist",
            where=where,
            fix=f"{what}: {', '.join(each or 'empty' for each in words)}.",
        )
