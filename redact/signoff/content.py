"""Gathering what is signed: the policy, the code tables that it and the cards name, the columns that come out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from redact.classify.code_tables import COLUMNS, COMPANIONS, STATUTES, key_of, shipped
from redact.errors import DataMismatch, Missing, Where
from redact.plan.context import published_columns
from redact.policy.model import Policy
from redact.policy.signing import Columns, Content, Line, Table
from redact.policy.signing.content import canonical
from redact.project import Project
from redact.records import card_for, load_card
from redact.records.card import Card


def content_of(project: Project, policy: Policy) -> Content:
    """What people sign for a project. No record is read, only cards and code tables.

    Missing (16) for a code table that is not there, DataMismatch (11) for one that is none.
    """
    cards = [load_card(each.card) if each.card is not None else card_for(each.files[0]) for each in project.datasets]
    return Content(
        publisher=project.publisher,
        policy=policy,
        tables=_tables(policy, cards),
        datasets={
            card.dataset: Columns(card.kind.value, published_columns(policy, card.kind, card.fields)) for card in cards
        },
    )


def _tables(policy: Policy, cards: Sequence[Card]) -> dict[str, Table]:
    """Every table that a record of these datasets can be looked up in, by name."""
    found: dict[str, Table] = {}
    for card in cards:
        for name in _names(policy, card):
            if name not in shipped():
                raise Missing(f"there is no code table '{name}'", fix=f"Shipped tables: {', '.join(shipped())}.")
            found.setdefault(name, _shipped(name))
        for path in card.own_codes:
            if not path.is_file():
                raise Missing("the agency's code table is not there", where=Where(path))
            try:
                text = path.read_text(encoding="utf-8-sig")
            except UnicodeDecodeError:
                raise DataMismatch("the code table is not UTF-8 text", where=Where(path)) from None
            found[path.stem] = Table.of(_lines(text, path), own=True)
    return found


def _names(policy: Policy, card: Card) -> Iterable[str]:
    named = (*policy.classify.codes, *card.codes)
    yield from dict.fromkeys(
        (*named, *(companion for name in named for companion in COMPANIONS.get(name, ())), "relationships")
    )
    if not any(name.startswith(STATUTES) for name in named):
        yield from (name for name in shipped() if name.startswith(STATUTES))


@cache
def _shipped(name: str) -> Table:
    text = resources.files("redact.classify").joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
    return Table.of(_lines(text, f"{name}.csv"), own=False)


def _lines(text: str, origin: Path | str) -> list[Line]:
    lines = []
    for row in csv.DictReader(text.splitlines()):
        if any(row.get(column) is None for column in COLUMNS):
            raise DataMismatch("the code table lacks columns or cells", where=Where(origin))
        cells = {column: row[column].strip() for column in COLUMNS}
        if cells["status"]:  # a line without one waits to be filled in, and says nothing
            protects = cells["strength"] == "shows" and bool(cells["classes"])
            lines.append(Line(key_of(cells["code"]).lstrip("0"), canonical(cells), protects))
    return lines
