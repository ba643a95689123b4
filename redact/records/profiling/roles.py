"""Which role each column most likely plays, by what its cells look like and what its title says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from redact.records.locating.written import role_of
from redact.records.profiling.facts import Column
from redact.records.profiling.shapes import (
    DIRECTIONS,
    SHAPES,
    STREET_WORDS,
    Clockwork,
    TimeShape,
    address_like,
    place_code,
    time_shape,
)
from redact.records.profiling.titles import role_of_title, time_role_of_title
from redact.vocabulary import ROLES, RoleGroup

_NARRATIVE_LENGTH = 45
"""Mean characters from which a column of mostly different texts is prose."""

_WORDS = {role: role.replace("_", " ") for role in ROLES}


@dataclass(frozen=True, slots=True)
class Guess:
    """The role proposed for a column (None: not listed), why, and how its times are written if it has any."""

    role: str | None
    reason: str
    time: TimeShape | None = None


def guess(column: Column) -> Guess:
    """The role of one column looked at alone. Reasons quote titles, never cells."""
    named = re.sub(r"_\d+$", "", column.title)
    if named in ROLES and not (named in ("x", "y") and _coordinate(column, named)):
        shape = time_shape(column) if ROLES[named] is RoleGroup.TIME else None
        return Guess(named, "its title is the name of this role", shape)
    if column.filled == 0:
        return Guess(None, "it is empty")
    for role, pattern, least, reason in SHAPES:
        if column.share(pattern) >= least:
            return Guess(role, reason)
    code = place_code(column)
    if code is not None:
        return Guess(role_of(code.kind), f"its cells have the form of a {code.kind}, which is a place")
    titled = role_of_title(column.words)
    shape = time_shape(column)
    if shape is not None:
        return _time(column, shape, titled)
    coordinate = _coordinate(column, titled)
    if coordinate is not None:
        return coordinate
    if titled in ("x", "y", "latitude", "longitude"):
        titled = None
    if titled is not None:
        return _titled(column, titled)
    return _by_cells(column)


def _time(column: Column, shape: TimeShape, titled: str | None) -> Guess:
    """A column of dates. A date of birth is no moment of the record's, so its shape is not kept."""
    if titled is not None and titled.endswith("_dob"):
        return Guess(titled, f"its title means {_WORDS[titled]} and its cells are dates")
    if re.search(r"birth|dob", column.words):
        return Guess("subject_dob", "its title speaks of birth and its cells are dates")
    role = time_role_of_title(column.words)
    if role == "occurred_at" and shape.tells is Clockwork.DATE:
        role = "occurred_date"
    elif role == "occurred_at" and shape.tells is Clockwork.CLOCK:
        role = "occurred_time"
    return Guess(role, f"its cells are {shape.tells.value}", shape)


def _coordinate(column: Column, titled: str | None) -> Guess | None:
    """Latitude, longitude, x or y: the title says that it is one, the range of the numbers says which."""
    if column.numeric < 0.95 or titled not in ("latitude", "longitude", "x", "y"):
        return None
    along_x = titled in ("longitude", "x")
    if column.between(-180, 180) and column.share(r"-?\d{1,3}\.\d{3,}|0(\.0*)?") > 0.9:
        role = "longitude" if along_x or not column.between(-90, 90) else "latitude"
        return Guess(role, f"its numbers are degrees and its title says {role if titled == role else titled}")
    if column.between(-180, 180):
        return None
    role = "x" if along_x else "y"
    return Guess(role, "its numbers are too large for degrees: coordinates of a map projection, in feet or metres")


def _titled(column: Column, role: str) -> Guess:
    """The title's role, where the cells do not contradict it."""
    says = f"its title means {_WORDS[role]}"
    if ROLES[role] is RoleGroup.OFFENSE and _parts_of_streets(column):
        return Guess("street", "its cells are kinds of streets or directions")
    if role.endswith("_age") and not (column.numeric > 0.5 or column.share(r".*\d.*") > 0.5):
        return Guess(None, "its title speaks of age, but its cells hold no numbers")
    if role == "address" and not address_like(column) and _few(column) and column.share(r".*\d.*") < 0.2:
        return Guess("premise", f"{says}, but its few values without numbers are kinds of places")
    if ROLES[role] is RoleGroup.KEYS and column.share(r"[a-z /&,.()-]+") > 0.8:
        return Guess("offense_text", "its title could mean a number, but its cells are words")
    if role == "offense_code" and column.share(r".*[a-z]{4,}.*") > 0.7:
        return Guess("offense_text", f"{says}, but its cells are words")
    if role == "house_number" and column.share(r".*[a-z]{3,}.*") > 0.5:
        return Guess("address", "its cells are blocks or addresses in words")
    if role in ("offense_text", "remarks") and _prose(column):
        return Guess("narrative", "its cells are long texts, nearly all different")
    if role == "offense_text" and address_like(column):
        return Guess("address", "its cells read like street addresses")
    if role != "row_id":
        return Guess(role, says)
    if column.distinct < column.filled * 0.9:
        return Guess(None, "its title says number, but its values repeat: its meaning is not clear")
    return Guess(role, f"{says} and its values differ from row to row")


def _by_cells(column: Column) -> Guess:
    if column.share(r"-?\d{1,3}\.\d{4,}") > 0.9 and column.distinct > 10:
        if column.between(-180, 180) and not column.between(-90, 90):
            return Guess("longitude", "its numbers have the size and the decimals of degrees east or west")
        if column.between(15, 72) or column.between(-56, -10):
            return Guess("latitude", "its numbers have the size and the decimals of degrees north or south")
    if address_like(column):
        return Guess("address", "its cells read like street addresses")
    if _parts_of_streets(column):
        return Guess("street", "its cells are kinds of streets or directions")
    if _prose(column):
        return Guess("narrative", "its cells are long texts, nearly all different")
    if column.share(r"[a-z'’ -]+, ?[a-z'’.-]+( [a-z.'’-]+)?( (jr|sr|ii|iii|iv)\.?)?") > 0.8 and column.distinct > 20:
        return Guess("subject_name", 'its cells have the form "LAST, FIRST", as names of people do')
    if column.distinct > 0.98 * column.filled and column.share(r"[a-z]{0,6}-?\d[\w-]{2,}") > 0.95:
        return Guess("row_id", "its values are numbers that differ from row to row")
    if column.distinct == 1:
        return Guess(None, "it says the same in every row")
    return Guess(None, "neither its title nor its cells say what it is")


def _parts_of_streets(column: Column) -> bool:
    kinds = pc.match_substring_regex(column.values, rf"^({STREET_WORDS}|{DIRECTIONS})$", ignore_case=True)
    different = np.asarray(kinds.to_numpy(zero_copy_only=False))[column.counts > 0]
    return column.distinct > 2 and column.share(rf"{STREET_WORDS}|{DIRECTIONS}") > 0.8 and float(different.mean()) > 0.6


def _few(column: Column) -> bool:
    return column.distinct <= max(30, column.filled // 20)


def _prose(column: Column) -> bool:
    return column.mean_length >= _NARRATIVE_LENGTH and column.distinct > column.filled * 0.5


def _rank(column: Column) -> tuple[int, bool, int, int]:
    """The order in which columns are offered a key: filled most, called a number, repeating least, leftmost."""
    return (-column.filled, not re.search(r"\b(number|num|no|nbr)$", column.words), -column.distinct, column.position)


def settle_keys(columns: Sequence[Column], guesses: Mapping[str, Guess]) -> dict[str, Guess]:
    """Lets one column have each key role: the one that is filled most and repeats least goes first."""
    settled = dict(guesses)
    by_title = {column.title: column for column in columns}
    for role in ("incident_id", "event_id", "person_id", "row_id"):
        claiming = [title for title, each in settled.items() if each.role == role]
        claiming.sort(key=lambda title: _rank(by_title[title]))
        for title in claiming[1:]:
            taken = any(each.role == "row_id" for each in settled.values())
            spare = role != "row_id" and not taken
            settled[title] = Guess(
                "row_id" if spare else None, f"it is one more number of the row beside '{claiming[0]}'"
            )
    return settled
