"""Proof that a pass means something: every weak release against the adversary that must break it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from redact.policy.model import Policy
from redact.risk.lab.cities import Progress, silent
from redact.risk.lab.outcome import Outcome
from redact.risk.lab.run import run_until_decided
from redact.risk.scenarios import load_scenario
from redact.risk.weak import WEAK


@dataclass(frozen=True)
class Broken:
    """A weak release, what is wrong with it in words, and what came of its adversary there."""

    name: str
    wrong: str
    outcome: Outcome


def weak_releases(
    policy: Policy,
    folder: Path,
    *,
    incidents: int,
    cities: int,
    seed: int,
    names: Iterable[str] = tuple(WEAK),
    progress: Progress = silent,
) -> Iterator[Broken]:
    """The weak releases of the same cities, one after the other."""
    for name in names:
        weak = WEAK[name]
        progress(f"a weak release: {weak.wrong}", 0, None)
        outcome = run_until_decided(
            load_scenario(weak.broken_by), folder, policy, incidents=incidents, cities=cities, seed=seed,
            release_of=weak.make, progress=progress,
        )  # fmt: skip
        yield Broken(name, weak.wrong, outcome)


__all__ = ["Broken", "weak_releases"]
