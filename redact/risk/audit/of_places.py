"""Findings about places and times: doors, points that give a hidden house back, what is left beside a blank."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from redact.links.within import Classified
from redact.risk.audit.looked import Looked
from redact.risk.audit.markers import place_columns, remains
from redact.risk.audit.places import FINE, Finest, Places
from redact.risk.audit.result import Finding, Who
from redact.risk.audit.rows import OFFENCE, Marked, Rows
from redact.vocabulary import SourceOfEvidence, Strength, TimePrecision

COARSER = "tiers: place: {level: beat, min_households: 500}"
FEW = 5
"""Fewer rows that are not known to be sensitive may be misread texts and make no finding."""


def share(n: int, of: int) -> str:
    """`1,284 of 2,820 (46 %)`."""
    return f"{n:,} of {of:,} ({n / of:.0%})" if of else f"{n:,}"


def of_places(looked: Looked, rows: Marked, where: Places) -> Iterator[Finding]:
    """What the places of a file give away."""
    yield from _doors(looked, rows, where)
    yield from _points(looked, rows, where)
    yield from _blocks(looked, rows, where)
    n, left = remains(looked, rows, where)
    if n and (left or (looked.minutes[rows.sensitive] >= 0).any()):
        kept = ", ".join(left) or "no place"
        timed = int((rows.sensitive & (where.finest >= Finest.AREA) & (looked.precision <= TimePrecision.DAY)).sum())
        yield Finding(
            "left_beside_blank", Who.KNOWS_HER, n, int(rows.sensitive.sum()), left,
            f"{n:,} sensitive rows had their place taken out and keep {kept}; {timed:,} of them keep the day or finer",
            "Whoever knows her and the day can tell from the area that is left that it was she who reported.",
            "Coarsen every column of place together and the time as well: tiers: time: {precision: month}.",
            hers=n,
        )  # fmt: skip


def _doors(looked: Looked, rows: Marked, where: Places) -> Iterator[Finding]:
    columns = place_columns(looked)
    door = where.finest <= Finest.HOUSE
    listed = ", ".join(columns)
    n = int((door & rows.sensitive).sum())
    if n:
        yield Finding(
            "door_of_sensitive", Who.ANYONE, n, int(rows.sensitive.sum()), columns,
            f"{share(n, int(rows.sensitive.sum()))} sensitive rows name the house or the apartment",
            "Anyone can go to the door of somebody who reported, or learn that a neighbour did.",
            f"Publish an area instead ({COARSER}) and none of these columns: {listed}.",
            hers=n,
        )  # fmt: skip
    n = int((door & rows.doubt).sum())
    if n >= FEW:
        yield Finding(
            "door_in_doubt", Who.ANYONE, n, int(rows.doubt.sum()), columns,
            f"{share(n, int(rows.doubt.sum()))} rows that may be sensitive name the house or the apartment",
            "Assaults and threats are here that do not say who the two were: violence at home is among them, at its "
            "door.",
            "Treat crimes against persons carefully (classify: may_evidence: persons) and coarsen their place.",
        )  # fmt: skip
    n = int(door.sum())
    flats = int((where.finest == Finest.APARTMENT).sum())
    if n >= 0.01 * looked.rows:
        says = f"{share(n, looked.rows)} of all rows name the house" + (
            f", {flats:,} of them the apartment too" if flats else ""
        )
        yield Finding(
            "doors", Who.ANYONE, n, looked.rows, columns, says,
            "Whatever classification misses stands here with its address.",
            f"Round every address to its block, or to an area with enough homes, in every tier; drop {listed}.",
            hers=int((door & rows.sensitive).sum()),
        )  # fmt: skip


def _points(looked: Looked, rows: Marked, where: Places) -> Iterator[Finding]:
    points = looked.titles("longitude", "latitude", "x", "y", "geometry")
    n, back = where.counts.get("blank_with_point", 0), where.counts.get("blank_given_back", 0)
    houses = bool(where.counts.get("points_stand_for_houses", 0))
    if n:
        mine = int((where.blank & (where.at >= 0) & rows.sensitive).sum())
        says = f"{n:,} rows have no address and still have the point ({mine:,} of them sensitive)"
        if back:
            says += f"; {back:,} of these points stand beside an exact address in another row"
        yield Finding(
            "point_without_address", Who.ANYONE if houses else Who.SECOND_FILE, n, looked.rows, points, says,
            "Taking the address out hid nothing: the point shows the house on any map.",
            f"Take the point out with the address. Drop {', '.join(points)}; one place per row, made by the policy.",
            hers=mine,
        )  # fmt: skip
    by_point = where.finest == Finest.HOUSE_BY_POINT
    n = int(by_point.sum())
    if n >= FEW:
        mine = int((by_point & rows.sensitive).sum())
        yield Finding(
            "house_by_point", Who.SECOND_FILE, n, looked.rows, points,
            f"{n:,} rows give a block or no address, but their point is that of one house elsewhere in the file "
            f"({mine:,} of them sensitive)",
            "Rows of other days tell the house number that was left out of hers.",
            f"Drop {', '.join(points)}, or make them the middle of the published area.",
            hers=mine,
        )  # fmt: skip
    finer = (where.finest == Finest.POINT) & rows.sensitive & ~where.blank
    n = int(finer.sum())
    if n:
        yield Finding(
            "point_within_block", Who.SECOND_FILE, n, int(rows.sensitive.sum()), points,
            f"{share(n, int(rows.sensitive.sum()))} sensitive rows have a point that differs between rows of one block",
            "With a map the point narrows the block to a few homes; where it was moved at random, repeated visits to "
            "one home can be told from their middle.",
            f"Drop {', '.join(points)}, or give every row of a place the same point.",
            hers=n,
        )  # fmt: skip


def _blocks(looked: Looked, rows: Marked, where: Places) -> Iterator[Finding]:
    fine = (where.finest <= FINE) & rows.sensitive
    n = int((fine & (looked.precision <= TimePrecision.HOUR)).sum())
    if n:
        yield Finding(
            "place_and_hour", Who.KNOWS_HER, n, int(rows.sensitive.sum()), place_columns(looked),
            f"{share(n, int(rows.sensitive.sum()))} sensitive rows give block or finer and the hour or finer",
            "Whoever was there, or heard of it, finds the row and reads what was reported, and when.",
            f"Show less of both: {COARSER} and tiers: time: {{precision: month, delay: 30 days}}.",
            hers=n,
        )  # fmt: skip
    for name, sources, what, means, do in _LABELS:
        told = shown_by(looked.classified, sources) & rows.sensitive
        n = int((told & (where.finest <= FINE)).sum())
        columns = _columns(looked, sources)
        if n:
            yield Finding(
                name, Who.ANYONE, n, int(rows.sensitive.sum()), columns,
                f"{share(n, int(rows.sensitive.sum()))} sensitive rows are named as such by {what} beside a block or "
                "finer",
                means, do.format(", ".join(columns)), hers=n,
            )  # fmt: skip


_LABELS = (
    (
        "flag_beside_place", (SourceOfEvidence.FLAGS, SourceOfEvidence.RELATIONSHIP), "a flag or a relationship",
        "One column says that it was violence at home, and the next one on which block: neighbours know the rest.",
        "Use {} to classify only, never publish it; coarsen the place of these rows.",
    ),
    (
        "offence_beside_place", OFFENCE, "their offence",
        "The offence says what was done to her, and the row says where.",
        "Show the offence group only (tiers: shows: [id, offense_group, place, time]); drop {} for these rows.",
    ),
)  # fmt: skip


def shown_by(found: Classified, sources: tuple[SourceOfEvidence, ...]) -> Rows:
    """Rows in which one of some kinds of evidence shows a class outright."""
    by = [
        any(piece.source in sources and piece.rule.strength is Strength.SHOWS for piece in each)
        for each in found.combinations
    ]
    return np.array(by, dtype=np.bool_)[found.evidence]


def _columns(looked: Looked, sources: tuple[SourceOfEvidence, ...]) -> tuple[str, ...]:
    """The titles of the columns that show a class outright by one of some kinds of evidence."""
    titles = {field.name: field.title for field in looked.source.fields}
    used = {
        titles[piece.column]
        for each in looked.classified.combinations
        for piece in each
        if piece.source in sources and piece.rule.strength is Strength.SHOWS and piece.column in titles
    }
    return tuple(column.title for column in looked.columns if column.title in used)
