"""What the ledger remembers of events, read and written a million keys at a time.

An event is met again by the keyed hash of any of its keys (signed 64-bit, never the key itself). Of each the ledger
keeps the strictest tier it ever had, the tier whose cover it was chosen for, and whether a row of it was published at
its own, looser tier: what was cover never becomes fine, and what was published fine never becomes cover.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from redact.ledger.chain import Chain
from redact.ledger.fingerprint import CHUNK, Fingerprint, of_rows

NONE: Final = -1

_PACKED: Final = np.dtype([("key", "<i8"), ("strictest", "<i2"), ("cover", "<i2"), ("fine", "?")])


@dataclass(frozen=True, slots=True)
class KnownEvents:
    """What is known of the keys asked for, aligned with them.

    `strictest` and `cover` are int16 indices into `tiers` (-1: not known, not cover), `fine` is bool.
    """

    tiers: tuple[str, ...]
    strictest: NDArray[np.int16]
    cover: NDArray[np.int16]
    fine: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a release: one entry per distinct key, sorted by it. `tiers` are in order, strictest first."""

    tiers: tuple[str, ...]
    packed: NDArray[np.void]

    @classmethod
    def of(
        cls, keys: ArrayLike, strictest: ArrayLike, cover: ArrayLike, fine: ArrayLike, tiers: Sequence[str]
    ) -> Events:
        """From arrays of length k. A key that comes more than once gets the strictest of its entries.

        `strictest` and `cover` are indices into `tiers` (strictest first); a `cover` of -1 is none. ValueError where
        the arrays do not fit together.
        """
        columns = [np.asarray(keys), np.asarray(strictest), np.asarray(cover), np.asarray(fine)]
        if len({column.shape for column in columns}) != 1 or columns[0].ndim != 1:
            raise ValueError("keys, strictest, cover and fine must have one entry per key")
        packed = np.empty(len(columns[0]), dtype=_PACKED)
        for name, column in zip(("key", "strictest", "cover", "fine"), columns, strict=True):
            packed[name] = column
        if len(packed):
            if packed["strictest"].min() < 0 or max(packed["strictest"].max(), packed["cover"].max()) >= len(tiers):
                raise ValueError("a tier index lies outside the tiers")
            packed = packed[np.argsort(packed["key"], kind="stable")]
            packed = _one_per_key(packed)
        return cls(tuple(tiers), packed)

    def to_bytes(self) -> bytes:
        return self.packed.tobytes()

    @classmethod
    def from_bytes(cls, tiers: Sequence[str], raw: bytes) -> Events:
        return cls(tuple(tiers), np.frombuffer(raw, dtype=_PACKED))


def _one_per_key(packed: NDArray[np.void]) -> NDArray[np.void]:
    starts = np.flatnonzero(np.r_[True, packed["key"][1:] != packed["key"][:-1]])
    if len(starts) == len(packed):
        return packed
    merged = packed[starts].copy()
    merged["strictest"] = np.minimum.reduceat(packed["strictest"], starts)
    chosen = np.where(packed["cover"] < 0, np.iinfo(np.int16).max, packed["cover"])
    strictest_cover = np.minimum.reduceat(chosen, starts)
    merged["cover"] = np.where(strictest_cover == np.iinfo(np.int16).max, NONE, strictest_cover)
    merged["fine"] = np.logical_or.reduceat(packed["fine"], starts)
    return merged


def known(database: sqlite3.Connection, keys: NDArray[np.int64]) -> KnownEvents:
    """What is known of `keys`, in any order, with repeats or without."""
    names, place = _tiers(database)
    distinct, inverse = _distinct(keys)
    strictest = np.full(len(distinct), NONE, dtype=np.int16)
    cover = np.full(len(distinct), NONE, dtype=np.int16)
    fine = np.zeros(len(distinct), dtype=np.bool_)
    for rows in _matching(database, distinct):
        at = np.searchsorted(distinct, rows[:, 0])
        at[at == len(distinct)] = 0
        hit = distinct[at] == rows[:, 0]
        at, rows = at[hit], rows[hit]
        strictest[at] = place[rows[:, 1]]
        cover[at] = place[rows[:, 2]]
        fine[at] = rows[:, 3] != 0
    if inverse is None:
        return KnownEvents(names, strictest, cover, fine)
    return KnownEvents(names, strictest[inverse], cover[inverse], fine[inverse])


def record(database: sqlite3.Connection, chain: Chain, events: Events) -> Fingerprint:
    """Adds a published release's events; the caller holds the transaction. Gives how their fingerprint changes.

    A key keeps the strictest tier it ever had in the order of `events.tiers`; a tier that this order no longer has
    gives way to the new one, which was chosen in its knowledge. Cover once chosen stays, and so does `fine`.
    """
    if not len(events.packed):
        return Fingerprint()
    before = known(database, np.ascontiguousarray(events.packed["key"]))
    rank = {name: index for index, name in enumerate(events.tiers)}
    now = np.array([*(rank.get(name, NONE) for name in before.tiers), NONE], dtype=np.int16)
    merged = events.packed.copy()
    old = now[before.strictest]
    merged["strictest"] = np.where(old >= 0, np.minimum(old, merged["strictest"]), merged["strictest"])
    merged["fine"] |= before.fine

    ids = _tier_ids(database, chain, (*events.tiers, *before.tiers))
    new_ids = np.array([*(ids[name] for name in events.tiers), 0], dtype=np.int64)
    old_ids = np.array([*(ids[name] for name in before.tiers), 0], dtype=np.int64)
    strictest, cover = new_ids[merged["strictest"]], old_ids[before.cover]
    cover = np.where(cover != 0, cover, new_ids[merged["cover"]])
    old_strictest, old_cover = old_ids[before.strictest], old_ids[before.cover]
    same = (strictest == old_strictest) & (cover == old_cover) & (merged["fine"] == before.fine)
    changed = np.flatnonzero(~same)
    gone = changed[before.strictest[changed] >= 0]
    for start in range(0, len(changed), CHUNK):
        part = changed[start : start + CHUNK]
        rows = zip(
            merged["key"][part].tolist(),
            strictest[part].tolist(),
            cover[part].tolist(),
            merged["fine"][part].astype(np.int8).tolist(),
            strict=True,
        )
        database.executemany("INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?)", rows)
    key, keys = chain.events_key, merged["key"]
    return of_rows(key, keys[changed], strictest[changed], cover[changed], merged["fine"][changed]) - of_rows(
        key, keys[gone], old_strictest[gone], old_cover[gone], before.fine[gone]
    )


def _distinct(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.intp] | None]:
    """The distinct keys, sorted, and where each asked key is among them (None: they were so already)."""
    keys = np.ascontiguousarray(keys, dtype=np.int64)
    if len(keys) < 2 or bool((keys[1:] > keys[:-1]).all()):
        return keys, None
    distinct, inverse = np.unique(keys, return_inverse=True)
    return distinct, inverse


def _matching(database: sqlite3.Connection, keys: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Rows (key, strictest, cover, fine) of `events` that hold all of `keys` and perhaps others, in arrays.

    Where many of the ledger's events are asked for, reading it through is faster than looking each up.
    """
    if not len(keys):
        return
    (there,) = database.execute("SELECT count(*) FROM events").fetchone()
    if there <= 8 * len(keys):
        yield from _arrays(
            database.execute(
                "SELECT key, strictest, cover, fine FROM events WHERE key BETWEEN ? AND ? ORDER BY key",
                (int(keys[0]), int(keys[-1])),
            )
        )
        return
    for start in range(0, len(keys), CHUNK):
        asked = json.dumps(keys[start : start + CHUNK].tolist())
        yield from _arrays(
            database.execute(
                "SELECT e.key, e.strictest, e.cover, e.fine FROM json_each(?) j JOIN events e ON e.key = j.value",
                (asked,),
            )
        )


def _arrays(cursor: sqlite3.Cursor) -> Iterator[NDArray[np.int64]]:
    while rows := cursor.fetchmany(CHUNK):
        yield np.array(rows, dtype=np.int64)


def _tiers(database: sqlite3.Connection) -> tuple[tuple[str, ...], NDArray[np.int16]]:
    """Names of all tiers there ever were, and the index among them of each tier id (id 0: -1)."""
    rows = database.execute("SELECT id, name FROM tiers ORDER BY id").fetchall()
    place = np.full(max((number for number, _ in rows), default=0) + 1, NONE, dtype=np.int16)
    for index, (number, _) in enumerate(rows):
        place[number] = index
    return tuple(name for _, name in rows), place


def _tier_ids(database: sqlite3.Connection, chain: Chain, names: Sequence[str]) -> dict[str, int]:
    there = {name: number for number, name in database.execute("SELECT id, name FROM tiers")}
    for name in dict.fromkeys(names):
        if name not in there:
            there[name] = int(database.execute("INSERT INTO tiers (name) VALUES (?)", (name,)).lastrowid or 0)
            chain.add(database, "tiers", there[name])
    return there
