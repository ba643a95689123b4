"""Whatever is edited in the file without the secret is found: rows, links, the end, the tables, single bytes."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from redact.errors import Missing, RedactError
from redact.ledger import Kind, Ledger, Secret, ThrowAway, Verified
from redact.ledger.archive import Chapter
from redact.ledger.chain import Chain
from redact.ledger.fingerprint import of_rows, of_table
from redact.ledger.tables import COLUMNS, GROWING

from .conftest import BUDGET, Home, asked
from .rows import imported_of, rows_of

DEPTH = max(1, int(os.environ.get("REDACT_DEPTH", "1")))
FLIPS = 300 * DEPTH
NAMES = ("withheld", "protected", "other")
KEYS = np.arange(40, dtype=np.int64) * 10**17 - 2 * 10**18


def filled(home: Home) -> Home:
    """A ledger with something in every table: a release that is out, a draft, one that has begun, spends, masks."""
    with home.open() as ledger:
        for number, release in enumerate(("r1", "r2")):
            ledger.intend(release, folder=release, nonce="00", about={"policy": "baseline"})
            ledger.pin_mask(f"mask {number}", b"places")
            spend = asked(f"q{number}", f"202{number}", note={"bound": 3})
            ledger.spend(spend, lambda release=release: release.encode() * 60, budget=BUDGET)  # type: ignore[misc]
            chapter = Chapter(rows_of(6, number), np.arange(number), {"mask": "m"})
            ledger.remember(release, KEYS + number, KEYS % 3, KEYS % 3 - 1, KEYS % 2 == 0, NAMES, chapter)
            if release == "r1":
                ledger.published(release)
                ledger.drafted("d1", folder="plan/draft", nonce="01")
                ledger.note(Kind.NOTICE, "plan", {"day": "2027-01-01"})
                ledger.import_chapter(imported_of(5), {"file": "f"})
    return home


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """The bytes of such a ledger in pages of 512, so that few of them are empty, and its secret."""
    folder = tmp_path_factory.mktemp("saved")
    Ledger.create(folder / "ledger.sqlite", "Springfield PD", secret := Secret.create(folder / "secret")).close()
    home = filled(Home(folder, secret))
    with closing(sqlite3.connect(home.path, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM;")
    return home.path.read_bytes(), folder / "secret"


@pytest.fixture
def full(saved: tuple[bytes, Path], tmp_path: Path) -> Home:
    (tmp_path / "ledger.sqlite").write_bytes(saved[0])
    return Home(tmp_path, Secret.load(saved[1]))


def verified(home: Home) -> Verified:
    with Ledger.open(home.path, home.secret, sealed=False) as ledger:
        return ledger.verify()


@contextmanager
def unsafe(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that waits for no disk."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY")
        yield database


def edit(home: Home, script: str) -> None:
    """What somebody with an editor does: triggers out of the way, the change, triggers as they were."""
    with unsafe(home.path) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        database.executescript(script)
        for _, sql in triggers:
            database.execute(sql)


def test_a_ledger_that_nobody_touched_is_sound(home: Home) -> None:
    found = verified(filled(home))
    assert (found.sound, found.troubles, found.events, found.taken_over) == (True, (), len(KEYS), None)
    with home.open() as ledger:
        rows = sum(len(ledger._database.execute(f"SELECT 1 FROM {table}").fetchall()) for table in COLUMNS)
    assert found.entries == rows == 4 + 3 + 3 + 4 + 1 + 2 + 2 + 2 + 1 + 2 + 1
    found.demand()


def test_it_is_sound_after_every_step(memory: Ledger) -> None:
    def sound() -> None:
        found = memory.verify()
        assert found.sound, found.troubles

    sound()
    for number in range(3):
        memory.intend(f"r{number}", folder="r", nonce="00")
        for keys in (KEYS, KEYS + number):
            names, chapter = NAMES[number:] + NAMES[:number], Chapter(rows_of(2, number), np.arange(number), {})
            memory.remember(f"r{number}", keys, keys % 3, keys % 3 - 1, keys % 2 == 0, names, chapter)
            sound()
        (memory.rolled_back if number == 1 else memory.published)(f"r{number}")
        sound()
        memory.spend(asked("q"), lambda: b"x", budget=BUDGET)
        sound()


EDITS = {
    "UPDATE spends SET epsilon = '0.1' WHERE number = 1": "entry 1 of spends was changed",
    "UPDATE spends SET number = 9 WHERE number = 2; UPDATE outputs SET spend = 9 WHERE spend = 2":
        "entry 9 of spends was added|entry 2 of spends is missing|entry 9 of outputs was added|"
        "entry 2 of outputs is missing",
    "DELETE FROM outputs WHERE spend = 1; DELETE FROM spends WHERE number = 1":
        "entry 1 of spends is missing|entry 1 of outputs is missing",
    "UPDATE outputs SET output = x'00' WHERE spend = 2": "entry 2 of outputs was changed",
    "UPDATE outputs SET spend = -spend; UPDATE outputs SET spend = 3 + spend":
        "entry 1 of outputs was changed|entry 2 of outputs was changed",
    "UPDATE releases SET nonce = 'ff' WHERE id = 'd1'": "entry 2 of releases was changed",
    "INSERT INTO releases VALUES (9, 'r9', '', '', '{}')": "entry 9 of releases was added",
    "DELETE FROM release_states WHERE state = 'published'": "entry 2 of release_states is missing|"
        "entry 1 of pending is missing|entry 1 of pending_chapters is missing",
    "UPDATE release_states SET at = '2020-01-01' WHERE number = 3": "entry 3 of release_states was changed",
    "UPDATE masks SET content = NULL WHERE number = 2": "entry 2 of masks was changed",
    "DELETE FROM masks WHERE number = 1": "entry 1 of masks is missing",
    "UPDATE meta SET value = 'Shelbyville PD' WHERE name = 'publisher'": "entry 2 of meta was changed",
    "UPDATE tiers SET name = 'never' WHERE id = 2": "entry 2 of tiers was changed",
    "INSERT INTO tiers VALUES (9, 'none')": "entry 9 of tiers was added",
    "DELETE FROM pending": "entry 3 of pending is missing",
    "UPDATE pending SET events = x'' ": "entry 3 of pending was changed",
    "INSERT INTO pending SELECT 1, tiers, events FROM pending": "entry 1 of pending was added",
    "UPDATE chapters SET content = zeroblob(length(content)) WHERE number = 1": "entry 1 of chapters was changed",
    "UPDATE chapters SET at = '2020-01-01' WHERE number = 2": "entry 2 of chapters was changed",
    "UPDATE chapters SET number = -number; UPDATE chapters SET number = 3 + number":
        "entry 1 of chapters was changed|entry 2 of chapters was changed",
    "UPDATE chapters SET release = 3 WHERE number = 1": "entry 1 of chapters was changed",
    "DELETE FROM chapters WHERE number = 2": "entry 2 of chapters is missing",
    "INSERT INTO chapters SELECT 9, NULL, kind, content, at FROM chapters WHERE number = 2":
        "entry 9 of chapters was added",
    "DELETE FROM pending_chapters": "entry 3 of pending_chapters is missing",
    "UPDATE pending_chapters SET content = x'00'": "entry 3 of pending_chapters was changed",
    "INSERT INTO pending_chapters SELECT 1, content FROM pending_chapters": "entry 1 of pending_chapters was added",
    "UPDATE events SET fine = 1 - fine WHERE key = (SELECT min(key) FROM events)":
        "one or more of the 40 events were changed",
    "UPDATE events SET strictest = 1 + strictest % 3": "one or more of the 40 events were changed",
    "UPDATE events SET cover = 0": "one or more of the 40 events were changed",
    "UPDATE events SET key = key + 1 WHERE key = (SELECT max(key) FROM events)":
        "one or more of the 40 events were changed",
    "DELETE FROM events WHERE key = (SELECT max(key) FROM events)": "there are 39 events, and 40 were recorded",
    "INSERT INTO events VALUES (7, 1, 0, 0)": "there are 41 events, and 40 were recorded",
    "DELETE FROM events": "there are 0 events, and 40 were recorded",
    "UPDATE links SET content = x'00' WHERE number = 1":
        "link 1 was changed, or does not follow from the one before it|entry 1 of meta was changed",
    "DELETE FROM links WHERE number = 3":
        "link 3 is missing|link 4 was changed, or does not follow from the one before it|entry 3 of meta was added",
    "UPDATE seal SET digest = x'00'": "the seal does not fit: links at the end were taken away or added",
    "DELETE FROM seal": "the seal does not fit: links at the end were taken away or added",
    "CREATE TABLE more (a)": "the tables or their triggers are not those that redact made",
    "CREATE TRIGGER t AFTER INSERT ON spends BEGIN DELETE FROM spends; END":
        "the tables or their triggers are not those that redact made",
    "DROP TABLE seal": "the tables or their triggers are not those that redact made|the chain cannot be read",
}  # fmt: skip


@pytest.mark.parametrize(("script", "troubles"), EDITS.items(), ids=range(len(EDITS)))
def test_an_edit_is_found_and_told(full: Home, script: str, troubles: str) -> None:
    assert verified(full).sound
    edit(full, script)
    found = verified(full)
    assert found.troubles == tuple(troubles.split("|"))
    with pytest.raises(Missing, match="something else than redact has changed this ledger") as caught:
        found.demand(full.path)
    assert "put the newest backup in its place" in str(caught.value)
    assert found.troubles[0] in str(caught.value)


def test_a_trigger_that_was_dropped_is_found(full: Home) -> None:
    with unsafe(full.path) as database:
        database.execute("DROP TRIGGER spends_never_go")
    assert verified(full).troubles == ("the tables or their triggers are not those that redact made",)


@pytest.mark.parametrize("table", GROWING)
def test_the_end_cannot_be_cut_off(full: Home, table: str) -> None:
    """The last entry of a table and everything linked from there on: what remains is a chain without a fault."""
    number = COLUMNS[table][0]
    with closing(sqlite3.connect(full.path)) as database:
        (first,) = database.execute("SELECT max(number) FROM links WHERE what = ?", (table,)).fetchone()
        cut = database.execute("SELECT what, entry FROM links WHERE number >= ?", (first,)).fetchall()
    deletes = [f"DELETE FROM {what} WHERE {COLUMNS[what][0]} = {entry}" for what, entry in cut if what in COLUMNS]
    assert number
    edit(full, f"{'; '.join(reversed(deletes))}; DELETE FROM links WHERE number >= {first}")
    assert "the seal does not fit: links at the end were taken away or added" in verified(full).troubles
    with pytest.raises(Missing, match="something else than redact has changed this ledger"):
        full.open()


def test_without_the_secret_no_link_can_be_made(full: Home) -> None:
    """Somebody who knows this code rebuilds the chain, under a key of their own."""
    with unsafe(full.path) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        entries = database.execute("SELECT what, entry FROM links ORDER BY number").fetchall()
        database.executescript("DELETE FROM links; UPDATE spends SET epsilon = '0.001'")
        chain = Chain(ThrowAway())
        for what, entry in entries:
            if what == "events":
                chain.add_events(database, entry, of_table(chain.events_key, database))
            elif (what.removesuffix("_chapters"), entry) != ("pending", 1):  # gone when its release was out
                chain.add(database, what, entry)
        chain.seal(database)
        for _, sql in triggers:
            database.execute(sql)
    assert not verified(full).sound
    with pytest.raises(Missing, match="something else than redact has changed this ledger"):
        full.open()


def test_many_troubles_are_counted(full: Home) -> None:
    edit(full, "UPDATE links SET digest = x'00'")
    troubles = verified(full).troubles
    assert len(troubles) == 21
    assert troubles[-1].startswith("and ")


def test_no_trouble_quotes_an_entry(full: Home) -> None:
    edit(full, "UPDATE releases SET about = 'Qvist', folder = 'Qvist'; UPDATE spends SET note = 'Qvist'")
    edit(full, "UPDATE tiers SET name = name || 'Qvist'; UPDATE meta SET value = 'Qvist' WHERE name = 'created'")
    with pytest.raises(Missing) as caught:
        verified(full).demand()
    assert "Qvist" not in str(caught.value)


def dump(path: Path) -> Any:
    """Everything that a ledger file says, as SQLite reads it; None where it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall()
            names = [name for kind, name, *_ in found if kind == "table"]
            return found, [database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def test_a_flipped_bit_is_found_wherever_it_says_something_else(full: Home) -> None:
    """At random places of the file. Not found are only flips that change nothing that SQLite reads."""
    whole, choose = full.path.read_bytes(), random.Random(6)
    truth, found, harmless = dump(full.path), 0, 0
    places = [*range(100), *(choose.randrange(100, len(whole)) for _ in range(FLIPS))]
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << choose.randrange(8)
        full.path.write_bytes(flipped)
        for left in full.folder.glob("ledger.sqlite-*"):
            left.unlink()
        says_else = dump(full.path) != truth
        try:
            sound = verified(full).sound
        except RedactError:
            sound = False
        assert not (says_else and sound), f"byte {place} of {len(whole)}"
        found, harmless = found + (not sound), harmless + sound
    assert found > len(places) / 3
    assert harmless > 0  # counters and bytes that are not in use


def test_a_stored_value_of_another_type_is_found(full: Home) -> None:
    """As a flipped type byte would make it: the text '1' in the place of the number."""
    with unsafe(full.path) as database:
        database.execute("PRAGMA writable_schema = ON")
        (sql,) = database.execute("SELECT sql FROM sqlite_schema WHERE name = 'events'").fetchone()
        loose = sql.replace(") STRICT", ")").replace("fine INTEGER", "fine BLOB")
        loose = loose.replace("CHECK (fine IN (0, 1))", " " * len("CHECK (fine IN (0, 1))"))
        database.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'events'", (loose,))
        database.execute("PRAGMA schema_version = 9000")
    with unsafe(full.path) as database:
        database.execute("UPDATE events SET fine = CAST(fine AS TEXT) WHERE key = (SELECT min(key) FROM events)")
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'events'", (sql,))
        database.execute("PRAGMA schema_version = 9001")
    assert verified(full).troubles == ("the file is damaged: SQLite's own check finds 1 fault",)


# ---- the fingerprint of all events


def test_the_fingerprint_does_not_depend_on_order_and_follows_every_change() -> None:
    key, rows = b"k" * 32, np.random.default_rng(1).permutation(len(KEYS))
    columns = KEYS, KEYS % 3 + 1, KEYS % 2, KEYS % 2 == 0
    whole = of_rows(key, *columns)
    assert of_rows(key, *(column[rows] for column in columns)) == whole
    first, rest = (of_rows(key, *(column[part] for column in columns)) for part in (slice(7), slice(7, None)))
    assert (first + rest, whole - rest, whole.from_bytes(whole.to_bytes())) == (whole, first, whole)
    assert of_rows(b"l" * 32, *columns) != whole
    for place in range(1, 4):
        other = [column.copy() for column in columns]
        other[place][0] = 1 - other[place][0] if place > 1 else other[place][0] + 1
        assert of_rows(key, *other) != whole


# ---- the head


def test_the_head_moves_with_every_entry_and_is_found_again(ledger: Ledger) -> None:
    heads = [ledger.head]
    ledger.drafted("d1", folder="d", nonce="00")
    heads.append(ledger.head)
    ledger.spend(asked("q1"), lambda: b"", budget=BUDGET)
    heads.append(ledger.head)
    ledger.spend(asked("q1"), lambda: b"", budget=BUDGET)
    assert ledger.head == heads[-1]
    assert len({head.digest for head in heads}) == 3
    assert [head.number for head in heads] == sorted({head.number for head in heads})
    for head in heads:
        ledger.demand_head(head.number, head.digest)
        ledger.demand_head(None, head.digest)


def test_an_old_backup_is_refused_even_when_it_grew_again(home: Home, tmp_path: Path) -> None:
    home.open().close()
    backup = home.path.read_bytes()
    with home.open() as ledger:
        ledger.spend(asked("q1"), lambda: b"noise", budget=BUDGET)
        head = ledger.head
    home.path.write_bytes(backup)
    with home.open() as ledger:
        for _ in range(3):
            with pytest.raises(Missing, match="this ledger is older than the last release") as caught:
                ledger.demand_head(head.number, head.digest)
            assert "Restore the newest backup" in str(caught.value)
            with pytest.raises(Missing, match="this ledger is older than the last release"):
                ledger.demand_head(None, head.digest)
            ledger.spend(asked(f"other {ledger.head.number}", table=f"t{ledger.head.number}", epsilon="0.1"),
                         lambda: b"", budget=BUDGET)  # fmt: skip
        assert ledger.head.number > head.number


def test_a_digest_at_another_number_is_no_head(ledger: Ledger) -> None:
    head = ledger.head
    ledger.drafted("d1", folder="d", nonce="00")
    for number, digest in ((head.number + 1, head.digest), (head.number, "00" * 32), (0, head.digest)):
        with pytest.raises(Missing):
            ledger.demand_head(number, digest)
