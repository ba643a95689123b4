"""Lines of a list that he has: court cases, what a scanner heard, persons on the voter roll."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.lab.cities import Case
from redact.risk.lab.targets.asked import CONTROL, TARGET, Asked, answers_of
from redact.risk.lab.targets.events import living_of, some_of
from redact.risk.scenarios import Scenario

_DAY: Final = 1_440
_WEEK: Final = 7 * _DAY
_DAYS: Final = 365.0
_EVENT: Final = 10_000_000
"""An event's number is its year times this, and its place in the year."""


def lines(scenario: Scenario, case: Case) -> Asked:
    """Lines of the first list that the scenario grants, and lines that nothing published is about.

    docket, scanner   lines about truly sensitive events; of controls the time is other weeks', so that no such case is
    voter_roll        persons to whom it happened, with the department's number of the report (a letter has it);
                      controls are persons who are in no record, with numbers that were never given
    """
    rng = np.random.default_rng([case.number, 23])
    name = scenario.knows.files[0]
    return _MAKERS[name](scenario, case, rng)


def _rows(case: Case, scenario: Scenario) -> float:
    """The rows that a blind pick is made among; for a line with a date those of its day, if days are alike."""
    return max(1.0, float(len(case.release.only(scenario.tables))))


def _links(case: Case, name: str, kind: str) -> NDArray[np.int64]:
    """Per line of a list the event or person that it is about, -1 for none."""
    assert case.folder is not None, "lists come with a city's folder"
    links = pd.read_csv(case.folder / "truth" / "adversary_links.csv", dtype={"file": "str", "kind": "str"})
    mine = links[links["file"].str.startswith(name) & (links["kind"] == kind)]
    found = np.full(len(case.lists[name]), -1, dtype=np.int64)
    found[mine["row"].to_numpy()] = mine["number"].to_numpy(np.int64)
    return found


def _wanted(scenario: Scenario, case: Case, event: NDArray[np.int64]) -> pd.DataFrame:
    """Of each line whose event belongs into the wanted tiers: line, event, should, household."""
    events = case.truth.events
    known = pd.DataFrame({"line": np.arange(len(event)), "event": event})
    joined = known.join(events[["should", "household"]], on="event", how="inner")
    return joined[joined["should"].isin(scenario.targets.tiers)]


def _dated(scenario: Scenario, case: Case, rng: np.random.Generator) -> Asked:
    name = scenario.knows.files[0]
    listed = case.lists[name]
    mine = some_of(_wanted(scenario, case, _links(case, name, "event")), scenario.targets.most, rng)
    told = listed.iloc[mine["line"].to_numpy()].reset_index(drop=True)
    column, before, after = _TIMES[name]
    at = pd.to_datetime(told[column]).to_numpy().astype("datetime64[m]").astype(np.int64)
    low = np.datetime64(case.first, "m").astype(np.int64)
    weeks = max(2, int((np.datetime64(case.last, "m").astype(np.int64) - low) // _WEEK))
    moved = low + (at - low + rng.integers(1, weeks, len(at)) * _WEEK) % (weeks * _WEEK)
    parts = []
    for times in (at, moved):
        part = told.assign(start=times - before, end=times + after)
        part[column] = pd.Series(times.astype("datetime64[m]")).dt.strftime(_STYLES[name])
        parts.append(part)
    answers = [
        answers_of(
            len(mine), TARGET, right="*", event=mine["event"].to_numpy(), household=living_of(mine),
            part=mine["should"].to_numpy(), chance=_DAYS / _rows(case, scenario),
        ),
        answers_of(len(mine), CONTROL, right="*", household=living_of(mine)),
    ]  # fmt: skip
    return Asked(pd.concat(parts, ignore_index=True), pd.concat(answers, ignore_index=True))


def _persons(scenario: Scenario, case: Case, rng: np.random.Generator) -> Asked:
    roll = case.lists["voter_roll"]
    person = _links(case, "voter_roll", "person")
    records, events = case.truth.records, case.truth.events
    line = dict(zip(person.tolist(), range(len(person)), strict=True))
    mine = events[events["should"].isin(scenario.targets.tiers) & events["victim"].isin(person)]
    mine = some_of(mine, scenario.targets.most, rng)
    lines_of = np.array([line[each] for each in mine["victim"].tolist()], dtype=np.int64)
    involved = set(records["victim"].tolist()) | set(records["suspect"].tolist())
    free = np.array([at for at, each in enumerate(person.tolist()) if each not in involved], dtype=np.int64)
    others = np.sort(rng.permutation(free)[: len(mine)])
    number = mine.index.to_numpy(np.int64)
    unused = int(events.index.max()) + 1 + np.arange(len(others))
    facts = pd.concat([roll.iloc[lines_of], roll.iloc[others]], ignore_index=True)
    facts["event_year"] = np.concatenate([number, unused]) // _EVENT
    facts["event_serial"] = np.concatenate([number, unused]) % _EVENT
    answers = [
        answers_of(
            len(mine), TARGET, right="*", event=number, household=living_of(mine),
            part=mine["should"].to_numpy(), chance=1 / _rows(case, scenario),
        ),
        answers_of(len(others), CONTROL, right="*", household=-2 - np.arange(len(others))),
    ]  # fmt: skip
    return Asked(facts, pd.concat(answers, ignore_index=True))


_TIMES: Final[Mapping[str, tuple[str, int, int]]] = {"docket": ("offense_date", 0, _DAY), "scanner": ("heard_at", 5, 1)}
"""By list: the column of its time, and the minutes before and after that it may mean."""

_STYLES: Final[Mapping[str, str]] = {"docket": "%Y-%m-%d", "scanner": "%Y-%m-%d %H:%M"}

_MAKERS: Final[Mapping[str, Callable[[Scenario, Case, np.random.Generator], Asked]]] = {
    "docket": _dated,
    "scanner": _dated,
    "voter_roll": _persons,
}
