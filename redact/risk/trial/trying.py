"""Trying a policy: each of its scenarios on seeded made-up cities until the limits decide."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from redact.policy.model import Policy
from redact.risk.lab.cities import Case, Progress, make_case, silent
from redact.risk.lab.outcome import Outcome, Verdict
from redact.risk.lab.run import run_until_decided
from redact.risk.scenarios import Scenario
from redact.risk.trial.leaning import leans_on
from redact.risk.trial.record import Trial, Tried, digest_of, key_of, remembered
from redact.risk.trial.remedies import smallest_change

INCIDENTS: Final = 5_000
CITIES: Final = 3
SEED: Final = 1

FilesOf = Callable[[Case], Case]
"""Gives a case whose release is there as files. Above this part, since it takes what writes releases."""


def staged_only(case: Case) -> Case:
    """The case as it is: what is staged, and no file."""
    return case


_KNOWN: Final[dict[str, Trial]] = {}
"""What was tried in this process already, by the policy's key, so that a second plan under it does not wait."""


def try_policy(
    policy: Policy,
    scenarios: Sequence[Scenario],
    *,
    incidents: int = INCIDENTS,
    cities: int = CITIES,
    seed: int = SEED,
    folder: Path | None = None,
    remedies: bool = True,
    files_of: FilesOf = staged_only,
    each: Callable[[Outcome], None] = lambda _: None,
    progress: Progress = silent,
) -> Trial:
    """What comes of scenarios under a policy. A first city of 5,000 incidents takes about 20 s, and decides most.

    Of one that the policy does not withstand it is found out on which columns he leans, and, with `remedies`, which
    single change would stop him, which takes a minute or two. `folder` keeps the cities; `files_of` writes a city's
    release for those who take its files apart; `each` hears of every outcome.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="redact-trial-") as name:
            return try_policy(
                policy, scenarios, incidents=incidents, cities=cities, seed=seed, folder=Path(name),
                remedies=remedies, files_of=files_of, each=each, progress=progress,
            )  # fmt: skip
    found = {}
    for scenario in scenarios:
        progress(f"an adversary: {scenario.title}", 0, None)
        outcome = run_until_decided(
            scenario, folder, policy, incidents=incidents, cities=cities, seed=seed, progress=progress,
            release_of=files_of if scenario.targets.of == "files" else staged_only,
        )  # fmt: skip
        leans, remedy = tuple[str, ...](), ""
        if outcome.verdict is Verdict.FAIL:
            leans = _leans(scenario, policy, folder, incidents, seed, progress)
            if remedies:
                remedy = smallest_change(
                    policy, scenario, outcome, leans, folder, incidents=incidents, seed=seed, progress=progress
                )
        found[digest_of(scenario)] = Tried(
            scenario.scenario, outcome.figures, outcome.cities, incidents, outcome.why, outcome.notes, leans, remedy
        )
        each(replace(outcome, columns=leans, why=remedy or outcome.why))
    return Trial(key_of(policy), found)


def keep_trial(
    policy: Policy,
    scenarios: Sequence[Scenario],
    files: Iterable[Path],
    *,
    files_of: FilesOf = staged_only,
    progress: Progress = silent,
) -> Trial:
    """What is known of a policy, from `files` and from what comes with redact; scenarios that it says nothing of, or
    too little for their limit, are tried now."""
    known = remembered(policy, files)
    wanted = known.undecided(scenarios, CITIES)
    if wanted and known.key in _KNOWN:
        known = known.joined(_KNOWN[known.key])
        wanted = known.undecided(scenarios, CITIES)
    if wanted:
        progress("trying the policy on made-up cities, once", 0, None)
        known = known.joined(try_policy(policy, wanted, files_of=files_of, progress=progress))
        _KNOWN[known.key] = known
    return known


def _leans(
    scenario: Scenario, policy: Policy, folder: Path, incidents: int, seed: int, progress: Progress
) -> tuple[str, ...]:
    def made(number: int) -> Case:
        return make_case(folder, policy, incidents=incidents, seed=number, size=scenario.city, progress=progress)

    return leans_on(scenario, [made(seed)], [made(seed + 1_000)] if scenario.knows.practice else [])


__all__ = ["CITIES", "INCIDENTS", "SEED", "keep_trial", "try_policy"]
