"""The smallest change of a policy that stops an adversary, and what it costs, both tried on made-up cities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from redact.policy.model import Policy
from redact.risk.lab.cities import Case, Progress, make_case
from redact.risk.lab.outcome import Verdict
from redact.risk.lab.run import run_until_decided
from redact.risk.scenarios import Scenario
from redact.risk.trial.changes import Change, changes_against
from redact.risk.usefulness import Usefulness, usefulness

MOST: Final = 6
"""Changes that are tried at most; each is a city previewed anew."""


@dataclass(frozen=True)
class Remedy:
    """A change that stops him, with usefulness before and after."""

    change: Change
    before: Usefulness
    after: Usefulness

    @property
    def loss(self) -> float:
        """What is lost of events, streets and busiest places together; the least is the smallest change."""
        return sum(max(0.0, before - after) for _, before, after in self._pairs())

    def _pairs(self) -> tuple[tuple[str, float, float], ...]:
        one, other = self.before, self.after
        return (
            ("events that are published at all", one.events_kept, other.events_kept),
            ("rows on a street", one.street_level, other.street_level),
            ("busiest streets that are still among the busiest", one.busiest_places, other.busiest_places),
            ("busiest beats and months", one.busiest_beat_months, other.busiest_beat_months),
        )

    @property
    def words(self) -> str:
        """The change and its cost in a sentence or two."""
        said = [
            f"{name} {before:.1%} to {after:.1%}" for name, before, after in self._pairs() if before - after >= 5e-4
        ]
        cost = f"It costs: {', '.join(said)}." if said else "It costs nothing that the measure of usefulness shows."
        return f"Smallest change found that stops him: {self.change.words}. {cost}"


def smallest_change(
    policy: Policy,
    scenario: Scenario,
    leans: Sequence[str],
    folder: Path,
    *,
    incidents: int,
    cities: int,
    seed: int,
    progress: Progress,
) -> str:
    """Tries single changes on the cities that the policy was tried on, and says which stops him for the least."""
    before = usefulness(_city(policy, scenario, folder, incidents, seed, progress))
    found: list[Remedy] = []
    tried = 0
    for change in changes_against(policy, leans):
        changed = change.of(policy)
        if changed is None:
            continue
        if tried == MOST:
            break
        tried += 1
        progress(f"trying the policy with another {change.path[-1]}", tried, MOST)
        outcome = run_until_decided(
            scenario, folder, changed, incidents=incidents, cities=cities, seed=seed, progress=progress
        )
        if outcome.verdict is Verdict.PASS:
            found.append(
                Remedy(change, before, usefulness(_city(changed, scenario, folder, incidents, seed, progress)))
            )
    if not found:
        return f"None of {tried} single changes of the policy that were tried stops him."
    return min(found, key=lambda each: each.loss).words


def _city(policy: Policy, scenario: Scenario, folder: Path, incidents: int, seed: int, progress: Progress) -> Case:
    return make_case(folder, policy, incidents=incidents, seed=seed, size=scenario.city, progress=progress)


__all__ = ["MOST", "Remedy", "smallest_change"]
