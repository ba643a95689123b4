"""Chapters as they lie in the ledger: packed, sealed under the secret, and linked like every other entry.

A chapter holds what tells cover from what it covers, so the file alone must not open it: content is sealed (AES-256-
GCM) together with its kind and release, and the chain covers what is sealed. Packed it is a JSON header with its length
in front, the numbers that left, and the rows as an Arrow stream (zstd).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.ledger import archive, releases
from redact.ledger.archive import IMPORTED, KINDS, RELEASED, Archive, BadChapter, Chapter, ChapterInfo, Part
from redact.ledger.chain import Chain, Changed
from redact.ledger.releases import State
from redact.sealing import Unopened, seal, unseal

VERSION: Final = 1
LARGEST: Final = 900_000_000
"""Bytes of a chapter: SQLite keeps no entry of a billion."""

_UNKNOWN: Final = """SELECT r.id FROM releases r JOIN release_states s ON s.release = r.id WHERE s.state = ?
AND r.number NOT IN (SELECT release FROM chapters WHERE release IS NOT NULL) ORDER BY r.number"""

_LENGTH: Final = 4
_NUMBER: Final = np.dtype("<i8")


def lay_down(database: sqlite3.Connection, chain: Chain, key: bytes, release: str, chapter: Chapter | None) -> None:
    """Keeps the chapter of a release that has begun, in place of one laid down before; None: it has none.

    BadChapter where it does not fit what is in the archive. The caller holds the transaction.
    """
    number = releases.number_of(database, release)
    database.execute("DELETE FROM pending_chapters WHERE release = ?", (number,))
    if chapter is None:
        return
    heads = [(head["rows"], left) for _, head, left, _ in _opened(database, chain, key, (RELEASED,))]
    archive.gone([*heads, (0, _numbers(chapter.left))])
    content = _sealed(key, chapter, RELEASED, release)
    database.execute("INSERT INTO pending_chapters VALUES (?, ?)", (number, content))
    chain.add(database, "pending_chapters", number)


def take_over(database: sqlite3.Connection, chain: Chain, release: str) -> None:
    """Makes what was laid down for a release, if anything, its chapter. Changed where it is not what was laid down."""
    number = releases.number_of(database, release)
    if database.execute("SELECT 1 FROM pending_chapters WHERE release = ?", (number,)).fetchone() is None:
        return
    chain.demand(database, "pending_chapters", number)
    cursor = database.execute(
        "INSERT INTO chapters (release, kind, content, at) SELECT release, ?, content, ? FROM pending_chapters "
        "WHERE release = ?",
        (RELEASED, releases.now(), number),
    )
    chain.add(database, "chapters", cursor.lastrowid)
    forget(database, release)


def forget(database: sqlite3.Connection, release: str) -> None:
    """Drops what was laid down for a release."""
    database.execute("DELETE FROM pending_chapters WHERE release = ?", (releases.number_of(database, release),))


def add_imported(
    database: sqlite3.Connection, chain: Chain, key: bytes, rows: pa.Table, about: Mapping[str, Any]
) -> ChapterInfo:
    """Adds what an earlier portal file showed; the caller holds the transaction."""
    chapter = Chapter(rows, np.empty(0, dtype=np.int64), about)
    content, at = _sealed(key, chapter, IMPORTED, None), releases.now()
    cursor = database.execute("INSERT INTO chapters (kind, content, at) VALUES (?, ?, ?)", (IMPORTED, content, at))
    chain.add(database, "chapters", cursor.lastrowid)
    return ChapterInfo(int(cursor.lastrowid or 0), None, IMPORTED, dict(about), at)


def read(database: sqlite3.Connection, chain: Chain, key: bytes, kinds: Sequence[str]) -> Archive:
    """The archive of these kinds of chapters. Changed where a chapter is not what was written."""
    strange = set(kinds) - set(KINDS)
    if strange:
        raise ValueError(f"chapters are of the kinds {', '.join(KINDS)}")
    parts = []
    for info, head, left, raw in _opened(database, chain, key, kinds):
        rows = pa.ipc.open_stream(raw).read_all()
        if rows.schema != archive.ROWS or rows.num_rows != head["rows"]:
            raise Changed("chapters", info.number)
        parts.append(Part(info, rows, left))
    unknown = database.execute(_UNKNOWN, (State.PUBLISHED.value,)).fetchall()
    return archive.fold(parts, [str(release) for (release,) in unknown])


def _opened(
    database: sqlite3.Connection, chain: Chain, key: bytes, kinds: Sequence[str]
) -> Iterator[tuple[ChapterInfo, dict[str, Any], NDArray[np.int64], pa.Buffer]]:
    """Every chapter of these kinds, in order: what it is, its header, the numbers that left, its packed rows."""
    chain.demand_all(database, "chapters")
    there = database.execute(
        "SELECT c.number, r.id, c.kind, c.at FROM chapters c LEFT JOIN releases r ON r.number = c.release "
        "ORDER BY c.number"
    ).fetchall()
    for number, release, kind, at in there:
        if kind in kinds:
            (content,) = database.execute("SELECT content FROM chapters WHERE number = ?", (number,)).fetchone()
            try:
                head, left, raw = _unpacked(unseal(key, content, _bound(kind, release)))
            except Unopened:
                raise Changed("chapters", number) from None
            yield ChapterInfo(number, release, kind, head["about"], at), head, left, raw


def _sealed(key: bytes, chapter: Chapter, kind: str, release: str | None) -> bytes:
    rows, left = archive.checked(chapter.rows, kind), _numbers(chapter.left)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(rows)
    head = json.dumps(
        {"version": VERSION, "about": dict(chapter.about), "rows": rows.num_rows, "left": len(left)},
        ensure_ascii=False,
    ).encode()
    raw = sink.getvalue()
    if len(head) + left.nbytes + raw.size > LARGEST:
        raise BadChapter("a release puts out more rows at once than the archive can keep in one chapter")
    return seal(key, b"".join((len(head).to_bytes(_LENGTH, "big"), head, left.tobytes(), raw)), _bound(kind, release))


def _unpacked(packed: bytes) -> tuple[dict[str, Any], NDArray[np.int64], pa.Buffer]:
    start = _LENGTH + int.from_bytes(packed[:_LENGTH], "big")
    head = json.loads(packed[_LENGTH:start])
    left = np.frombuffer(packed, dtype=_NUMBER, count=head["left"], offset=start).astype(np.int64)
    return head, left, pa.py_buffer(memoryview(packed)[start + left.nbytes :])


def _numbers(left: NDArray[np.int64]) -> NDArray[np.int64]:
    numbers = np.asarray(left)
    if numbers.ndim != 1 or (len(numbers) and numbers.dtype.kind not in "iu"):
        raise BadChapter("what leaves is told by whole numbers")
    return np.sort(numbers.astype(_NUMBER))


def _bound(kind: str, release: str | None) -> bytes:
    """What a chapter is: sealed with it, so that none can be put in another's place."""
    return json.dumps(["chapter", kind, release]).encode()
