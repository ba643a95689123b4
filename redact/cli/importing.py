"""`redact ledger import`: what was public before redact came."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from redact.cli.console import emit, out, say, table
from redact.cli.options import CardName, Json, card_path
from redact.errors import Missing, Where

if TYPE_CHECKING:
    from redact.after.importing import Imported
    from redact.policy.model import Policy

Files = Annotated[
    list[str], typer.Argument(metavar="FILE...", help="Files as they lie, or lay, on the portal; all of one dataset.")
]
ProjectFile = Annotated[Path, typer.Option("--project", metavar="FILE", help="The project file.")]
DatasetName = Annotated[
    str | None, typer.Option("--dataset", metavar="NAME", help="Which of the project's datasets the records belong to.")
]


def import_(
    files: Files,
    card: CardName = None,
    dataset: DatasetName = None,
    project: ProjectFile = Path("redact.yaml"),
    as_json: Json = False,
) -> None:
    """Tell the ledger what was public before redact, and count what cannot be undone.

    \b
    redact ledger import old/crimes-2024.csv --card chicago --dataset incidents
    redact ledger import old/*.csv --card cards/portal.yaml --json

    Old copies stay with whoever has them. The ledger keeps, encrypted, which record was shown, when, where and how
    exactly: none of them will serve as cover, and each preview is compared with them. The report says how many records
    that this policy protects were shown how exactly, so that you can decide whom to warn. It shows no record. The same
    file twice changes nothing. Without a card the file's headings must be role names: redact profile proposes a card.
    """
    from dataclasses import replace

    from redact.after.importing import dataset_names, import_files
    from redact.place import build_units, load_jurisdiction
    from redact.policy import load_policy
    from redact.project import load_project
    from redact.records import card_for, expanded, load_card

    wanted = load_project(project)
    if wanted.ledger is None:
        raise Missing("this project has no ledger", where=Where(wanted.path))
    policy = load_policy(wanted.policy)
    paths = [path for name in files for path in expanded(Path(name))]
    own = load_card(card_path(card)) if card is not None else card_for(paths[0])
    if dataset is not None:
        own = replace(own, dataset=dataset)
    secret = wanted.load_secret()
    units = build_units(load_jurisdiction(wanted.jurisdiction), policy.places, policy.street_floors)
    with wanted.open_ledger(secret) as ledger, ledger.writing():
        ledger.verify().demand(ledger.path)
        found = import_files(
            paths,
            own,
            names=dataset_names(wanted),
            policy=policy,
            units=units,
            ledger=ledger,
            secret=secret,
            today=date.today(),  # noqa: DTZ011 - the officer's own calendar day
        )
    if as_json:
        emit(_json(found, policy))
        return
    out(_text(found, policy))
    if found.before:
        say("The ledger had this file already. Nothing was added.")


def _json(found: Imported, policy: Policy) -> dict[str, Any]:
    return {
        "dataset": found.dataset,
        "already_known": found.before,
        "records": found.rows,
        "events": found.events,
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat() if found.last else None,
        "years": {year or None: dict(each) for year, each in sorted(found.years.items())},
        "exposed": [
            {"class": name, "place": place, "time": time, "records": count}
            for name, each in _sensitive(found).items()
            for (place, time), count in sorted(each.items())
        ],
        "history": policy.history.model_dump(mode="json") if policy.history is not None else None,
    }


def _sensitive(found: Imported) -> dict[str, dict[tuple[str, str], int]]:
    from redact.after.importing import NOTHING

    return {name: dict(each) for name, each in sorted(found.exact.items()) if name != NOTHING}


def _text(found: Imported, policy: Policy) -> str:
    span = f", {found.first} to {found.last}" if found.first else ""
    parts = [f"{found.rows:,} records of {found.events:,} events were public as {found.dataset}{span}"]
    names = sorted({name for each in found.years.values() for name in each})
    years = sorted(found.years)
    rows = [(name.replace("_", " "), *(f"{found.years[year].get(name, 0):,}" for year in years)) for name in names]
    heads = ("", *(year or "undated" for year in years))
    parts.append("What they are, as your policy judges them now\n" + table(rows, heads=heads))
    exposed = [
        (name.replace("_", " "), _PLACES[place], _TIMES[time], f"{count:,}")
        for name, each in _sensitive(found).items()
        for (place, time), count in sorted(each.items(), key=lambda item: -item[1])
    ]
    if exposed:
        parts.append(
            "How exactly that was shown. Nobody can undo it; you can decide whom to warn.\n"
            + table(exposed, heads=("", "place", "time", "records"))
        )
    parts.append(_history(found, policy))
    return "\n\n".join(parts)


_PLACES = {
    "address": "house number", "point": "point on the map", "block": "block or corner", "area": "area", "none": "none",
}  # fmt: skip
_TIMES = {"minute": "minute", "hour": "hour", "day": "day", "coarser": "month or longer", "none": "none"}


def _history(found: Imported, policy: Policy) -> str:
    """What the policy does with the periods of these records."""
    history = policy.history
    if found.last is None:
        return "No record says when it was, so no rule about old periods reaches it."
    if history is None or history.before <= found.first:  # type: ignore[operator]  # first is there where last is
        missing = "has no `history`" if history is None else f"has `history` only before {history.before}"
        return (
            f"Your policy {missing}, so these periods would come out once more under today's rules. Whoever kept the "
            "old file could compare. Each preview looks whether that tells somebody, and says so."
        )
    what = (
        "do not come out again"
        if history.treatment == "not again"
        else "come out with one treatment for all events of an offence group"
    )
    rest = "" if history.before > found.last else " Later ones come out once more under today's rules."
    return f"By your policy's `history`, records from before {history.before} {what}.{rest}"
