"""`redact audit`: what an already published file gives away. It reads, counts and tells; it changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from redact.cli.console import emit, out, progress, say
from redact.cli.options import Json, PolicyName, card_path, policy_path


def add_to(app: typer.Typer) -> None:
    """Registers the command."""
    app.command()(audit)


def audit(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Published files: CSV, XLSX, Parquet, ...")],
    policy: PolicyName = "baseline",
    card: Annotated[
        list[str] | None,
        typer.Option("--card", "-c", metavar="CARD", help="Dataset card; one for all files, or repeat in their order."),
    ] = None,
    to: Annotated[Path | None, typer.Option("--out", "-o", metavar="PAGE", help="Write it as a page here too.")] = None,
    as_json: Json = False,
) -> None:
    """Say what an already published file gives away, worst first.

    \b
    redact audit downloads/incidents.csv
    redact audit downloads/incidents.csv downloads/calls.csv -o audit.html
    redact audit "downloads/incidents-*.csv" "downloads/calls-*.csv"
    redact audit downloads/incidents.csv --card card.yaml --json > audit.jsonl

    A name with * stands for the files of one data set. Needs no map layers, no project and no ledger. A policy only
    says how rows are classified. Without a card one that comes with redact is taken where it fits, else one is
    proposed. Several files are also compared with each other.

    Prints counts and rates, never a row, a place or a guess about a person.
    """
    from redact.policy import load_policy
    from redact.records import load_card
    from redact.risk.audit import audit as audited
    from redact.risk.audit import audit_page, audit_text

    loaded = load_policy(policy_path(policy))
    cards = [load_card(card_path(name)) for name in card or ()]
    with progress() as advance:
        found = audited(files, loaded, cards, advance=advance)
    if to is not None:
        to.write_text(audit_page(found), encoding="utf-8", newline="\n")
        say(f"written: {to}")
    if as_json:
        for file in found.files:
            emit(file.told())
        for pair in found.siblings:
            emit(pair.told())
        emit({"findings": [each.told() for each in found.findings]})
    else:
        out(audit_text(found))
