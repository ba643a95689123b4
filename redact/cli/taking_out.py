"""Commands after publication: remove a record, correct a decision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from redact.cli import outcome
from redact.cli.console import emit, out, say, table
from redact.cli.options import Json
from redact.cli.signing import PROJECT, ProjectFile, opened
from redact.errors import UsageError, Where

if TYPE_CHECKING:
    from redact.after.finding import Finder, KeyRole
    from redact.ledger import Ledger
    from redact.policy.model import Policy

Events = Annotated[
    list[str],
    typer.Option("--event", metavar="NUMBER", help="The number of a report or a call, as you write it; repeatable."),
]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="ROLE", help="Which number it is, where it could be two: event_id or incident_id."),
]
Now = Annotated[
    bool, typer.Option("--now", help="At the next release in any case, even if too few others can go with it.")
]


def add_to(app: typer.Typer) -> None:
    """Registers the commands."""
    app.command()(remove)
    app.command()(correct)


def remove(
    event: Events = [],  # noqa: B006 - Typer reads it, nobody changes it
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="WORD", help="One of the policy's reasons; 'request' says enough.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who takes it out.")] = None,
    now: Now = False,
    listed: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A text file with one number a line.")
    ] = None,
    unknown_ok: Annotated[
        bool, typer.Option("--unknown-ok", help="Note also numbers that are in no export and no release yet.")
    ] = False,
    as_role: As = None,
    show: Annotated[bool, typer.Option("--list", help="List what was taken out, without its numbers.")] = False,
    undo: Annotated[
        int | None, typer.Option("--undo", metavar="N", help="Take removal N back, while no release came out since.")
    ] = None,
    project: ProjectFile = PROJECT,
    as_json: Json = False,
) -> None:
    """Take a record out of all releases to come, because somebody asked or a court ordered it.

    \b
    redact remove                                                     (asks for the number and shows what it finds)
    redact remove --event 24-001234 --reason request --by "Ada Quist"
    redact remove --from sealed.txt --reason sealed --by "Ada Quist" --now
    redact remove --list
    redact remove --undo 12 --by "Ada Quist"

    Takes out all rows of the event in every dataset. It says where the event was published and what to do there. Who
    asks need not say why. The list is encrypted. Ends in 2 where a number is found nowhere: then it is not noted.
    """
    from redact.after import removing

    if show or undo is not None:
        if event or listed or (show and undo is not None):
            raise UsageError("--list and --undo go alone")
        if undo is not None and not by:
            raise UsageError("who takes it back?", fix="--by NAME")
        with opened(project) as (_, _policy, ledger):
            if undo is not None:
                removing.undo(ledger, undo, by=by or "")
                emit({"undone": undo}) if as_json else out(f"removal {undo} is taken back")
                return
            _show(ledger, as_json=as_json)
        return
    numbers = [*event, *_lines(listed)] if event or listed else None
    if numbers is None and as_json:
        raise UsageError("which event?", fix="--event NUMBER, or --from FILE")
    if numbers is not None and not (reason and by):
        raise UsageError("why, and who takes it out?", fix="--reason request --by NAME")
    with _looking(project) as (policy, ledger, finder):
        role = _role(as_role)
        if numbers is None:
            numbers = [_asked(finder, role)]
            reason = reason or str(typer.prompt("Reason", default=policy.removals.reasons[0], err=True))
            by = by or str(typer.prompt("Your name", err=True))
        done = removing.remove(
            ledger, finder, policy, numbers, reason=reason or "", by=by or "", now=now, unknown_ok=unknown_ok, role=role
        )
        for place, each in enumerate(done, start=1):
            if as_json:
                emit({"number": place, **outcome.removed_json(each)})
            else:
                out(outcome.removed_text(place, len(done), each))
        if not as_json:
            out(outcome.what_to_do([each.found for each in done if each.removal], policy, finder, now=now))
    missing = [str(place) for place, each in enumerate(done, start=1) if each.removal is None]
    if missing:
        raise UsageError(
            f"found nowhere, and not noted: number {', '.join(missing)} of {len(done)}",
            fix="Is there a typing error? If the number is right and the report not exported yet, add --unknown-ok",
        )


def correct(
    event: Annotated[
        str, typer.Option("--event", metavar="NUMBER", help="The number of the report or call, as you write it.")
    ],
    classes: Annotated[list[str], typer.Option("--class", metavar="CLASS", help="What it is (also); repeatable.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who has decided it.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="Why, for the encrypted list.")],
    now: Now = False,
    as_role: As = None,
    project: ProjectFile = PROJECT,
    as_json: Json = False,
) -> None:
    """Say that a record is more sensitive than it was taken for, after it was published.

    \b
    redact correct --event 24-001234 --class stalking --by "Ada Quist" --why "the detective's report"
    redact correct --event 24-001234 --class stalking --by "Ada Quist" --why "she phoned" --now

    Its rows are treated so from now on. What is out is changed at the next revision, together with other events, or
    with --now at the next release. It also prints what helps next time: a line for your code table and an example for
    the policy, made of the record's offence alone.
    """
    from redact.after.correcting import correct as noted

    with _looking(project) as (policy, ledger, finder):
        made = noted(ledger, finder, policy, event, classes, by=by, why=why, now=now, role=_role(as_role))
        if as_json:
            emit(outcome.corrected_json(made))
        else:
            out(outcome.corrected_text(made, policy, now=now))


@contextmanager
def _looking(project: Path) -> Iterator[tuple[Policy, Ledger, Finder]]:
    """A project's policy and ledger, and all that numbers are looked up in."""
    from redact.after.finding import Finder
    from redact.plan.fresh import open_sources

    with opened(project) as (wanted, policy, ledger):
        yield policy, ledger, Finder(open_sources(wanted), policy, wanted.load_secret(), ledger)


def _asked(finder: Finder, role: KeyRole | None) -> str:
    """A number, asked for at the screen until somebody says that what is found is meant."""
    while True:
        number = str(typer.prompt("Number of the report or call", err=True)).strip()
        try:
            (found,) = finder.find([number], role)
        except UsageError as error:
            say(str(error))
            continue
        say(outcome.found_text(found))
        if not found.known:
            continue
        if typer.confirm("Take it out of all releases to come?", err=True):
            return number


def _lines(path: Path | None) -> list[str]:
    """The numbers of a file, one a line."""
    if path is None:
        return []
    try:
        found = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise UsageError(
            "this file cannot be read", where=Where(path), fix="Save it as plain text, UTF-8, one number a line."
        ) from None
    if not found:
        raise UsageError("this file has no numbers in it", where=Where(path))
    say(f"{path} is a list of cases that must not be known: erase it once all of it is noted")
    return found


def _role(word: str | None) -> KeyRole | None:
    if word is None:
        return None
    if word == "event_id":
        return "event_id"
    if word == "incident_id":
        return "incident_id"
    raise UsageError("--as takes event_id (call number) or incident_id (report number)")


def _show(ledger: Ledger, *, as_json: bool) -> None:
    from redact.after.removing import states_of

    states = states_of(ledger)
    rows: list[dict[str, Any]] = [
        {"number": each.number, "day": each.at[:10], "reason": each.reason, "by": each.by, "now": each.now,
         "state": states[each.number]}
        for each in ledger.removals()
    ]  # fmt: skip
    if as_json:
        for row in rows:
            emit(row)
    elif not rows:
        out("Nothing was taken out.")
    else:
        cells = [(str(row["number"]), row["day"], row["reason"], row["by"], row["state"]) for row in rows]
        out(table(cells, heads=("number", "day", "reason", "by", "state"), indent=""))
