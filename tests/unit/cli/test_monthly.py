"""docs/monthly.md: every message that it quotes is what redact says when that goes wrong in the city of the page."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from redact import pipeline
from redact.plan.expected.check import check_expected
from redact.plan.expected.finding import Usual
from redact.project import create_state, load_project
from redact.synth import make_city

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command

PAGE = Path(__file__).resolve().parents[3] / "docs" / "monthly.md"
Rows = list[list[str]]


class Looked(Exception):
    """The plan's exports were looked at; the rest of the preview is not needed here."""


@pytest.fixture(scope="module")
def quick() -> Any:
    """Previews without what the exports do not depend on; each ends when they have been looked at."""
    with pytest.MonkeyPatch.context() as patch:
        seen: list[Usual] = []

        def look(*given: Any) -> Usual:
            seen.append(check_expected(*given))
            raise Looked

        patch.setattr("redact.plan.build.check_expected", look)
        patch.setattr(pipeline, "check_examples", lambda *_: ())
        yield seen


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, quick: list[Usual]) -> tuple[Path, Usual]:
    """The city of the page, without its map, which no message of the page is about; and what its release remembers."""
    city = make_city(
        tmp_path_factory.mktemp("monthly") / "city", incidents=1250, months=5, start=date(2026, 2, 1), narratives=False
    )
    create_state(city.project)
    text = city.project.read_text(encoding="utf-8")
    city.project.write_text(text.replace("jurisdiction: jurisdiction.yaml", "jurisdiction: null"), encoding="utf-8")
    with pytest.raises(Looked):
        pipeline.preview(load_project(city.project), out=city.folder / "plan", as_of=date(2026, 8, 4))
    return city.folder, quick.pop()


def edit(path: Path, change: Callable[[Rows], Rows]) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        rows = change(list(csv.reader(file)))
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def until(rows: Rows, day: str) -> Rows:
    at = rows[0].index("occurred_at")
    return [rows[0], *(row for row in rows[1:] if row[at][:10] <= day)]


def remove(folder: Path, pattern: str) -> None:
    found = list(folder.glob(pattern))
    assert found
    for path in found:
        path.unlink()


def unnamed(project: Path, word: str) -> None:
    lines = project.read_text(encoding="utf-8").splitlines(keepends=True)
    project.write_text("".join(line for line in lines if word not in line), encoding="utf-8")


JUNE = "exports/{}-2026-06.csv"
FAULTS: dict[str, Callable[[Path], object]] = {
    "An export is not there": lambda city: remove(city, "exports/arrests-*.csv"),
    "This month's export is not there": lambda city: remove(city, JUNE.format("arrests")),
    "An export stops on the 19th": lambda city: edit(
        city / JUNE.format("incidents"), lambda rows: until(rows, "2026-06-19")
    ),
    "A month is missing in the middle": lambda city: remove(city, "exports/calls-2026-04.csv"),
    "Far fewer rows than usual": lambda city: edit(city / JUNE.format("calls"), lambda rows: [rows[0], *rows[1::6]]),
    "The same records twice": lambda city: edit(city / JUNE.format("calls"), lambda rows: [*rows, *rows[1:]]),
    "Numbers no longer find each other": lambda city: edit(
        city / JUNE.format("arrests"),
        lambda rows: [rows[0], *([row[0], row[1].replace("-", "-9"), *row[2:]] for row in rows[1:])],
    ),
    "A column has another name": lambda city: edit(
        city / JUNE.format("incidents"),
        lambda rows: [[title.replace("domestic_flag", "dv_flag") for title in rows[0]], *rows[1:]],
    ),
    "A new column": lambda city: edit(
        city / JUNE.format("incidents"),
        lambda rows: [[*rows[0], "Victim Relationship"], *([*row, ""] for row in rows[1:])],
    ),
    "An older export": lambda city: [remove(city, f"exports/*-2026-{month}.csv") for month in ("05", "06")],
    "A dataset is no longer named": lambda city: unnamed(city / "redact.yaml", "calls.yaml"),
    "The computer's clock is wrong": lambda city: None,
}
RELEASED = {"An older export", "A dataset is no longer named"}


def quoted(fault: str) -> str:
    """The message that the page shows under a heading."""
    text = PAGE.read_text(encoding="utf-8")
    part = text.partition(f"### {fault}\n")[2].partition("\n### ")[0]
    found = re.search(r"```\n(redact: .*?)\n```", part, re.DOTALL)
    assert found, f"docs/monthly.md quotes no message under '{fault}'"
    return found.group(1)


def test_the_page_walks_through_every_fault() -> None:
    assert set(re.findall(r"^### (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)) == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_page_quotes_what_redact_says(
    redact: Command, made: tuple[Path, Usual], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    city = Path(shutil.copytree(made[0], tmp_path / "city", ignore=shutil.ignore_patterns("truth", "adversary")))
    monkeypatch.chdir(city)
    if fault in RELEASED:
        project, none = load_project("redact.yaml"), np.zeros(0, dtype=np.int64)
        with project.open_ledger(project.load_secret()) as ledger:
            ledger.intend("last", folder=city / "last", nonce="n", about={"usual": made[1].as_json()})
            ledger.published("last", none, none, none, none, ["only"])
    FAULTS[fault](city)
    day = "2026-03-01" if "clock" in fault else "2026-08-04"
    ended = redact("preview", "--as-of", day)
    assert ended.code == 11
    assert ended.err.rstrip("\n") == quoted(fault)
