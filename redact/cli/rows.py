"""Commands that look at the rows of one file: profile, classify, scrub. They write nothing that is published."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from redact.cli.console import emit, out, say, table
from redact.cli.options import CardName, Json, Limit, PolicyName, card_path, policy_path

File = Annotated[Path, typer.Argument(metavar="FILE", help="An export: CSV, XLSX, Parquet, JSON, GeoPackage, ...")]


class Mode(StrEnum):
    """How careful narratives are cleaned."""

    STANDARD = "standard"


def add_to(app: typer.Typer) -> None:
    """Registers this group's commands, in the order of `redact --help`."""
    for command in (profile, classify, scrub):
        app.command()(command)


def profile(
    file: File,
    to: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="CARD", help="Write the proposed card here.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Propose a dataset card: which column is what, and why.

    \b
    redact profile exports/incidents.csv
    redact profile exports/incidents.csv -o cards/incidents.yaml

    Also lists the columns that give a place or a time away. Read the card before using it; a column that is not
    in it is never read.
    """
    from redact.records import profile as propose

    proposal = propose(file)
    if to is not None:
        to.write_text(proposal.to_yaml(), encoding="utf-8", newline="\n")
        say(f"written: {to}")
    if as_json:
        columns = [
            {"column": title, "role": proposal.card.columns.get(title), "because": reason}
            for title, reason in proposal.reasons.items()
        ]
        leaks = [{"column": leak.column, "kind": str(leak.kind), "says": leak.sentence} for leak in proposal.leaks]
        emit({"dataset": proposal.card.dataset, "kind": proposal.card.kind.value, "columns": columns, "leaks": leaks})
        return
    out(f"{proposal.card.dataset} ({proposal.card.kind.value})")
    rows = [(title, proposal.card.columns.get(title, "not published"), why) for title, why in proposal.reasons.items()]
    out(table(rows))
    if proposal.leaks:
        out("\ncolumns that give something away")
        out(table([(leak.column, leak.sentence) for leak in proposal.leaks]))
    for note in proposal.notes:
        say(note)


def classify(
    file: File,
    policy: PolicyName = "baseline",
    card: CardName = None,
    limit: Limit = None,
    unknown: Annotated[bool, typer.Option("--unknown", help="Only the offence codes and texts in no table.")] = False,
    as_json: Json = False,
) -> None:
    """Say which classes and tier each row has, and why.

    \b
    redact classify incidents.csv --policy baseline --card card.yaml
    redact classify incidents.csv --policy baseline --json > classes.jsonl
    redact classify incidents.csv --policy baseline --unknown

    Rows are looked at one by one; in a preview the records of one event are protected together.
    """
    from redact.cli.looking import classified, open_file, tally, unknown_codes
    from redact.policy import load_policy

    loaded = load_policy(policy_path(policy))
    source = open_file(file, card_path(card) if card else None)
    if unknown:
        counts = unknown_codes(source, loaded, limit)
        for code, count in counts if as_json else ():
            emit({"unknown": code, "rows": count})
        if not as_json:
            out(table([(f"{count:,}", code) for code, count in counts]) or "every offence is known")
        return
    rows = classified(source, loaded, limit)
    if as_json:
        for row in rows:
            emit(row)
        return
    out(table(tally(rows)))


def scrub(
    file: File,
    policy: PolicyName = "baseline",
    card: CardName = None,
    mode: Annotated[Mode, typer.Option("--mode", help="How careful.")] = Mode.STANDARD,
    limit: Limit = None,
    as_json: Json = False,
) -> None:
    """Show what would be taken out of narratives.

    \b
    redact scrub incidents.csv --policy baseline --card card.yaml --json > scrubbed.jsonl

    Nothing is published by this. A row whose text cannot be cleaned with enough certainty is held: its text is
    null and the spans say why.
    """
    from redact.cli.looking import open_file, scrubbed
    from redact.policy import load_policy

    loaded = load_policy(policy_path(policy))
    source = open_file(file, card_path(card) if card else None)
    for row in scrubbed(source, loaded, mode=mode.value, limit=limit):
        if as_json:
            emit(row)
        else:
            out(f"{row['row']} {row['column']}: {'(held)' if row['held'] else row['text']}")
