"""What the output folder shows of earlier releases: which ledger they were made with, and which days they cover."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from redact.errors import Missing, Where
from redact.ledger.chain import Head
from redact.ledger.copying import contains
from redact.ledger.era import era

if TYPE_CHECKING:
    from redact.ledger import Ledger

STATEMENT: Final = "statement.json"
CATALOG: Final = "dcat-us.json"
LATEST: Final = "latest.json"

_UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Shown:
    """A release folder. `head`: the ledger's last link when it was made (None: it names none). `last_day`: the last day
    of the periods that its rows are about (None: it has none). `as_of`: the day it was planned for. `readable` is
    False where its manifests are damaged; then only `as_of` may be known, from its name."""

    id: str
    folder: Path
    head: Head | None
    last_day: date | None
    as_of: date | None
    readable: bool = True


def shown_in(output: Path) -> tuple[Shown, ...]:
    """Every release in a folder, by name; those of latest.json are among them. Folders without a statement are none."""
    if not output.is_dir():
        return ()
    found = [each for each in sorted(output.iterdir()) if each.is_dir() and (each / STATEMENT).exists()]
    return tuple(_read(folder) for folder in found if not folder.name.startswith("."))


def _read(folder: Path) -> Shown:
    try:
        predicate = _json(folder / STATEMENT)["predicate"]
        named = predicate["ledger"]
        head = Head(int(named["entries"]), str(named["head"])) if named is not None else None
        as_of = date.fromisoformat(predicate["as_of"])
        (dataset,) = _json(folder / CATALOG)["dataset"]
        span = dataset.get("temporal")
        last_day = date.fromisoformat(span.split("/")[1]) if span else None
    except _UNREADABLE:
        return Shown(folder.name, folder, None, None, _day_of(folder.name), readable=False)
    return Shown(folder.name, folder, head, last_day, as_of)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _day_of(name: str) -> date | None:
    """The day in front of a release's id."""
    try:
        return date.fromisoformat(name[:10])
    except ValueError:
        return None


def later_than(ledger: Ledger, output: Path) -> Iterator[Shown]:
    """Releases that a ledger does not know of: it is older than they are, or another one.

    Missing (16) where one cannot be read, so that nobody can tell.
    """
    begun = era(ledger)
    earlier = begun.heads if begun is not None else frozenset()
    for each in shown_in(output):
        if not each.readable:
            raise Missing(
                "this release cannot be read, so that nobody can tell whether the ledger is up to date",
                where=Where(each.folder),
                fix="Download it again from the portal and put it in this place.",
            )
        if each.head is not None and each.head.digest not in earlier and not contains(ledger, each.head):
            yield each
    latest = output / LATEST
    if latest.exists() and not (output / _named(latest)).is_dir():
        raise Missing(
            "the last release is not in its folder, so that nobody can tell whether the ledger is up to date",
            where=Where(latest),
            fix="Download the release that it names from the portal and put it beside this file.",
        )


def demand_all_known(ledger: Ledger, output: Path) -> None:
    """Missing (16) where a release lies in the output folder that the ledger does not know, recalled ones included."""
    for each in later_than(ledger, output):
        raise Missing(
            "this release was made with a newer ledger than this one, or with another",
            where=Where(each.folder),
            fix="Put the newest ledger in its place: redact ledger restore.",
        )


def _named(latest: Path) -> str:
    try:
        return str(_json(latest)["folder"])
    except _UNREADABLE:
        raise Missing(
            "what was released last cannot be read, so that nobody can tell whether the ledger is up to date",
            where=Where(latest),
            fix="Download it again from the portal, or move it away if it is not yours.",
        ) from None


def first_uncovered(shown: tuple[Shown, ...], others: tuple[date, ...], months: int) -> date:
    """The first day of a period that no earlier release covers; `date.min` where there is none.

    `others` are days on which releases were made that are not there to be read: they cover at most what was past.
    `months` is how long a period is. Where a release cannot be read, the day that it was made is taken.
    """
    days = [each.last_day for each in shown if each.readable and each.last_day is not None]
    days += [each.as_of or date.today() for each in shown if not each.readable]  # noqa: DTZ011 - a calendar day
    days += others
    return max((_next_period(day, months) for day in days), default=date.min)


def _next_period(day: date, months: int) -> date:
    """The first day after the period of so many months (1, 3 or 12) that a day lies in."""
    number = (day.year * 12 + day.month - 1) // months * months + months
    return date(number // 12, number % 12 + 1, 1)
