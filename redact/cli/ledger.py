"""Commands about the ledger: show, verify, import; those that look after it are in `redact.cli.custody`."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from redact.cli import custody, importing
from redact.cli.console import emit, out, table
from redact.cli.options import Json
from redact.errors import Missing, Where

if TYPE_CHECKING:
    from redact.ledger import Ledger, Release
    from redact.ledger.accounts import YearAccount
    from redact.project import Project

app = typer.Typer(
    no_args_is_help=True, help="The memory of what was published: read it, verify it, copy it, move it, add old files."
)

ProjectFile = Annotated[Path, typer.Option("--project", metavar="FILE", help="The project file.")]

app.command("import")(importing.import_)


@app.command()
def show(project: ProjectFile = Path("redact.yaml"), as_json: Json = False) -> None:
    """Say what was released and how much of the privacy budget is spent.

    \b
    redact ledger show
    redact ledger show --project city/redact.yaml --json

    Budgets are added up per calendar year, for those who bore most. Nothing is changed.
    """
    from redact.ledger.accounts import accounts
    from redact.policy import load_policy
    from redact.project import load_project

    wanted = load_project(project)
    agreed = load_policy(wanted.policy).budget
    budget = agreed.epsilon if agreed is not None else None
    with _open(wanted, sealed=True) as ledger:
        years, releases, publisher, head = accounts(ledger.spends()), ledger.releases(), ledger.publisher, ledger.head
    if as_json:
        emit(
            {
                "publisher": publisher,
                "head": {"number": head.number, "digest": head.digest},
                "releases": [{"id": each.id, "state": each.state, "at": _since(each)} for each in releases],
                "years": [_year_json(year, budget) for year in years],
            }
        )
        return
    out(publisher)
    out("\nReleases and drafts" if releases else "\nNothing has been released or drafted.")
    if releases:
        out(table([(each.id, each.state.value.replace("_", " "), _since(each)[:10]) for each in releases]))
    for year in years:
        out("\n" + _year_text(year, budget))
    if not years:
        out("\nNothing of the privacy budget is spent.")


@app.command()
def verify(project: ProjectFile = Path("redact.yaml"), as_json: Json = False) -> None:
    """Read the whole ledger and say whether anything but redact has changed it.

    \b
    redact ledger verify
    redact ledger verify --project city/redact.yaml --json

    Ends in 16 where an entry was edited, added, removed or moved, as where the ledger is missing: what is there
    is not the publisher's ledger any more, and what helps is the same, the newest backup.
    """
    from redact.project import load_project

    with _open(load_project(project), sealed=False) as ledger:
        found = ledger.verify()
        path = ledger.path
    if as_json:
        emit(
            {
                "sound": found.sound,
                "entries": found.entries,
                "events": found.events,
                "troubles": list(found.troubles),
                "taken_over": found.taken_over,
            }
        )
    found.demand(path)
    if not as_json:
        out(f"The ledger is as redact wrote it: {found.entries:,} entries and {found.events:,} events were compared.")
        if found.taken_over is not None:
            out(
                f"What is older than {found.taken_over[:10]} was taken over from an earlier version of redact, whose "
                "entries nobody can compare."
            )


custody.add_to(app)


def _open(project: Project, *, sealed: bool) -> Ledger:
    from redact.ledger import Ledger

    if project.ledger is None:
        raise Missing("this project has no ledger", where=Where(project.path))
    return Ledger.open(project.ledger, project.load_secret(), sealed=sealed)


def _since(release: Release) -> str:
    return release.states[release.state]


def _year_json(year: YearAccount, budget: Decimal | None) -> dict[str, Any]:
    return {
        "year": year.year,
        "population": year.population,
        "epsilon": format(year.borne.epsilon, "f"),
        "delta": format(year.borne.delta, "f"),
        "budget": format(budget, "f") if budget is not None else None,
        "left": format(year.left(budget), "f") if budget is not None else None,
        "tables": [
            {
                "table": each.table,
                "unit": each.unit,
                "periods": list(each.periods),
                "draws": each.draws,
                "revisions": each.revisions,
                "epsilon": format(each.borne.epsilon, "f"),
                "delta": format(each.borne.delta, "f"),
            }
            for each in year.tables
        ],
    }


def _year_text(year: YearAccount, budget: Decimal | None) -> str:
    """A table of tables, and under it what one of those who are protected has borne in all."""
    head = ("table", "protects any one", "drawn", "drawn again", "spent", "periods")
    body = [
        (
            each.table,
            each.unit,
            str(each.draws - each.revisions),
            str(each.revisions),
            _short(each.borne.epsilon),
            ", ".join(each.periods),
        )
        for each in year.tables
    ]
    of = f"Any one {' or '.join(year.units)} of {year.year} has borne {_short(year.borne.epsilon)} at most"
    left = "the policy has no budget"
    if budget is not None:
        left = f"{_short(year.left(budget), ROUND_FLOOR)} of {_short(budget, ROUND_FLOOR)} is left"
    whom = f" ({year.population})" if year.population else ""
    failing = f", and the promise fails with a chance of {_short(year.borne.delta)}" if year.borne.delta else ""
    return "\n".join(
        (
            f"{year.year}: privacy budget{whom}",
            table(body, heads=head),
            f"  {of}; {left}.",
            f"  A guess about one of them that was even can be right {year.odds} times in 100 at most{failing}.",
        )
    )


def _short(amount: Decimal, rounding: str = ROUND_CEILING) -> str:
    """An amount in six digits: what is spent rounded up, what is left rounded down."""
    return format(Context(prec=6, rounding=rounding).plus(amount), "f")
