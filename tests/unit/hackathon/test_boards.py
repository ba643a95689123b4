"""Ranks, ties and what has no rank; the hidden seed; entries that are read but not run."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from redact.errors import UsageError
from redact.hackathon import Attacked, Board, Defended, Hidden, city, defend, hide, read_hidden, score
from redact.hackathon.entries import Entry, read_entry
from redact.hackathon.gain import Gain, gain_of
from redact.risk.lab.outcome import Figures


def attacked(name: str, gain: tuple[float, float, float] | None, **more: Any) -> Attacked:
    made = {"by": "a team", "scenario": "neighbour", "place": "city", "policy": "baseline", "cities": 1, "tries": 500}
    made |= {"ours": None, "words": "so many of 1,000", "story": "he looks", "why": "" if gain else "too few tries"}
    return Attacked(name=name, gain=None if gain is None else Gain(*gain), **{**made, **more})


def defended(name: str, useful: float, **more: Any) -> Defended:
    made = {"place": "city", "cities": 1, "useful": useful, "least": useful, "most": useful, "holds": True,
            "worst": "neighbour", "upper": 0.015, "at_most": 0.02}  # fmt: skip
    return Defended(name=name, **{**made, **more})


def ranks(board: Board) -> dict[str, tuple[int | None, bool]]:
    tables = [*board.attack_tables().values(), *board.defence_tables().values()]
    return {each.row.name: (each.rank, each.tied) for table in tables for each in table}


def test_attackers_who_cannot_be_told_apart_share_a_rank() -> None:
    rows = [
        attacked("clearly best", (0.50, 0.45, 0.55)),
        attacked("one", (0.20, 0.15, 0.25)),
        attacked("other", (0.22, 0.17, 0.27)),
        attacked("did not run", None),
    ]
    found = ranks(Board(attackers=rows))
    assert found == {"clearly best": (1, False), "one": (2, True), "other": (2, True), "did not run": (None, False)}


def test_other_questions_and_places_are_other_tables() -> None:
    rows = [attacked("one", (0.5, 0.4, 0.6)), attacked("two", (0.1, 0.0, 0.2), place="town")]
    assert ranks(Board(attackers=rows)) == {"one": (1, False), "two": (1, False)}


def test_a_policy_that_does_not_hold_has_no_rank_however_useful() -> None:
    rows = [
        defended("all open", 0.99, holds=False, why="broken by neighbour"),
        defended("not decided", 0.95, holds=False, why="too few tries by absence"),
        defended("good", 0.80),
        defended("as good", 0.803),
        defended("less", 0.70),
    ]
    found = ranks(Board(defenders=rows))
    assert found["all open"] == found["not decided"] == (None, False)
    assert found["good"] == found["as good"] == (1, True)
    assert found["less"] == (3, False)


def test_a_board_is_saved_as_page_json_and_tables(tmp_path: Path) -> None:
    hidden = Hidden(7, "salt")
    rows = [attacked("=cmd()", (0.2, 0.1, 0.3)), attacked("<script>", None)]
    board = Board(rows, [defended("ours", 0.8, upper=float("nan"))], hidden=hidden)
    page = board.save(tmp_path / "board").read_text(encoding="utf-8")
    assert hidden.seal in page
    assert "The seed was" not in page
    assert "<script>" not in page
    assert "too few tries" in page
    assert "SYNTHETIC" in page
    content = json.loads((tmp_path / "board" / "board.json").read_text(encoding="utf-8"))
    assert [each["rank"] for each in content["attackers"]] == [1, None]
    assert content["attackers"][0]["gain_low"] == 0.1
    assert content["defenders"][0]["upper"] is None
    assert content["seed"] is None
    with (tmp_path / "board" / "attackers.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["name"] == "'=cmd()"
    opened = Board(rows, hidden=hidden, opened=True).save(tmp_path / "later").read_text(encoding="utf-8")
    assert "The seed was 7" in opened


def test_tables_say_the_place_and_the_policy(tmp_path: Path) -> None:
    rows = [attacked("one", (0.5, 0.4, 0.6), place="suburb", policy="baseline as changed (9e74c524)")]
    page = Board(rows, [defended("ours", 0.8, place="suburb")]).save(tmp_path / "board").read_text(encoding="utf-8")
    assert "neighbour against baseline as changed (9e74c524), in the suburb" in page
    assert "In the suburb: a suburb of about 9,000 homes" in page
    assert "he looks" in page, "the story of an entry"


def test_the_seed_is_hidden_once_and_for_its_owner(tmp_path: Path) -> None:
    drawn = hide(tmp_path / "seed.json")
    assert read_hidden(tmp_path / "seed.json") == drawn
    assert drawn.seal != Hidden(drawn.seed, "another").seal
    with pytest.raises(UsageError, match="hidden here already"):
        hide(tmp_path / "seed.json")
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(UsageError, match="no hidden seed"):
        read_hidden(tmp_path / "other.json")


def figures(**more: Any) -> Figures:
    made = {"tries": 1000, "successes": 100, "controls": 1000, "alarms": 10, "success": 0.10, "control": 0.01,
            "baseline": 0.02, "judged": "risk", "value": 0.091, "low": 0.07, "upper": 0.11, "risk": 0.091}  # fmt: skip
    return Figures(**{**made, **more})


def test_gain_is_over_the_best_there_was_without_the_release() -> None:
    assert gain_of(figures()).value == pytest.approx(0.08)
    assert str(Gain(0.3, -0.0001, 0.4)) == "0.300 (0.000 to 0.400, with 95 %)"
    assert gain_of(figures(), other_baseline=0.09).value == pytest.approx(0.01)
    assert gain_of(figures(control=0.05)).value == pytest.approx(0.05)
    assert gain_of(figures(judged="advantage", value=0.3, low=0.2, upper=0.4)) == Gain(0.3, 0.2, 0.4)


def test_who_plays_dumb_without_the_release_gains_nothing() -> None:
    dumb = gain_of(figures(baseline=0.0, control=0.0), other_baseline=0.12)
    assert dumb.value < 0
    assert not dumb.told


GOOD = """
class Adversary:
    name = "me"
    by = "us"
    scenario = "did_she_report"
    story = "He looks."

    def guess(self, release, knows):
        raise SystemExit
"""


def test_an_entry_is_read_and_not_run(tmp_path: Path) -> None:
    path = tmp_path / "entry.py"
    path.write_text("open('ran', 'w').close()\n" + GOOD)
    assert read_entry(path) == Entry("me", "us", "did_she_report", "He looks.", path.read_text())
    assert not Path("ran").exists()
    assert not (tmp_path / "ran").exists()


def test_an_entry_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_entry(tmp_path / "nothing.py")


@pytest.mark.parametrize("seed", [None, "4711", -1, 1.5, True])
def test_a_seed_is_a_whole_number(seed: Any, tmp_path: Path) -> None:
    entry = tmp_path / "entry.py"
    entry.write_text(GOOD)
    for play in (lambda: score(entry, seed), lambda: defend("baseline", seed), lambda: city("town", seed=seed)):
        with pytest.raises(UsageError, match="whole number"):
            play()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("def guess(:", "not Python"),
        ("x = 1", "one class called Adversary"),
        (GOOD.replace('by = "us"', ""), "does not say its by"),
        (GOOD.replace('"me"', "print(1)"), "does not say its name"),
        (GOOD.replace("def guess", "def other"), "has no guess"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "entry.py"
    path.write_text(text)
    with pytest.raises(UsageError, match=says):
        read_entry(path)
