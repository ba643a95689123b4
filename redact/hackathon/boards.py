"""The two boards: who gains most by a release, and which policy keeps most of its use while it withstands everybody.

    board = Board(attackers=[score(...), ...], defenders=[defend(...), ...])
    board.save("board")                     # board/board.json, attackers.csv, defenders.csv, index.html

A rank is one more than the number of rows that are clearly better: of attackers, whose whole interval of 95 % lies
above this one's; of defenders, whose least useful city is more useful than this one's most useful, by more than
`NEARLY`. So rows that cannot be told apart share a rank, and what was not decided has none.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from redact.hackathon.hidden import Hidden
from redact.hackathon.scoring import Attacked, Defended

NEARLY: Final = 0.005
"""Usefulness that differs by less is the same."""


@dataclass(frozen=True)
class Ranked:
    """A row of a board with its rank in its own table; None: not ranked."""

    row: Attacked | Defended
    rank: int | None
    tied: bool


@dataclass(frozen=True)
class Board:
    """All rows of a day. Attackers compete per question, place and policy, defenders per place.

    The page shows the seal of `hidden`, and once it is `opened` seed and salt too.
    """

    attackers: Sequence[Attacked] = ()
    defenders: Sequence[Defended] = ()
    hidden: Hidden | None = None
    opened: bool = False

    def attack_tables(self) -> dict[tuple[str, str, str], list[Ranked]]:
        """By scenario, place and policy the ranked rows, the best first and those without a rank last."""
        keys = dict.fromkeys((each.scenario, each.place, each.policy) for each in self.attackers)
        return {
            key: _ranked(
                [each for each in self.attackers if (each.scenario, each.place, each.policy) == key],
                lambda row: None if row.gain is None else (row.gain.low, row.gain.value, row.gain.upper),
            )
            for key in keys
        }

    def defence_tables(self) -> dict[str, list[Ranked]]:
        """By place the ranked rows."""
        keys = dict.fromkeys(each.place for each in self.defenders)
        return {
            key: _ranked(
                [each for each in self.defenders if each.place == key],
                lambda row: (row.least - NEARLY / 2, row.useful, row.most + NEARLY / 2) if row.holds else None,
            )
            for key in keys
        }

    def as_json(self) -> dict[str, Any]:
        """Plain data: every row with its rank. NaN becomes null."""
        return {
            "seal": None if self.hidden is None else self.hidden.seal,
            "seed": self.hidden.seed if self.hidden is not None and self.opened else None,
            "attackers": [_plain(each) for table in self.attack_tables().values() for each in table],
            "defenders": [_plain(each) for table in self.defence_tables().values() for each in table],
        }

    def save(self, folder: Path | str) -> Path:
        """Writes board.json, one CSV per board, and the page; gives the page's path."""
        from redact.hackathon.board_page import board_page

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        content = self.as_json()
        (folder / "board.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        for name in ("attackers", "defenders"):
            _csv(folder / f"{name}.csv", content[name])
        made = folder / "index.html"
        made.write_text(board_page(self), encoding="utf-8")
        return made


def read_board(path: Path | str) -> dict[str, Any]:
    """The rows of a saved board.json."""
    content: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return content


def _ranked(rows: Sequence[Any], interval: Any) -> list[Ranked]:
    """Rows by rank: one more than the number of rows whose interval lies wholly above."""
    spans = [interval(row) for row in rows]
    ranks = [
        None if mine is None else 1 + sum(other is not None and other[0] > mine[2] for other in spans) for mine in spans
    ]
    found = [
        Ranked(row, rank, rank is not None and ranks.count(rank) > 1) for row, rank in zip(rows, ranks, strict=True)
    ]
    middle = {id(row): (span[1] if span is not None else 0.0) for row, span in zip(rows, spans, strict=True)}
    return sorted(found, key=lambda each: (each.rank is None, each.rank or 0, -middle[id(each.row)], each.row.name))


def _plain(ranked: Ranked) -> dict[str, Any]:
    flat: dict[str, Any] = {"rank": ranked.rank, "tied": ranked.tied}
    for key, value in asdict(ranked.row).items():
        if isinstance(value, dict):
            flat |= {key if name == "value" else f"{key}_{name}": _number(each) for name, each in value.items()}
        else:
            flat[key] = _number(value)
    return flat


def _number(value: Any) -> Any:
    if isinstance(value, float):
        return None if value != value else round(value, 4)
    return value


def _csv(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Texts that a spreadsheet would take for a formula get a ' in front: names are strangers' words."""
    listed = list(rows)
    columns = list(dict.fromkeys(name for row in listed for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in listed:
            writer.writerow([_harmless(row.get(name)) for name in columns])


def _harmless(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
