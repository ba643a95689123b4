"""Commands about map layers: guide, check, build, protect."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redact.cli.console import emit, out, progress, say, table
from redact.cli.options import Json, PolicyName, policy_path
from redact.errors import Missing, UsageError, Where

if TYPE_CHECKING:
    from redact.place import Jurisdiction, UnitTable
    from redact.place.assessment import Assessment
    from redact.policy import Policy

app = typer.Typer(no_args_is_help=True, help="Get map layers, check them; build the table of places; protect places.")

File = Annotated[Path, typer.Argument(metavar="JURISDICTION", help="The jurisdiction file (YAML).")]


@app.command()
def guide(
    county: Annotated[str, typer.Option("--county", metavar="NAME", help="Your county, or its five-digit code.")],
    state: Annotated[str | None, typer.Option("--state", metavar="ST", help="Its state, as in MD or Maryland.")] = None,
    city: Annotated[
        str | None, typer.Option("--city", metavar="NAME", help="Your city, if it is not the whole county.")
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="DIR", help="Write jurisdiction.yaml there, beside a folder for the layers."),
    ] = None,
) -> None:
    """Say which public map files to get for a county, where to put them, and what to write.

    \b
    redact jurisdiction guide --county "Baltimore city"
    redact jurisdiction guide --county Washington --state OR --city Beaverton --write .

    Nothing is downloaded.
    """
    from redact.place.counties import find_county
    from redact.place.guide import FOLDER, jurisdiction_text, steps

    found = find_county(county, state)
    written = None
    if write is not None:
        written = _new(write / "jurisdiction.yaml", jurisdiction_text(found, city))
        (write / FOLDER).mkdir(exist_ok=True)
    out(steps(found, city, str(written) if written is not None else None))


@app.command()
def check(file: File, policy: PolicyName = "baseline", as_json: Json = False) -> None:
    """Say what the layers give, what is missing, and what that costs.

    \b
    redact jurisdiction check city/jurisdiction.yaml
    redact jurisdiction check city/jurisdiction.yaml --policy my-policy.yaml

    Ends in 16 where something is missing without which the policy cannot be kept.
    """
    from dataclasses import asdict

    rules = _policy(policy)
    units = _build(file, rules)
    assessment = _assess(file, units, rules)
    if as_json:
        for layer in assessment.layers:
            emit({"layer": layer.name, **{name: value for name, value in asdict(layer).items() if name != "name"}})
        for finding in assessment.findings:
            emit({"finding": finding.about, "state": finding.state, "says": finding.says, "costs": finding.costs})
        for level in _levels(units):
            emit(level)
    else:
        _show(assessment, units)
    if not assessment.releasable:
        raise typer.Exit(Missing.exit_code)


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
    units = _build(file, _policy(policy))
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
        units = build_units(replace(jurisdiction, sensitive_places=None), rules.places, rules.street_floors)
    if not units.has_blocks:
        raise Missing(
            "there is no street layer, so no place can be found and no blocks can be joined",
            where=Where(jurisdiction.path),
            fix="Name the streets' layer in the jurisdiction file, and `block` in the ladder of the policy.",
        )
    return units


def _levels(units: UnitTable) -> list[dict[str, int | str | None]]:
    """Per ladder level: how many places there are, and the households of the smallest, the median and all.

    Of streets these are the single hundred-blocks; the stretches that they are joined to would count twice.
    """
    import numpy as np

    found: list[dict[str, int | str | None]] = []
    for number, name in enumerate(units.ladder):
        households = units.households[(units.level == number) & ~units.stretches]
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


def _show(assessment: Assessment, units: UnitTable) -> None:
    heads = ("layer", "rows", "outside the city", "coordinate system", "file")
    body = [
        (each.name, f"{each.rows:,}", f"{each.outside:,}", each.system or "no map", Path(each.file).name)
        for each in assessment.layers
    ]
    out(table(body, heads=heads, indent=""))
    out()
    heads = ("level", "places", "smallest", "median", "households")
    out(table([tuple(_cell(level[name]) for name in heads) for level in _levels(units)], heads=heads, indent=""))
    titles = {"missing": "Missing", "note": "Works, at a price", "ok": "Found"}
    for state, title in titles.items():
        said = [each for each in assessment.findings if each.state == state]
        if said:
            out(f"\n{title}:")
        for each in said:
            out(_fill(f"{each.about}: {each.says}", initial="  - ", rest="    "))
            if each.costs:
                out(_fill(f"{'' if each.state == 'missing' else 'costs: '}{each.costs}", initial="    ", rest="    "))


def _cell(value: int | str | None) -> str:
    return "?" if value is None else f"{value:,}" if isinstance(value, int) else value


def _fill(text: str, *, initial: str, rest: str) -> str:
    """A paragraph in lines of at most 110 characters."""
    return textwrap.fill(text, 110, initial_indent=initial, subsequent_indent=rest, break_on_hyphens=False)


def _new(path: Path, text: str) -> Path:
    if path.exists():
        raise UsageError(
            "there is a jurisdiction file already, and it is not replaced",
            where=Where(path),
            fix="Name another folder, or run the guide without --write and compare",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _policy(name: str) -> Policy:
    from redact.policy import load_policy

    return load_policy(policy_path(name))


def _build(file: Path, policy: Policy) -> UnitTable:
    from redact.place import build_units, load_jurisdiction

    with progress() as bars:
        bars("units", 0, None)
        return build_units(load_jurisdiction(file), policy.places, policy.street_floors)


def _assess(file: Path, units: UnitTable, policy: Policy) -> Assessment:
    from redact.place import load_jurisdiction
    from redact.place.assessment import assess_layers

    shown = [(tier.tier, tier.place) for tier in policy.tiers if tier.published and tier.place is not None]
    with progress() as bars:
        bars("layers", 0, None)
        return assess_layers(load_jurisdiction(file), units, policy.places, shown)
