"""Numbers that look random: are they a name or a case number, put through a function that everybody has?"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from redact.risk.attacks.joining import own_columns
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import Knows
from redact.risk.lab.release import Release

_HEX: Final = re.compile(r"[0-9a-fA-F]{8,128}")
_NUMBER: Final = re.compile(r"\d{6,10}")
_BY_CHANCE: Final = 0.01
"""A column is left alone where so many of all tries would be found in it by chance."""

ALGORITHMS: Final[Mapping[str, Callable[[bytes], str]]] = {
    name: (lambda data, name=name: hashlib.new(name, data, usedforsecurity=False).hexdigest())
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "sha3_256")
} | {
    "crc32": lambda data: f"{zlib.crc32(data):08x}",
    "adler32": lambda data: f"{zlib.adler32(data):08x}",
}


@attack("hash_reversal")
def guess(release: Release, knows: Knows) -> Guesses:
    """Puts every name and number that he knows, in every usual spelling, through every usual function.

    A column is worth it if all its cells are as long as a digest, or as part of one. A digest found there, whole or
    its first or last part, in capitals or not, or as a plain number, is the row of that person or case.
    """
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    columns = list(hashed_columns(release))
    tries = [spellings(facts) for facts in knows.targets.to_dict("records")] if columns else []
    count = sum(len(each) for each in tries) * len(ALGORITHMS)
    worth = [each for each in columns if count * len(each[1]) / each[2] < _BY_CHANCE]
    if worth:
        for target, texts in enumerate(tries):
            found = _look_up(texts, worth)
            if found:
                claim[target], sure[target] = found, 1.0
    return claims(claim, sure)


def hashed_columns(release: Release) -> Iterator[tuple[int, dict[str, str], float]]:
    """Columns that may hold digests: how many characters (0: plain numbers), the row of each cell, and of how many
    different cells each is one."""
    for name, table in release.tables.items():
        for column in ("id", *own_columns(table)):
            cells = table[column] if column in table else pd.Series([], dtype="str")
            filled = cells[cells != ""]
            if not len(filled) or filled.nunique() < 0.02 * len(filled):
                continue
            distinct = filled.drop_duplicates()
            length = set(distinct.str.len().tolist())
            if len(length) == 1 and distinct.str.fullmatch(_HEX).all():
                size, space = length.pop(), 16.0
                yield size, _rows(name, distinct.str.lower()), space**size
            elif distinct.str.fullmatch(_NUMBER).mean() > 0.99:
                yield 0, _rows(name, distinct), 2.0**32


def _rows(table: str, distinct: pd.Series) -> dict[str, str]:
    return {cell: f"{table}:{row}" for row, cell in zip(distinct.index.tolist(), distinct.tolist(), strict=True)}


def spellings(facts: Mapping[Any, Any]) -> list[str]:
    """The ways in which departments write this person and this number."""
    found: list[str] = []
    if "event_serial" in facts:
        year, serial = int(str(facts["event_year"])), int(str(facts["event_serial"]))
        short = year % 100
        found += [
            f"{year}{serial:06d}", f"C{short}-{serial:07d}", f"{short}-{serial}", f"{short}-{serial:06d}",
            f"{year}-{serial:06d}", f"{year}-{serial}", f"{short}{serial:06d}", f"{serial}", f"{serial:06d}",
            f"{serial:07d}", f"R{short}-{serial:07d}", f"{year}{serial:07d}",
        ]  # fmt: skip
    first, last = str(facts.get("first_name", "")), str(facts.get("last_name", ""))
    if first and last:
        names = [f"{last}, {first}", f"{first} {last}", f"{last} {first}", f"{last},{first}", f"{last}{first}"]
        names += [f"{name} {facts['birth_year']}" for name in names[:2] if "birth_year" in facts]
        found += [form for name in names for form in (name, name.upper(), name.lower())]
    return found


def _look_up(texts: list[str], columns: list[tuple[int, dict[str, str], float]]) -> str:
    """The first row that holds a digest of any of these texts; "" for none."""
    for text in texts:
        data = text.encode("utf-8")
        for name, digest in ALGORITHMS.items():
            made = digest(data)
            for size, rows, _ in columns:
                if size:
                    found = rows.get(made[:size]) if len(made) >= size else None
                    found = found or (rows.get(made[-size:]) if len(made) > size else None)
                else:
                    found = rows.get(str(int(made, 16))) if name in ("crc32", "adler32") else None
                if found:
                    return found
    return ""
