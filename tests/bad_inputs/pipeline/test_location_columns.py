"""A kept column that gives the place away stops the release, as somebody typing the commands sees it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Command

PREVIEW = "preview good.csv --card card.yaml -p policy.yaml -j city.yaml -o plan --as-of 2025-06-01"


def with_desk(desk: Callable[[int, str], str]) -> None:
    """A further column in data, card and policy; `desk` makes a cell from the row's number and beat."""
    with Path("good.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with Path("good.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*rows[0], "Desk"])
        writer.writeheader()
        writer.writerows({**row, "Desk": desk(number, row["Beat"])} for number, row in enumerate(rows))
    for name, old, new in (
        ("card.yaml", "State: status}", "State: status, Desk: extra desk}"),
        ("policy.yaml", "status: keep}", "status: keep, 'extra desk': keep}"),
    ):
        text = Path(name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        Path(name).write_text(text.replace(old, new), encoding="utf-8")


def test_a_code_inside_the_beat_stops_the_release(redact: Command) -> None:
    with_desk(lambda number, beat: f"D{int(beat) * 31 + number % 4}")
    assert redact(PREVIEW).code == 0
    ended = redact("release plan --draft")
    assert (ended.code, ended.first) == (15, "redact: plan: 1 of 17 gates failed:")
    assert "location columns" in ended.err and "column 'desk' of incidents gives the place away" in ended.err
    assert "D31" not in ended.err + ended.out


def test_a_desk_that_takes_turns_does_not(redact: Command) -> None:
    with_desk(lambda number, _: f"D{number * 7 % 5}")
    assert redact(PREVIEW).code == 0
    ended = redact("release plan --draft")
    assert ended.code == 0, ended.err
