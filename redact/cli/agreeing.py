"""Commands between a plan and its release, and to take either back: notice, approve, object, withdraw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redact.cli.console import emit, out, say
from redact.cli.options import Json, PlanFolder, asked, plan_here
from redact.cli.signing import PROJECT, ProjectFile, opened
from redact.errors import Missing, Where

if TYPE_CHECKING:
    from redact.plan.folder import Plan
    from redact.project import Project

By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Whose decision it is; asked for if not given.")
]


def add_to(app: typer.Typer) -> None:
    """Registers the commands."""
    app.command()(notice)
    app.command()(approve)
    app.command("object")(say_stop)
    app.command()(withdraw)


def _with_ledger(plan: Plan) -> Project:
    """A plan's project. Missing (16) where it has no ledger to note anything in."""
    from redact.plan.fresh import project_of

    project = project_of(plan)
    if project.throw_away:
        raise Missing("a plan without a project has no ledger", where=Where(plan.folder), fix="Preview from a project.")
    return project


def notice(
    plan: PlanFolder = None,
    to: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="PAGE", help="Where the page goes; default PLAN/notice.html.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell the advocate what is about to come out; the days of notice begin.

    \b
    redact notice
    redact notice -o notice-march.html

    Hand the page over yourself: nothing is sent. It is about exactly this plan; preview again, and give notice again.
    """
    from redact.signoff import give_notice

    found = plan_here(plan)
    project = _with_ledger(found)
    with project.open_ledger(project.load_secret()) as ledger:
        told = give_notice(found, project, ledger, out=to)
    if as_json:
        emit({"page": str(told.page), "to": told.to, "day": f"{told.day}", "first": f"{told.first}"})
        return
    out(f"page  {told.page}")
    out(f"Give it to: {told.to}. Told on {told.day}; not before {told.first}.")
    if not told.passed:
        say("some checks fail; the page says which, and nothing comes out while they do")


def approve(plan: PlanFolder = None, by: By = None, as_json: Json = False) -> None:
    """Approve a plan as the second person.

    \b
    redact approve
    redact approve --by "Cy Marsh"

    Not by whoever made the plan or answered its questions (12). It is about exactly this plan. Where the project
    file names who approves (approvers:), it is one of them, or a deputy on the days that stand there. This stops
    accidents, not a determined insider: whoever has this computer can type any name.
    """
    from redact import signoff

    found = plan_here(plan)
    project = _with_ledger(found)
    with project.open_ledger(project.load_secret()) as ledger:
        who = asked(by, "The name of who approves", "--by NAME")
        about = signoff.approve(found, ledger, by=who)
    emit({"plan": about, "by": who}) if as_json else out(f"approved by {who}: plan {about[:16]}")


def say_stop(
    by: By = None,
    because: Annotated[
        str | None, typer.Option("--because", help="Why; asked for if not given. It stays in the ledger.")
    ] = None,
    lift: Annotated[int | None, typer.Option("--lift", metavar="N", help="Take objection N back instead.")] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="With --lift: the key of who objected.")
    ] = None,
    witness: Annotated[
        str | None, typer.Option("--witness", metavar="NAME", help="With --lift, on paper: who saw it.")
    ] = None,
    project: ProjectFile = PROJECT,
) -> None:
    """Say stop: nothing but drafts is written until it is taken back.

    \b
    redact object
    redact object --by "Ada Quist" --because "a shelter moved"
    redact object --lift 3 --by "Ada Quist" --key ~/.ssh/id_ed25519

    Anybody may type it in for her. Only she can take it back: with her key, or on paper before a witness.
    """
    from redact import signoff

    with opened(project) as (wanted, policy, ledger):
        who = asked(by, "The name of who says it", "--by NAME")
        if lift is not None:
            signoff.lift(wanted, ledger, lift, by=who, key=key, witness=witness)
            out(f"objection {lift} is lifted")
            return
        reason = asked(because, "The reason", "--because TEXT")
        number = signoff.object_to(ledger, policy, by=who, because=reason)
    out(f"objection {number}: nothing but drafts until {who} takes it back")


def withdraw(
    release: Annotated[
        str | None, typer.Argument(metavar="[RELEASE]", help="The release to take back; none: your own signature.")
    ] = None,
    by: By = None,
    why: Annotated[
        str, typer.Option("--why", metavar="TEXT", help="With RELEASE: why. Write no name and no number of a case.")
    ] = "",
    project: ProjectFile = PROJECT,
    as_json: Json = False,
) -> None:
    """Take your signature back, or take a whole release back.

    \b
    redact withdraw --by "Ada Quist"
    redact withdraw 2027-04-12-a1b2c3 --by "Ada Quist" --why "a street was wrong"

    Without a signature nothing but drafts is written under what you signed; to agree again, sign again. A release that
    is taken back is noted, latest.json names the one before it, and what has to be done on the portal is printed:
    redact deletes nothing. What people have saved cannot be called back.
    """
    from redact import signoff

    with opened(project) as (wanted, _, ledger):
        who = asked(by, "Your name", "--by NAME")
        if release is not None:
            from redact.after.recalling import recall
            from redact.cli.outcome import recalled_text

            made = recall(ledger, release, by=who, why=why)
            if as_json:
                emit({"release": made.release, "folder": str(made.folder), "latest": made.latest, "again": made.again})
            else:
                out(recalled_text(made))
            return
        count = signoff.withdraw(wanted, ledger, by=who)
    if as_json:
        emit({"by": who, "signatures": count})
    else:
        out(f"{who} has withdrawn {count} {'signature' if count == 1 else 'signatures'}")
