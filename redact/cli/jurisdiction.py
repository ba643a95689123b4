"""Commands about map layers: check, build, protect."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redact.cli.console import emit, out, progress, say, table
from redact.cli.options import Json, PolicyName, policy_path
from redact.errors import Missing, UsageError, Where

if TYPE_CHECKING:
    from redact.place import Jurisdiction, UnitTable
    from redact.policy import Policy

app = typer.Typer(no_args_is_help=True, help="Check your map layers; build the table of places; protect places.")

File = Annotated[Path, typer.Argument(metavar="JURISDICTION", help="The jurisdiction file (YAML).")]


@app.command()
def check(file: File, policy: PolicyName = "baseline", as_json: Json = False) -> None:
    """Say which places the layers give, with how many households, and what is missing.

    \b
    redact jurisdiction check city/jurisdiction.yaml
    redact jurisdiction check city/jurisdiction.yaml --policy my-policy.yaml
    """
    units = _build(file, policy)
    levels = _levels(units)
    if as_json:
        for level in levels:
            emit(level)
        return
    columns = ("level", "places", "smallest", "median", "households")
    body = [tuple("" if level[name] is None else str(level[name]) for name in columns) for level in levels]
    out(table([columns, *body], indent=""))
    for name in units.skipped:
        say(f"no layer gives '{name}': places go from the level before it to the level after it")
    if not units.has_households:
        say("no households: nothing finer than the whole city can be published")


@app.command()
def build(
    file: File,
    to: Annotated[Path, typer.Option("--out", "-o", help="Folder for the table.")],
    policy: PolicyName = "baseline",
) -> None:
    """Build the unit table: every place that may ever be published, with its households.

    \b
    redact jurisdiction build city/jurisdiction.yaml -o units

    A preview does this by itself; build it alone to look at it, or to compare its digest from year to year.
    """
    units = _build(file, policy)
    to.mkdir(parents=True, exist_ok=True)
    units.save(to)
    out(units.digest)
    say(f"written: {to}")


@app.command()
def protect(
    file: File,
    list_file: Annotated[
        Path | None,
        typer.Option("--list", metavar="FILE", help="The encrypted list; by default protected.redact beside the file."),
    ] = None,
    add_from: Annotated[
        Path | None, typer.Option("--add-from", metavar="CSV", help="Places from a table: kind, name, address.")
    ] = None,
    list_places: Annotated[bool, typer.Option("--list-places", help="Show what is on the list.")] = False,
    remove: Annotated[str | None, typer.Option("--remove", metavar="ID", help="Take a place off the list.")] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option("--passphrase-file", metavar="FILE", help="Read the passphrase from a file.")
    ] = None,
    policy: PolicyName = "baseline",
    as_json: Json = False,
) -> None:
    """Keep the list of places that nobody may find: shelters, clinics, protected addresses.

    \b
    redact jurisdiction protect city/jurisdiction.yaml
    redact jurisdiction protect city/jurisdiction.yaml --list-places
    redact jurisdiction protect city/jurisdiction.yaml --remove p3

    For an advocate, on her own computer with a copy of the map layers. Asks for places in plain words, joins the street
    around each with the next, and joins at least 20 others for each where there is nothing. The list is encrypted with
    her passphrase; the department gets a file that names joined blocks and does not say which are real.
    """
    from redact.cli import protecting
    from redact.place import load_jurisdiction
    from redact.policy import load_policy

    if sum((add_from is not None, list_places, remove is not None)) > 1:
        raise UsageError("--add-from, --list-places and --remove do not go together", fix="One at a time.")
    if as_json and not (add_from or list_places or remove):
        raise UsageError("--json asks nothing", fix="Use it with --add-from, --list-places or --remove.")
    rules = load_policy(policy_path(policy))
    jurisdiction = load_jurisdiction(file, protecting=True)
    files = protecting.files_of(jurisdiction, list_file)
    vault, passphrase = protecting.unlocked(files, passphrase_file, new=not (list_places or remove))
    if list_places:
        protecting.show(vault, as_json=as_json)
    elif remove is not None:
        protecting.remove(vault, remove, files, passphrase, as_json=as_json)
    else:
        from redact.place.sensitive.typed import read_places
        from redact.place.sensitive.vault import FEWEST_DECOYS

        places = read_places(add_from) if add_from is not None else None
        units = _blocks(jurisdiction, rules)
        decoys = rules.sensitive_places.decoys if rules.sensitive_places else FEWEST_DECOYS
        typed = places if places is not None else protecting.ask(units)
        protecting.add(vault, typed, units, jurisdiction, files, passphrase, decoys=decoys, as_json=as_json)
        if add_from is not None:
            say("Delete the table now, or keep it as safe as the list.")


def _blocks(jurisdiction: Jurisdiction, rules: Policy) -> UnitTable:
    """The unit table without the joined blocks that are about to be made. Missing (16) where there are no streets."""
    from redact.place import build_units

    with progress() as bars:
        bars("units", 0, None)
        units = build_units(replace(jurisdiction, sensitive_places=None), rules.places)
    if not units.has_blocks:
        raise Missing(
            "there is no street layer, so no place can be found and no blocks can be joined",
            where=Where(jurisdiction.path),
            fix="Name the streets' layer in the jurisdiction file, and `block` in the ladder of the policy.",
        )
    return units


def _levels(units: UnitTable) -> list[dict[str, int | str | None]]:
    """Per ladder level: how many places there are, and the households of the smallest, the median and all."""
    import numpy as np

    found: list[dict[str, int | str | None]] = []
    for number, name in enumerate(units.ladder):
        households = units.households[units.level == number]
        known = households[~np.isnan(households)]
        smallest, median, total = (
            (round(float(known.min())), round(float(np.median(known))), round(float(known.sum())))
            if len(known)
            else (None, None, None)
        )
        found.append(
            {"level": name, "places": len(households), "smallest": smallest, "median": median, "households": total}
        )
    return found


def _build(file: Path, policy: str) -> UnitTable:
    from redact.place import build_units, load_jurisdiction
    from redact.policy import load_policy

    rules = load_policy(policy_path(policy))
    with progress() as bars:
        bars("units", 0, None)
        return build_units(load_jurisdiction(file), rules.places, rules.street_floors)
