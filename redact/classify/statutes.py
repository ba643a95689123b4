"""What a cited statute shows: the tables of the states, asked for every citation in a cell.

A charge is looked up with all its subdivisions, then with one less, down to the section. Where nobody said whose
statutes a column holds, every state's table is asked; where those that know the section disagree, it is only doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from redact.classify.citations import Citation, Parts, citations
from redact.classify.code_tables import STATUTES, CodeTable, shipped, shipped_table
from redact.classify.rule import NOTHING, Reading, agreed, strongest

_HOME = {
    "ca": ("PC",), "tx": ("PC", "TPC"), "fl": ("FS",), "ny": ("PL",), "il": ("ILCS", "720 ILCS 5"), "oh": ("ORC",),
    "wa": ("RCW",), "ma": ("MGL",), "mo": ("RSMO",), "pa": ("PACS",), "la": ("LRS",), "tn": ("TCA",), "co": ("CRS",),
    "az": ("ARS",), "nc": ("NCGS",), "mi": ("MCL",), "ga": ("OCGA",), "va": ("VAC",),
}  # fmt: skip
"""The books that a state's citations mean when they name none."""
_TITLE = {"pa": "18.", "la": "14."}
"""The title of crimes, which citations that name the book leave out (`CC2701`)."""
_RUN_TOGETHER = ("mi",)
"""States whose charge codes run the subdivision into the section: 750.812 is 750.81(2)."""


@dataclass(frozen=True, slots=True)
class State:
    """One table of statutes: readings by book ("" is the state's own), section and subdivisions."""

    name: str
    home: tuple[str, ...]
    sections: Mapping[tuple[str, str], Mapping[Parts, Reading]]

    @classmethod
    def of(cls, table: CodeTable) -> State:
        name = table.name.removeprefix(STATUTES)
        home = _HOME.get(name, ())
        sections: dict[tuple[str, str], dict[Parts, Reading]] = {}
        for code, reading in table.written.items():
            for citation in citations(code, trusted=True)[:1]:
                book = "" if citation.book in home else citation.book
                section, parts = next(citation.readings())
                told = sections.setdefault((book, section), {})
                other = told.get(parts)
                if other is not None:
                    reading = Reading(strongest((*other.rules, *reading.rules)), other.group, other.known)
                told[parts] = reading
        return cls(name, home, sections)

    def get(self, citation: Citation) -> Reading | None:
        """The most exact line for a citation; None where this state has none, or another state's book is named."""
        book = "" if citation.book in self.home else citation.book
        title = _TITLE.get(self.name, "") if citation.book and not book else ""
        for section, parts in self._readings(citation):
            told = self.sections.get((book, section)) or self.sections.get((book, title + section))
            for length in range(len(parts), -1, -1) if told else ():
                found = told.get(parts[:length]) if told else None
                if found is not None:
                    return found
        return None

    def _readings(self, citation: Citation) -> Iterator[tuple[str, Parts]]:
        yield from citation.readings()
        if self.name in _RUN_TOGETHER and len(citation.pieces) == 2:
            for section, parts in list(citation.readings())[:1]:
                for cut in range(len(section) - 1, section.index(".") + 1, -1):
                    yield section[:cut], (section[cut:], *parts)


@cache
def _shipped_state(name: str) -> State:
    return State.of(shipped_table(name))


class Statutes:
    """The states in whose statutes a dataset's citations are looked up.

    `names` are those that the card names. Without any, all shipped ones are asked, and a class that not all of those
    that know the section show is left open.
    """

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._names = tuple(names) or tuple(name for name in shipped() if name.startswith(STATUTES))
        self._chosen = bool(names)

    @cached_property
    def _states(self) -> tuple[State, ...]:
        """Read when the first citation comes: most datasets have none."""
        return tuple(map(_shipped_state, self._names))

    def read(self, cell: str, *, trusted: bool) -> Reading:
        """What the citations in a cell show, all together.

        `trusted`: the column holds statutes, so that a cell with one bare number counts. Elsewhere a citation must
        name its book or be structured, to be told from any other number.
        """
        if not any(map(str.isdigit, cell)):
            return NOTHING
        cited = citations(cell, trusted=trusted)
        alone = trusted and len(cited) == 1
        found = [
            reading
            for citation in cited
            if alone or citation.book or citation.structured
            for reading in [self._read(citation)]
            if reading is not None
        ]
        if len(found) < 2:
            return found[0] if found else NOTHING
        rules = strongest(rule for reading in found for rule in reading.rules)
        group = next((reading.group for reading in found if reading.group is not None), None)
        return Reading(rules, group, any(reading.known for reading in found))

    def _read(self, citation: Citation) -> Reading | None:
        answers = [answer for state in self._states if (answer := state.get(citation)) is not None]
        if not answers or self._chosen:
            return answers[0] if answers else None
        return agreed(answers)
