"""Running a scenario: one adversary against a release of each of several cities, pooled into one outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.policy import load_policy
from redact.policy.model import Policy
from redact.risk.attacks.registry import attack_named
from redact.risk.lab.cities import AS_OF, SIZES, Case, Progress, make_case, silent
from redact.risk.lab.guesses import Guesses
from redact.risk.lab.knows import Knows
from redact.risk.lab.outcome import CannotTry, Figures, Outcome, Verdict
from redact.risk.lab.score import Tries, figures, verdict_of
from redact.risk.lab.targets import Asked, targets_of
from redact.risk.lab.targets.asked import CONTROL, TARGET
from redact.risk.lab.targets.places import drawn_anew
from redact.risk.lab.truth import Truth
from redact.risk.lab.words import in_words, notes_of
from redact.risk.scenarios import Scenario, load_scenario

MOST_CITIES: Final = 8
"""Cities that are made at most until a limit can be decided."""

TOWNS_PER_CITY: Final = 12
"""A town has so few events that many stand for one city."""

PROMISE: Final = 0.5
"""The share of rows that may be what they look like, where no policy says."""


def run_scenario(scenario: Scenario, cases: Sequence[Case], practice: Sequence[Case] = ()) -> Outcome:
    """One outcome of all cases together. If the scenario lets him practise, he learns on the cities of `practice`, or
    where there are none on the others that are attacked; without any he cannot be tried."""
    if not cases:
        return not_runnable(scenario, "", "there is no release to try it on")
    tried = [practising(scenario, case, practice or cases) for case in cases]
    if scenario.knows.practice and not all(case.practice for case in tried):
        why = "he practises on another city, and was given none"
        return not_runnable(scenario, cases[0].release.name, why, len(cases))
    try:
        rounds = [one_round(scenario, case) for case in tried]
    except CannotTry as reason:
        return not_runnable(scenario, cases[0].release.name, str(reason), len(cases))
    return outcome_of(scenario, cases, rounds)


def run_until_decided(
    scenario: Scenario,
    folder: Path,
    policy: Policy,
    *,
    incidents: int,
    cities: int = MOST_CITIES,
    seed: int = 1,
    release_of: Callable[[Case], Case] = lambda case: case,
    progress: Progress = silent,
) -> Outcome:
    """Pools seeded cities, one after the other, until the limits decide or there are `cities` of them.

    `release_of` puts another release of the same city in place of its own, e.g. a weak one. Where he practises, the
    city that he practises on is one that is never attacked.
    """
    rounds: list[Tries] = []
    cases: list[Case] = []
    own: list[Case] = []
    size = scenario.city
    if scenario.knows.practice:
        made = make_case(folder, policy, incidents=incidents, seed=seed + 1_000, size=size, progress=progress)
        own = [release_of(made)]
    for number in range(seed, seed + cities * TOWNS_PER_CITY if size == "town" else seed + cities):
        made = make_case(folder, policy, incidents=incidents, seed=number, size=size, progress=progress)
        case = release_of(made)
        try:
            rounds.append(one_round(scenario, practising(scenario, case, own)))
        except CannotTry as reason:
            return not_runnable(scenario, case.release.name, str(reason), number - seed + 1)
        cases.append(case)
        outcome = outcome_of(scenario, cases, rounds)
        if outcome.verdict in (Verdict.PASS, Verdict.FAIL):
            return outcome
    return outcome


def run_file(
    path: Path | str,
    *,
    cities: int = 2,
    incidents: int = 5_000,
    policy: str = "baseline",
    folder: Path | None = None,
) -> Outcome:
    """What a notebook calls: a scenario by file or name, on made-up cities under a policy.

    `folder` keeps the cities for the next time; without it they are made in a temporary one.
    """
    import tempfile

    if folder is not None:
        return run_until_decided(load_scenario(path), folder, load_policy(policy), incidents=incidents, cities=cities)
    with tempfile.TemporaryDirectory(prefix="redact-lab-") as name:
        scenario, place = load_scenario(path), Path(name)
        return run_until_decided(scenario, place, load_policy(policy), incidents=incidents, cities=cities)


def practising(scenario: Scenario, case: Case, cases: Iterable[Case]) -> Case:
    """The case with the practice cities that the scenario grants: all others, never itself."""
    if not scenario.knows.practice:
        return case
    return replace(case, practice=tuple(each.as_practice() for each in cases if each.number != case.number))


def knows_of(scenario: Scenario, case: Case, asked: Asked) -> Knows:
    """What the adversary gets besides the release: facts, map, lists; nothing of the truth."""
    return Knows(
        targets=asked.facts,
        city=case.city,
        first=case.first,
        last=case.last,
        files={name: case.lists[name] for name in scenario.knows.files if name in case.lists},
        practice=case.practice,
        parameters=scenario.attack.parameters,
        rates=_public_rates(case.truth),
    )


def one_round(scenario: Scenario, case: Case) -> Tries:
    """The attack and its baseline in one city, marked by the truth."""
    if scenario.finding is not None and not scenario.finding.built_in:
        raise CannotTry("somebody else wrote its program, which does not come with redact and is only described")
    if scenario.targets.of == "places":
        return Tries.pooled([_round(scenario, each) for each in drawn_anew(case, scenario.targets.most)])
    return _round(scenario, case)


def _round(scenario: Scenario, case: Case) -> Tries:
    asked = targets_of(scenario, case)
    release = case.release.only(scenario.tables)
    knows = knows_of(scenario, case, asked)
    guess = attack_named(scenario.attack.name).guess
    said = _checked(guess(release, knows), len(asked), scenario)
    right = marks(said, asked, case.truth)
    if scenario.baseline == "without release" and len(asked):
        base = marks(_checked(guess(release.emptied(), knows), len(asked), scenario), asked, case.truth)
    elif scenario.baseline == "chance":
        base = asked.answers["chance"].to_numpy(np.float64)
    else:
        base = _commonest(asked.answers)
    role = asked.answers["role"].to_numpy(object)
    return Tries(
        right=right,
        named=said.claim != "",
        confidence=said.confidence,
        target=role == TARGET,
        control=role == CONTROL,
        household=asked.answers["household"].to_numpy(np.int64),
        part=asked.answers["part"].to_numpy(object),
        baseline=base,
    )


def marks(said: Guesses, asked: Asked, truth: Truth) -> NDArray[np.float64]:
    """(n,) Of every claim whether, or with what chance, it is right; of a control whether it is a false alarm."""
    answers = asked.answers
    right, claim = answers["right"].to_numpy(object), said.claim
    ventured = claim != ""
    good = ventured & ((claim == right) | (right == "*"))
    if asked.right_any is not None:
        known = asked.right_any
        good = np.array([bool(known.intersection(str(each).split("\n"))) for each in claim.tolist()], dtype=np.bool_)
    event = answers["event"].to_numpy(np.int64)
    of_row = event >= 0
    if of_row.any():
        shown = dict(zip(truth.shown["name"].tolist(), truth.shown["event"].tolist(), strict=True))
        named = np.array([shown.get(each, -2) for each in claim.tolist()], dtype=np.int64)
        good = np.where(of_row, ventured & (named == event), good)
    return np.asarray(good * answers["worth"].to_numpy(np.float64), dtype=np.float64)


def outcome_of(scenario: Scenario, cases: Sequence[Case], rounds: Sequence[Tries]) -> Outcome:
    """The outcome of rounds in several cities, pooled."""
    tries = Tries.pooled(list(rounds))
    against = {"matched": "controls", "other rows": "controls"}.get(scenario.control, scenario.control)
    promise = promised(cases[0].release.policy)
    found = figures(tries, scenario.metric, against=against, promise=promise)
    if found is None and scenario.metric == "share":
        found = named_nobody(tries, promise)
    if found is None:
        nobody = "there was nobody to ask him about, or nobody to hold it against"
        return not_runnable(scenario, cases[0].release.name, nobody, len(cases))
    parts = {}
    for name in sorted({str(each) for each in tries.part[tries.target]} - {""}):
        part = figures(
            tries.take((tries.part == name) | tries.control), scenario.metric, against=against, promise=promise
        )
        if part is not None and scenario.metric != "share":
            parts[name] = part
    verdict = verdict_of(found, scenario.passes.at_most, scenario.tries_at_least)
    return Outcome(
        scenario=scenario.scenario,
        title=scenario.title,
        release=cases[0].release.name,
        verdict=verdict,
        at_most=scenario.passes.at_most,
        figures=found,
        words=in_words(scenario, found, verdict, len(cases)),
        why=_why(scenario, found, verdict),
        parts=parts,
        notes=notes_of(scenario, cases),
        cities=len(cases),
    )


def named_nobody(tries: Tries, promise: float) -> Figures | None:
    """The figures of an adversary who was asked and is never sure enough to name one: he found out nothing. None where
    he named some, or nobody was asked."""
    asked = int(tries.target.sum())
    if not asked or (tries.named & tries.target).any():
        return None
    return Figures(asked, 0, 0, 0, 0.0, promise, 0.0, "share", 0.0, 0.0, 0.0, -promise / (1 - promise))


def not_runnable(scenario: Scenario, release: str, why: str, cities: int = 0) -> Outcome:
    """The outcome of a scenario that could not be tried; it is not a pass."""
    return Outcome(
        scenario.scenario, scenario.title, release, Verdict.NOT_RUNNABLE, scenario.passes.at_most, None,
        f"This adversary could not be tried: {why}. That is no pass.", why, cities=cities,
    )  # fmt: skip


def promised(policy: Policy | None) -> float:
    """The largest share of alike rows that the policy lets be what they look like."""
    shares = [
        1 - tier.cover.share_at_least
        for tier in (policy.tiers if policy is not None else ())
        if tier.rows == "publish" and tier.classes and tier.cover is not None and tier.cover.share_at_least
    ]
    return max(shares, default=PROMISE)


def _why(scenario: Scenario, found: Figures, verdict: Verdict) -> str:
    if verdict is Verdict.TOO_FEW:
        return f"{found.tries:,} tries, {scenario.tries_at_least:,} are needed"
    if verdict is Verdict.INCONCLUSIVE:
        return f"it lies between {found.low:.3f} and {found.upper:.3f}; more tries would narrow it"
    return ""


def _checked(said: Guesses, n: int, scenario: Scenario) -> Guesses:
    if len(said) != n:
        raise ValueError(f"attack {scenario.attack.name} gave {len(said)} guesses for {n} targets")
    return said


def _commonest(answers: pd.DataFrame) -> NDArray[np.float64]:
    """Success of who always says what is most often right."""
    targets = answers[answers["role"] == TARGET]["right"]
    if not len(targets):
        return np.zeros(len(answers))
    return np.asarray((answers["right"] == targets.mode().iloc[0]).to_numpy(), dtype=np.float64)


def _public_rates(truth: Truth) -> dict[str, float]:
    """Shares that any yearly report of such a city has."""
    at_home = truth.events[truth.events["household"] >= 0]
    share = float((at_home["should"] != "").mean()) if len(at_home) else 0.0
    hidden = int((truth.events["should"] == "withheld").sum())
    return {"sensitive at home": round(share, 2), "withheld a year": float(round(hidden, -1))}


__all__ = [
    "AS_OF", "MOST_CITIES", "SIZES", "knows_of", "marks", "not_runnable", "one_round", "outcome_of", "practising",
    "promised", "run_file", "run_scenario", "run_until_decided",
]  # fmt: skip
