"""The command that seals the list of people who work here. Only counts are said, so that the screen shows no name."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redact.cli.checking import counted
from redact.cli.console import emit, out, say
from redact.cli.options import Json

if TYPE_CHECKING:
    from redact.ledger.insiders import Insider


def add_to(app: typer.Typer) -> None:
    """Registers the command."""
    app.command()(insiders)


def insiders(
    source: Annotated[
        Path | None, typer.Option("--from", metavar="CSV", help="The whole list: columns name and address.")
    ] = None,
    project: Annotated[Path, typer.Option("--project", metavar="FILE", help="The project file.")] = Path("redact.yaml"),
    as_json: Json = False,
) -> None:
    """Seal the list of people who work here, whose records an outside reviewer decides about.

    \b
    redact insiders --from colleagues.csv
    redact insiders                            (says how many are on the list)

    A line for everybody who works here and for everybody who lives with them: the full name, the home's address, or
    both. The list is sealed with the publisher's secret and lies beside it. Delete the CSV afterwards.
    """
    from redact.errors import Missing, UsageError, Where
    from redact.ledger.insiders import FILE_NAME, read_insiders, write_insiders
    from redact.project import load_project

    wanted = load_project(project)
    if wanted.secret is None:
        raise UsageError("this project has no secret to seal a list with", where=Where(project))
    secret = wanted.load_secret()
    path = wanted.insiders or wanted.secret.with_name(FILE_NAME)
    if source is not None:
        people = read_list(source)
        write_insiders(path, people, secret)
    elif path.exists():
        people = list(read_insiders(path, secret))
    else:
        raise Missing("there is no list of people inside yet", where=Where(path), fix="redact insiders --from FILE")
    names, homes = len({each.name for each in people} - {""}), len({each.address for each in people} - {""})
    if as_json:
        emit({"names": names, "homes": homes, "in_use": wanted.insiders is not None})
        return
    out(f"{counted(names, 'name')} and {counted(homes, 'home')} on the list")
    if source is not None:
        out(f"sealed in {path}")
        say(f"Delete {source.name} now.")
    if wanted.insiders is None:
        say(f"Not in use yet. Write into {project.name}:  insiders: {{file: PATH, reviewer: NAME OF SOMEBODY OUTSIDE}}")


def read_list(path: Path) -> list[Insider]:
    """The people of a CSV with the columns name and address. DataMismatch (11) with the line of what cannot be used."""
    from redact.errors import DataMismatch, Where
    from redact.ledger.insiders import Insider
    from redact.place.locator import home_of
    from redact.plan.officers import Officers

    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            lines = [{(key or "").strip().lower(): cell for key, cell in line.items()} for line in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise DataMismatch("this list cannot be read", where=Where(path), fix="Save it as CSV (UTF-8).") from None
    found = []
    for number, line in enumerate(lines, start=2):
        name, address = (" ".join(str(line.get(key) or "").split()) for key in ("name", "address"))
        people = Officers.of([name]).names.get(name, ())
        if name and not any(person.others for person in people):
            raise DataMismatch(
                "a name on this line is no full name", where=Where(path, line=number), fix="Write: Last, First"
            )
        if address and home_of(address.upper()) == address.upper():
            raise DataMismatch(
                "the address on this line has no house number and street",
                where=Where(path, line=number),
                fix="Write it as on an envelope, without the city.",
            )
        if name or address:
            found.append(Insider(name, address))
    if not found:
        raise DataMismatch(
            "this list names nobody", where=Where(path), fix="First line: name,address. Then a line for each person."
        )
    return found
