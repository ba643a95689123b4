"""What a policy's worked examples leave out, and whether one of them was taken from somebody's record.

Examples are read by everybody who signs and stand on printed pages. One that was copied from a real record would
publish it, so long pieces of text, and a full name with an address, are looked up in the department's records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Final

from redact.identity.forms import comparable, exact_address_key
from redact.vocabulary import NAME_ROLES, Kind, RoleGroup

if TYPE_CHECKING:
    from redact.plan.rehearse import Rehearsed
    from redact.policy.model import Policy
    from redact.policy.rules import Example
    from redact.records.batch import Batch, Field
    from redact.records.source import Source

WORDS: Final = 6
"""So many words in a row are no coincidence. Officers' set phrases can be longer; then the example is worded anew."""

_STATED: Final = frozenset({RoleGroup.OFFENSE, RoleGroup.TIME, RoleGroup.KEYS})
"""Columns whose texts are lists of words and tell of nobody: an offence can have a long name."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """What no example shows: tiers none ends in, classes none is of, kinds of datasets none is from."""

    tiers: tuple[str, ...]
    classes: tuple[str, ...]
    kinds: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.tiers or self.classes or self.kinds)


def uncovered(policy: Policy, rehearsed: Sequence[Rehearsed]) -> Uncovered:
    """What the rehearsed examples leave out, in the policy's order."""
    tiers = {each.tier for each in rehearsed}
    classes = {name for each in rehearsed for name in each.classes}
    kinds = {kind for each in rehearsed for kind in each.kinds}
    return Uncovered(
        tiers=tuple(tier.tier for tier in policy.tiers if tier.tier not in tiers),
        classes=tuple(name for name in policy.class_names if name not in classes),
        kinds=tuple(kind.value for kind in Kind if kind not in kinds),
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """An example (by its number) that shares something with records: `what`, in which columns, how many rows and the
    first of them. Holds no value of theirs."""

    example: int
    what: str
    dataset: str
    columns: tuple[str, ...]
    rows: int
    first: int

    def sentence(self) -> str:
        said = f"{self.what} also in {self.dataset}, column {' and '.join(self.columns)}, row {self.first}"
        return said + (f" and {self.rows - 1:,} more" if self.rows > 1 else "")


TEXT: Final = f"{WORDS} words in a row stand"
PERSON: Final = "a full name and an address stand"


@dataclass(frozen=True)
class _Told:
    """What an example says, in the form in which texts are compared."""

    texts: tuple[str, ...]

    @classmethod
    def of(cls, example: Example) -> _Told:
        records = (example.given, *example.linked)
        cells = [example.name, *(cell for record in records for role, cell in record.items() if role != "kind")]
        return cls(tuple(f" {comparable(cell)} " for cell in cells))

    @cached_property
    def runs(self) -> frozenset[str]:
        return frozenset(run for text in self.texts for run in runs(text))

    def names(self, cell: str) -> bool:
        """Whether somebody of a name cell stands here by a given name and a surname side by side."""
        from redact.identity.names import people_of

        for person in people_of(cell):
            for one, other in product(person.given, person.family):
                if any(f" {one} {other} " in text or f" {other} {one} " in text for text in self.texts):
                    return True
        return False

    def houses(self, cell: str) -> bool:
        """Whether an exact address stands here, by its number and the name of its street."""
        key = exact_address_key(cell)
        if not key:
            return False
        number, *street = key.split()
        word = max(street, key=len)
        return any(f" {number} " in text and f" {word} " in text for text in self.texts)


def runs(text: str) -> Iterator[str]:
    """Every run of `WORDS` words of a comparable text."""
    words = text.split()
    for at in range(len(words) - WORDS + 1):
        yield " ".join(words[at : at + WORDS])


def shared(policy: Policy, sources: Iterable[Source]) -> tuple[Shared, ...]:
    """The examples that share long text, or a full name with an address, with a record, in the order of the examples.

    Reads every row. Raises DataMismatch (11) where a file is damaged.
    """
    told = [_Told.of(example) for example in policy.examples]
    by_run: dict[str, set[int]] = {}
    for number, each in enumerate(told):
        for run in each.runs:
            by_run.setdefault(run, set()).add(number)
    found: dict[tuple[int, str, str, tuple[str, ...]], list[int]] = {}
    for source in sources:
        fields = [field for field in source.fields if field.group not in _STATED]
        for batch in source.batches([field.name for field in fields]):
            for number, what, columns, row in (*_texts(batch, fields, by_run), *_persons(batch, fields, told)):
                tally = found.setdefault((number, what, source.card.dataset, columns), [0, row])
                tally[0] += 1
    return tuple(
        Shared(number, what, dataset, columns, rows, first)
        for (number, what, dataset, columns), (rows, first) in sorted(found.items())
    )


Hit = tuple[int, str, tuple[str, ...], int]


def _texts(batch: Batch, fields: Sequence[Field], by_run: Mapping[str, set[int]]) -> Iterator[Hit]:
    for field in fields:
        encoded = batch.table.column(field.name).combine_chunks().dictionary_encode()
        hits = [frozenset[int]()] * len(encoded.dictionary)
        for code, cell in enumerate(encoded.dictionary.to_pylist()):
            if cell.count(" ") >= WORDS - 1 or len(cell) > WORDS * 2:
                hits[code] = frozenset(n for run in runs(comparable(cell)) for n in by_run.get(run, ()))
        if any(hits):
            for row, code in enumerate(encoded.indices.to_pylist()):
                for number in hits[code]:
                    yield number, TEXT, (field.title,), batch.first_row + row


def _persons(batch: Batch, fields: Sequence[Field], told: Sequence[_Told]) -> Iterator[Hit]:
    names = [field for field in fields if field.role in NAME_ROLES]
    homes = [field for field in fields if field.role in ("address", "person_address")]
    for name, home in product(names, homes):
        cells = batch.table.column(name.name).combine_chunks().dictionary_encode()
        who = [[n for n, each in enumerate(told) if each.names(cell)] for cell in cells.dictionary.to_pylist()]
        if not any(who):
            continue
        for row, code in enumerate(cells.indices.to_pylist()):
            for number in who[code]:
                if told[number].houses(batch.table.column(home.name)[row].as_py()):
                    yield number, PERSON, (name.title, home.title), batch.first_row + row
