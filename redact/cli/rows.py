"""Commands that look at the rows of one file: profile, classify, scrub, train. They write nothing that is published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redact.cli import classifying, scrubbing
from redact.cli.console import emit, out, progress, say, table
from redact.cli.options import CardName, Json, Limit, PolicyName, card_path, policy_path
from redact.errors import UsageError

if TYPE_CHECKING:
    from redact.records import Source

File = Annotated[Path, typer.Argument(metavar="FILE", help="An export: CSV, XLSX, Parquet, JSON, GeoPackage, ...")]


def add_to(app: typer.Typer) -> None:
    """Registers this group's commands, in the order of `redact --help`."""
    for command in (profile, classify, scrub, train):
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
    codes: Annotated[
        list[Path] | None,
        typer.Option("--codes", metavar="TABLE", help="Your own code table, besides those that the card names."),
    ] = None,
    limit: Limit = None,
    row: Annotated[int | None, typer.Option("--row", metavar="N", help="Explain one row; rows count from 0.")] = None,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Only the offence codes and texts in no table, with the nearest known.")
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="TABLE", help="With --unknown: write them as lines to be filled in."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say which classes and tier each row has, and why.

    \b
    redact classify incidents.csv --policy baseline --card card.yaml
    redact classify incidents.csv --policy baseline --row 17
    redact classify incidents.csv --policy baseline --json > classes.jsonl
    redact classify incidents.csv --policy baseline --unknown -o our-codes.csv
    redact classify incidents.csv --policy baseline --codes our-codes.csv

    Rows of this file that share a key are one event; calls, reports and arrests of other files are met in a preview.
    A line of a code table counts once its status is filled in. Name the table in the card for previews:
    codes: [our-codes.csv].
    """
    from redact.policy import load_policy

    if to is not None and not unknown:
        raise UsageError("--out goes with --unknown", fix="redact classify FILE --unknown -o our-codes.csv")
    loaded = load_policy(policy_path(policy))
    source = _opened(file, card)
    own = tuple(codes or ())
    if unknown:
        classifying.unknown(source, loaded, own, limit=limit, to=to, as_json=as_json)
    else:
        classifying.rows(source, loaded, own, limit=limit, row=row, as_json=as_json)


def scrub(
    file: File,
    policy: PolicyName = "baseline",
    card: CardName = None,
    mode: Annotated[
        str | None,
        typer.Option("--mode", metavar="MODE", help="standard or strict; else what the row's tier says, or strict."),
    ] = None,
    limit: Limit = None,
    words: Annotated[
        bool, typer.Option("--words", help="Only the words that strict masks because it does not know them.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="With --words: write them, a word a line.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what would be taken out of narratives.

    \b
    redact scrub incidents.csv --policy baseline --card card.yaml
    redact scrub incidents.csv --policy baseline --mode standard --json > scrubbed.jsonl
    redact scrub incidents.csv --policy baseline --words -o words.txt

    standard masks what is found: by the row's own columns, by patterns, by cues, by a trained model. strict also masks
    every word that is not known to be safe. Nothing is published by this. A text that cannot be cleaned with enough
    certainty is held: its text is null, and the summary says why.
    """
    from redact.policy import load_policy

    if to is not None and not words:
        raise UsageError("--out goes with --words", fix="redact scrub FILE --words -o words.txt")
    if mode not in (None, "standard", "strict"):
        raise UsageError(f"there is no mode {mode!r}", fix="Use --mode standard or --mode strict.")
    loaded = load_policy(policy_path(policy))
    source = _opened(file, card)
    if words:
        scrubbing.words(source, loaded, mode=mode, limit=limit, to=to, as_json=as_json)
    else:
        scrubbing.texts(source, loaded, mode=mode, limit=limit, as_json=as_json)


def train(
    file: File,
    to: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Save the new model here.")],
    from_columns: Annotated[
        bool, typer.Option("--from-columns", help="Take the names in the row's own columns for labels.")
    ] = False,
    policy: PolicyName = "baseline",
    card: CardName = None,
    as_json: Json = False,
) -> None:
    """Fine-tune the narrative model on your own records, without labelling anything.

    \b
    redact train incidents.csv --from-columns --card card.yaml -o models/ours

    The names in the columns show where names stand in the texts. They are replaced by others before anything is learnt,
    so the model carries nobody of your records. Says how many names of kept-back records it finds before and after.
    To use it, write the folder under identity: model: in the policy.
    """
    from redact.identity.ner.columns import train_from_columns
    from redact.policy import load_policy

    if not from_columns:
        raise UsageError("there is one way to train so far", fix="redact train FILE --from-columns -o FOLDER")
    loaded = load_policy(policy_path(policy))
    with progress() as advance:
        done = train_from_columns(_opened(file, card), loaded, to, progress=advance)
    if as_json:
        emit({"texts": done.texts, "measured": done.measured, "before": done.before, "after": done.after,
              "digest": done.digest})  # fmt: skip
        return
    out(f"learnt from {done.texts:,} texts; on {done.measured:,} others the model found {done.before:.1%} of the names")
    out(f"of their columns before and finds {done.after:.1%} now (digest {done.digest[:16]})")
    say(f"To use it, write under identity: in the policy:  model: {to}")


def _opened(file: Path, card: str | None) -> Source:
    """The file under its card; without one its headers must be role names. DataMismatch (11)."""
    from redact.records import load_card, open_source

    return open_source([file], load_card(card_path(card)) if card else None)
