"""Citations of statutes as charge columns write them, taken apart so that a table can hold them.

`PC 273.5(a)`, `273.5A PC`, `273_5(A)(1) PC/F` and `CPC 273.5 (A)` are one section; so are `c265 s13M(a)`, `265/13M/A`
and `265 § 13M(a)`, or `720 ILCS 5/12-3.2(a)(1)` and `12-3.2-A-1`. Systems drop brackets, write marks that others leave
out, and put the level of the charge behind it. What is section and what is subdivision cannot always be told from the
form, so a citation offers its readings from the most exact to the least, and the table decides which it knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BOOKS = {
    "PC": "PC|CPC|PEN|PENAL CODE|PEN CODE|P C",
    "TPC": "TPC|TEX PEN",
    "VC": "VC|CVC|VEH",
    "HS": "HS|H&S|HSC|H AND S",
    "BP": "BP|B&P|BPC",
    "WI": "WI|W&I|WIC",
    "FC": "FC|FAM",
    "CCP": "CCP",
    "TRC": "TRC|TRAN|TRANSP",
    "ABC": "ABC",
    "HRC": "HRC",
    "EDC": "EDC",
    "FCA": r"FCA|F\.C\.A\.",
    "CPL": r"CPL|C\.P\.L\.",
    "DRL": "DRL",
    "COR": "COR",
    "SSL": "SSL",
    "CVR": "CVR",
    "AGM": "AGM",
    "AC": "AC",
    "FS": r"FSS?|F\.S\.S?\.?|FLA\.? ?STAT\.?",
    "PL": "PL|NYPL|PENAL LAW",
    "VTL": "VTL|VAT",
    "ILCS": "ILCS",
    "ORC": r"ORC|O\.R\.C\.|R\.C\.",
    "RCW": "RCW",
    "MGL": r"MGLA?|M\.G\.L\.A?\.?",
    "RSMO": r"RSMO|R\.S\.MO\.?",
    "PACS": r"PA ?CSA?|PA\.? ?C\.?S\.?A?\.?|CC",
    "LRS": r"LRS|LSA|LA ?RS|LA R\.?S\.?|R\.S\.|RS",
    "TCA": r"TCA|T\.C\.A\.",
    "CRS": r"CRS|C\.R\.S\.",
    "ARS": r"ARS|A\.R\.S\.",
    "NCGS": r"NCGS|GS|G\.S\.",
    "MCL": r"MCLA?|M\.C\.L\.A?\.?",
    "OCGA": r"OCGA|O\.C\.G\.A\.",
    "VAC": r"VA ?CODE|VCA|COV",
}
"""Words for code books, by the form that tables use. One word can name books of several states (PC, RS)."""

_BOOK = re.compile("|".join(f"(?P<{name}>(?<![A-Z&])(?:{words})(?![A-Z&]))" for name, words in BOOKS.items()))
_LEVEL = re.compile(r"(?<=[\d)A-Z\s])\s*[/\s,-]\s*(?:F|M|FEL|MISD|FELONY|MISDEMEANOR|I|[FM]\d)\s*$")
"""Felony, misdemeanour or infraction behind a citation."""
_MARK = re.compile(
    r"\s*(?:§+|\bSECTIONS?\b|\bSECT?\b\.?|\bCHAPTER\b|\bCHAP\b\.?|\bCH\b\.?|\bTITLE\b|(?<![A-Z0-9])(?:SS|S|C)\.?(?=\s?\d))\s*"
)
"""Signs that stand in front of a number: chapter, section, title."""
_NEW_YORK = re.compile(r"\bPL ?(\d{3})(\d{2})([A-Z0-9]{2})\b")
"""Law codes of New York's police: `PL 1302502` is Penal Law 130.25, subdivision 2."""
_COURT = re.compile(r"\b(\d{1,3}[A-Z]?/\d{1,3}[A-Z]?)/[A-Z]{1,2}\b")
"""The letter that courts of Massachusetts put behind chapter and section is their own, no subdivision (265/15A/A)."""
_ILLINOIS = re.compile(r"\b([1-9]\d{2})-(\d{1,3})/(?=\d)")
"""Act and chapter as jails of Illinois write them: `720-5/12-3.2`."""
_NUMBER = r"\d{1,5}(?:[A-Z]{1,2}(?![A-Z]))?"
_CITED = re.compile(
    rf"(?<![\w.$#:/-])(?P<section>{_NUMBER}(?:\s?[.:/_-]\s?{_NUMBER}){{0,5}})"
    r"(?P<parts>(?:(?<=[A-Z])\d{1,2}(?!\d)|\s*\(\s*[A-Z0-9]{1,5}(?:[.-]\d)?\s*\)|[-/.]?[A-Z]{1,2}(?![A-Z])\d{0,2}(?!\d)|-\d[A-Z]?\b)*)"
)
_PIECE = re.compile(r"([.:/_-]?)\s?(\d{1,5})([A-Z]{0,2})")
_PART = re.compile(r"\d+|[A-Z]+")
_LETTER_PREFIX = re.compile(r"\b[A-Z]\.(?=\d)")
_RUN_ON = (
    (re.compile(r"(?<=\d)\s+([A-Z])\s+(\d{1,2})\b"), r"(\1)(\2)"),
    (re.compile(r"(?<=\d)\s+(?=[A-Z]\d{1,2}\b)"), "-"),
    (re.compile(r"(?<=[\d)A-Z])\s+(?=\d)"), "/"),
)
"""Blanks inside a citation, in columns that hold nothing else."""
_BETWEEN = re.compile(r"[;|\n]|,(?=\s)|\bAND\b|&(?= )")
"""What stands between several citations."""

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation. `pieces` are (mark before it, number, letters behind it); `book` is "" where none is named.

    `structured`: it looks like a citation even without a book, by several numbers or a subdivision in brackets.
    """

    pieces: tuple[tuple[str, str, str], ...]
    parts: Parts
    book: str
    structured: bool

    def readings(self) -> Iterator[tuple[str, Parts]]:
        """(section, subdivisions), from the longest section to the shortest.

        Two numbers are a section at least, and a decimal is part of it and never falls away (288.2 is not 288), but for
        the fourth number on (9A.36.041.4). Behind other marks the section may end (`784.03-1A1`). Letters belong to the
        section first (273a is not 273(a)), then to the subdivisions.
        """
        for length in range(len(self.pieces), min(len(self.pieces), 2) - 1, -1):
            if length < len(self.pieces) and self.pieces[length][0] in ("", ".", "_") and not self._deep(length):
                continue
            rest = tuple(token for _, number, letters in self.pieces[length:] for token in (number, letters) if token)
            parts = (*map(_plain, rest), *self.parts)
            section = ".".join(number + letters for _, number, letters in self.pieces[:length])
            yield section, parts
            letters = self.pieces[length - 1][2]
            if letters:
                yield section.removesuffix(letters), (letters, *parts)

    def _deep(self, length: int) -> bool:
        """Is what stands behind so many numbers a subdivision though a full stop precedes it?"""
        return length >= 3 and all(mark in "." for mark, _, _ in self.pieces[: length + 1])


def _plain(part: str) -> str:
    return part.lstrip("0") or part


def citations(cell: str, *, trusted: bool = False) -> tuple[Citation, ...]:
    """Every citation in a cell, in order. `trusted`: it holds statutes alone, so blanks may stand between its numbers.

    A citation without a book has that of the one before it.
    """
    text = _ILLINOIS.sub(r"\1 ILCS \2/", _COURT.sub(r"\1", cell.upper()))
    text = _LETTER_PREFIX.sub("", _NEW_YORK.sub(r"PL \1.\2(\3)", text))
    found: list[Citation] = []
    named = ""
    for part in _BETWEEN.split(text):
        named = _book(part) or named
        found.extend(_cited(part.strip(), named, trusted=trusted))
    return tuple(found)


def _book(text: str) -> str:
    match = _BOOK.search(text)
    return match.lastgroup or "" if match is not None else ""


def _cited(text: str, named: str, *, trusted: bool) -> Iterator[Citation]:
    plain = _LEVEL.sub("", _BOOK.sub(" ILCS " if named == "ILCS" else " ", text))
    if named == "ILCS":
        plain, named = _act(plain)
    plain = _MARK.sub("/", plain).strip("/ ")
    for blank, mark in _RUN_ON if trusted else ():
        plain = blank.sub(mark, plain)
    for match in _CITED.finditer(plain):
        pieces = tuple(_PIECE.findall(match["section"]))
        structured = len(pieces) > 1 or "(" in match["parts"]
        yield Citation(pieces, tuple(map(_plain, _PART.findall(match["parts"]))), named, structured)


def _act(text: str) -> tuple[str, str]:
    """Illinois: `720 ILCS 5/12-3.2` is section 12-3.2 of act 720 5."""
    found = re.search(r"(\d{2,3})\s*-?\s*ILCS\s*-?\s*(\d{1,4})(?:\.0)?\s*[/ -]\s*", text)
    if found is None:
        return text.replace("ILCS", " "), "ILCS"
    return text[: found.start()] + " " + text[found.end() :], f"{found[1]} ILCS {found[2]}"
