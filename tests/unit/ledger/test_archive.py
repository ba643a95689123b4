"""What the public has seen: every row, when it came and when it left, and nothing that was never out."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import numpy as np
import pyarrow as pa
import pytest

from redact.errors import Missing, RedactError
from redact.ledger import Ledger, State, ThrowAway
from redact.ledger.archive import FOLDED, ROWS, BadChapter, Chapter

from .conftest import Home
from .rows import imported_of, lay_down, put_out, rows_of


def test_an_empty_archive_has_the_columns(memory: Ledger) -> None:
    archive = memory.archive()
    assert archive.rows.schema == FOLDED
    assert (archive.chapters, archive.rows.num_rows, archive.newest, archive.out.tolist()) == ((), 0, -1, [])


def test_rows_come_and_leave(home: Home) -> None:
    first, second = rows_of(5, 1), rows_of(3, 2)
    with home.open() as ledger:
        put_out(ledger, "r1", first, about={"mask": "ab"})
        put_out(ledger, "r2", second, [4, 0])
        put_out(ledger, "r3", rows_of(0), [6])
    with home.open() as ledger:
        archive = ledger.archive()
        assert ledger.verify().sound
    assert [(each.number, each.release, each.kind) for each in archive.chapters] == [
        (1, "r1", "released"), (2, "r2", "released"), (3, "r3", "released"),
    ]  # fmt: skip
    assert archive.chapters[0].about == {"mask": "ab"}
    assert all(each.at.endswith("+00:00") for each in archive.chapters)
    assert archive.rows["first"].to_pylist() == [0] * 5 + [1] * 3
    assert archive.rows["last"].to_pylist() == [0, 2, 2, 2, 0, 2, 1, 2]
    assert archive.out.tolist() == [False, True, True, True, False, True, False, True]
    assert archive.rows.schema == FOLDED
    for name in first.column_names:
        assert archive.rows[name].to_pylist() == first[name].to_pylist() + second[name].to_pylist()
    assert archive.unknown == ()


def test_what_was_imported_is_asked_for_and_never_out(memory: Ledger) -> None:
    put_out(memory, "r1", rows_of(2, 1))
    made = memory.import_chapter(imported_of(3), {"file": "digest"})
    put_out(memory, "r2", rows_of(2, 2), [1, 0])
    assert (made.number, made.release, made.kind, made.about) == (2, None, "imported", {"file": "digest"})
    alone, both = memory.archive(), memory.archive(("released", "imported"))
    assert alone.rows["last"].to_pylist() == [0, 0, 1, 1]
    assert both.chapters[1] == made
    assert both.rows["first"].to_pylist() == [0, 0, 1, 1, 1, 2, 2]
    assert both.rows["last"].to_pylist() == [0, 0, 1, 1, 1, 2, 2]
    assert both.out.tolist() == [False] * 5 + [True] * 2
    assert both.rows["shows"].to_pylist()[1:6] == [None, "shown 0", "shown 1", "shown 2", None]
    imported = memory.archive(("imported",))
    assert (imported.rows.num_rows, imported.newest, imported.out.any()) == (3, -1, False)
    with pytest.raises(ValueError, match="chapters are of the kinds released, imported"):
        memory.archive(("drafts",))


def test_a_random_history_is_what_a_plain_reading_of_it_says(memory: Ledger) -> None:
    """Against a list of sets, over twelve releases with imports between them."""
    choose = random.Random(8)
    history: list[set[int]] = []
    count = 0
    for number in range(12):
        left = choose.sample(sorted(history[-1]), choose.randrange(len(history[-1]) + 1)) if history else []
        more = choose.randrange(9)
        put_out(memory, f"r{number}", rows_of(more, number), left)
        out = (history[-1] if history else set()) - set(left) | set(range(count, count + more))
        history.append(out)
        count += more
        if choose.random() < 0.3:
            memory.import_chapter(imported_of(2, number), {})
    for kinds in (("released",), ("imported", "released")):
        archive = memory.archive(kinds)
        released = [at for at, chapter in enumerate(archive.chapters) if chapter.kind == "released"]
        assert len(released) == 12
        mine = np.isin(archive.rows["first"].to_numpy(), released)
        first, last = (archive.rows[name].to_numpy()[mine] for name in ("first", "last"))
        for at, out in zip(released, history, strict=True):
            assert set(np.flatnonzero((first <= at) & (at <= last)).tolist()) == out
        assert set(np.flatnonzero(archive.out[mine]).tolist()) == history[-1]
        assert archive.out.sum() == len(history[-1])


# ---- begun, taken back, recalled


def test_what_has_begun_is_not_in_the_archive_and_survives_a_crash(home: Home) -> None:
    with home.open() as ledger:
        ledger.intend("r1", folder="r1", nonce="00")
        lay_down(ledger, "r1", rows_of(4, 1))
        lay_down(ledger, "r1", rows_of(2, 2), about={"again": True})
        assert ledger.archive().chapters == ()
        assert ledger.verify().sound
    with home.open() as ledger:
        (unfinished,) = ledger.unfinished()
        ledger.published(unfinished.id)
        archive = ledger.archive()
        assert (archive.rows.num_rows, archive.chapters[0].about) == (2, {"again": True})
        assert ledger.verify().sound


def test_whenever_a_release_is_interrupted_it_is_in_the_archive_or_can_be_finished(home: Home) -> None:
    """What a process that is killed leaves are the files as they are then: all that there were are looked at."""
    left: list[dict[str, bytes]] = []

    def look() -> None:
        files = {path.name: path.read_bytes() for path in home.folder.glob("ledger.sqlite*")}
        del files["ledger.sqlite-shm"]  # made anew from the others
        if files not in left:
            left.append(files)

    with home.open() as ledger:
        put_out(ledger, "r1", rows_of(3, 1))
        ledger.intend("r2", folder="r2", nonce="00")
        lay_down(ledger, "r2", rows_of(2, 2), [0])
        ledger._database.set_trace_callback(lambda _: look())
        lay_down(ledger, "r2", rows_of(4, 2), [1])
        ledger.published("r2")
        ledger.intend("r3", folder="r3", nonce="00")
        lay_down(ledger, "r3", rows_of(5, 3), [0])
        ledger.rolled_back("r3")
        look()
    assert len(left) > 5
    seen = []
    for files in left:
        for path in home.folder.glob("ledger.sqlite*"):
            path.unlink()
        for name, content in files.items():
            (home.folder / name).write_bytes(content)
        with home.open() as ledger:
            assert ledger.verify().sound
            unfinished = [each.id for each in ledger.unfinished()]
            if unfinished:
                (ledger.published if unfinished == ["r2"] else ledger.rolled_back)(unfinished[0])
            seen.append((unfinished, ledger.archive().out.tolist()))
            assert ledger.verify().sound
    first, second = [False, True, True] + [True] * 2, [True, False, True] + [True] * 4
    steps = [each for at, each in enumerate(seen) if not at or each != seen[at - 1]]
    assert steps == [(["r2"], first), (["r2"], second), ([], second), (["r3"], second), ([], second)]


def test_what_was_taken_back_was_never_seen(memory: Ledger) -> None:
    put_out(memory, "r1", rows_of(2))
    memory.intend("r2", folder="r2", nonce="00")
    lay_down(memory, "r2", rows_of(3, 1), [0])
    memory.rolled_back("r2")
    archive = memory.archive()
    assert ([each.release for each in archive.chapters], archive.out.tolist()) == (["r1"], [True, True])
    assert memory.verify().sound
    put_out(memory, "r3", rows_of(1, 2), [0])
    assert memory.archive().out.tolist() == [False, True, True]


def test_a_recalled_release_was_seen(memory: Ledger) -> None:
    put_out(memory, "r1", rows_of(2))
    memory.recalled("r1")
    assert memory.release("r1").state is State.RECALLED
    assert list(memory.release("r1").states) == [State.INTENDED, State.PUBLISHED, State.RECALLED]
    assert memory.archive().rows.num_rows == 2
    assert memory.known(np.array([1])).fine.tolist() == [True]
    assert memory.verify().sound
    with pytest.raises(RedactError, match="release r1 is recalled, not published"):
        memory.recalled("r1")
    memory.intend("r2", folder="r2", nonce="00")
    with pytest.raises(RedactError, match="release r2 is intended, not published"):
        memory.recalled("r2")


def test_a_release_that_is_out_without_a_chapter_is_named(memory: Ledger) -> None:
    memory.intend("r1", folder="r1", nonce="00")
    lay_down(memory, "r1", rows_of(3))
    memory.remember("r1", [1], [0], [-1], [True], ["other"])  # once more, without one
    memory.published("r1")
    memory.recalled("r1")
    put_out(memory, "r2", rows_of(1))
    archive = memory.archive()
    assert (archive.unknown, archive.rows.num_rows) == (("r1",), 1)


# ---- what does not fit


@pytest.mark.parametrize("left", [[2], [-1], [1, 1], [0], [2**40]])
def test_a_row_that_is_not_out_cannot_leave(memory: Ledger, left: list[int]) -> None:
    put_out(memory, "r1", rows_of(1, 1))
    put_out(memory, "r2", rows_of(1, 2), [0])
    memory.intend("r3", folder="r3", nonce="00")
    with pytest.raises(BadChapter, match="a row leaves"):
        lay_down(memory, "r3", rows_of(5), left)
    assert memory.verify().sound
    lay_down(memory, "r3", rows_of(5), [1])
    memory.published("r3")
    assert memory.archive().out.tolist() == [False, False] + [True] * 5


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows.drop_columns(["mark"]), "have no column mark"),
        (lambda rows: rows.append_column("case", rows["slot"]), "columns that an archive does not keep"),
        (lambda rows: rows.append_column("slot", rows["slot"]), "columns that an archive does not keep"),
        (lambda rows: cast(rows, "period", pa.int64()), "column period of a chapter is int64, not int32"),
        (lambda rows: cast(rows, "slot", pa.float64()), "column slot of a chapter is double, not int64"),
        (lambda rows: put(rows, "unit", pa.nulls(3, pa.string())), "column unit of a chapter has empty entries"),
        (lambda rows: put(rows, "tier", pa.array([""] * 3)), "a released row has no tier"),
        (lambda rows: rows.append_column("minutes", rows["slot"]), "only imported rows have minutes and shows"),
        (lambda rows: rows.append_column("shows", rows["unit"]), "only imported rows have minutes and shows"),
    ],
)
def test_other_columns_are_refused(memory: Ledger, change, says: str) -> None:  # type: ignore[no-untyped-def]
    memory.intend("r1", folder="r1", nonce="00")
    with pytest.raises(BadChapter, match=says):
        lay_down(memory, "r1", change(rows_of(3)))
    with pytest.raises(RedactError, match="the events of release r1 were never remembered"):
        memory.published("r1")


def test_numbers_that_leave_are_whole(memory: Ledger) -> None:
    put_out(memory, "r1", rows_of(3))
    memory.intend("r2", folder="r2", nonce="00")
    for left in (np.array([0.5]), np.array([[0]]), np.array([True])):
        with pytest.raises(BadChapter, match="whole numbers"):
            memory.remember("r2", [1], [0], [-1], [True], ["other"], Chapter(rows_of(0), left, {}))


def test_texts_of_other_kinds_are_taken(memory: Ledger) -> None:
    rows = cast(cast(rows_of(4), "unit", pa.large_string()), "dataset", pa.dictionary(pa.int32(), pa.string()))
    put_out(memory, "r1", rows.select(sorted(rows.column_names)))
    assert memory.archive().rows.drop_columns(["first", "last"]).schema == ROWS
    assert memory.archive().rows["unit"].to_pylist() == rows["unit"].to_pylist()


def cast(rows: pa.Table, name: str, kind: pa.DataType) -> pa.Table:
    return put(rows, name, rows[name].cast(kind, safe=False))


def put(rows: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    return rows.set_column(rows.column_names.index(name), name, values)


# ---- sealed


def test_the_file_shows_no_row_without_the_secret(home: Home) -> None:
    with home.open() as ledger:
        put_out(ledger, "r1", rows_of(50, cells=["CELLS OF A ROW"] * 50, tier=["SOMETIER"] * 50), about={"X": "ABOUT"})
        ledger.intend("r2", folder="r2", nonce="00")
        lay_down(ledger, "r2", rows_of(50, cells=["CELLS OF A ROW"] * 50))
    raw = b"".join(path.read_bytes() for path in home.folder.glob("ledger.sqlite*"))
    assert b"r2" in raw
    for word in (b"CELLS OF", b"SOMETIER", b"ABOUT", b"incidents", b"slot"):
        assert word not in raw


def edit(home: Home, script: str) -> None:
    with closing(sqlite3.connect(home.path, isolation_level=None)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.executescript(script)


@pytest.mark.parametrize(
    ("script", "entry"),
    [
        ("DELETE FROM chapters WHERE number = 2", 2),
        ("UPDATE chapters SET content = (SELECT content FROM chapters WHERE number = 1) WHERE number = 2", 2),
        ("UPDATE chapters SET content = zeroblob(5) WHERE number = 3", 3),
        ("UPDATE chapters SET at = '2020-01-01' WHERE number = 1", 1),
        ("INSERT INTO chapters SELECT 9, NULL, 'imported', content, at FROM chapters WHERE number = 3", 9),
    ],
)
def test_an_archive_that_somebody_changed_is_not_read(home: Home, script: str, entry: int) -> None:
    with home.open() as ledger:
        put_out(ledger, "r1", rows_of(3))
        put_out(ledger, "r2", rows_of(3))
        ledger.import_chapter(imported_of(3), {})
    edit(home, script)
    with home.open() as ledger:
        with pytest.raises(Missing, match=f"entry {entry} of chapters is not what redact wrote"):
            ledger.archive()
        assert not ledger.verify().sound


def test_a_chapter_that_somebody_changed_before_it_was_out_is_not_taken_over(home: Home) -> None:
    with home.open() as ledger:
        ledger.intend("r1", folder="r1", nonce="00")
        lay_down(ledger, "r1", rows_of(3))
    edit(home, "UPDATE pending_chapters SET content = zeroblob(40)")
    with home.open() as ledger:
        with pytest.raises(Missing, match="entry 1 of pending_chapters is not what redact wrote"):
            ledger.published("r1")
        assert ledger.release("r1").state is State.INTENDED


def test_a_chapter_opens_only_as_that_of_its_release(home: Home) -> None:
    """Where somebody who has the chain's keys, and not the archive's, puts one in another's place."""
    from redact.ledger.chain import Chain

    with home.open() as ledger:
        put_out(ledger, "r1", rows_of(3))
        put_out(ledger, "r2", rows_of(3))
    edit(home, "UPDATE chapters SET content = (SELECT content FROM chapters WHERE number = 1) WHERE number = 2")
    chain = Chain(home.secret)
    with closing(sqlite3.connect(home.path, isolation_level=None)) as database:
        chain.add(database, "chapters", 2)
        chain.seal(database)
    with home.open() as ledger, pytest.raises(Missing, match="entry 2 of chapters is not what redact wrote"):
        ledger.archive()


def test_drafts_leave_no_chapter() -> None:
    with Ledger.in_memory(ThrowAway()) as ledger:
        ledger.drafted("d1", folder="d", nonce="00")
        assert ledger.archive().unknown == ()
