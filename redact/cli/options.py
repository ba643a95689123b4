"""Options that several commands share, with one wording each."""

from __future__ import annotations

import getpass
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redact.cli.console import say
from redact.errors import UsageError

if TYPE_CHECKING:
    from redact.plan.folder import Plan

PLAN = Path("plan")
"""Where a plan lies when nobody says otherwise: beside the project file."""

PlanFolder = Annotated[
    Path | None, typer.Argument(metavar="[PLAN]", help="The plan's folder; default: this project's, `plan`.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object per line on standard output, nothing else there.")]
PolicyName = Annotated[
    str, typer.Option("--policy", "-p", metavar="POLICY", help="A policy file, or a shipped one by name.")
]
Cards = Annotated[
    list[str],
    typer.Option("--card", "-c", metavar="CARD", help="Dataset card (file or shipped name); repeat in order of DATA."),
]
CardName = Annotated[
    str | None, typer.Option("--card", "-c", metavar="CARD", help="Dataset card: a file, or a shipped one by name.")
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Only the first N rows.")]


def plan_here(named: Path | None) -> Plan:
    """The plan in the folder that was named, else this project's; then it is said which. UsageError (2) without one."""
    from redact.plan.folder import PLAN_FILE, Plan

    if named is not None:
        return Plan.open(named)
    if not (PLAN / PLAN_FILE).is_file():
        raise UsageError(
            "there is no plan in this folder",
            fix="Go to the folder of redact.yaml and make one with `redact preview`, or name the plan's folder.",
        )
    found = Plan.open(PLAN)
    made = str(found.summary["created"])[:16].replace("T", " ")
    say(f"the plan in '{PLAN}', as of {found.summary['as_of']}, made {made} UTC")
    return found


def asked(given: str | None, question: str, option: str) -> str:
    """An answer that a person must give: the option's, else asked for on a terminal. UsageError (2) elsewhere."""
    if given is not None and given.strip():
        return given
    if given is None and sys.stdin.isatty():
        return str(typer.prompt(question, err=True))
    raise UsageError(f"{question[0].lower()}{question[1:]} is missing", fix=f"Say it with {option}.")


def policy_path(name: str) -> Path:
    """The policy that `--policy` names. Missing (16) where there is none."""
    from redact.project import find_named

    return find_named(Path(), name, what="policy")


def card_path(name: str) -> Path:
    """The card that `--card` names. Missing (16) where there is none."""
    from redact.project import find_named

    return find_named(Path(), name, "cards", what="card")


def as_date(text: str | None) -> date | None:
    """A date option's value; a wrong one ends in a usage error (2)."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        raise typer.BadParameter("write the date as YYYY-MM-DD") from None


def login() -> str:
    """The name under which somebody uses this computer; empty where it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
