"""Who was taken out is known to whoever has the secret, and to nobody who has the ledger's file alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from redact.errors import Missing
from redact.ledger import Correction, Kind, Ledger, Removal, ThrowAway
from redact.ledger.sealed import seal, unseal

from .conftest import Home

KEY = b"k" * 32


def test_removals_and_corrections_are_kept_in_order(home: Home) -> None:
    with home.open() as ledger:
        one = ledger.add_removal([9, -(2**63), 9], reason="request", by="Ann Marrow")
        two = ledger.add_correction([7], classes=["stalking", "stalking"], by="Ann Marrow", now=True, why="a sister")
        three = ledger.add_removal([2**63 - 1], reason="sealed", by="Bo Tarn", now=True, note="order of May")
        four = ledger.add_correction([7], leave_out=True, by="Bo Tarn")
        five = ledger.add_correction([8], by="Bo Tarn")
    with home.open() as ledger:
        assert ledger.removals() == (one, three)
        assert ledger.corrections() == (two, four, five)
        assert [step.kind for step in ledger.steps()] == [
            Kind.REMOVAL, Kind.CORRECTION, Kind.REMOVAL, Kind.CORRECTION, Kind.CORRECTION,
        ]  # fmt: skip
        assert ledger.verify().sound
    assert one == Removal(1, (-(2**63), 9), "request", "Ann Marrow", False, one.at)
    assert three == Removal(3, (2**63 - 1,), "sealed", "Bo Tarn", True, three.at, "order of May")
    assert two == Correction(2, (7,), ("stalking",), False, "Ann Marrow", True, two.at, "a sister")
    assert (four.leave_out, four.classes, five.leave_out, five.classes) == (True, (), False, ())
    assert one.at.endswith("+00:00")


def test_the_file_does_not_tell_who_asked(home: Home) -> None:
    with home.open() as ledger:
        ledger.add_removal([123_456_789], reason="expunged", by="Ann Marrow", note="her ex reads this")
        ledger.add_correction([123_456_789], classes=["stalking"], by="Ann Marrow", why="her ex reads this")
        short, long = (dict(step.content)["sealed"] for step in ledger.steps())
    raw = b"".join(path.read_bytes() for path in home.folder.glob("ledger.sqlite*"))
    assert b"removal" in raw
    for word in (b"123456789", b"Marrow", b"expunged", b"her ex", b"stalking"):
        assert word not in raw
    assert len(short) == len(long), "their size tells nothing"
    assert "her ex" not in repr(Removal(1, (1,), "request", "Ann", False, "", "her ex"))


WRONG: dict[str, Callable[[Ledger], Any]] = {
    "an event is named by keys": lambda ledger: ledger.add_removal([], reason="request", by="Ann"),
    "by keys that it has": lambda ledger: ledger.add_removal([0, 4], reason="request", by="Ann"),
    "64 bits": lambda ledger: ledger.add_correction([2**63], classes=["stalking"], by="Ann"),
    "a removal has a reason": lambda ledger: ledger.add_removal([1], reason=" ", by="Ann"),
    "somebody takes a step": lambda ledger: ledger.add_removal([1], reason="request", by=""),
    "left out has no classes": lambda ledger: ledger.add_correction([1], classes=["a"], leave_out=True, by="Ann"),
    "classes are names": lambda ledger: ledger.add_correction([1], classes="stalking", by="Ann"),
}


@pytest.mark.parametrize("says", WRONG)
def test_what_names_nothing_is_refused(memory: Ledger, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        WRONG[says](memory)
    assert memory.steps() == ()


@pytest.mark.parametrize(
    ("script", "entry"),
    [
        ("DELETE FROM steps WHERE number = 2", 2),
        ("DELETE FROM steps WHERE number = 1", 1),
        ("UPDATE steps SET content = (SELECT content FROM steps WHERE number = 1) WHERE number = 2", 2),
        ("UPDATE steps SET kind = 'notice' WHERE number = 1", 1),
        ("INSERT INTO steps SELECT 3, kind, about, content, at FROM steps WHERE number = 1", 3),
    ],
)
def test_a_removal_that_somebody_took_away_is_missed(home: Home, script: str, entry: int) -> None:
    """Otherwise the record would come back as if nobody had asked."""
    with home.open() as ledger:
        ledger.add_removal([1], reason="request", by="Ann")
        ledger.add_removal([2], reason="request", by="Ann")
    with closing(sqlite3.connect(home.path, isolation_level=None)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(script)
    with home.open() as ledger:
        for read in (ledger.removals, ledger.corrections):
            with pytest.raises(Missing, match=f"entry {entry} of steps is not what redact wrote"):
                read()


def test_sealed_text_opens_with_its_key_as_what_it_is() -> None:
    content = {"keys": [1, -(2**63)], "note": "Zoë"}
    text = seal(KEY, content, "removal")
    assert text.isascii()
    assert unseal(KEY, text, "removal") == content
    changed = ("B" if text[0] != "B" else "C") + text[1:]
    wrong = ((ThrowAway().key("x"), text, "removal"), (KEY, text, "correction"), (KEY, changed, "removal"))
    for key, sealed, bound in (*wrong, (KEY, "", "removal"), (KEY, "é", "removal"), (KEY, text[:-8], "removal")):
        with pytest.raises(Missing, match="does not open what is sealed") as caught:
            unseal(key, sealed, bound)
        assert caught.value.exit_code == 16
