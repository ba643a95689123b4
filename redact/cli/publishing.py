"""Commands on the way to a release: preview, review, release, check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redact.cli.console import emit, out, progress, say
from redact.cli.options import (
    PLAN,
    Cards,
    Json,
    Limit,
    PlanFolder,
    as_date,
    card_path,
    login,
    plan_here,
    policy_path,
)

if TYPE_CHECKING:
    from redact.gates import GateResult


def add_to(app: typer.Typer) -> None:
    """Registers this group's commands, in the order of `redact --help`."""
    for command in (preview, review, release, check):
        app.command()(command)


def preview(
    data: Annotated[list[Path] | None, typer.Argument(metavar="DATA", help="Exports; none: the project's.")] = None,
    to: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="PLAN", help="Folder for the plan; default: `plan` beside redact.yaml."),
    ] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", "-p", metavar="POLICY", help="With DATA: a policy file or a shipped one.")
    ] = None,
    jurisdiction: Annotated[
        Path | None, typer.Option("--jurisdiction", "-j", metavar="FILE", help="With DATA: the file of the map layers.")
    ] = None,
    card: Cards = [],  # noqa: B006 - Typer reads it, nobody changes it
    project: Annotated[Path, typer.Option("--project", metavar="FILE", help="Without DATA: the project file.")] = Path(
        "redact.yaml"
    ),
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Plan as if it were this day (YYYY-MM-DD).")
    ] = None,
    limit: Limit = None,
    expected: Annotated[
        list[str] | None,
        typer.Option("--expected", metavar="WHAT", help="Call right what is not as usual, as the message names it."),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who previews and so cannot approve; default: login.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes; default: what suits.")] = None,
    revision: Annotated[
        bool, typer.Option("--revision", help="Late reports and changes appear now, although it is not their time.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Plan what would be published, and report on it.

    \b
    redact preview                                                  (what redact.yaml says)
    redact preview --expected incidents:2026-03                     (so few rows are right for that month)
    redact preview incidents.csv --card card.yaml -o plan
    redact preview incidents.csv arrests.csv --card i.yaml --card a.yaml --policy my.yaml -o plan
    redact preview incidents.csv --card chicago_2014 --limit 1000 -o plan

    Publishes nothing. Stops (11) where an export is missing, cut off, doubled or changed, until it is mended or
    somebody calls it right. Then open PLAN/report.html. With --limit only the first rows are looked at, and such
    a plan cannot be released.
    """
    from redact import pipeline
    from redact.cli.checking import counted
    from redact.cli.summary import as_text, of_plan
    from redact.errors import UsageError
    from redact.project import ad_hoc_project, load_project
    from redact.run import steady

    if data:
        wanted = ad_hoc_project(
            data,
            policy=policy_path(policy or "baseline"),
            cards=[card_path(name) for name in card],
            jurisdiction=jurisdiction,
        )
    else:
        if policy or jurisdiction or card:
            raise UsageError(
                "--policy, --jurisdiction and --card go with DATA; for a project they stand in its file",
                fix="Name the data files, or leave these options out",
            )
        wanted = load_project(project)
    folder = to or (PLAN if data else project.parent / PLAN)
    steady()
    gates: list[GateResult] = []
    with progress() as bars:
        plan = pipeline.preview(
            wanted,
            out=folder,
            as_of=as_date(as_of),
            limit=limit,
            workers=workers,
            by=by or login(),
            revision=revision,
            expected=expected or (),
            progress=bars,
            heard=gates.extend,
        )
    summary = of_plan(plan)
    if as_json:
        emit(summary)
    else:
        out(as_text(summary))
        out(f"report  {plan.report}")
    if summary["open_items"]:
        typed = "" if folder == PLAN else f" {folder}"
        say(f"{counted(summary['open_items'], 'open item')} to be answered:  redact review{typed}")
    failed = [gate.name for gate in gates if not gate.passed]
    if failed:
        say(
            f"this plan cannot be released: {counted(len(failed), 'check')} of {len(gates)} failed "
            f"({', '.join(failed)}); the report says why and what to do"
        )


def review(
    plan: PlanFolder = None,
    row: Annotated[int | None, typer.Option("--row", min=0, help="Show what was decided about one input row.")] = None,
    dataset: Annotated[str | None, typer.Option("--dataset", help="With --row: of which dataset.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who looks and answers; asked for if not given.")] = None,
    codes: Annotated[
        Path | None,
        typer.Option("--codes", metavar="TABLE", help="Your own code table: answers about codes become lines of it."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Answer what only a person can answer.

    \b
    redact review
    redact review --row 1042
    redact review --codes our-codes.csv          (keeps answers about codes for the next months)
    redact review other-plan --json              (lists the open items and asks nothing)

    Every question is asked once for all rows it concerns. Codes are read again from the source, which must be
    unchanged (18). Afterwards preview again: a plan holds what was decided when it was made.
    """
    from redact.cli import reviewing

    opened = plan_here(plan)
    if row is not None:
        for decision in reviewing.decisions(opened, row, dataset, by):
            emit(decision) if as_json else out(reviewing.decision_text(decision))
        return
    if as_json:
        for item in opened.open_items:
            emit(reviewing.item_json(item))
        return
    reviewing.ask(opened, by, codes)


def release(
    plan: PlanFolder = None,
    to: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Default: the project's output folder.")
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Write a draft inside the plan folder, for looking at.")
    ] = False,
    spend: Annotated[
        bool, typer.Option("--spend", help="Count published periods again whose data changed, from the reserve.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check everything once more and write the release.

    \b
    redact release
    redact release --draft
    redact release other-plan -o releases

    What is written is exactly what the plan holds. Protected tables are drawn now and paid for from the year's
    privacy budget (17 where it does not suffice); what was drawn before is repeated. Stops where data, policy,
    layers or program changed since the preview (18), where items are open (14) and where a check fails (15). Real
    records also need signatures, notice and a second person's approval (12).
    """
    from redact import pipeline
    from redact.cli.custody import after_release
    from redact.cli.summary import as_text, gates_text, of_gates, of_plan, of_release
    from redact.custody.purge import keep_days
    from redact.errors import GateFailed, NotAgreed, OpenItems
    from redact.plan.fresh import load_policy_of, project_of
    from redact.run import steady

    steady()
    opened = plan_here(plan)
    with progress() as bars:
        try:
            released = pipeline.publish(opened, out=to, draft=draft, spend=spend, progress=bars)
        except (GateFailed, OpenItems, NotAgreed):
            if as_json:
                emit({**of_plan(opened), "gates": of_gates(pipeline.check(opened)), "release": None})
            raise
    summary = of_release(opened, released)
    if as_json:
        emit(summary)
    else:
        out(as_text(summary))
        out("\n" + gates_text(summary["gates"]))
        out(f"\n{'draft' if draft else 'release'}  {summary['folder']}")
    if not draft:
        project = project_of(opened)
        for line in after_release(project.path, keep_days(load_policy_of(opened, project))):
            say(line)


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[RELEASE]", help="A release's folder, or a plan's; default: this project's plan."),
    ] = None,
    against: Annotated[
        list[Path] | None, typer.Option("--against", metavar="DATA", help="Look the source's identifiers up in it.")
    ] = None,
    card: Cards = [],  # noqa: B006 - Typer reads it, nobody changes it
    as_json: Json = False,
) -> None:
    """Read a release again and check it, or gate a plan.

    \b
    redact check                                                      (this project's plan)
    redact check releases/2026-11-03-a1b2
    redact check releases/2026-11-03-a1b2 --against exports/incidents.csv

    Digests, what the manifests say, and with --against whether any identifier of the source occurs in it.
    """
    from redact import pipeline
    from redact.bundle import check_bundle
    from redact.cli.checking import against_plan, failed
    from redact.cli.summary import gates_text, of_bundle, of_gates, of_plan
    from redact.plan.folder import PLAN_FILE
    from redact.plan.fresh import open_sources
    from redact.project import ad_hoc_project

    if folder is None or (folder / PLAN_FILE).is_file():
        plan = plan_here(folder)
        gates = pipeline.check(plan)
        summary, stop = of_plan(plan), against_plan(plan, gates)
    else:
        named = ad_hoc_project(against, policy=folder, cards=[card_path(name) for name in card]) if against else None
        gates = check_bundle(folder, tuple(open_sources(named).values()) if named is not None else None)
        stop = failed(folder, gates)
        summary = of_bundle(folder, sound=stop is None)
    if as_json:
        emit({**summary, "gates": of_gates(gates)})
    else:
        out(gates_text(of_gates(gates)))
    if stop is not None:
        raise stop
