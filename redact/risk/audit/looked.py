"""One published file, read whole: every column by its distinct values, the time of each row, what it is about.

A card says which columns play which role; the columns it does not list are read here all the same, since they are
published. Of texts only whether there is one is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.errors import DataMismatch, Where
from redact.links.within import Classified, classify_file
from redact.records import Card, Leak, Proposal, Source, card_by_name, expanded, open_source, profile, shipped_cards
from redact.records.batch import Batch, Fault
from redact.records.profiling.facts import Column
from redact.records.readers import open_reader
from redact.vocabulary import RoleGroup, TimePrecision, role_group
from redact.when import NAT, occurred

if TYPE_CHECKING:
    from redact.policy.model import Policy

Advance = Callable[[str, int, int | None], None]

_UNLISTED = "extra unlisted column "
_MINUTES_PER_DAY = 1_440
_LOOKED_AT = 20_000
_ROUND = 0.95
"""Share of times on the full hour (or at midnight) from which a column tells no more than that."""


@dataclass(frozen=True)
class Looked:
    """A file's columns and rows. `roles` has every column, None where the card does not list it.

    `minutes` (NAT where there is none) and `precision` (TimePrecision) tell each row's time. `card` says where the card
    is from, `read` are sentences about what was read and what could not be.
    """

    path: Path
    source: Source
    card: str
    columns: tuple[Column, ...]
    roles: dict[str, str | None]
    classified: Classified
    minutes: NDArray[np.int64]
    precision: NDArray[np.int8]
    leaks: tuple[Leak, ...]
    read: tuple[str, ...]

    @property
    def rows(self) -> int:
        return len(self.minutes)

    def with_role(self, *roles: str) -> list[Column]:
        """The columns that play one of `roles` and say something."""
        return [column for column in self.columns if self.roles[column.title] in roles and column.filled]

    def titles(self, *roles: str) -> tuple[str, ...]:
        """Their titles."""
        return tuple(column.title for column in self.with_role(*roles))


def look(path: Path, card: Card | None, policy: Policy, advance: Advance) -> Looked:
    """Reads and classifies a file, or all that a name with * stands for as one.

    Without a card, a shipped one that fits the header of the (first) file, else a proposed one. DataMismatch (11)
    where a file cannot be read at all or does not fit the card that was given.
    """
    paths = expanded(path)
    proposal = profile(paths[0], systems=False)
    advance("profiling", 1, 1)
    chosen, said = _card(paths[0], card, proposal)
    every = [open_reader(each, chosen.read).titles for each in paths]
    titles = every[0]
    loose = [
        title
        for title in titles
        if title and title not in chosen.columns and all(each.count(title) == 1 for each in every)
    ]
    wide = replace(chosen, columns={**chosen.columns, **{title: f"{_UNLISTED}{n}" for n, title in enumerate(loose, 1)}})
    source = open_source(paths, wide)
    classified = classify_file(source, policy, progress=advance)
    columns, minutes, precision, untimed = _columns(source, advance)
    _check_header(columns, paths[0])
    roles = {field.title: None if field.role.startswith(_UNLISTED) else field.role for field in source.fields}
    order = {title: place for place, title in enumerate(titles)}
    columns.sort(key=lambda column: order.get(column.title, len(order)))
    read = _read(paths, proposal, classified, len(columns), loose, source.notes, untimed)
    return Looked(path, source, said, tuple(columns), roles, classified, minutes, _told(minutes, precision),
                  proposal.leaks, read)  # fmt: skip


def _check_header(columns: Sequence[Column], path: Path) -> None:
    """Stops where the first line is a record: its cells would be taken, and put out, as titles.

    Then some titles stand among the cells below them; where nearly all do, the header was repeated in the file.
    """
    again = sum(column.title in set(column.sample(_LOOKED_AT)) for column in columns)
    if 2 <= again < 0.9 * len(columns):
        raise DataMismatch(
            f"the first line seems to be a record: {again} of its {len(columns)} cells come again below them",
            where=Where(path),
            fix="Give a card that says  read: {header: false}  and names the columns.",
        )


def _card(path: Path, card: Card | None, proposal: Proposal) -> tuple[Card, str]:
    if card is not None:
        return card, "the card that was given"
    titles = set(open_reader(path, proposal.card.read).titles)
    fitting = [name for name in shipped_cards() if titles.issuperset(card_by_name(name).columns)]
    if len(fitting) == 1:
        shipped = card_by_name(fitting[0])
        return replace(shipped, read=proposal.card.read), f"the card '{fitting[0]}' that comes with redact"
    return proposal.card, "proposed by profiling; nobody has checked it (redact profile shows it)"


def _columns(source: Source, advance: Advance) -> tuple[list[Column], NDArray[np.int64], NDArray[np.int8], str | None]:
    """All columns dictionary-encoded batch by batch, and the times."""
    parts: dict[str, list[pa.Array]] = {field.name: [] for field in source.fields}
    minutes, precision = [], []
    untimed: str | None = None
    for batch in source.batches():
        for field in source.fields:
            cells = batch.table[field.name].combine_chunks()
            if field.group is RoleGroup.TEXT:
                cells = pc.if_else(pc.equal(pc.utf8_trim_whitespace(cells), ""), "", "a text")
            parts[field.name].append(cells.dictionary_encode())
        at, sharp, untimed = _times(batch, source.card, untimed)
        minutes.append(at)
        precision.append(sharp)
        advance("looking", batch.first_row + len(batch), None)
    if not minutes:
        raise DataMismatch("the file has a header but no records", fix="Export it again.")
    columns = []
    for place, field in enumerate(source.fields):
        whole = pa.chunked_array(parts[field.name]).unify_dictionaries().combine_chunks()
        whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
        columns.append(Column(field.title, place, whole))
    return columns, np.concatenate(minutes), np.concatenate(precision), untimed


def _times(batch: Batch, card: Card, untimed: str | None) -> tuple[NDArray[np.int64], NDArray[np.int8], str | None]:
    nothing = np.full(len(batch), NAT, dtype=np.int64), np.full(len(batch), TimePrecision.NONE, dtype=np.int8)
    if untimed is not None:
        return *nothing, untimed
    try:
        times = occurred(batch, card)
    except DataMismatch as error:
        return *nothing, f"times were not looked at: {error.what}; give a card with time: formats:"
    return times.minutes, times.precision, None


def _told(minutes: NDArray[np.int64], precision: NDArray[np.int8]) -> NDArray[np.int8]:
    """The precision that the times really have: a column that always says :00 tells the hour, always 0:00 the day."""
    fine = precision < TimePrecision.DAY
    if not fine.any():
        return precision
    clock = minutes[fine] % _MINUTES_PER_DAY
    if float((clock == 0).mean()) >= _ROUND:
        return np.where(fine, np.int8(TimePrecision.DAY), precision)
    if float((clock % 60 == 0).mean()) >= _ROUND:
        return np.where(fine, np.int8(TimePrecision.HOUR), precision)
    return precision


def _read(
    paths: Sequence[Path], proposal: Proposal, classified: Classified, columns: int, loose: list[str],
    notes: tuple[str, ...], untimed: str | None,
) -> tuple[str, ...]:  # fmt: skip
    n = len(classified)
    faulty = int((classified.fault != Fault.NONE).sum())
    size = sum(path.stat().st_size for path in paths) / 1e6
    several = f" from {len(paths)} files" if len(paths) > 1 else ""
    said = [f"all {n:,} rows and {columns} columns were read{several} ({size:.1f} MB); nothing was sampled"]
    if faulty:
        rows = "1 row is damaged: it counts" if faulty == 1 else f"{faulty:,} rows are damaged: they count"
        said.append(f"{rows} in the number of rows, and no cell of such a row could be looked at")
    if proposal.rows < n:
        said.append(f"what columns are was judged by the first {proposal.rows:,} rows")
    if loose:
        said.append(f"columns without a role were looked at too ({len(loose)}): {', '.join(loose)}")
    if untimed is not None:
        said.append(untimed)
    return (*said, *dict.fromkeys((*proposal.notes, *notes)))


def group_of(role: str | None) -> RoleGroup:
    """The group of a role; PLAIN for a column without one."""
    return RoleGroup.PLAIN if role is None else role_group(role)
