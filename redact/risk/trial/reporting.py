"""A run of adversaries as the command line asks for it: on made-up cities under a policy, and its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import redact
from redact.errors import UsageError
from redact.plan.folder import Plan
from redact.plan.fresh import load_policy_of, project_of
from redact.policy import load_policy
from redact.policy.model import Policy
from redact.project import load_project
from redact.risk.lab.cities import Progress, silent
from redact.risk.lab.outcome import Outcome
from redact.risk.scenarios import Scenario
from redact.risk.trial.agreed import agreed_scenarios
from redact.risk.trial.as_page import adversaries_page
from redact.risk.trial.called import called
from redact.risk.trial.proof import Broken, weak_releases
from redact.risk.trial.record import Trial, key_of, read, record_beside
from redact.risk.trial.trying import FilesOf, staged_only, try_policy
from redact.shipped import shipped


@dataclass(frozen=True)
class Run:
    """What a run found: outcomes, the scenarios, what was attacked in words, weak releases, facts for a page."""

    outcomes: tuple[Outcome, ...]
    scenarios: tuple[Scenario, ...]
    on: str
    made_up: bool = True
    proof: tuple[Broken, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def run_on_cities(
    scenarios: Sequence[Scenario],
    path: Path,
    *,
    named: bool,
    incidents: int,
    cities: int,
    seed: int,
    keep: Path | None = None,
    weak: bool = False,
    changes: bool = False,
    remember: bool = False,
    files_of: FilesOf = staged_only,
    each: Callable[[Outcome], object] = lambda _: None,
    progress: Progress = silent,
) -> Run:
    """Scenarios under the policy in a file; those that it names are held to its limits.

    Where nobody was `named`, the policy's own scenario files are run as well. `remember` keeps the trial beside the
    policy; UsageError (2) for a policy that comes with redact, since that is no place for it.
    """
    if remember and path.resolve().is_relative_to(shipped().resolve()):
        raise UsageError(
            "a result is kept beside a policy file of your own; this one comes with redact",
            fix="Copy it, and name the copy: --policy ours.yaml",
        )
    policy = load_policy(path)
    wanted = _under(policy, path, scenarios, named=named)
    found: list[Outcome] = []

    def heard(outcome: Outcome) -> None:
        found.append(outcome)
        each(outcome)

    with nullcontext(keep) if keep is not None else TemporaryDirectory(prefix="redact-scenario-") as name:
        trial = try_policy(
            policy, wanted, incidents=incidents, cities=cities, seed=seed, folder=Path(name), remedies=changes,
            files_of=files_of, each=heard, progress=progress,
        )  # fmt: skip
        made = weak_releases(policy, Path(name), incidents=incidents, cities=cities, seed=seed, progress=progress)
        proof = tuple(made) if weak else ()
    if remember:
        _remember(trial, record_beside(path), policy)
    facts = (
        ("Policy", f"{called(policy)}, version {policy.version}"),
        ("Made-up cities", f"up to {cities}, the first {seed}"),
        ("Incidents in each", f"{incidents:,}"), ("Program", redact.__version__),
    )  # fmt: skip
    return Run(tuple(found), tuple(wanted), "made-up cities, where nobody lives", proof=proof, facts=facts)


def as_agreed(scenarios: Sequence[Scenario], about: Plan | Path, *, named: bool) -> list[Scenario]:
    """The scenarios under the limits of a plan's policy, or of that of a project file, as its gate holds them to; the
    policy's own files too, unless somebody was `named`. Raises PlanStale (18) where the policy is another by now."""
    if isinstance(about, Plan):
        project = project_of(about)
        return _under(load_policy_of(about, project), project.policy, scenarios, named=named)
    file = load_project(about).policy
    return _under(load_policy(file), file, scenarios, named=named)


def _under(policy: Policy, path: Path, scenarios: Sequence[Scenario], *, named: bool) -> list[Scenario]:
    """The scenarios under the policy's limits, where it has one; its own files too, unless somebody was named."""
    agreed = {each.scenario: each for each in agreed_scenarios(policy, path.parent)}
    wanted = [agreed.get(each.scenario, each) for each in scenarios]
    if not named:
        known = {each.scenario for each in wanted}
        wanted += [each for name, each in agreed.items() if name not in known]
    return wanted


def _remember(trial: Trial, path: Path, policy: Policy) -> None:
    """Adds a trial to the record beside a policy; of other wordings of the policy nothing is kept."""
    key = key_of(policy)
    before = next((each for each in read(path) if each.key == key), Trial(key)) if path.is_file() else Trial(key)
    path.write_text(before.joined(trial).text(), encoding="utf-8", newline="\n")


def write_page(run: Run, path: Path) -> None:
    """The run as one self-contained page."""
    by_name = {each.scenario: each for each in run.scenarios}
    text = adversaries_page(
        run.outcomes, by_name, on=run.on, mark="SYNTHETIC" if run.made_up else "INTERNAL", proof=run.proof,
        facts=run.facts,
    )  # fmt: skip
    path.write_text(text, encoding="utf-8", newline="\n")


__all__ = ["Run", "as_agreed", "run_on_cities", "write_page"]
