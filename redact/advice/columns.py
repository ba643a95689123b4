"""Which files and columns will be published: by the cards of the project, or of the synthetic city."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files

from redact.plan.treatments import shows_role, treatments
from redact.policy.model import Policy
from redact.project import Project
from redact.records import load_card
from redact.records.card import Card
from redact.vocabulary import DERIVED_COLUMNS

CITY = ("incidents", "calls", "arrests")


def cards_of(project: Project | None) -> tuple[Card, ...]:
    """The cards of a project's datasets, else those of the synthetic city.

    Files whose headers are role names have a card of their own. DataMismatch (11) for one that cannot be read.
    """
    if project is not None:
        from redact.records import card_for

        return tuple(
            load_card(dataset.card) if dataset.card is not None else card_for(dataset.files[0])
            for dataset in project.datasets
        )
    found = []
    for name in CITY:
        with as_file(files("redact.synth") / "project" / "cards" / f"{name}.yaml") as path:
            found.append(load_card(path))
    return tuple(found)


def published_columns(policy: Policy, card: Card) -> tuple[str, ...]:
    """The header of a dataset's published file: what redact makes, then what some group of its records shows."""
    kind = card.kind.value
    reachable = [
        rule
        for rule in treatments(policy)
        if not policy.tiers[rule.tier].kinds or kind in policy.tiers[rule.tier].kinds
    ]
    shown = [field.name for field in card.fields if any(shows_role(rule, policy, field.role) for rule in reachable)]
    return (*DERIVED_COLUMNS, *shown)


def dropped_columns(policy: Policy, card: Card) -> tuple[str, ...]:
    """The columns of a source, by its own titles, of which nothing is published as it stands."""
    shown = published_columns(policy, card)
    return tuple(field.title for field in card.fields if field.name not in shown)


def file_names(cards: Sequence[Card], policy: Policy) -> tuple[str, ...]:
    """The files of a release: rows, tables, places, and the pages that explain them."""
    rows = [f"data/{card.dataset}.csv" for card in cards]
    tables = [f"tables/{table.table}.csv" for table in policy.counts]
    return (*rows, *tables, "places.geojson")
