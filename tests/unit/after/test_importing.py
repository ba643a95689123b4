"""Earlier portal files: kept row by row, counted, and never used as cover."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from redact.after.exactness import places_told, times_told
from redact.after.importing import NOTHING, Imported, import_files
from redact.errors import UsageError
from redact.ledger import Ledger, ThrowAway
from redact.ledger.archive import IMPORTED
from redact.place import build_units, load_jurisdiction
from redact.plan.past.shown import PLACES, TIMES, classes_shown, words_shown
from redact.policy import load_policy
from redact.policy.model import Policy
from redact.records import Batch, Card
from redact.shipped import shipped
from redact.vocabulary import Kind

COLUMNS = {
    "event_id": "event_id", "offense_text": "offense_text", "relationship": "relationship",
    "occurred_at": "occurred_at",
    "address": "address", "latitude": "latitude", "longitude": "longitude", "beat": "beat",
}  # fmt: skip
CARD = Card("incidents", Kind.INCIDENTS, COLUMNS)
ROWS = (
    ("E1", "STALKING", "", "2024-03-01 22:15", "1214 W ELM ST", "", "", ""),
    ("E2", "THEFT", "", "2024-03-02 10:00", "1200 BLOCK W OAK ST", "41.6", "-93.6", ""),
    ("E3", "THEFT", "", "2025-01-02 10:00", "1200 BLOCK W OAK ST", "", "", ""),
    ("E3", "THEFT", "", "2025-01-02 10:00", "", "", "", "12"),
    ("", "THEFT", "", "2025-01-03 10:00", "", "", "", ""),
)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(shipped("baseline.yaml"))


@pytest.fixture
def home() -> Iterator[tuple[ThrowAway, Ledger]]:
    secret = ThrowAway()
    with Ledger.in_memory(secret) as ledger:
        yield secret, ledger


def written(path: Path, rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    lines = [",".join(COLUMNS), *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def imported(path: Path, policy: Policy, home: tuple[ThrowAway, Ledger], card: Card = CARD) -> Imported:
    units = build_units(load_jurisdiction(None), policy.places, policy.street_floors)
    return import_files(
        [path], card, names=("calls", "incidents"), policy=policy, units=units, ledger=home[1], secret=home[0],
        today=date(2026, 1, 1),
    )  # fmt: skip


def test_counts_by_year_class_and_exactness(policy: Policy, home: tuple[ThrowAway, Ledger], tmp_path: Path) -> None:
    found = imported(written(tmp_path / "old.csv"), policy, home)
    assert (found.dataset, found.rows, found.events, found.before) == ("incidents", 5, 4, False)
    assert (found.first, found.last) == (date(2024, 3, 1), date(2025, 1, 3))
    assert found.years == {"2024": {"stalking": 1, NOTHING: 1}, "2025": {NOTHING: 3}}
    assert found.exact["stalking"] == {("address", "minute"): 1}
    assert found.exact[NOTHING] == {
        ("point", "minute"): 1, ("block", "minute"): 1, ("area", "minute"): 1, ("none", "minute"): 1,
    }  # fmt: skip
    assert found.sensitive == 1


def test_the_ledger_keeps_the_rows_and_that_they_were_public(
    policy: Policy, home: tuple[ThrowAway, Ledger], tmp_path: Path
) -> None:
    imported(written(tmp_path / "old.csv"), policy, home)
    archive = home[1].archive((IMPORTED,))
    assert archive.rows.num_rows == 5
    assert [classes_shown(text) for text in archive.rows["shows"].to_pylist()] == [("stalking",), (), (), (), ()]
    keys = archive.rows["key_0"].to_numpy()
    known = home[1].known(keys)
    assert known.fine.all()
    assert (known.cover == -1).all()
    protected = [tier.tier for tier in policy.tiers].index("protected")
    assert [known.tiers[at] == policy.tiers[protected].tier for at in known.strictest.tolist()] == [True] + [False] * 4
    assert home[1].verify().sound
    assert home[1].archive().rows.num_rows == 0, "no release had them"


def test_the_same_file_twice_changes_nothing(policy: Policy, home: tuple[ThrowAway, Ledger], tmp_path: Path) -> None:
    first = imported(written(tmp_path / "old.csv"), policy, home)
    head = home[1].head
    again = imported(written(tmp_path / "copy.csv"), policy, home)
    assert again.before
    assert home[1].head == head
    assert (again.rows, again.years, again.exact) == (first.rows, first.years, first.exact)
    assert not imported(written(tmp_path / "other.csv", ROWS[:2]), policy, home).before


def test_a_dataset_that_nobody_publishes(policy: Policy, home: tuple[ThrowAway, Ledger], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no dataset 'portal'; it has calls, incidents"):
        imported(written(tmp_path / "old.csv"), policy, home, Card("portal", Kind.INCIDENTS, COLUMNS))
    assert home[1].archive((IMPORTED,)).chapters == ()


def test_how_exactly_a_place_is_told() -> None:
    cells = {
        "address": ["1214 W ELM ST", "1200 BLOCK W ELM ST", "W ELM ST / N OAK AVE", "41.6, -93.6", "", ""],
        "latitude": ["", "", "41.6", "", "41.6", ""],
        "longitude": ["", "", "-93.6", "", "", ""],
        "beat": ["12", "12", "12", "12", "12", ""],
    }
    table = pa.table({name: pa.array(cells[name]) for name in cells})
    card = Card("incidents", Kind.INCIDENTS, {name: name for name in cells})
    told = places_told(Batch("incidents", 0, table, np.zeros(6, dtype=np.int8)), card.fields)
    assert [PLACES[at] for at in told.tolist()] == ["address", "block", "point", "point", "area", "none"]
    assert [TIMES[at] for at in times_told(np.arange(7, dtype=np.int8)).tolist()] == [
        "minute", "hour", "day", "coarser", "coarser", "coarser", "none",
    ]  # fmt: skip


def test_words_in_another_form_count_as_the_most_exact() -> None:
    assert words_shown("block;day;stalking,child_abuse") == ("block", "day", ("stalking", "child_abuse"))
    assert words_shown("nobody knows") == ("address", "minute", ())
