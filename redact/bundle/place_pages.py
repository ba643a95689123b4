"""What the public pages say of places: what one is, that it is never a house, and how to draw it.

The same words are said whether places are protected or not, so they tell nobody whether any are.
"""

from __future__ import annotations

from markupsafe import Markup

from redact.bundle.facts import Facts, listed, plain, who
from redact.place.jurisdiction import BLOCK, CITY
from redact.report import Column, join, paragraph, table

PLACE = """A place is a stretch of street or an area, never a house. A record is told as the same place as its
neighbors' would be, so nobody can tell from the place at whose door something happened."""

STRETCHES = """A stretch of street is one hundred block where enough households live there, or several blocks joined.
Some stretches are longer than the number of households alone would make them. That is so on purpose."""

FIXED = """Which address is told as which place is decided from the map before any record is read, and stays so from
release to release as long as the map does. Laying many records of one place over each other brings nobody closer to a
door."""

POINT = """A point in a GeoJSON file stands on a street of the place and is there for drawing only. It is not where
something happened, and nobody's house."""


def place_paragraphs(facts: Facts) -> Markup:
    """How places are told, for the public."""
    policy = facts.policy
    steps = listed([kind(level) for level in facts.ladder])
    parts = [
        paragraph(_flat(PLACE)),
        paragraph(
            f"The kinds of place, from small to large: {steps}. Where too few households would be published as one "
            "place, it is told as a larger one. Households are those whose own address would be written in exactly "
            "this way."
        ),
        *([paragraph(_flat(STRETCHES))] if BLOCK in facts.ladder else []),
        paragraph(_flat(FIXED)),
        paragraph(f"All places are in places.geojson, drawn as lines and areas. {_flat(POINT)}"),
    ]
    least = [tier for tier in policy.tiers if tier.rows == "publish" and tier.place is not None]
    rows = [(who(tier), kind(tier.place.level), tier.place.min_households) for tier in least if tier.place]
    heads: list[Column | str] = ["These records", "Smallest place", Column("Households, at least", number=True)]
    parts.append(table("The least that a place stands for", heads, rows))
    return join(parts)


def place_terms(facts: Facts) -> Markup:
    """Places in the rows and in places.geojson, for whoever draws maps."""
    levels = [(Markup("<code>{}</code>").format(level), _level(level)) for level in facts.ladder]
    properties = [
        (Markup("<code>{}</code>").format(name), text)
        for name, text in (
            ("id", "What place_id in the rows refers to."),
            ("label", "What place in the rows says."),
            ("precision", "What place_precision in the rows says."),
            (
                "households",
                (
                    "How many households live in it. households_band in a row can be less: of an area it counts only "
                    "those whose own address would be told as the area and not as a street in it."
                ),
            ),
            ("longitude, latitude", POINT),
        )
    ]
    parts = [paragraph(_flat(PLACE))]
    if BLOCK in facts.ladder:
        nested = "Where records ask for more households than others, their stretch is made of several of the others'."
        parts.append(paragraph(f"{_flat(STRETCHES)} {nested}"))
    return join(
        [
            *parts,
            paragraph(_flat(FIXED)),
            table("Words in place_precision", ["Word", "Meaning"], levels),
            table(
                "Properties of a place in places.geojson",
                ["Property", "Meaning"],
                [(name, _flat(text)) for name, text in properties],
                note="places.geojson has every place that may be told, whether a row has it or not. Coordinates are "
                "longitude and latitude (WGS 84).",
            ),
        ]
    )


def kind(level: str) -> str:
    """What a level of place is called on a page."""
    return "stretch of street" if level == BLOCK else plain(level)


def _level(level: str) -> str:
    if level == BLOCK:
        return "A stretch of street: one hundred block, or several joined."
    if level == CITY:
        return "Somewhere in the city."
    return f"Somewhere in this {plain(level)}."


def _flat(text: str) -> str:
    return " ".join(text.split())
