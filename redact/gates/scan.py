"""Scanning what is released for what identifies somebody, column by column, by distinct cell."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redact.gates.identifiers import Identifier
from redact.gates.own_names import OwnColumn, OwnNames
from redact.gates.released import Cell, Said
from redact.gates.search import Hit, Known, search
from redact.gates.tokens import Hashes
from redact.gates.view import ReleaseView, StagedColumn
from redact.records.source import Source
from redact.vocabulary import OffenseGroup, RoleGroup, TimePrecision, role_group

_DIGEST = re.compile(
    r"\b(?:[0-9a-f]{12,}|\d{4}-\d\d-\d\d(?:T[\d:]+Z?)?(?:-[0-9a-f]{6})?|\d{1,3}(?:,\d{3})+)\b"
)

CODE_ROWS = 20
"""A code in this many rows or more is a code and no record's key, whatever keys look like."""

TIME_TEXT = r"^\d{4}(-Q[1-4]|-\d\d(-\d\d(T\d\d(:\d\d)?)?)?)?$"
"""Every form in which redact writes a time."""


@dataclass(frozen=True, slots=True)
class Found:
    """Cells of a released column (or one other file) that hold an identifier of the input."""

    where: str
    column: str
    identifier: Identifier
    cells: int


@dataclass(frozen=True)
class Released:
    """One column of something released, named for messages; `role` is empty for what redact made itself."""

    where: str
    name: str
    role: str
    column: StagedColumn


@dataclass(frozen=True)
class Scanned:
    """What a scan found: identifiers, cells that name somebody of their own event; how many cells and which words it
    saw."""

    found: tuple[Found, ...]
    own: int
    cells: int
    words: Hashes

    @property
    def count(self) -> int:
        return self.own + sum(item.cells for item in self.found)


@dataclass(frozen=True)
class Scope:
    """What a scan needs to know: the sources with the rows to look at, and the words that identify nobody.

    `labels` and `ids` are those of the places that may be published, `ladder` their levels.
    """

    inputs: tuple[tuple[Source, int | None], ...]
    labels: pa.Array
    ids: pa.Array
    ladder: tuple[str, ...]
    officers_kept: bool

    @classmethod
    def of(cls, view: ReleaseView) -> Scope:
        """The scope of a plan."""
        units = view.units
        return cls(view.inputs, units.label, units.ids, tuple(units.ladder), view.officers_kept)


def scan(scope: Scope, columns: Sequence[Released], own: OwnNames | None = None) -> Scanned:
    """What of the input's identifiers stands in some released columns. Reads the sources once.

    `own`, where rows are to be compared with the names of their own event, is told of the names on the way.
    """
    words = own_words(scope)
    asked = {id(item): strange(item, words) for item in columns}
    said = Said.by((item.column.values.take(pa.array(asked[id(item)])), cell_of(item)) for item in columns)
    known = search(scope.inputs, said, scope.labels, own, officers_kept=scope.officers_kept)
    counted: dict[tuple[str, str, Identifier], dict[int, int]] = {}
    for item in columns if known else ():
        for hit, cells in _hits(known, item, asked[id(item)]):
            counted.setdefault((item.where, item.name, hit.identifier), {})[hit.value] = cells
    found = tuple(Found(*what, sum(values.values())) for what, values in sorted(counted.items()))
    cells = sum(len(item.column.codes) for item in columns)
    return Scanned(found, own.cells() if own is not None else 0, cells, said.words)


def own_names(view: ReleaseView, columns: Sequence[Released]) -> OwnNames:
    """The first part of residue for staged columns: short cells of the source's own.

    Officers' names are judged by part two, texts by the redactor and part two.
    """
    every = view.decisions
    events = {name: every.event[every.dataset == number] for number, name in enumerate(every.datasets)}
    short = [
        OwnColumn(item.column, view.rows(item.where).event)
        for item in columns
        if item.role and item.role != "officer_name" and role_group(item.role) is not RoleGroup.TEXT
    ]
    return OwnNames(short, events)


def announced_columns(view: ReleaseView) -> Iterator[Released]:
    """What public pages will say that comes from the inputs: the titles of columns, names, the protected tables.

    A file without a header has somebody's record for titles: better seen in the preview than in the bundle.
    """
    summary = view.plan.summary
    titles = [title for every in summary["titles"].values() for title in every.values()]
    names = [*view.datasets, str(summary["project"].get("publisher") or "")]
    texts = [("titles", "\n".join(titles)), ("names", "\n".join(names))]
    tables = sorted((view.plan.folder / "tables").glob("*.csv"))
    texts += [(f"tables/{path.name}", table_words(path)) for path in tables]
    return text_columns(Scope.of(view), texts)


def table_words(path: Path) -> str:
    """What a table of counts says besides numbers, one word a line."""
    with path.open(encoding="utf-8", newline="") as file:
        words = {cell for row in csv.reader(file) for cell in row}
    return "\n".join(sorted(word for word in words if not re.fullmatch(r"-?[\d.]*", word)))


def staged_columns(view: ReleaseView) -> Iterator[Released]:
    """Every column of every staged file."""
    roles = view.plan.summary["roles"]
    for dataset in view.datasets:
        for name in view.header(dataset):
            yield Released(dataset, name, roles.get(dataset, {}).get(name, ""), view.column(dataset, name))


def own_words(scope: Scope) -> dict[str, pa.Array]:
    """Per column that redact makes, the words it has for it: these identify nobody. See also TIME_TEXT."""
    return {
        "place": scope.labels.cast(pa.string()),
        "place_id": scope.ids.cast(pa.string()),
        "place_precision": pa.array(list(scope.ladder), pa.string()),
        "households_band": pa.array(_bands(), pa.string()),
        "offense_group": pa.array([group.word for group in OffenseGroup]),
        "time_precision": pa.array([precision.word for precision in TimePrecision]),
    }


@lru_cache(maxsize=1)
def _bands() -> tuple[str, ...]:
    """Every band of households that may be written."""
    from redact.place import band

    numbers = [*(float(number) for number in range(2_000)), *np.geomspace(2_000, 1e8, 4_000).tolist()]
    return tuple({band(number) for number in numbers} - {""})


def strange(released: Released, own: dict[str, pa.Array]) -> np.ndarray:
    """Indices of the distinct cells that are not empty and not redact's own words."""
    values = released.column.values
    known = pc.equal(values, "")
    if not released.role:
        if released.name in own:
            known = pc.or_(known, pc.is_in(values, value_set=own[released.name]))
        elif released.name == "time":
            known = pc.or_(known, pc.match_substring_regex(values, TIME_TEXT))
    return np.flatnonzero(~known.to_numpy(zero_copy_only=False).astype(bool))


def _hits(known: Known, released: Released, at: np.ndarray) -> Iterator[tuple[Hit, int]]:
    """Hits in the cells that need looking at, each with the number of rows that its cell is in."""
    if not len(at):
        return
    rows = np.bincount(released.column.codes, minlength=len(released.column.values))
    for hit in known.find(released.column.values.take(pa.array(at)), cell_of(released)):
        value = int(at[hit.value])
        if hit.identifier is Identifier.KEY and rows[value] >= CODE_ROWS and _holds_codes(released.role):
            continue
        yield Hit(value, hit.identifier, hit.form), int(rows[value])


def cell_of(released: Released) -> Cell:
    """How a column is searched."""
    if released.name == "id" and not released.role:
        return Cell.ID
    if released.role and role_group(released.role) is RoleGroup.TEXT:
        return Cell.TEXT
    return Cell.SHORT


def _holds_codes(role: str) -> bool:
    return bool(role) and role_group(role) in (RoleGroup.OFFENSE, RoleGroup.PLAIN)


def text_columns(scope: Scope, files: Iterable[tuple[str, str]]) -> Iterator[Released]:
    """Other written files, given as (name, text): what pages and JSON say besides redact's own words, to be scanned.

    Days, digests and counts as redact writes them are taken out first: a case number 2026-0115 is no 15 January.
    """
    own = {word for words in own_words(scope).values() for word in words.to_pylist()}
    for name, text in files:
        parts = {part.strip() for part in re.split(r"<[^>]*>|[\"\n]|&[#\w]+;", _DIGEST.sub(" ", text))} - own - {""}
        column = StagedColumn(pa.array(sorted(parts), pa.string()), np.arange(len(parts), dtype=np.int32))
        yield Released(name, Path(name).suffix.lstrip("."), "remarks", column)
