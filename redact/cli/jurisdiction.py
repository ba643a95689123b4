"""Commands about map layers: check, build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redact.cli.console import emit, out, progress, say, table
from redact.cli.options import Json, PolicyName, policy_path

if TYPE_CHECKING:
    from redact.place import UnitTable

app = typer.Typer(no_args_is_help=True, help="Check your map layers; build the table of places.")

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
