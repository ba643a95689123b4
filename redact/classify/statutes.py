"""Citations of statutes as charge columns write them, and the normal form that a table can hold.

`PC 273.5(a)`, `273.5A PC`, `273_5(A)(1) PC/F` and `CPC 273.5 (A)` all become section `273.5`, subdivisions
`A`, `1`, book `PC`. A citation is looked up with all its subdivisions, then with one less, down to the section.
Record systems drop brackets: behind a decimal section a letter is its first subdivision (`273.5A`); behind a whole
number it is first read as a lettered section (`273a` is not `273(a)`), then as a subdivision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from redact.classify.code_tables import CodeTable
from redact.classify.rule import NOTHING, Reading, strongest

_BOOKS = r"PC|CPC|PEN|VC|HS|H&S|BP|B&P|WI|W&I|FC|FAM"
_BOOK = re.compile(rf"(?<![A-Z&])({_BOOKS})(?![A-Z&])")
_SECTION = re.compile(
    r"(?<![\d.$])(\d{1,5})(?:[._](\d{1,3}))?((?:\s*\([A-Z0-9]{1,3}\)|(?<=\d)[A-Z]{1,2}(?![A-Z0-9]))*)"
)
_PART = re.compile(r"\(([A-Z0-9]{1,3})\)|([A-Z]{1,2})")
_SAME_BOOK = {"CPC": "PC", "PEN": "PC", "H&S": "HS", "B&P": "BP", "W&I": "WI", "FAM": "FC"}


@dataclass(frozen=True, slots=True)
class Citation:
    """A section of a code book (empty if none is named). `bare`: its first part is a letter without brackets."""

    section: str
    parts: tuple[str, ...]
    bare: bool
    book: str

    @property
    def structured(self) -> bool:
        """Does it look like a citation even without a book: a decimal section, or subdivisions?"""
        return "." in self.section or bool(self.parts)

    def forms(self) -> Iterator[str]:
        """Normal forms, from the most exact to the bare section."""
        if self.bare and "." not in self.section:
            for length in range(len(self.parts), 0, -1):
                yield " ".join((self.section + self.parts[0], *self.parts[1:length]))
        for length in range(len(self.parts), -1, -1):
            yield " ".join((self.section, *self.parts[:length]))


def citations(cell: str) -> list[Citation]:
    """Every citation in a cell, in order."""
    text = cell.upper()
    book = _BOOK.search(text)
    name = _SAME_BOOK.get(book[1], book[1]) if book else ""
    found = []
    for match in _SECTION.finditer(_BOOK.sub(" ", text)):
        section = match[1].lstrip("0")
        if section:
            written = _PART.findall(match[3])
            parts = tuple(bracketed or letters for bracketed, letters in written)
            bare = bool(written) and not written[0][0]
            found.append(Citation(section + (f".{match[2]}" if match[2] else ""), parts, bare, name))
    return found


@dataclass(frozen=True, slots=True)
class Statutes:
    """A statute table by normal form. `book` is the code book that its sections belong to."""

    readings: Mapping[str, Reading]
    book: str = "PC"

    @classmethod
    def of(cls, table: CodeTable) -> Statutes:
        readings: dict[str, Reading] = {}
        for code, reading in table.written.items():
            for citation in citations(code)[:1]:
                key = next(citation.forms())
                other = readings.get(key)
                if other is not None:
                    reading = Reading(strongest((*other.rules, *reading.rules)), other.group, known=True)
                readings[key] = reading
        return cls(readings)

    def read(self, cell: str, *, trusted: bool) -> Reading:
        """What the citations in a cell show.

        `trusted`: the column holds statutes, so that a cell with one bare number counts. Elsewhere a citation must
        name its book or be structured, to be told from any other number.
        """
        cited = citations(cell)
        alone = trusted and len(cited) == 1
        for citation in cited:
            if citation.book not in ("", self.book) or not (alone or citation.book or citation.structured):
                continue
            for key in citation.forms():
                if key in self.readings:
                    return self.readings[key]
        return NOTHING
