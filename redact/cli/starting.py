"""Commands to begin with: demo, init, doctor, synth."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from redact.cli.console import emit, out, progress, say, table
from redact.cli.options import Json, as_date
from redact.errors import Missing


def add_to(app: typer.Typer) -> None:
    """Registers this group's commands, in the order of `redact --help`."""
    for command in (demo, init, doctor, synth):
        app.command()(command)


def demo(
    to: Annotated[Path, typer.Option("--out", "-o", help="Folder for everything the demo makes.")] = Path("demo-out"),
    incidents: Annotated[int, typer.Option(min=200, help="How many incidents the city has.")] = 5_000,
    seed: Annotated[int, typer.Option(help="Another seed, another city.")] = 1,
) -> None:
    """Show everything on a made-up city.

    \b
    redact demo
    redact demo --out somewhere --incidents 20000

    Records in, preview, gates, release, report. All people and events in it are invented. The release is
    watermarked SYNTHETIC and nothing is remembered.
    """
    from redact.demo import run

    with progress() as bars:
        shown = run(to, incidents=incidents, seed=seed, progress=bars)
    out(shown.text())


def init(
    publisher: Annotated[str, typer.Option("--publisher", help="Who publishes, as the public should read it.")],
    folder: Annotated[Path, typer.Option("--folder", help="Where; created if it is not there.")] = Path(),
) -> None:
    """Create a project with its ledger and secret.

    \b
    redact init --publisher "Springfield Police Department"

    Do this once. The ledger remembers what was published and the secret keeps every choice the same from month
    to month; copy them to two different places (redact ledger backup). An existing one is never replaced.
    """
    from redact.project import init_project

    path = init_project(folder, publisher=publisher)
    out(str(path))
    say("Next: write your datasets into it, then `redact doctor` and `redact preview -o plan`.")


def doctor(
    folder: Annotated[Path, typer.Option("--folder", help="The project's folder.")] = Path(),
    as_json: Json = False,
) -> None:
    """Say what is missing here, and what to do about it.

    \b
    redact doctor

    Versions, digests, tools, disk, ledger and secret. Ends in 16 where something needed is missing.
    """
    from redact.cli.doctor import State, findings

    found = list(findings(folder))
    for finding in found if as_json else ():
        emit(finding.as_json())
    if not as_json:
        out(table([(finding.state.value, finding.name, finding.says) for finding in found], indent=""))
        fixes = [(finding.name, finding.fix) for finding in found if finding.fix]
        if fixes:
            out("\nwhat to do")
            out(table(fixes))
    missing = [finding.name for finding in found if finding.state is State.MISSING]
    if missing:
        raise Missing(f"missing or damaged: {', '.join(missing)}")


def synth(
    to: Annotated[Path, typer.Option("--out", "-o", help="Folder for the city, new or empty.")],
    incidents: Annotated[int, typer.Option(min=1, help="How many things happen.")] = 5_000,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another city; the same seed, the same bytes.")] = 1,
    start: Annotated[str, typer.Option(metavar="DATE", help="First day of its records (YYYY-MM-01).")] = "2025-01-01",
    months: Annotated[int, typer.Option(min=1, help="How many monthly exports.")] = 12,
    narratives: Annotated[bool, typer.Option("--narratives/--no-narratives", help="With texts, or without.")] = True,
    unique: Annotated[
        bool, typer.Option("--unique", help="Every identifier is one of its kind, to be looked for afterwards.")
    ] = False,
    monthly: Annotated[
        bool, typer.Option("--monthly", help="Also a folder per month with the exports as they are at its end.")
    ] = False,
) -> None:
    """Write a made-up city, with the truth about every record.

    \b
    redact synth --out city
    redact synth --out city --incidents 50000 --seed 7
    redact preview --project city/redact.yaml -o plan
    redact synth --out city --monthly

    Exports of its police systems and its map layers; beside them lies what really happened and what adversaries would
    have. With its own ledger and secret, so that its records can be planned and released. With --monthly the folder
    city/months/2025-03 holds a project with the exports as they were at the end of March: late reports are not there
    yet, and reports that were given another offence since have it only from then on. All months share the ledger.
    """
    from redact.project import create_state
    from redact.synth import make_city

    with progress() as bars:
        city = make_city(
            to,
            incidents=incidents,
            seed=seed,
            start=as_date(start) or date(2025, 1, 1),
            months=months,
            narratives=narratives,
            unique=unique,
            progress=bars,
        )
    create_state(city.project)
    if monthly:
        from redact.synth.monthly import every_month

        for month in every_month(city.folder):
            say(f"{month.folder}: {sum(month.rows.values()):,} records by the end of the month")
    out(str(city.folder))
    say(", ".join(f"{rows:,} {name}" for name, rows in city.rows.items()))
