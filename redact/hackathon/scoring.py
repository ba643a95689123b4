"""The organiser's side: entries scored on cities that nobody has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from statistics import mean
from typing import Final

from redact.hackathon.cities import INCIDENTS, city, release, whole
from redact.hackathon.entries import Entry, EntryFailed, Remote, read_entry
from redact.hackathon.gain import Gain, gain_of
from redact.hackathon.heard import NoGuesses
from redact.hackathon.playing import AGAINST, attack, meant, refused, useful
from redact.policy import Policy, load_policy
from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import Outcome, Verdict
from redact.risk.trial.called import called
from redact.risk.worth import worth

MOST_CITIES: Final = 3
"""Cities that a policy is tried on at most, until every adversary is decided."""

OPEN: Final = (Verdict.INCONCLUSIVE, Verdict.TOO_FEW)

PRACTICE: Final = 1_000
"""The seed of a practice city is so much above that of the first city attacked."""


@dataclass(frozen=True)
class Attacked:
    """One row of the attackers' board: an entry on one of the three places.

    `ours` is the gain of the program that comes with redact for the same question. `gain` is None where there is no
    rank: the entry did not run, or there were too few tries; `why` says it then.
    """

    name: str
    by: str
    scenario: str
    place: str
    policy: str
    cities: int
    tries: int
    gain: Gain | None
    ours: Gain | None
    words: str
    story: str
    why: str = ""


@dataclass(frozen=True)
class Defended:
    """One row of the defenders' board: a policy on one of the three places.

    `useful` is the mean over cities, `least` and `most` the extremes. `holds`: every adversary named was withstood.
    `worst` is who came nearest to his limit or furthest over it, with his upper limit and what it may be. `why` says
    what keeps a policy that does not hold from a rank.
    """

    name: str
    place: str
    cities: int
    useful: float
    least: float
    most: float
    holds: bool
    worst: str
    upper: float
    at_most: float
    why: str = ""


def score(
    entry: Path | str | Entry,
    seed: int,
    *,
    place: str = "city",
    policy: Policy | str | Path = "baseline",
    cities: int = 1,
    incidents: int = INCIDENTS,
    folder: Path | str = "hidden-cities",
) -> Attacked:
    """An entry on cities of the hidden seed, of which its maker has neither the release nor the truth.

    This runs a stranger's program. It is for the organiser alone, on a machine on which nothing lies that others may
    not read, and after reading the entry. The program is in a process of its own that is given the release and what
    the scenario grants. That process is no prison: it could look for `folder`, whose name it is not told.
    """
    chosen = entry if isinstance(entry, Entry) else read_entry(entry)
    scenario = meant(chosen.scenario)
    cases = hidden_cases(place, policy, seed, cities, incidents, folder)
    practice = hidden_cases(place, policy, seed + PRACTICE, 1, incidents, folder) if scenario.knows.practice else []
    own = attack(cases, scenario, practice=practice)
    outcome, why = None, ""
    try:
        outcome = attack(cases, scenario, Remote(chosen), practice=practice)
    except (EntryFailed, NoGuesses) as error:
        why = error.what
    found = outcome.figures if outcome is not None else None
    if outcome is not None:
        why = _no_rank(outcome)
    other = own.figures.baseline if own.figures is not None else 0.0
    return Attacked(
        name=chosen.name,
        by=chosen.by,
        scenario=chosen.scenario,
        place=place,
        policy=called(policy if isinstance(policy, Policy) else load_policy(policy)),
        cities=cities,
        tries=found.tries if found is not None else 0,
        gain=None if why or found is None else gain_of(found, 0.0 if isnan(other) else other),
        ours=None if _no_rank(own) or own.figures is None else gain_of(own.figures),
        words=outcome.words if outcome is not None else "",
        story=chosen.story,
        why=why,
    )


def defend(
    policy: Policy | str | Path,
    seed: int,
    *,
    name: str = "",
    place: str = "city",
    against: Sequence[str] = AGAINST,
    cities: int = MOST_CITIES,
    incidents: int = INCIDENTS,
    folder: Path | str = "hidden-cities",
) -> Defended:
    """A policy on cities of the hidden seed: what it keeps of use, and whether it withstands every adversary named.

    Another city is made, `cities` at most, as long as an adversary is not decided. A policy that the gates would
    refuse, that one adversary breaks, or against whom it is still not decided then, has no rank.
    """
    chosen = policy if isinstance(policy, Policy) else load_policy(policy)
    first, scenarios = whole(seed), [meant(word) for word in against]
    practice = [
        hidden_cases(place, chosen, first + PRACTICE, 1, incidents, folder) if each.knows.practice else []
        for each in scenarios
    ]
    cases: list[Case] = []
    outcomes: list[Outcome | None] = [None] * len(scenarios)
    while len(cases) < cities and any(each is None or each.verdict in OPEN for each in outcomes):
        cases += hidden_cases(place, chosen, first + len(cases), 1, incidents, folder)
        outcomes = [
            attack(cases, scenario, practice=own) if before is None or before.verdict in OPEN else before
            for scenario, own, before in zip(scenarios, practice, outcomes, strict=True)
        ]
    tried = [each for each in outcomes if each is not None]
    values = [worth(useful(case)) for case in cases]
    worst = max(tried, key=_over)
    figures = worst.figures
    why = _not_held(tried, [gate for case in cases for gate in refused(case)])
    return Defended(
        name=name or called(chosen),
        place=place,
        cities=len(cases),
        useful=mean(values),
        least=min(values),
        most=max(values),
        holds=not why,
        worst=worst.scenario,
        upper=figures.upper if figures is not None else float("nan"),
        at_most=worst.at_most,
        why=why,
    )


def hidden_cases(
    place: str, policy: Policy | str | Path, seed: int, cities: int, incidents: int, folder: Path | str
) -> list[Case]:
    """As many cities of one kind as are asked for, from the seed on, with their releases."""
    return [
        release(city(place, incidents=incidents, seed=number, folder=folder), policy)
        for number in range(whole(seed), whole(seed) + cities)
    ]


def _no_rank(outcome: Outcome) -> str:
    """Why an attack has no place on the board. Passing or failing the limit is no matter there; tries are."""
    if outcome.verdict in (Verdict.TOO_FEW, Verdict.NOT_RUNNABLE) or outcome.figures is None:
        return f"{outcome.verdict}: {outcome.why}" if outcome.why else str(outcome.verdict)
    return ""


def _over(outcome: Outcome) -> float:
    """How much of his limit an adversary reached; who has no figures counts as over it."""
    figures = outcome.figures
    if figures is None or isnan(figures.upper):
        return float("inf")
    return figures.upper / outcome.at_most if outcome.at_most else figures.upper * 1e9


def _not_held(outcomes: Sequence[Outcome], gates: Sequence[tuple[str, str]]) -> str:
    """What speaks against a policy, the hardest first; "" if nothing does."""
    if gates:
        return "the gates refuse it: " + ", ".join(sorted({name for name, _ in gates}))
    for verdict, words in (
        (Verdict.FAIL, "broken by"),
        (Verdict.INCONCLUSIVE, "not decided against"),
        (Verdict.TOO_FEW, "too few tries by"),
        (Verdict.NOT_RUNNABLE, "could not be tried against"),
    ):
        named = [each.scenario for each in outcomes if each.verdict is verdict]
        if named:
            return f"{words} {', '.join(named)}"
    return ""
