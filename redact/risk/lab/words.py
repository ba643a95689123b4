"""What an outcome says to a release officer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import Figures, Verdict
from redact.risk.lab.reading import read
from redact.risk.lab.score import presence_bound
from redact.risk.lab.truth import PROTECTED
from redact.risk.scenarios import Scenario

_WHOM: Final = {
    "presence": "people who reported",
    "class": "visits of the police that should be hidden",
    "row": "events that should be hidden",
    "household": "published rows of events that should be hidden",
    "value": "numbers",
    "rows of a class": "rows that he names",
}
_ASKED: Final = {
    "siblings": "days of blurred rows that other tables may tell",
    "places": "protected places",
}
"""Of scenarios about these, whom it is about."""
_FINDS: Final = {
    "presence": "this adversary would rightly say of {a} that they did, and say it wrongly of {c} in 1,000 who did not",
    "class": "this adversary would recognise {a}, and say it wrongly of {c} in 1,000 others",
    "row": "this adversary would find the row of {a}, and point at a row for {c} in 1,000 that have none",
    "household": "this adversary would name the household of {a}; by guessing he would name {b}",
    "value": "this adversary would get {a} right; by guessing he would get {b}",
}


def in_words(scenario: Scenario, found: Figures, verdict: Verdict, cities: int) -> str:
    """One or two plain sentences: how many of 1,000, against what, and whether that is enough."""
    a, b, c = (_of_thousand(each) for each in (found.success, found.baseline, found.control))
    if scenario.metric == "share" and found.upper == 0:
        first = f"Asked about {found.tries:,}, this adversary is never sure enough to name one."
    elif scenario.metric == "share":
        first = (
            f"Of 1,000 {'visits' if scenario.wants == 'class' else 'rows'} that this adversary names, {a} are what he "
            f"says; at most {_of_thousand(scenario.passes.at_most)} may be."
        )
    elif scenario.metric == "count":
        first = f"Of {found.tries:,} files, {found.successes:,.0f} hold something that only the records have."
    else:
        whom = _ASKED.get(scenario.targets.of, _WHOM[scenario.wants])
        first = f"Of 1,000 {whom}, {_FINDS[scenario.wants].format(a=a, b=b, c=c)}."
    limit = f"{found.judged} {found.value:z.3f}, at most {found.upper:z.3f}, allowed {scenario.passes.at_most:.3f}"
    tail = f"{found.tries:,} tries in {cities} made-up {'city' if cities == 1 else 'cities'}" if cities else ""
    if verdict is Verdict.TOO_FEW:
        tail += f"{', ' if tail else ''}{scenario.tries_at_least:,} are needed"
    end = {
        Verdict.PASS: "The release withstands him",
        Verdict.FAIL: "The release does not withstand him",
        Verdict.INCONCLUSIVE: "That does not decide it, and is no pass",
        Verdict.TOO_FEW: "These are too few tries, and no pass",
        Verdict.NOT_RUNNABLE: "That is no pass",
    }[verdict]
    return f"{first} {end} ({limit}; {tail})."


def _of_thousand(share: float) -> str:
    number = 1_000 * share
    return f"{number:,.0f}" if number >= 9.5 or number == 0 else f"{number:.1g}"


def notes_of(scenario: Scenario, cases: Sequence[Case]) -> tuple[str, ...]:
    """Further figures: of presence, what the formula says of the cells that protected events are published in."""
    if scenario.wants != "presence":
        return ()
    usual = np.concatenate([usual_of_protected(case) for case in cases])
    if not len(usual):
        return ("no protected event is published in a cell",)
    least, middle = float(np.quantile(usual, 0.05)), float(np.median(usual))
    mean = float(np.mean([presence_bound(each) for each in np.maximum(usual, 0).tolist()]))
    told = (
        f"blurred events stand among about {middle:,.0f} rows that look alike, in the emptiest twentieth among "
        f"{least:,.0f}; that one of them more is there can be told with an advantage of at most {mean:.3f} on average, "
        f"{presence_bound(least):.3f} in the emptiest (1 / sqrt(2 pi n) of n rows that are usual)"
    )
    return (told,)


def usual_of_protected(case: Case) -> np.ndarray:
    """Of every published row of a protected event, how many rows its cell usually has."""
    rows = read(case.release, case.city)
    if not len(rows):
        return np.empty(0)
    shown = case.truth.shown
    names = dict(zip(rows.names.tolist(), rows.frame["cell"].tolist(), strict=True))
    mine = shown[shown["should"] == PROTECTED]["name"].map(names).dropna().astype("int64").to_frame("cell")
    return rows.usual(mine)
