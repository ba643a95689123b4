"""Findings for those who count and compare: markers, events that stand alone, doors that come back, numbers, files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from redact.risk.audit.looked import Looked
from redact.risk.audit.markers import ANY, OPEN
from redact.risk.audit.of_places import COARSER, share
from redact.risk.audit.result import Alone, Finding, Marker, Numbering, Siblings, Who

_TOLD: Final = 3
"""Markers that are told as findings; the others stand in the table."""
_COMPLETE: Final = 0.3
"""Share of the numbers of a series that must be there for the missing ones to count what was left out."""
_GAPS: Final = 10
"""Fewer missing numbers are mistakes of the system as likely as reports that were left out."""


def class_words(name: str) -> str:
    """A class as people read it."""
    return name.replace("_", " ")


def of_markers(marks: Sequence[Marker], looked: Looked) -> Iterator[Finding]:
    """Blanks and words that say what a row is."""
    for mark in marks[:_TOLD]:
        named = f"any of {len(mark.columns)} columns" if len(mark.columns) > 4 else ", ".join(mark.columns)
        state = f"{named} ({mark.state})"
        what = "are" if mark.of_class in (ANY, OPEN) else "show"
        of = {ANY: "sensitive", OPEN: "crimes against a person that leave open who the two were"}.get(
            mark.of_class, class_words(mark.of_class)
        )
        yield Finding(
            "marker", Who.COMPARES, mark.hits, mark.rows, mark.columns,
            f"{share(mark.hits, mark.rows)} rows marked by {state} {what} {of}; of all rows {mark.usual:.1%}",
            "The blank that was to protect her says what happened to her; beside the date that is enough.",
            "Give the same treatment to rows that need none: tiers: cover (see docs/policies.md).",
            hers=mark.hits,
        )  # fmt: skip


def of_alone(found: Sequence[Alone], doors: dict[str, int], sensitive: int) -> Iterator[Finding]:
    """What somebody who knows a little about her finds."""
    area = [each for each in found if not each.knows.startswith("place") and each.knows.endswith(" and day")]
    for each in area:
        if each.alone:
            yield Finding(
                "alone", Who.KNOWS_HER, each.alone, each.stated, (),
                f"{share(each.alone, each.stated)} sensitive rows are the only event with their {each.knows}",
                "Somebody who knows only that much of her finds her row, and no other fits.",
                f"Show less of both: {COARSER} and tiers: time: {{precision: month}}.", hers=each.alone,
            )  # fmt: skip
    if doors["with_2"]:
        yield Finding(
            "doors_again", Who.KNOWS_HER, doors["rows_with_2"], sensitive, (),
            f"{doors['with_2']:,} doors have two sensitive events or more, {doors['with_5']:,} have five or more",
            "The list of visits to one home is a history of what somebody there lives through.",
            f"Show an area: {COARSER}; no column may tell that two rows are of the same place.",
            hers=doors["rows_with_2"],
        )  # fmt: skip


def of_cells(cells: Sequence[tuple[str, int, int, int]]) -> Iterator[Finding]:
    """Counts by class, area and month that are small."""
    coarsest = min(cells, key=lambda each: each[1], default=None)
    if coarsest is not None and coarsest[2]:
        area, every, one, few = coarsest
        yield Finding(
            "small_cells", Who.COMPARES, one, every, (area,),
            f"{share(one, every)} counts by class, {area} and month are a single event; {few:,} are below five",
            "Even without an address a count of one tells whoever knows her that the one is hers.",
            "Count with noise or over larger areas (redact counts) and leave class out of rows.",
            hers=one,
        )  # fmt: skip


def of_numbers(found: Sequence[Numbering], looked: Looked) -> Iterator[Finding]:
    """What numbers in order say, and what their gaps count."""
    for each in found:
        every = each.present + each.missing
        if each.present >= _COMPLETE * every:
            if each.missing < _GAPS:
                continue
            yield Finding(
                "gaps", Who.COMPARES, each.missing, every, (each.column,),
                f"{share(each.missing, every)} numbers of {each.column} are missing, in {each.gaps:,} gaps; the "
                f"neighbours of {each.known_day:,} are a day apart or less",
                "What was left out can be counted and dated: a report on that day that is nowhere is one that is "
                "hidden.",
                f"Publish new random ids (columns: {{keys: new random id}}), drop {each.column}, and withhold other "
                "rows beside hers (tiers: cover).",
            )  # fmt: skip
        else:
            yield Finding(
                "numbers_in_order", Who.COMPARES, each.present, looked.rows, (each.column,),
                f"{each.column} was given out in order of date (rank correlation {each.order:.2f})",
                "Whoever holds a report's number finds its row; any number tells its date, whatever the time says.",
                f"Publish new random ids (columns: {{keys: new random id}}) and drop {each.column}.",
            )  # fmt: skip


def of_siblings(found: Sequence[Siblings]) -> Iterator[Finding]:
    """What one file shows of an event that another hides."""
    for each in found:
        pair = f"{each.first} and {each.second}"
        for name, n, what, means in (
            ("sibling_tells", each.only_first_tells + each.only_second_tells,
             "are sensitive by one of the two files and plain by the other",
             "The row that looks like anything else is told by its sibling."),
            ("sibling_place", each.place_finer, "are sensitive and have their place finer in one of the two files",
             "What one file took out of her row stands in the other."),
            ("sibling_time", each.time_finer, "are sensitive and have their time finer in one of the two files",
             "The day that one file hides stands in the other."),
        ):  # fmt: skip
            if n:
                yield Finding(
                    name, Who.SECOND_FILE, n, each.matched, (),
                    f"{share(n, each.matched)} events in both {pair} (by {each.by}) {what}", means,
                    "Protect all files of an event together: one project, one release set (redact preview), new ids.",
                    hers=n,
                )  # fmt: skip
        if each.absent:
            yield Finding(
                "sibling_absent", Who.SECOND_FILE, each.absent, each.absent_of, (),
                f"{share(each.absent, each.absent_of)} sensitive events of {pair} are in only one of them, where "
                "other events are mostly in both",
                "That it is missing says what it was.",
                "Leave an event out of every file, and others with it: tiers: rows: withhold with cover.",
                hers=each.absent,
            )  # fmt: skip
