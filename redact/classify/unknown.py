"""Offence codes and texts that nobody knows yet, with the nearest known ones, as lines for the agency's own table.

A proposal is a place to look, never an answer: its line has no status, and a line without a status says nothing. The
agency reads it, corrects it and writes `verified` or `unverified` behind it (see `code_tables`).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np
from rapidfuzz import fuzz, process

from redact.classify.classifier import Classifier
from redact.classify.code_tables import COLUMNS, CodeTable, load_tables, shipped
from redact.classify.evidence import CALLS, TEXTS
from redact.classify.rule import Reading
from redact.vocabulary import Strength

if TYPE_CHECKING:
    from redact.policy.model import Policy
    from redact.records.batch import Batch
    from redact.records.source import Source

NEAREST = 3
"""Known lines shown for an unknown one: enough to recognise it, few enough to read."""
_ALIKE = 60.0
"""Below this likeness (0 to 100, words in any order) two texts have nothing to do with each other."""
_NO_OFFENCES = ("relationships", "nibrs_locations", "nibrs_circumstances")


@dataclass(frozen=True, slots=True)
class Known:
    """A line of a shipped table."""

    table: str
    code: str
    text: str
    reading: Reading

    @property
    def strength(self) -> str:
        return max((rule.strength for rule in self.reading.rules), default=Strength.NONE).name.lower()

    @property
    def classes(self) -> list[str]:
        """Its classes, as a table writes them."""
        return [name + "~" * rule.for_safety for rule in self.reading.rules for name in rule.classes]

    @property
    def group(self) -> str:
        return self.reading.group.word if self.reading.group is not None else ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What rows state and nobody knows: the code (or text), the text beside it, how many rows, the nearest lines."""

    code: str
    text: str
    rows: int
    nearest: tuple[Known, ...]


def unknown_codes(
    source: Source, policy: Policy, extra: Sequence[Path] = (), *, limit: int | None = None
) -> list[Unknown]:
    """What is in no table and no rule knows, the most frequent first."""
    classifier = Classifier.of(policy, source, extra)
    fields = [field.name for role in (*TEXTS, *CALLS) for field in source.fields if field.role == role]
    counts: Counter[str] = Counter()
    texts: dict[str, Counter[str]] = {}
    for batch in source.batches(limit=limit):
        assessed = classifier.assess(batch)
        rows = np.flatnonzero(assessed.unknown)
        if not len(rows):
            continue
        stated = assessed.stated.take(rows).to_pylist()
        for code, text in zip(stated, _texts(batch, fields, rows.tolist()), strict=True):
            counts[code] += 1
            texts.setdefault(code, Counter())[text] += 1
    shelf = Shelf()
    found = []
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        text = texts[code].most_common(1)[0][0]
        found.append(Unknown(code, text, count, shelf.nearest(code, text)))
    return found


def _texts(batch: Batch, fields: list[str], rows: list[int]) -> Iterator[str]:
    columns = [batch.table[name].take(rows).to_pylist() for name in fields]
    for at in range(len(rows)):
        yield " / ".join(dict.fromkeys(filter(None, (column[at].strip() for column in columns))))


class Shelf:
    """All lines of the shipped tables, to be searched for likeness."""

    @cached_property
    def _lines(self) -> list[Known]:
        tables = load_tables(shipped())
        every = (tables[name] for name in shipped() if name not in _NO_OFFENCES)
        return [
            Known(table.name, code, table.texts[code], reading) for table in every for code, reading in _read(table)
        ]

    @cached_property
    def _by_text(self) -> list[str]:
        return [line.text.upper() for line in self._lines]

    @cached_property
    def _by_code(self) -> list[str]:
        return [line.code.upper() for line in self._lines]

    def nearest(self, code: str, text: str) -> tuple[Known, ...]:
        """The lines whose text is most like `text`, no two that say the same; without a text, those of like codes."""
        worded = text or (code if sum(map(str.isalpha, code)) > 3 else "")
        shelf, asked = (self._by_text, worded) if worded else (self._by_code, code)
        ranked = process.extract(asked.upper(), shelf, scorer=_likeness, limit=5 * NEAREST, score_cutoff=_ALIKE)
        found: dict[tuple[str, tuple[str, ...]], Known] = {}
        for _, _, at in ranked:
            line = self._lines[at]
            found.setdefault((line.text.upper(), tuple(line.classes)), line)
        return tuple(found.values())[:NEAREST]


def _likeness(one: str, other: str, **_: object) -> float:
    """Words in any order count, and so do all of them: a text of one word is not like every text that has it."""
    return (fuzz.token_set_ratio(one, other) + fuzz.token_sort_ratio(one, other)) / 2


def _read(table: CodeTable) -> Iterator[tuple[str, Reading]]:
    return ((code, reading) for code, reading in table.written.items() if table.texts.get(code))


def write_lines(unknown: Sequence[Unknown], file: TextIO) -> None:
    """Writes the unknown codes as a code table, each line filled in from the nearest known one and without a status."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in unknown:
        best = each.nearest[0] if each.nearest else None
        nearest = "; ".join(f"{line.table} {line.code} {line.text}" for line in each.nearest)
        writer.writerow(
            (
                each.code,
                each.text,
                best.group if best else "",
                ";".join(best.classes) if best else "",
                best.strength if best else "",
                "",
                "",
                f"nearest: {nearest}" if nearest else "nothing like it is known",
            )
        )


def add_line(path: Path, code: str, text: str, *, classes: Sequence[str], group: str, source: str) -> bool:
    """Adds a person's answer about a code to the agency's own table, which is begun where there is none.

    The line is verified: somebody answers for it. False where the table has a line for the code that counts already.
    Raises DataMismatch (11) where the file is no code table.
    """
    if path.is_file():
        own = load_tables((), [path])[path.stem]
        if own.get(code) is not None:
            return False
    begun = path.read_bytes() if path.is_file() else b""
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if not begun:
            writer.writerow(COLUMNS)
        elif not begun.endswith(b"\n"):
            file.write("\n")
        strength = Strength.SHOWS if classes else Strength.NONE
        writer.writerow((code, text, group, ";".join(classes), strength.name.lower(), "", "verified", source))
    return True
