"""The cleaned texts that a person reads: drawn the same every time, asked for in portions, left out on one word."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from redact.plan.items import Answer, Question
from redact.plan.readings import AT_ONCE, NOTHING, Readings, readings
from redact.records.batch import Field

ROWS = 80
KEY = b"k" * 32


def context(sample: int = 30, *roles: str) -> Any:
    fields = tuple(Field(role, role, role) for role in roles or ("narrative",))
    policy = SimpleNamespace(identity=SimpleNamespace(sample=sample))
    return SimpleNamespace(dataset="incidents", content=fields, policy=policy)


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    """Eighty staged rows; every fourth has no text."""
    path = tmp_path / "incidents.parquet"
    texts = ["" if row % 4 == 0 else f"text {row}" for row in range(ROWS)]
    pq.write_table(pa.table({"id": [str(row) for row in range(ROWS)], "narrative": texts}), path)
    return path


def read(staged: Path, answers: dict[str, Answer] | None = None, sample: int = 30, **more: Any) -> Readings:
    positions = more.get("positions", np.arange(ROWS))
    return readings(context(sample), staged, positions, answers or {}, key=more.get("key", KEY))


def fine(item: Any) -> Answer:
    return Answer(item.id, False, (), None, "Ana", "read")


def test_a_sample_of_the_texts_in_portions(staged: Path) -> None:
    found = read(staged)
    assert (found.texts, found.sample, found.read) == (60, 30, 0)
    assert [item.rows for item in found.items] == [AT_ONCE] * 3
    rows = [row for item in found.items for row in item.example_rows]
    assert len(set(rows)) == 30
    assert all(row % 4 for row in rows)
    assert {item.question for item in found.items} == {Question.TEXTS}


def test_nobody_picks_it_and_it_is_the_same_again(staged: Path) -> None:
    assert read(staged) == read(staged)
    assert read(staged).items != read(staged, key=b"x" * 32).items


def test_what_was_read_is_not_asked_again(staged: Path) -> None:
    first, *rest = read(staged).items
    found = read(staged, {first.id: fine(first)})
    assert found.items == tuple(rest)
    assert found.read == AT_ONCE


def test_a_text_that_changed_is_read_again(staged: Path) -> None:
    before = read(staged)
    changed = before.items[0].example_rows[0]
    table = pq.read_table(staged).to_pydict()
    table["narrative"][changed] = "text with another word"
    pq.write_table(pa.table(table), staged)
    answers = {item.id: fine(item) for item in before.items}
    assert [changed in item.example_rows for item in read(staged, answers).items] == [True]


def test_one_text_that_tells_leaves_all_of_them_out_and_keeps_the_rows(staged: Path) -> None:
    item = read(staged).items[1]
    found = read(staged, {item.id: Answer(item.id, True, (), None, "Ana", "says who it is")})
    assert found == Readings(0, 0, 0, (), left_out=True)
    table = pq.read_table(staged)
    assert set(table.column("narrative").to_pylist()) == {""}
    assert table.column("id").to_pylist() == [str(row) for row in range(ROWS)]


def test_rows_that_are_not_published_are_not_read(staged: Path) -> None:
    positions = np.where(np.arange(ROWS) < 10, np.arange(ROWS), -1)
    assert read(staged, positions=positions).texts == 7


def test_without_texts_there_is_nothing_to_read(staged: Path) -> None:
    assert readings(context(30, "status"), staged, np.arange(ROWS), {}, key=KEY) == NOTHING
