"""Attacking and judging releases of made-up cities: what notebooks call, and what both boards are scored with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any, Final, Protocol

from redact.gates import ReleaseView, run_gates
from redact.plan.folder import Plan
from redact.policy import Policy
from redact.records import load_card, open_source
from redact.risk.attacks import Guess, lent
from redact.risk.lab.cities import Case
from redact.risk.lab.guesses import Guesses
from redact.risk.lab.knows import Knows
from redact.risk.lab.outcome import CannotTry, Outcome
from redact.risk.lab.release import Release
from redact.risk.lab.run import not_runnable, one_round, outcome_of, practising
from redact.risk.scenarios import Named, Scenario, load_scenario
from redact.risk.usefulness import Usefulness, usefulness
from redact.synth import City as Made
from redact.synth.city import DATASETS

AGAINST: Final = ("did_she_report", "absence", "neighbour", "address_lookup", "marker")
"""The adversaries that a defender meets unless the organiser names others: those that need no practice city."""

LENT: Final = "of_this_notebook"


class Adversary(Protocol):
    """What a participant writes: anything with this method."""

    def guess(self, release: Release, knows: Knows) -> Guesses:
        """One claim per row of `knows.targets`."""
        ...


def attack(
    cases: Case | Sequence[Case],
    scenario: str | Path | Scenario,
    adversary: Adversary | Guess | None = None,
    practice: Sequence[Case] = (),
) -> Outcome:
    """How a scenario's adversary does against one release, or against those of several cities together.

    `adversary` takes the place of the scenario's own program: an object with `guess`, or the function itself. It is
    then given the scenario's facts and held against its controls and limit. `practice` are other cities, of which an
    adversary who practises may look up what is true.
    """
    chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    several = [cases] if isinstance(cases, Case) else list(cases)
    if adversary is None:
        return _run(chosen, several, practice)
    guess: Any = adversary.guess if hasattr(adversary, "guess") else adversary
    with lent(LENT, guess) as name:
        program = Named(name=name, parameters=dict(chosen.attack.parameters))
        return _run(chosen.model_copy(update={"attack": program}), several, practice)


def _run(scenario: Scenario, cases: Sequence[Case], practice: Sequence[Case]) -> Outcome:
    name = cases[0].release.name
    if scenario.knows.practice and not practice:
        return not_runnable(scenario, name, "he practises on another city, and was given none", len(cases))
    try:
        rounds = [one_round(scenario, practising(scenario, case, practice)) for case in cases]
    except CannotTry as reason:
        return not_runnable(scenario, name, str(reason), len(cases))
    return outcome_of(scenario, cases, rounds)


def plan_of(case: Case, policy: Policy) -> Plan:
    """The plan that a case was read from."""
    assert case.folder is not None
    return Plan.open(case.folder.parent / f"plan-{policy.digest[:12]}")


def refused(case: Case) -> tuple[tuple[str, str], ...]:
    """The gates that a release of this case would not pass, with what they say.

    A policy that cannot be published defends nobody.
    """
    policy, folder = case.release.policy, case.folder
    assert policy is not None and folder is not None
    made = Made(folder, {})
    sources = {name: open_source(made.exports(name), load_card(made.card(name))) for name in DATASETS}
    results = run_gates(ReleaseView.of_plan(plan_of(case, policy), policy, sources))
    return tuple((each.name, each.sentence) for each in results if not each.passed)


def useful(case: Case) -> Usefulness:
    """What is left of the records' use in this release."""
    return usefulness(case)


def worth(found: Usefulness) -> float:
    """Usefulness as one figure from 0 to 1, for a board: the mean of six, none of which can make up for all others.

    Events outside the sensitive classes that are published; of their rows those at street level; of the busiest
    twentieth of streets, and of beats and months, those that are among it still; and how right the shares of months
    and of districts are.
    """
    return mean(
        (
            found.events_kept, found.street_level, found.busiest_places, found.busiest_beat_months,
            1 - min(found.trend_error, 1.0), 1 - min(found.district_error, 1.0),
        )
    )  # fmt: skip
