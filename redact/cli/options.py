"""Options that several commands share, with one wording each."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

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
