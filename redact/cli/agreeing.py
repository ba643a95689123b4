"""Commands between a plan and its release, and to take either back: notice, approve, object, withdraw."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from redact.cli.console import emit, out, say
from redact.cli.options import Json
from redact.cli.publishing import PlanFolder
from redact.cli.signing import PROJECT, ProjectFile, opened
from redact.errors import Missing, UsageError, Where

By = Annotated[str, typer.Option("--by", metavar="NAME", help="Whose decision it is.")]


def add_to(app: typer.Typer) -> None:
    """Registers the commands."""
    app.command()(notice)
    app.command()(approve)
    app.command("object")(say_stop)
    app.command()(withdraw)


def notice(
    plan: PlanFolder,
    to: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="PAGE", help="Where the page goes; default PLAN/notice.html.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell the advocate what is about to come out; the days of notice begin.

    \b
    redact notice plan
    redact notice plan -o notice-march.html

    Hand the page over yourself: nothing is sent. It is about exactly this plan; preview again, and give notice again.
    """
    from redact.plan.folder import Plan
    from redact.plan.fresh import project_of
    from redact.signoff import give_notice

    found = Plan.open(plan)
    project = project_of(found)
    if project.throw_away:
        raise Missing("a plan without a project has no ledger", where=Where(plan), fix="Preview from a project.")
    with project.open_ledger(project.load_secret()) as ledger:
        told = give_notice(found, project, ledger, out=to)
    if as_json:
        emit({"page": str(told.page), "to": told.to, "day": f"{told.day}", "first": f"{told.first}"})
        return
    out(f"page  {told.page}")
    out(f"Give it to: {told.to}. Told on {told.day}; not before {told.first}.")
    if not told.passed:
        say("some checks fail; the page says which, and nothing comes out while they do")


def approve(plan: PlanFolder, by: By) -> None:
    """Approve a plan as the second person.

    \b
    redact approve plan --by "Cy Marsh"

    Not by whoever made the plan or answered its questions (12). It is about exactly this plan.
    """
    from redact import signoff
    from redact.plan.folder import Plan
    from redact.plan.fresh import project_of

    found = Plan.open(plan)
    project = project_of(found)
    if project.throw_away:
        raise Missing("a plan without a project has no ledger", where=Where(plan), fix="Preview from a project.")
    with project.open_ledger(project.load_secret()) as ledger:
        about = signoff.approve(found, ledger, by=by)
    out(f"approved by {by}: plan {about[:16]}")


def say_stop(
    by: By,
    because: Annotated[str, typer.Option("--because", help="Why, in your words. It stays in the ledger.")] = "",
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
    redact object --by "Ada Quist" --because "a shelter moved"
    redact object --lift 3 --by "Ada Quist" --key ~/.ssh/id_ed25519

    Anybody may type it in for her. Only she can take it back: with her key, or on paper before a witness.
    """
    from redact import signoff

    with opened(project) as (wanted, policy, ledger):
        if lift is not None:
            signoff.lift(wanted, ledger, lift, by=by, key=key, witness=witness)
            out(f"objection {lift} is lifted")
            return
        if not because:
            raise UsageError("an objection needs a reason", fix="--because TEXT")
        number = signoff.object_to(ledger, policy, by=by, because=because)
    out(f"objection {number}: nothing but drafts until {by} takes it back")


def withdraw(
    by: By,
    release: Annotated[
        str | None, typer.Argument(metavar="[RELEASE]", help="The release to take back; none: your own signature.")
    ] = None,
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
        if release is not None:
            from redact.after.recalling import recall
            from redact.cli.outcome import recalled_text

            made = recall(ledger, release, by=by, why=why)
            if as_json:
                emit({"release": made.release, "folder": str(made.folder), "latest": made.latest, "again": made.again})
            else:
                out(recalled_text(made))
            return
        count = signoff.withdraw(wanted, ledger, by=by)
    if as_json:
        emit({"by": by, "signatures": count})
    else:
        out(f"{by} has withdrawn {count} {'signature' if count == 1 else 'signatures'}")
