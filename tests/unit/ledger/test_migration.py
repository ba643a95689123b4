"""Ledgers of earlier versions are taken over whole, once, or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal

import numpy as np
import pytest

from redact.errors import BudgetExhausted, RedactError
from redact.ledger import Kind, Ledger, State, migration, opening, releases
from redact.ledger.chain import Chain
from redact.ledger.tables import CHAPTERS, STEPS, TABLES, only_grows

from .conftest import BUDGET, Home, asked

VERSION_1 = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE tiers (id INTEGER PRIMARY KEY CHECK (id > 0), name TEXT NOT NULL UNIQUE);
CREATE TABLE events (
    key INTEGER PRIMARY KEY,
    strictest INTEGER NOT NULL REFERENCES tiers (id),
    cover INTEGER NOT NULL DEFAULT 0,
    fine INTEGER NOT NULL CHECK (fine IN (0, 1))
);
CREATE TABLE releases (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, folder TEXT NOT NULL, nonce TEXT NOT NULL, about TEXT NOT NULL
);
CREATE TABLE release_states (
    number INTEGER PRIMARY KEY, release TEXT NOT NULL REFERENCES releases (id), state TEXT NOT NULL, at TEXT NOT NULL,
    UNIQUE (release, state)
);
CREATE TABLE pending (release TEXT PRIMARY KEY REFERENCES releases (id), tiers TEXT NOT NULL, events BLOB NOT NULL);
CREATE TABLE spends (
    number INTEGER PRIMARY KEY, request TEXT NOT NULL UNIQUE, counted TEXT NOT NULL, periods TEXT NOT NULL,
    epsilon TEXT NOT NULL, output BLOB NOT NULL, at TEXT NOT NULL
);
CREATE TABLE spend_months (
    spend INTEGER NOT NULL REFERENCES spends (number), month INTEGER NOT NULL, PRIMARY KEY (month, spend)
) WITHOUT ROWID;
CREATE TABLE masks (levels TEXT PRIMARY KEY, digest TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TRIGGER masks_never_change BEFORE UPDATE ON masks BEGIN SELECT RAISE (ABORT, 'the ledger only grows'); END;
CREATE TRIGGER masks_never_go BEFORE DELETE ON masks BEGIN SELECT RAISE (ABORT, 'the ledger only grows'); END;
CREATE TRIGGER spends_never_go BEFORE DELETE ON spends BEGIN SELECT RAISE (ABORT, 'the ledger only grows'); END;
CREATE TRIGGER releases_never_go BEFORE DELETE ON releases BEGIN SELECT RAISE (ABORT, 'the ledger only grows'); END;

INSERT INTO tiers VALUES (1, 'withheld'), (2, 'other');
INSERT INTO events VALUES (-9, 1, 0, 0), (5, 2, 1, 1), (9223372036854775807, 2, 0, 1);
INSERT INTO releases VALUES (1, 'r1', 'out/r1', 'ab12', '{"policy": "baseline"}'), (2, 'r2', 'out/r2', 'cd34', '{}');
INSERT INTO release_states VALUES
    (1, 'r1', 'intended', '2025-01-01T00:00:00+00:00'), (2, 'r1', 'published', '2025-01-01T00:00:09+00:00'),
    (3, 'r2', 'intended', '2025-02-01T00:00:00+00:00');
INSERT INTO spends VALUES
    (1, 'q1', 't', '["2027-Q1"]', '0.4', x'6e6f697365', '2027-05-01T00:00:00+00:00'),
    (2, 'q2', 't', '["2027-Q2", "2027-Q3"]', '0.3', x'', '2027-11-01T00:00:00+00:00');
INSERT INTO spend_months SELECT 1, 24324 + value FROM json_each('[0, 1, 2]');
INSERT INTO spend_months SELECT 2, 24327 + value FROM json_each('[0, 1, 2, 3, 4, 5]');
INSERT INTO masks VALUES ('block city', 'aa', '2025-01-01'), ('city', 'aa', '2025-02-01'), ('beat', 'bb', '2025-03-01');
"""

VERSION_2 = """
DROP TABLE masks;
CREATE TABLE masks (number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, content BLOB, at TEXT NOT NULL);
CREATE TRIGGER masks_never_go BEFORE DELETE ON masks BEGIN SELECT RAISE (ABORT, 'the ledger only grows'); END;
INSERT INTO masks VALUES (1, 'aa', NULL, '2025-01-01'), (2, 'bb', x'706c61636573', '2025-03-01');
UPDATE meta SET value = '2' WHERE name = 'version';
"""

MASKS = {1: (("aa", None), ("bb", None)), 2: (("aa", None), ("bb", b"places"))}


@pytest.fixture(params=[1, 2])
def version(request: pytest.FixtureRequest, home: Home) -> int:
    """Puts a ledger of that version in the place of the new one: a release that is out, one that has begun, spends."""
    home.path.unlink()
    with closing(sqlite3.connect(home.path, isolation_level=None)) as database:
        database.executescript(f"PRAGMA synchronous = OFF; BEGIN; {VERSION_1}")
        meta = [("version", "1"), ("publisher", "Springfield PD"), ("secret", home.secret.fingerprint)]
        database.executemany("INSERT INTO meta VALUES (?, ?)", [*meta, ("created", "2025-01-01T00:00:00+00:00")])
        pending = np.array([(7, 1, -1, True)], dtype=[("key", "<i8"), ("s", "<i2"), ("c", "<i2"), ("f", "?")])
        row = ("r2", '["withheld", "other"]', pending.tobytes())
        database.execute("INSERT INTO pending VALUES (?, ?, ?)", row)
        database.execute("COMMIT")
        if request.param == 2:
            database.executescript(f"BEGIN; {VERSION_2} COMMIT;")
    return int(request.param)


def test_an_older_ledger_is_taken_over_whole(home: Home, version: int) -> None:
    for _ in range(2):
        with home.open() as ledger:
            assert ledger.masks() == MASKS[version]
            assert ledger.publisher == "Springfield PD"
            first, second = ledger.releases()
            assert (first.id, first.state, first.nonce, first.about) == (
                "r1",
                State.PUBLISHED,
                "ab12",
                {"policy": "baseline"},
            )
            assert list(first.states.values()) == ["2025-01-01T00:00:00+00:00", "2025-01-01T00:00:09+00:00"]
            assert second.state is State.INTENDED
            known = ledger.known(np.array([-9, 5, 2**63 - 1, 6]))
            assert (known.strictest.tolist(), known.cover.tolist()) == ([0, 1, 1, -1], [-1, 0, -1, -1])
            assert known.fine.tolist() == [False, True, True, False]
            found = ledger.verify()
            assert found.sound, found.troubles
            assert found.taken_over is not None
    with home.open() as ledger:
        ledger.published("r2")
        assert ledger.known(np.array([7])).fine.tolist() == [True]
        assert ledger.verify().sound


def test_what_was_spent_stays_spent_for_every_population(home: Home, version: int) -> None:
    with home.open() as ledger:
        drawn = ledger.drawn("q1")
        assert drawn is not None
        assert (drawn.output, drawn.input) == (b"noise", "")
        assert [paid.spend.periods for paid in ledger.spends()] == [("2027-Q1",), ("2027-Q2", "2027-Q3")]
        assert ledger.borne(2027, "people") == ledger.borne(2027, "others")
        assert [ledger.spent(period) for period in ("2027-Q1", "2027-08", "2027-Q4", "2027")] == [
            Decimal("0.4"), Decimal("0.3"), 0, Decimal("0.4"),
        ]  # fmt: skip
        with pytest.raises(BudgetExhausted, match=r"0\.7 is asked for and 0\.6 of 1\.0 is left"):
            ledger.spend(asked("q3", table="u", unit="victim", epsilon="0.7"), lambda: b"", budget=BUDGET)
        with pytest.raises(BudgetExhausted, match="what is counted, or how, changed"):
            ledger.spend(asked("q3", "2027-Q1", epsilon="0.1"), lambda: b"", budget=BUDGET)
    assert version in (1, 2)


def test_nothing_can_be_taken_out_of_one_that_was_taken_over(home: Home, version: int) -> None:
    home.open().close()
    with closing(sqlite3.connect(home.path)) as database:
        for table in ("masks", "spends", "outputs", "releases", "meta", "links"):
            with pytest.raises(sqlite3.IntegrityError, match="the ledger only grows"):
                database.execute(f"DELETE FROM {table}")
        assert not database.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'old%'").fetchall()
    assert version in (1, 2)


def test_a_takeover_that_is_interrupted_has_not_begun(
    home: Home, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(migration, "of_table", interrupted)
        with pytest.raises(KeyboardInterrupt):
            home.open()
    with closing(sqlite3.connect(home.path)) as database:
        assert dict(database.execute("SELECT name, value FROM meta"))["version"] == str(version)
        assert len(database.execute("SELECT * FROM spend_months").fetchall()) == 9
    with home.open() as ledger:
        assert ledger.masks() == MASKS[version]


def test_a_damaged_older_ledger_is_refused_without_its_text(home: Home, version: int) -> None:
    with closing(sqlite3.connect(home.path)) as database, database:
        database.execute("UPDATE events SET strictest = 'Qvist' WHERE key = 5")
    with pytest.raises(RedactError, match="refuses this change, or is damaged") as caught:
        home.open()
    assert "Qvist" not in str(caught.value)
    assert version in (1, 2)


def test_two_that_open_it_at_once_take_it_over_once(home: Home, version: int) -> None:
    """Both have seen the old version; the second finds it done."""
    with home.open() as first, closing(sqlite3.connect(home.path, isolation_level=None)) as second:
        migration.take_over(second, first._chain)
        assert first.verify().sound
        assert first.masks() == MASKS[version]


def test_a_ledger_made_now_was_not_taken_over(ledger: Ledger) -> None:
    assert ledger.verify().taken_over is None


NEW = {
    3: (STEPS, *only_grows("steps"), *CHAPTERS, *only_grows("chapters")),
    4: (*CHAPTERS, *only_grows("chapters")),
}
"""What ledgers with a chain lack, by their version."""

PENDING = np.array([(8, 0, -1, True)], dtype=[("key", "<i8"), ("s", "<i2"), ("c", "<i2"), ("f", "?")])


@pytest.fixture(params=NEW)
def chained(request: pytest.FixtureRequest, home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A ledger as version 3 or 4 made it, with a release that is out and one that has begun."""
    home.path.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(opening, "VERSION", request.param)
        patch.setattr(opening, "TABLES", tuple(each for each in TABLES if each not in NEW[request.param]))
        Ledger.create(home.path, "Springfield PD", home.secret).close()
    chain = Chain(home.secret)
    with closing(sqlite3.connect(home.path, isolation_level=None)) as database:
        database.execute("BEGIN")
        for release in ("r1", "r2"):
            releases.add(database, chain, release, release, "00", None, State.INTENDED)
        releases.enter(database, chain, "r1", State.PUBLISHED)
        database.execute("INSERT INTO pending VALUES (2, '[\"other\"]', ?)", (PENDING.tobytes(),))
        chain.add(database, "pending", 2)
        chain.seal(database)
        database.execute("COMMIT")
    return home


def version_of(home: Home) -> str:
    with closing(sqlite3.connect(home.path)) as database:
        return str(dict(database.execute("SELECT name, value FROM meta"))["version"])


def test_a_chain_goes_on_when_it_is_taken_over(chained: Home) -> None:
    """What a published statement named as the ledger's head is still found, and steps can be noted."""
    assert version_of(chained) in ("3", "4")
    with closing(sqlite3.connect(chained.path)) as database:
        number, digest = database.execute("SELECT max(number), lower(hex(digest)) FROM links").fetchone()
    for _ in range(2):
        with chained.open() as ledger:
            ledger.demand_head(number, digest)
            ledger.note(Kind.NOTICE, "plan", {"day": "2027-01-01"})
            found = ledger.verify()
            assert found.sound, found.troubles
            assert found.taken_over is None
    assert version_of(chained) == "5"
    with chained.open() as ledger:
        assert [(step.kind, step.about, dict(step.content)) for step in ledger.steps()] == [
            (Kind.NOTICE, "plan", {"day": "2027-01-01"})
        ] * 2


def test_what_an_older_version_released_is_unknown_to_the_archive(chained: Home) -> None:
    """It says so, also of a release that an older version had begun and that is finished now."""
    with chained.open() as ledger:
        assert ledger.archive().unknown == ("r1",)
        ledger.published("r2")
        assert ledger.known(np.array([8])).fine.tolist() == [True]
        archive = ledger.archive()
        assert (archive.unknown, archive.chapters, archive.rows.num_rows) == (("r1", "r2"), (), 0)
        assert ledger.verify().sound


def test_one_with_a_chain_that_somebody_changed_is_not_sealed_again(chained: Home) -> None:
    before = version_of(chained)
    with closing(sqlite3.connect(chained.path)) as database, database:
        database.execute("UPDATE seal SET digest = x'00'")
    with pytest.raises(RedactError, match="something else than redact has changed this ledger"):
        chained.open()
    assert version_of(chained) == before


def test_a_chain_is_taken_over_whole_or_not_at_all(chained: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = chained.path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(migration, "CHAPTERS", (*CHAPTERS, "nothing"))
        with pytest.raises(RedactError, match="the ledger cannot be read or written"):
            chained.open()
    assert version_of(chained) in ("3", "4")
    with chained.open() as ledger:
        assert ledger.verify().sound
    assert chained.path.read_bytes() != before
