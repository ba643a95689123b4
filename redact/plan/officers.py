"""Officers whose names the policy keeps, and which of them are also party to an event, however columns write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redact.identity.names import PersonName


@dataclass(frozen=True)
class Officer:
    """One officer of a cell: the words of the surname, of the other names, and the initials where these are no words.

    Either half of a double name is the surname, since columns leave out the other. `forms` are the other names with
    their short and formal forms, and what stands before a surname (St., de la).
    """

    surnames: frozenset[str]
    others: frozenset[str]
    initials: frozenset[str]
    forms: frozenset[str]

    @property
    def double(self) -> frozenset[str]:
        """The words of a surname that has several; nothing of one that has not."""
        return self.surnames if len(self.surnames) > 1 else frozenset()

    def may_be(self, other: Officer) -> bool:
        """Whether this one, written by the surname with or without initials, can be the other, written in full."""
        if self.others or self.surnames.isdisjoint(other.surnames):
            return False
        return not self.initials or not self.initials.isdisjoint({word[0] for word in other.others})


def _officer(person: PersonName) -> Officer:
    """An officer as a name cell has him. A name that looks like a business's (Rolf Temple) has no order to go by."""
    from redact.identity.names import PARTICLES, forms_of_given

    initials = frozenset(word for word in person.whole if len(word) == 1)
    words = frozenset(word for word in person.whole if len(word) > 1)
    surnames = words if person.business else frozenset(person.family) - PARTICLES or frozenset(person.family) or words
    others = words if person.business else words - surnames - PARTICLES
    particles = words & PARTICLES  # John St. John has no other words than an officer called St. John
    return Officer(surnames, others, initials, (others | particles).union(*(forms_of_given(word) for word in others)))


_BADGE = re.compile(r"[#(]?\s*\d+\s*\)?")


@dataclass(frozen=True)
class Officers:
    """The officers whose names the policy keeps somewhere, by cell."""

    names: Mapping[str, tuple[Officer, ...]]

    @classmethod
    def of(cls, cells: Iterable[str]) -> Officers:
        """From the distinct cells. The surname is what stands before a comma, else the last word."""
        from redact.identity.names import people_of

        names = {}
        for cell in cells:
            people = tuple(_officer(person) for person in people_of(_BADGE.sub(" ", cell)))
            if people:
                names[cell] = people
        return cls(names)

    @cached_property
    def _by_surname(self) -> dict[str, list[tuple[str, Officer]]]:
        found: dict[str, list[tuple[str, Officer]]] = {}
        for cell, people in self.names.items():
            for officer in people:
                for surname in officer.surnames:
                    found.setdefault(surname, []).append((cell, officer))
        return found

    @property
    def words(self) -> frozenset[str]:
        """Every word that an officer's name can have."""
        every = (officer for people in self.names.values() for officer in people)
        return frozenset(word for officer in every for word in (*officer.surnames, *officer.forms))

    def parties(self, words: Iterable[str]) -> Iterable[str]:
        """The officers whose full name these words of one party's name make: surname and a given name in any form.

        An officer written with an initial or a surname alone has no full name to compare; such a cell is hidden in the
        rows of every event in which a party has that surname, and elsewhere where `same` says so. A surname of two
        words (WASHINGTON-BEY) is as good as a full name: a party may be written with nothing else.
        """
        said = frozenset(words)
        found = {
            cell: None
            for surname in sorted(said)
            for cell, officer in self._by_surname.get(surname, ())
            if not officer.forms.isdisjoint(said - {surname}) or (officer.double and officer.double <= said)
        }
        return tuple(found)

    def same(self, parties: Iterable[str]) -> frozenset[str]:
        """These cells, and those that can be the same officers written with an initial or the surname alone."""
        known = frozenset(parties)
        full = [officer for cell in known for officer in self.names[cell]]
        near = {(word, other) for other in full for word in other.surnames}
        return known.union(
            cell for word, other in near for cell, officer in self._by_surname.get(word, ()) if officer.may_be(other)
        )

    def surnames(self, cells: Iterable[str]) -> frozenset[str]:
        """The words of these cells' surnames."""
        return frozenset(word for cell in cells for officer in self.names[cell] for word in officer.surnames)
