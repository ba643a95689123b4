"""Adversaries against a plan, a release, or the policy on made-up cities: `redact scenario list` and `run`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redact.cli.console import emit, out, progress, say, table
from redact.cli.options import Json, PolicyName, policy_path
from redact.errors import GateFailed, UsageError

if TYPE_CHECKING:
    from redact.risk.lab import Outcome
    from redact.risk.scenarios import Scenario

app = typer.Typer(no_args_is_help=True, help="Adversaries: what they would learn from a release.")


@app.command("list")
def list_(
    stories: Annotated[bool, typer.Option("--stories", help="Each with its story, as people should read it.")] = False,
    as_json: Json = False,
) -> None:
    """List the adversaries that come with redact.

    \b
    redact scenario list
    redact scenario list --stories

    Copy a file of policies/scenarios, change who knows what, and name the copy in `redact scenario run`.
    """
    from redact.risk.scenarios import shipped_scenarios

    found = shipped_scenarios()
    if as_json:
        for each in found:
            emit(each.model_dump(mode="json"))
        return
    if stories:
        for each in found:
            out(f"{each.scenario}: {each.title}\n  {each.story}\n")
        return
    rows = [
        (each.scenario, each.metric, f"{each.passes.at_most:g}", "" if each.needs_truth else "also real", each.title)
        for each in found
    ]
    out(table(rows, heads=("scenario", "figure", "at most", "data", "who")))


@app.command("run")
def run(
    scenario: Annotated[
        list[str] | None, typer.Argument(metavar="[SCENARIO]...", help="Names or files; all that come with redact.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="PLAN", help="A plan: of a made-up city with its truth, or real.")
    ] = None,
    release: Annotated[
        list[Path] | None,
        typer.Option("--release", metavar="DIR", help="A written release; with --project, which has its map layers."),
    ] = None,
    project: Annotated[
        Path, typer.Option("--project", metavar="FILE", help="The project that a --release belongs to.")
    ] = Path("redact.yaml"),
    policy: PolicyName = "baseline",
    cities: Annotated[int, typer.Option("--cities", min=1, metavar="N", help="Made-up cities at most.")] = 3,
    incidents: Annotated[int, typer.Option("--incidents", min=100, metavar="N", help="Incidents of each.")] = 5_000,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="The first city's seed.")] = 1,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="DIR", help="Keep the made-up cities here, for the next run.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Let adversaries attack made-up cities under a policy, a plan, or a written release.

    \b
    redact scenario run --policy baseline --incidents 50000
    redact scenario run did_she_report neighbour --policy ours.yaml --cities 5 --keep cities
    redact scenario run my-adversary.yaml
    redact scenario run --plan plan
    redact scenario run address_lookup --release releases/2026-03 --project redact.yaml

    Without --plan and --release cities are made, put through the policy and attacked, until there are tries enough to
    decide or --cities is reached. On real records only adversaries can be run that need no truth, and only counts and
    rates are printed. Ends with 15 unless the release withstands every one of them: no verdict is no pass.
    """
    from redact.risk.scenarios import load_scenario, shipped_scenarios

    if plan is not None and release:
        raise UsageError("a plan or a release, not both", fix="redact scenario run --plan PLAN")
    wanted = [load_scenario(name) for name in scenario] if scenario else list(shipped_scenarios())
    if plan is not None:
        outcomes = _on_plan(wanted, plan)
    elif release:
        outcomes = _on_releases(wanted, release, project)
    else:
        outcomes = _on_cities(wanted, policy, cities, incidents, seed, keep)
    done = []
    for outcome in outcomes:
        done.append(outcome)
        if as_json:
            emit(outcome.as_json())
        else:
            out(f"{outcome.scenario}: {outcome.verdict}\n  {outcome.words}")
            for note in outcome.notes:
                out(f"  {note}")
    if not as_json:
        heads = ("scenario", "release", "figure", "upper", "allowed", "")
        out("\n" + table([_row(each) for each in done], heads=heads))
    against = [each for each in done if not each.passed]
    if against:
        raise GateFailed(
            f"{len(against)} of {len(done)} adversaries are not withstood: "
            + ", ".join(f"{each.scenario} ({each.verdict})" for each in against),
            fix="What each learnt and how is said above; `redact scenario list --stories` says who they are.",
        )


def _row(outcome: Outcome) -> tuple[str, ...]:
    figures = outcome.figures
    found = ("", "") if figures is None else (f"{figures.judged} {figures.value:.3f}", f"{figures.upper:.3f}")
    return (outcome.scenario, outcome.release, *found, f"{outcome.at_most:.3f}", outcome.verdict.value)


def _on_cities(
    wanted: list[Scenario], policy: str, cities: int, incidents: int, seed: int, keep: Path | None
) -> Iterator[Outcome]:
    from redact.policy import load_policy
    from redact.risk.lab.run import run_until_decided

    loaded = load_policy(policy_path(policy))
    with tempfile.TemporaryDirectory(prefix="redact-scenario-") as name, progress() as advance:
        for each in wanted:
            yield run_until_decided(
                each, keep or Path(name), loaded, incidents=incidents, cities=cities, seed=seed, progress=advance
            )


def _on_plan(wanted: list[Scenario], folder: Path) -> Iterator[Outcome]:
    from redact.plan.folder import Plan
    from redact.risk.lab.of_plan import run_on_plan

    return run_on_plan(wanted, Plan.open(folder))


def _on_releases(wanted: list[Scenario], folders: list[Path], project: Path) -> Iterator[Outcome]:
    from redact.risk.lab.of_plan import run_on_releases

    say("real records or unknown ones: counts and rates only")
    return run_on_releases(wanted, folders, project)
