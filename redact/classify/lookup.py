"""Which table answers for a cell: the agency's own first, then those of the card, then those of the policy."""

from __future__ import annotations

from collections.abc import Sequence

from redact.classify.code_tables import CodeTable, Tables
from redact.classify.rule import NOTHING, Reading, agreed, as_doubt, strongest


class Lookup:
    """Looks codes and literal texts up. Where a card names its tables, no other table answers for its codes.

    `described`: the dataset has texts beside its codes. A bare number that nobody said how to read (0810 is a theft in
    Chicago, an assault in UCR) is then only doubt, and the text is asked for the group first.
    """

    def __init__(self, tables: Tables, by_card: Sequence[str], by_policy: Sequence[str], *, described: bool) -> None:
        self._agency = [tables[name] for name in tables.agency]
        self._card = [tables[name] for name in by_card]
        self._policy = [tables[name] for name in by_policy if name not in by_card]
        self._described = described

    def code(self, cell: str) -> Reading:
        """The reading of an offence code."""
        found = _first(cell, (*self._agency, *self._card))
        if found is None and not self._card and not self._ambiguous(cell):
            found = _agreed(cell, self._policy)
        return found or NOTHING

    def number(self, cell: str) -> Reading:
        """What the policy's tables say of a bare number in a dataset that describes its offences in words."""
        if self._card or not self._ambiguous(cell):
            return NOTHING
        found = _agreed(cell, self._policy)
        if found is None:
            return NOTHING
        return Reading(strongest(map(as_doubt, found.rules)), found.group, known=True)

    def _ambiguous(self, cell: str) -> bool:
        return self._described and cell.strip().isdigit()

    def literal(self, cell: str) -> Reading:
        """The reading of an offence or call text, or a category, that a table lists as it stands."""
        return _first(cell, (*self._agency, *self._card)) or _agreed(cell, self._policy) or NOTHING

    def joined(self, *cells: str) -> Reading:
        """The reading of several cells that make one code (`1313` and `0`; category and description)."""
        return _first(" ".join(cells), (*self._agency, *self._card)) or NOTHING


def _first(cell: str, tables: Sequence[CodeTable]) -> Reading | None:
    if not cell.strip():
        return None
    return next((found for table in tables if (found := table.get(cell)) is not None), None)


def _agreed(cell: str, tables: Sequence[CodeTable]) -> Reading | None:
    """What tables say that nobody chose for this dataset."""
    found = [reading for table in tables if cell.strip() and (reading := table.get(cell)) is not None]
    return agreed(found) if found else None
