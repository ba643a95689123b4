"""Writes the tables of docs/adversaries.md from a run of the adversaries.

    redact scenario run --weak --json --incidents 50000 --cities 8 --keep cities > run.jsonl
    python benchmarks/adversaries.py run.jsonl 50000

The numbers in the docs are what the run found, with how many tries and cities; nothing is typed by hand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from redact.risk.lab.outcome import Figures, Outcome, Verdict
from redact.risk.scenarios import load_scenario
from redact.risk.trial.words import SAID, kind, share, worst_first

DOCS = Path(__file__).resolve().parent.parent / "docs" / "adversaries.md"
BEGINS, ENDS = "<!-- tables: written by benchmarks/adversaries.py -->", "<!-- end of tables -->"


def main(run: str, incidents: int) -> None:
    """Puts the tables of a run's file into the docs."""
    lines = Path(run).read_text(encoding="utf-8").splitlines()
    write_tables([json.loads(line) for line in lines], incidents)


def write_tables(lines: Sequence[Mapping[str, Any]], incidents: int) -> None:
    """Puts both tables between the marks."""
    text = DOCS.read_text(encoding="utf-8")
    before, rest = text.split(BEGINS)
    after = rest.split(ENDS)[1]
    made = tables(lines, incidents)
    DOCS.write_text(f"{before}{BEGINS}\n\n{made}\n{ENDS}{after}", encoding="utf-8")


def tables(lines: Sequence[Mapping[str, Any]], incidents: int) -> str:
    """Both tables as Markdown."""
    proper = worst_first(outcome_of(line) for line in lines if "weak" not in line)
    weak = [(line, outcome_of(line)) for line in lines if "weak" in line]
    cities = max((each.cities for each in proper if load_scenario(each.scenario).city == "city"), default=0)
    said = [
        f"Under `baseline`. Incidents in each made-up city: {incidents:,}. Cities, one after the other until the limit",
        f"decides, at most: {cities} (of towns a dozen for each).",
        "",
        "| adversary | judged by | succeeds | without it | held against | tries | upper end | allowed | verdict |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(each) for each in proper),
        "",
        "The same programs on releases that are weak on purpose:",
        "",
        "| what is wrong with the release | adversary | succeeds | by guessing | tries | so it is |",
        "|---|---|---|---|---|---|",
        *(_weak(line["wrong"], each) for line, each in weak),
        "",
    ]
    return "\n".join(said)


def outcome_of(line: Mapping[str, Any]) -> Outcome:
    """An outcome as the command printed it."""
    found = line["figures"]
    figures = None
    if found is not None:
        figures = Figures(**{name: float("nan") if value is None else value for name, value in found.items()})
    return Outcome(
        line["scenario"], line["title"], line["release"], Verdict(line["verdict"]), line["at_most"], figures,
        line["words"], cities=line["cities"],
    )  # fmt: skip


def _row(each: Outcome) -> str:
    words, _ = SAID[each.verdict]
    if each.figures is None:
        return f"| `{each.scenario}` | | | | | | | {share(each.at_most)} | {words} |"
    found = each.figures
    cells = (
        f"`{each.scenario}`", kind(each), share(found.success), share(found.baseline), share(found.control),
        f"{found.tries:,}", share(found.upper), share(each.at_most), words,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _weak(wrong: str, each: Outcome) -> str:
    found = each.figures
    if found is None:
        return f"| {wrong} | `{each.scenario}` | | | | not tried |"
    guessing = found.alarms / found.controls if found.controls else found.baseline
    so = "broken" if each.broken else "not broken"
    return f"| {wrong} | `{each.scenario}` | {share(found.success)} | {share(guessing)} | {found.tries:,} | {so} |"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
