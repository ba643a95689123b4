"""Searching the smallest change of a policy that stops an adversary, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Final

from redact.policy.model import Policy
from redact.risk.lab.cities import Case, Progress, make_case, silent
from redact.risk.lab.outcome import Outcome
from redact.risk.lab.run import run_until_decided
from redact.risk.scenarios import Scenario
from redact.risk.trial.changes import Change, change
from redact.risk.trial.steps import in_rounds, steps
from redact.risk.usefulness import Usefulness, usefulness
from redact.risk.worth import cost, worth

MOST: Final = 8
"""Changes that are tried unless more are asked for: each takes as long as a preview."""


@dataclass(frozen=True)
class Look:
    """What came of a policy on made-up cities: of the adversary, and how useful the release of each city was."""

    outcome: Outcome
    useful: tuple[Usefulness, ...]

    @property
    def worth(self) -> float:
        """Usefulness as one figure from 0 to 1, the mean over the cities."""
        return mean(map(worth, self.useful))


@dataclass(frozen=True)
class TriedChange:
    """One change, with what came of the policy before and after it."""

    change: Change
    before: Look
    after: Look

    @property
    def outcome(self) -> Outcome:
        """What the adversary reaches after it."""
        return self.after.outcome

    @property
    def stops(self) -> bool:
        """Whether the release withstands him then. Not decided is not stopped."""
        return self.outcome.passed

    @property
    def loss(self) -> float:
        """How much use is lost by it (0 to 1; below 0: gained)."""
        return self.before.worth - self.after.worth

    def words(self, policy: Policy) -> str:
        """The change and its cost, as measured in the first city, in a sentence or two."""
        return (
            f"Smallest change found that stops him: in the policy file {self.change.words(policy)}."
            f" {cost(self.before.useful[0], self.after.useful[0])}"
        )


def search(
    policy: Policy,
    rounds: Sequence[Sequence[Change]],
    look: Callable[[Policy], Look],
    before: Look,
    *,
    most: int,
    progress: Progress = silent,
) -> tuple[TriedChange, ...]:
    """Tries changes, one at a time, round after round, until `most` were tried or a round had one that stops him.

    `look` says what comes of a changed policy; `before` is what came of it unchanged.
    """
    tried: list[TriedChange] = []
    for each in _some(rounds, most, tried):
        progress(f"trying the policy with another {each.path.rsplit('.', 1)[-1]}", len(tried) + 1, most)
        tried.append(TriedChange(each, before, look(change(policy, each))))
    return tuple(tried)


def least(tried: Sequence[TriedChange]) -> TriedChange | None:
    """Of the changes that stop him the one with the least loss of usefulness; of equals the first tried."""
    return min((each for each in tried if each.stops), key=lambda each: each.loss, default=None)


def smallest_change(
    policy: Policy,
    scenario: Scenario,
    outcome: Outcome,
    leans: Sequence[str],
    folder: Path,
    *,
    incidents: int,
    seed: int,
    progress: Progress,
) -> str:
    """What stops him for the least, in words: tried on as many cities as the policy was tried on, `outcome`.

    Usefulness is measured in the first of them.
    """

    def looked(tried: Policy, found: Outcome) -> Look:
        return Look(found, (usefulness(_city(tried, scenario, folder, incidents, seed, progress)),))

    def look(changed: Policy) -> Look:
        cities = max(1, outcome.cities)
        found = run_until_decided(
            scenario, folder, changed, incidents=incidents, cities=cities, seed=seed, progress=progress
        )
        return looked(changed, found)

    before, rounds = looked(policy, outcome), in_rounds(steps(policy, leans))
    tried = search(policy, rounds, look, before, most=MOST, progress=progress)
    best = least(tried)
    if best is None:
        first = f", first what is shown of {' and '.join(leans)}" if leans else ""
        none = f"None of {len(tried)} single changes of the policy that were tried stops him."
        return f"{none} Change several at once{first}."
    return best.words(policy)


def _some(rounds: Sequence[Sequence[Change]], most: int, tried: Sequence[TriedChange]) -> Iterator[Change]:
    left = most
    for each in rounds:
        yield from each[:left]
        left -= min(left, len(each))
        if any(done.stops for done in tried):
            return


def _city(policy: Policy, scenario: Scenario, folder: Path, incidents: int, seed: int, progress: Progress) -> Case:
    return make_case(folder, policy, incidents=incidents, seed=seed, size=scenario.city, progress=progress)


__all__ = ["MOST", "Look", "TriedChange", "least", "search", "smallest_change"]
