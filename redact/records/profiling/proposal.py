"""A proposed card for a new file, with the reason for each line and what the columns give away."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from redact.errors import DataMismatch
from redact.records.card import Card, card_by_name, shipped_cards
from redact.records.guess import guessed_kind, named_after
from redact.records.locating import Link
from redact.records.profiling.facts import Column
from redact.records.profiling.layout import guessed_layout
from redact.records.profiling.leaks import Leak, LeakKind, key_leaks, place_leaks, zero_leaks
from redact.records.profiling.parts import always_midnight, clock_offset, part_of_time, repeated_from, split_date
from redact.records.profiling.points import (
    Point,
    event_numbers,
    goes_with_place,
    main_point,
    place_numbers,
    projected_system,
    same_point_again,
    text_points,
)
from redact.records.profiling.roles import Guess, guess, settle_keys
from redact.records.profiling.shapes import Clockwork, TimeShape, any_place_code
from redact.records.readers import open_reader
from redact.records.reading import Reader, joined
from redact.vocabulary import ROLES, Kind, RoleGroup

SAMPLE_ROWS = 100_000
"""Rows from the start of the file that are looked at."""

_ONLY_CLASSIFY = ("relationship", "domestic_flag", "circumstance", "clearance")


@dataclass(frozen=True)
class Proposal:
    """A card to start from. `reasons` has a sentence for every column of the file, listed in the card or not."""

    card: Card
    reasons: Mapping[str, str]
    leaks: tuple[Leak, ...]
    unlisted: tuple[str, ...]
    notes: tuple[str, ...]
    rows: int
    path: Path

    def to_yaml(self) -> str:
        """The card as YAML with the reasons as comments. It holds titles, never a cell's value."""
        from redact.records.profiling.writing import as_yaml

        return as_yaml(self)


def profile(path: Path | str, *, systems: bool = True) -> Proposal:
    """Looks at the first rows of a file and proposes a card.

    `systems` off leaves out in which coordinate system x and y are, which takes a second or two to find.
    Raises DataMismatch (11) for a file that cannot be read at all (missing, empty, damaged, a folder).
    """
    path = Path(path)
    read, notes = guessed_layout(path)
    reader = open_reader(path, read)
    columns = _sample(reader)
    guesses: dict[str, Guess] = {column.title: guess(column) for column in columns}
    times = {title: each.time for title, each in guesses.items() if each.time is not None}
    leaks: list[Leak] = []
    _midnights(columns, guesses, times)
    joined_formats = _parts(columns, guesses, times, leaks)
    _one_moment(columns, guesses)
    guesses = settle_keys(columns, guesses)
    _clocks(columns, guesses, times)
    roles = {title: each.role for title, each in guesses.items()}
    point = main_point(columns, roles)
    _points(columns, guesses, point, leaks)
    roles = {title: each.role for title, each in guesses.items()}
    leaks += place_leaks(columns, roles, point)
    leaks += key_leaks(columns, roles, times)
    leaks += zero_leaks(columns, roles)
    listed = {title: each.role for title, each in guesses.items() if each.role is not None}
    kind = guessed_kind(path.name)
    if kind is Kind.CALLS:
        listed = {title: "call_type_final" if role == "offense_text" else role for title, role in listed.items()}
    card = Card(
        dataset=named_after(path),
        kind=kind,
        columns=listed,
        read=read,
        time_formats={**_formats(listed, times), **joined_formats},
        crs={**reader.crs, **(_systems(columns, roles, point) if systems else {})},
        keys={role: _how(column) for role, column in _keys(columns, roles).items()},
        codes=_tables(columns, roles),
    )
    unlisted = tuple(column.title for column in columns if column.title not in listed)
    reasons = {title: each.reason for title, each in guesses.items()}
    notes = (*notes, *reader.notes, *_untitled(reader), *_fitting(reader))
    return Proposal(card, reasons, tuple(leaks), unlisted, notes, columns[0].rows, path)


def _sample(reader: Reader) -> list[Column]:
    """The titled columns with the first rows; a title that comes twice counts once."""
    positions: dict[str, int] = {}
    for position, title in enumerate(reader.titles):
        if title:
            positions.setdefault(title, position)
    if not positions:
        raise DataMismatch("the header has no titles", fix="Name the columns in the file's first line.")
    chunks, count = [], 0
    for chunk in reader.chunks(list(positions.values())):
        chunks.append(chunk)
        count += len(chunk)
        if count >= SAMPLE_ROWS:
            break
    if not chunks:
        raise DataMismatch("the file has a header but no records", fix="Export it again.")
    table = joined(chunks).slice(0, SAMPLE_ROWS).table
    return [
        Column(title, position, table.column(index).combine_chunks())
        for index, (title, position) in enumerate(positions.items())
    ]


def _parts(
    columns: Sequence[Column], guesses: dict[str, Guess], times: dict[str, TimeShape], leaks: list[Leak]
) -> dict[str, str]:
    """Columns with parts of a date: left out where they follow from one, joined where only together they tell it."""
    parts = {column.title: part for column in columns if (part := part_of_time(column)) and column.title not in times}
    for column in columns:
        part = parts.get(column.title)
        if part is None:
            continue
        source = repeated_from(column, part, times, columns)
        if source is not None:
            del parts[column.title]
            guesses[column.title] = Guess(None, f"it follows from '{source}' (the {part})")
            leaks.append(Leak(column.title, LeakKind.PART_OF_TIME, f"it repeats the {part} of '{source}'"))
    has_date = any(shape.tells is not Clockwork.CLOCK for shape in times.values())
    together = None if has_date else split_date(parts)
    if together is not None:
        days, clock = together
        for title in (*days, *clock):
            role = "occurred_date" if title in days else "occurred_time"
            guesses[title] = Guess(role, f"with the columns beside it, it tells the {role.removeprefix('occurred_')}")
        formats = {"occurred_date": "%Y %m %d"}
        return {**formats, "occurred_time": " ".join(("%H", "%M")[: len(clock)])} if clock else formats
    for title, part in parts.items():
        column = _titled(columns, title)
        if part == "hour":
            for other, shape in times.items():
                if clock_offset(column, _titled(columns, other), shape):
                    guesses[other] = Guess(None, f"it tells the same moment as '{title}' in another time zone")
                    sentence = f"it tells '{title}' once more, a fixed number of hours off"
                    leaks.append(Leak(other, LeakKind.PART_OF_TIME, sentence))
        listed = [times[other].tells for other, each in guesses.items() if other in times and each.role is not None]
        has_clock = any(tells is not Clockwork.DATE for tells in listed)
        if part == "hour" and has_date and not has_clock:
            guesses[title] = Guess("occurred_time", "its title says hour and no other column tells the time of day")
            times[title] = TimeShape(Clockwork.CLOCK, "%H")
        else:
            guesses[title] = Guess(None, f"it tells only a part of a date (the {part})")
    return {}


_HAPPENED = re.compile(r"occur|incident|offen[cs]e|crime|event|start|from|happen|committed")


def _one_moment(columns: Sequence[Column], guesses: dict[str, Guess]) -> None:
    """Of several columns taken for when it happened, keeps the one whose title says so, else the first."""
    for role in ("occurred_at", "occurred_date"):
        found = [column for column in columns if guesses[column.title].role == role and guesses[column.title].time]
        found.sort(key=lambda column: (_HAPPENED.search(column.words) is None, column.position))
        for column in found[1:]:
            reason = f"its cells are dates, but of something else than '{found[0].title}'"
            guesses[column.title] = Guess("updated_at", reason, guesses[column.title].time)


def _midnights(columns: Sequence[Column], guesses: dict[str, Guess], times: dict[str, TimeShape]) -> None:
    """A column that always says midnight beside one with times of day is a date."""
    if not any(shape.tells is Clockwork.CLOCK for shape in times.values()):
        return
    for title, shape in list(times.items()):
        if always_midnight(_titled(columns, title), shape):
            role = "occurred_date" if guesses[title].role == "occurred_at" else guesses[title].role
            guesses[title] = Guess(role, "its cells are dates (the time is always midnight)", shape)


def _titled(columns: Sequence[Column], title: str) -> Column:
    return next(column for column in columns if column.title == title)


def _clocks(columns: Sequence[Column], guesses: dict[str, Guess], times: dict[str, TimeShape]) -> None:
    """Times of day written as numbers (100 for 01:00), told by their title; several moments of one kind."""
    for column in columns:
        current = guesses[column.title].role
        timed = column.words.endswith((" time", " tm", " hhmm")) or column.words in ("time", "tm")
        numeric = column.numeric > 0.95 and column.share(r"\d{1,4}(\.0)?") > 0.95 and column.between(0, 2400)
        if timed and numeric and (current is None or ROLES[current] is not RoleGroup.TIME):
            until = any(word in column.words for word in ("poss", "end", "until", "to time", "last"))
            role = "occurred_until" if until else "occurred_time"
            guesses[column.title] = Guess(role, "its title says time and its cells are times of day as numbers")
            times[column.title] = TimeShape(Clockwork.CLOCK, "%H%M")


def _points(columns: Sequence[Column], guesses: dict[str, Guess], point: Point | None, leaks: list[Leak]) -> None:
    """Finds the point in other columns, and areas and codes that follow from the place."""
    for column in columns:
        code = any_place_code(column)
        if code is not None and guesses[column.title].role != "geometry":
            some = "its cells are" if code.share >= 0.5 else "some of its cells hold"
            leaks.append(Leak(column.title, LeakKind.PLACE_CODE, f"{some} a {code.kind}"))
    if point is not None:
        for column in columns:
            if column in (point.across, point.up):
                continue
            written = text_points(column) if guesses[column.title].role in ("geometry", "address", None) else None
            sentence = same_point_again(written or column, point)
            if sentence is None:
                continue
            if written is not None:
                sentence = f"it has the point of {point.names} once more as text"
            leaks.append(Leak(column.title, LeakKind.POINT_AGAIN, sentence))
            role = guesses[column.title].role
            if role is None or ROLES.get(role) is not RoleGroup.PLACE:
                guesses[column.title] = Guess("geometry" if written is not None else None, sentence)
    _by_place(columns, guesses, point, leaks)


def _by_place(
    columns: Sequence[Column], guesses: dict[str, Guess], point: Point | None, leaks: list[Leak]
) -> None:
    """Columns that go with the place although nothing in their titles or cells says so."""
    roles = {title: each.role for title, each in guesses.items()}
    places = place_numbers(columns, roles, point)
    event = event_numbers(columns, roles, places)
    known = {leak.column for leak in leaks}
    for column in columns:
        role = roles[column.title]
        if column.title in known or ROLES.get(role or "") in (RoleGroup.PLACE, RoleGroup.KEYS, RoleGroup.TIME):
            continue
        link = goes_with_place(column, places, event)
        if link is None:
            continue
        kind = LeakKind.FIXES_PLACE if link is Link.FIXES else LeakKind.SECOND_AREA
        leaks.append(Leak(column.title, kind, link.value))
        if role is None:
            coded = column.share(r".*\d.*") >= 0.5
            proposed = "sector" if link is Link.FOLLOWS else "parcel_id" if coded else "place_name"
            guesses[column.title] = Guess(proposed, link.value)


def _formats(listed: Mapping[str, str], times: Mapping[str, TimeShape]) -> dict[str, str]:
    """Formats by title; by role where one column has the date and one the time of day of the same moment."""
    formats: dict[str, str] = {}
    for role in dict.fromkeys(role for role in listed.values() if ROLES.get(role) is RoleGroup.TIME):
        shapes = {title: times[title] for title, each in listed.items() if each == role and title in times}
        tells = [shape.tells for shape in shapes.values()]
        if tells == [Clockwork.DATE, Clockwork.CLOCK] and all(shape.format for shape in shapes.values()):
            formats[role] = " ".join(str(shape.format) for shape in shapes.values())
        else:
            formats |= {title: shape.format for title, shape in shapes.items() if shape.format}
    return formats


def _systems(columns: Sequence[Column], roles: Mapping[str, str | None], point: Point | None) -> dict[str, str]:
    """The coordinate system of x and y where longitude and latitude beside them tell it."""
    pair = main_point(columns, {title: role if role in ("x", "y") else None for title, role in roles.items()})
    if pair is None or point is None or not point.degrees:
        return {}
    found = projected_system(point, pair.across, pair.up)
    return {pair.across.title: found, pair.up.title: found} if found else {}


def _keys(columns: Sequence[Column], roles: Mapping[str, str | None]) -> dict[str, Column]:
    linking = ("incident_id", "event_id")
    return {role: column for column in columns for role in linking if roles.get(column.title) == role}


def _how(column: Column) -> str:
    """Numbers with a year in front are compared by their digits; others letter by letter."""
    return "digits" if column.share(r"[a-z]{0,3}-?(19|20)?\d\d-\d{3,}") > 0.9 else "text"


def _tables(columns: Sequence[Column], roles: Mapping[str, str | None]) -> tuple[str, ...]:
    codes = [column for column in columns if roles.get(column.title) == "offense_code"]
    if any(column.share(r"\d\d[0a-z]|90[a-z]|7(20|10)") > 0.9 and column.share(r"\d\d[a-z]") > 0.1 for column in codes):
        return ("nibrs",)
    return ()


def _fitting(reader: Reader) -> tuple[str, ...]:
    """Shipped cards whose columns are all in the file: somebody has looked at this export before."""
    titles = set(reader.titles)
    names = [name for name in shipped_cards() if titles.issuperset(card_by_name(name).columns)]
    return tuple(f"the card '{name}' that comes with redact fits the columns of this file" for name in names)


def _untitled(reader: Reader) -> tuple[str, ...]:
    count = sum(not title for title in reader.titles)
    return (f"{count} column(s) without a title are left out",) if count else ()
