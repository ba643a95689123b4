"""Finding an event by the number that the department writes: in the current exports and in all that was published.

The number is normalised and hashed as each dataset's card says, exactly as when records are read, so that 24-001234
meets 2024001234. Only the columns with keys are read, and of the rows that are found the ones with times. No value of a
record leaves this module but the offence of a row, and that only where `offences` is asked for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from redact.after.index import Index
from redact.errors import DataMismatch, UsageError
from redact.keyed import hash_texts, published_ids
from redact.links import key_hashes, normalise
from redact.links.keys import LINKING_ROLES
from redact.vocabulary import RoleGroup

if TYPE_CHECKING:
    from redact.ledger import Ledger, Secret
    from redact.ledger.archive import Archive
    from redact.policy.model import Policy
    from redact.records.batch import Batch
    from redact.records.source import Source

KeyRole = Literal["event_id", "incident_id"]

MOST_ROWS: Final = 200
"""Rows of one event. A number that more rows share is no case number: a stand-in, a day, a unit."""

NO_MONTH: Final = "no date"


@dataclass(frozen=True, slots=True)
class Exported:
    """So many rows of the event are in a dataset's export, in a month (`2026-03`)."""

    dataset: str
    month: str
    rows: int


@dataclass(frozen=True, slots=True)
class Published:
    """Under which ids a release shows the event in a dataset. `folder` is where it was written; `recalled`: somebody
    has taken the release back."""

    release: str
    folder: str
    recalled: bool
    dataset: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An event: the keyed hashes by which releases know it, and where its rows are.

    `unlinked` rows are in the exports and state no number that the policy links by: releases know them by nothing.
    `still_out` says whether the newest release shows it.
    """

    keys: tuple[int, ...]
    exported: tuple[Exported, ...]
    published: tuple[Published, ...]
    unlinked: int
    still_out: bool

    @property
    def known(self) -> bool:
        """Whether it is anywhere at all."""
        return bool(self.exported or self.published)

    @property
    def rows(self) -> int:
        """Its rows in the current exports."""
        return sum(each.rows for each in self.exported)


class Finder:
    """What numbers are looked up in: the keys of all exports and of the ledger's archive, read once."""

    def __init__(self, sources: Mapping[str, Source], policy: Policy, secret: Secret, ledger: Ledger) -> None:
        self._sources = dict(sources)
        self._key = secret.key("events")
        self._on = tuple(policy.classify.linking.on)
        self._archive: Archive = ledger.archive()
        self._releases = {each.id: each for each in ledger.releases()}
        tables, linking = [], []
        for source in self._sources.values():
            fields = [field for field in source.fields if field.role in LINKING_ROLES]
            tables.append(self._keys(source))
            linking.append([field.role in self._on for field in fields])
        rows = self._archive.rows
        tables.append(np.column_stack([rows[name].to_numpy() for name in ("key_0", "key_1")]).astype(np.int64))
        linking.append([True, True])
        self._index = Index.of(tables, linking)

    @property
    def unknown_releases(self) -> tuple[str, ...]:
        """Releases of which the ledger does not know the rows: an earlier version of redact made them."""
        return self._archive.unknown

    def find(self, numbers: Sequence[str], role: KeyRole | None = None) -> list[Found]:
        """The event of each number. UsageError (2) where a number is of two events that do not belong together (then
        `role` decides), is shared by too many rows, or is none."""
        events = [self._event(place, number, role) for place, number in enumerate(numbers, start=1)]
        months = self._months({row for rows, _ in events for row in rows})
        return [self._found(rows, keys, months) for rows, keys in events]

    def offences(self, number: str, role: KeyRole | None = None) -> list[dict[str, str]]:
        """What the event's rows state of the offence, by role, each with its `kind`; incidents first, doubles once."""
        from redact.classify.evidence import STATED_BY, TEXTS

        rows, _ = self._event(1, number, role)
        found: list[dict[str, str]] = []
        for name, _, batch in self._rows(rows, (*STATED_BY, *TEXTS), RoleGroup.OFFENSE):
            source = self._sources[name]
            for row in batch.table.to_pylist():
                stated = {
                    field.role: row[field.name].strip()
                    for field in source.fields
                    if field.role in (*STATED_BY, *TEXTS) and row.get(field.name, "").strip()
                }
                if stated:
                    found.append({"kind": source.card.kind.value, **stated})
        found.sort(key=lambda each: each["kind"] != "incidents")
        return [each for at, each in enumerate(found) if each not in found[:at]]

    # ---- inside

    def _keys(self, source: Source) -> NDArray[np.int64]:
        fields = [field for field in source.fields if field.role in LINKING_ROLES]
        parts = [
            key_hashes(batch, fields, source.card, LINKING_ROLES, self._key)
            for batch in source.batches([field.name for field in fields])
        ]
        return np.concatenate(parts) if parts else np.zeros((0, len(fields)), dtype=np.int64)

    def _asked(self, number: str, role: str) -> set[int]:
        """The hashes that a number has as this key, under each card's way to write it."""
        import pyarrow as pa

        cards = [source.card for source in self._sources.values()]
        ways = {card.keys.get(role, "text") for card in cards if any(field.role == role for field in card.fields)}
        found: set[int] = set()
        for way in sorted(ways):
            (normal,) = normalise(pa.array([number]), way).to_pylist()
            if normal:
                found |= set(hash_texts(self._key, pa.array([f"{role}:{normal}"])).tolist())
        return found

    def _event(self, place: int, number: str, role: KeyRole | None) -> tuple[frozenset[int], frozenset[int]]:
        """The rows of a number's event and its keys; of a number that is nowhere, the keys that it would have."""
        asked = {each: self._asked(number, each) for each in ([role] if role else LINKING_ROLES)}
        every = {key for keys in asked.values() for key in keys}
        if not every:
            raise UsageError(
                f"number {place} is no number by which records are linked",
                fix="Type it as it stands in the records system. The cards say which columns hold such numbers.",
            )
        found = {}
        for each, keys in asked.items():
            event = self._index.event(keys, MOST_ROWS)
            if event is None:
                raise UsageError(
                    f"more than {MOST_ROWS} rows share number {place}, so it is not the number of one event",
                    fix="Name the event by another of its numbers.",
                )
            if event[0]:
                found[each] = event
        if len(found) == 2 and not (found["event_id"][0] & found["incident_id"][0]):
            raise UsageError(
                f"number {place} is the call number (event_id) of one event and the report number (incident_id) of "
                "another",
                fix="Say which you mean: --as event_id, or --as incident_id",
            )
        if not found:
            return frozenset(), frozenset(key for each in asked if each in self._on for key in asked[each])
        rows = frozenset().union(*(rows for rows, _ in found.values()))
        return rows, frozenset().union(*(keys for _, keys in found.values()))

    def _rows(
        self, rows: Collection[int], roles: Sequence[str], group: RoleGroup
    ) -> Iterator[tuple[str, NDArray[np.int64], Batch]]:
        """(dataset, which rows, a batch of them) for those of the exports, with a group's columns of some roles."""
        for number, (name, source) in enumerate(self._sources.items()):
            mine = np.array(sorted(at for table, at in map(self._index.place, rows) if table == number), dtype=np.int64)
            fields = [field for field in source.fields if field.group is group and (not roles or field.role in roles)]
            wanted = [field.name for field in fields]
            if not len(mine) or not wanted:
                continue
            for batch in source.batches(wanted, limit=int(mine.max()) + 1):
                local = mine[(mine >= batch.first_row) & (mine < batch.first_row + len(batch))] - batch.first_row
                if len(local):
                    yield name, local + batch.first_row, _taken(batch, local)

    def _months(self, rows: Collection[int]) -> dict[tuple[int, int], str]:
        """The month of each of these rows of the exports, by (table, row)."""
        from redact import when

        names = list(self._sources)
        found: dict[tuple[int, int], str] = {}
        for name, at, batch in self._rows(rows, (), RoleGroup.TIME):
            source = self._sources[name]
            try:
                times = when.occurred(batch, source.card)
                minutes = np.where(times.bad | times.absent, 0, times.minutes).astype("datetime64[m]")
                texts = np.where(times.bad | times.absent, NO_MONTH, minutes.astype("datetime64[M]").astype(str))
            except DataMismatch:  # a few rows alone may not tell days from months
                texts = np.full(len(batch), NO_MONTH)
            found |= {(names.index(name), row): str(text) for row, text in zip(at.tolist(), texts, strict=True)}
        return found

    def _found(self, rows: frozenset[int], keys: frozenset[int], months: Mapping[tuple[int, int], str]) -> Found:
        names = list(self._sources)
        counted: dict[tuple[str, str], int] = {}
        archived: list[int] = []
        unlinked = 0
        for table, at in map(self._index.place, sorted(rows)):
            if table == len(names):
                archived.append(at)
                continue
            here = names[table], months.get((table, at), NO_MONTH)
            counted[here] = counted.get(here, 0) + 1
            unlinked += not self._index.tables[table][at][self._index.linking[table]].any()
        out = self._archive.out
        return Found(
            keys=tuple(sorted(keys)),
            exported=tuple(Exported(*here, count) for here, count in sorted(counted.items())),
            published=self._published(np.array(archived, dtype=np.int64)),
            unlinked=unlinked,
            still_out=any(bool(out[at]) for at in archived),
        )

    def _published(self, at: NDArray[np.int64]) -> tuple[Published, ...]:
        if not len(at):
            return ()
        picked = self._archive.rows.select(["dataset", "mark", "first", "last"]).take(at)
        dataset = np.array(picked["dataset"].to_pylist())
        mark, first, last = (picked[name].to_numpy() for name in ("mark", "first", "last"))
        found = []
        for number, chapter in enumerate(self._archive.chapters):
            release = self._releases.get(chapter.release or "")
            if release is None:
                continue
            there = (first <= number) & (number <= last)
            for name in dict.fromkeys(dataset[there].tolist()):
                marks = np.unique(mark[there & (dataset == name)])
                ids = published_ids(bytes.fromhex(release.nonce), marks).to_pylist()
                recalled = release.state.value == "recalled"
                found.append(Published(release.id, release.folder, recalled, str(name), tuple(ids)))
        return tuple(found)


def _taken(batch: Batch, local: NDArray[np.int64]) -> Batch:
    """Some rows of a batch. They are no longer one after the other, so their numbers are kept beside it."""
    import pyarrow as pa

    return replace(batch, table=batch.table.take(pa.array(local)), faults=batch.faults[local])


__all__ = ["MOST_ROWS", "NO_MONTH", "Exported", "Finder", "Found", "KeyRole", "Published"]
