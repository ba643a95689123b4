"""Attacking and judging releases of made-up cities: what notebooks call, and what both boards are scored with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from redact.gates import ALL, ReleaseView, scenarios
from redact.hackathon.heard import guess_of, heard
from redact.plan.folder import Plan
from redact.policy import Policy, load_policy
from redact.records import load_card, open_source
from redact.risk.attacks import Guess, lent
from redact.risk.lab.cities import Case
from redact.risk.lab.guesses import Guesses
from redact.risk.lab.knows import Knows
from redact.risk.lab.outcome import Outcome
from redact.risk.lab.release import Release
from redact.risk.lab.run import run_scenario
from redact.risk.scenarios import Named, Scenario, load_scenario
from redact.risk.trial.agreed import under
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
    adversary who practises may look up what is true; without them he learns on the others of `cases`.
    """
    several = [cases] if isinstance(cases, Case) else list(cases)
    with played_by(scenario, adversary) as chosen:
        return run_scenario(chosen, several, practice)


def meant(scenario: str | Path | Scenario) -> Scenario:
    """The scenario of a name, under the limit that `baseline` names for him, as departments agree on it; else his own.

    Whoever defends is held to that limit too, whatever his own policy names. A file is taken as it is.
    """
    if isinstance(scenario, Scenario):
        return scenario
    found, baseline = load_scenario(scenario), load_policy("baseline")
    limit = baseline.gates.scenarios.get(found.scenario) if str(scenario) == found.scenario else None
    return found if limit is None else under(found, limit, baseline)


@contextmanager
def played_by(scenario: str | Path | Scenario, adversary: Adversary | Guess | None = None) -> Iterator[Scenario]:
    """The scenario with a program of one's own in place of its own, for as long as it is tried; none: as it is."""
    chosen = meant(scenario)
    if adversary is None:
        yield chosen
        return
    with lent(LENT, heard(guess_of(adversary), chosen.wants)) as name:
        yield chosen.model_copy(update={"attack": Named(name=name, parameters=dict(chosen.attack.parameters))})


def plan_of(case: Case, policy: Policy) -> Plan:
    """The plan that a case was read from."""
    assert case.folder is not None
    return Plan.open(case.folder.parent / f"plan-{policy.digest[:12]}")


def refused(case: Case) -> tuple[tuple[str, str], ...]:
    """The gates that a release of this case would not pass, with what they say: such a policy defends nobody.

    All but the gate of the adversaries, which asks for a trial of the policy: here `attack` and the board try them.
    """
    policy, folder = case.release.policy, case.folder
    assert policy is not None and folder is not None
    made = Made(folder, {})
    sources = {name: open_source(made.exports(name), load_card(made.card(name))) for name in DATASETS}
    view = ReleaseView.of_plan(plan_of(case, policy), policy, sources)
    results = [gate(view) for gate in ALL if gate is not scenarios.check]
    return tuple((each.name, each.sentence) for each in results if not each.passed)


def useful(case: Case) -> Usefulness:
    """What is left of the records' use in this release."""
    return usefulness(case)
