"""Adversaries against a plan, a release, or the policy on made-up cities: `redact scenario list` and `run`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    to: Annotated[Path | None, typer.Option("--out", "-o", metavar="PAGE", help="Write it as a page here too.")] = None,
    weak: Annotated[
        bool, typer.Option("--weak", help="Also let them loose on releases that are weak on purpose.")
    ] = False,
    changes: Annotated[
        bool, typer.Option("--changes", help="Look for the smallest policy change that stops one; takes minutes.")
    ] = False,
    remember: Annotated[
        bool, typer.Option("--remember", help="Keep the result beside the policy file, for preview.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Let adversaries attack made-up cities under a policy, a plan, or a written release.

    \b
    redact scenario run --policy baseline --incidents 50000
    redact scenario run did_she_report neighbour --policy ours.yaml --cities 5 --keep cities
    redact scenario run my-adversary.yaml
    redact scenario run --policy ours.yaml --changes --remember -o adversaries.html
    redact scenario run --weak -o adversaries.html
    redact scenario run --plan plan
    redact scenario run address_lookup --release releases/2026-03 --project redact.yaml

    Without --plan and --release cities are made, put through the policy and attacked, until there are tries enough to
    decide or --cities is reached; one that the policy names is held to the policy's limit. On real records only
    adversaries can be run that need no truth, and only counts and rates are printed. Ends with 15 unless the release
    withstands every one of them: no verdict is no pass.
    """
    from redact.bundle.made_up import with_files
    from redact.plan.folder import Plan
    from redact.risk.scenarios import load_scenario, shipped_scenarios
    from redact.risk.trial.reporting import Run, as_agreed, run_on_cities, write_page

    if plan is not None and release:
        raise UsageError("a plan or a release, not both", fix="redact scenario run --plan PLAN")
    if (plan is not None or release) and (weak or changes or remember):
        raise UsageError(
            "--weak, --changes and --remember are about a policy on made-up cities",
            fix="Leave out --plan and --release.",
        )
    wanted = [load_scenario(name) for name in scenario] if scenario else list(shipped_scenarios())
    shown = _shown(as_json, {each.scenario: each for each in wanted})
    if plan is not None:
        wanted = as_agreed(wanted, Plan.open(plan), named=bool(scenario))
        outcomes = tuple(map(shown, _on_plan(wanted, plan)))
        run_ = Run(outcomes, tuple(wanted), f"the plan {plan.name}", made_up=_made_up(plan))
    elif release:
        wanted = as_agreed(wanted, project, named=bool(scenario))
        outcomes = tuple(map(shown, _on_releases(wanted, release, project)))
        run_ = Run(outcomes, tuple(wanted), "written releases", made_up=False)
    else:
        with progress() as advance:
            run_ = run_on_cities(
                wanted, policy_path(policy), named=bool(scenario), incidents=incidents, cities=cities, seed=seed,
                keep=keep, weak=weak, changes=changes, remember=remember, files_of=with_files, each=shown,
                progress=advance,
            )  # fmt: skip
    if to is not None:
        write_page(run_, to)
        say(f"written: {to}")
    done = run_.outcomes
    if as_json:
        for each in run_.proof:
            emit({"weak": each.name, "wrong": each.wrong} | each.outcome.as_json())
    else:
        heads = ("scenario", "release", "figure", "upper", "allowed", "")
        out("\n" + table([_row(each) for each in done], heads=heads))
        if run_.proof:
            said = ("not broken", "broken")
            rows = [(each.name, each.outcome.scenario, said[each.outcome.broken], each.wrong) for each in run_.proof]
            out("\n" + table(rows, heads=("weak release", "scenario", "", "what is wrong with it")))
    against = [each for each in done if not each.passed]
    if against:
        raise GateFailed(
            f"{len(against)} of {len(done)} adversaries are not withstood: "
            + ", ".join(f"{each.scenario} ({each.verdict})" for each in against),
            fix=_fix(against, policy if plan is None and not release else None),
        )


def _fix(against: Sequence[Outcome], policy: str | None) -> str:
    """What to do about adversaries that are not withstood; `policy` None: they attacked a plan or a release."""
    from redact.risk.lab import Verdict

    of = {each.verdict for each in against}
    said = ["What each learnt and how is said above; `redact scenario list --stories` says who they are."]
    if policy is None and of != {Verdict.FAIL}:
        said.append("One plan has few tries: `redact scenario run --policy POLICY` tries its policy on made-up cities.")
    elif policy is not None and Verdict.FAIL in of:
        said.append("`--changes` looks for the smallest change of the policy that stops who got through.")
    if policy is not None and of & {Verdict.INCONCLUSIVE, Verdict.TOO_FEW}:
        said.append("Where it is not decided, more tries decide: --cities 8 --incidents 20000.")
    return "\n  ".join(said)


def _shown(as_json: bool, scenarios: Mapping[str, Scenario]) -> Callable[[Outcome], Outcome]:
    """Prints an outcome as soon as it is there."""

    from redact.risk.trial.words import found_before

    def show(outcome: Outcome) -> Outcome:
        if as_json:
            emit(outcome.as_json())
            return outcome
        out(f"{outcome.scenario}: {outcome.verdict}\n  {outcome.words}")
        if outcome.columns:
            out(f"  leans on {', '.join(outcome.columns)}")
        for note in (*outcome.more, *outcome.notes):
            out(f"  {note}")
        card = scenarios[outcome.scenario].finding if outcome.scenario in scenarios else None
        for line in found_before(card) if card is not None else ():
            out(f"  {line}")
        return outcome

    return show


def _made_up(folder: Path) -> bool:
    from redact.plan.folder import Plan

    return Plan.open(folder).synthetic


def _row(outcome: Outcome) -> tuple[str, ...]:
    figures = outcome.figures
    found = ("", "") if figures is None else (f"{figures.judged} {figures.value:.3f}", f"{figures.upper:.3f}")
    return (outcome.scenario, outcome.release, *found, f"{outcome.at_most:.3f}", outcome.verdict.value)


def _on_plan(wanted: list[Scenario], folder: Path) -> Iterator[Outcome]:
    from redact.plan.folder import Plan
    from redact.risk.lab.of_plan import run_on_plan

    return run_on_plan(wanted, Plan.open(folder))


def _on_releases(wanted: list[Scenario], folders: list[Path], project: Path) -> Iterator[Outcome]:
    from redact.risk.lab.of_plan import run_on_releases

    say("real records or unknown ones: counts and rates only")
    return run_on_releases(wanted, folders, project)
