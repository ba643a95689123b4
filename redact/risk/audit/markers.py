"""Markers: what besides the offence tells sensitive rows from others, such as the blank that hides them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.risk.audit.looked import Looked, group_of
from redact.risk.audit.places import AREAS, Finest, Places, is_placeholder
from redact.risk.audit.result import Marker
from redact.risk.audit.rows import Marked
from redact.vocabulary import RoleGroup

_LEAST_ROWS: Final = 10
_LEAST_HITS: Final = 5
_PRECISION: Final = 0.5
"""From here a mark says what the row is more often than not."""
_LIFT: Final = 5.0
_SAME: Final = 0.95
_COVERS: Final = 0.2
"""A mark with less precision counts where it makes a class this many times likelier and has this share of it."""

ANY: Final = "any sensitive class"
OPEN: Final = "a crime against a person that leaves open who the two were"

Mask = NDArray[np.bool_]


def markers(looked: Looked, rows: Marked, where: Places) -> tuple[Marker, ...]:
    """The marks of a file, the surest first. A mark of several columns is told once."""
    found: dict[bytes, tuple[list[str], str, Mask]] = {}
    for columns, state, mask in _marks(looked, where):
        if _LEAST_ROWS <= mask.sum() < 0.9 * looked.rows:
            key = np.packbits(mask).tobytes()
            titles, first, _ = found.setdefault(key, ([], state, mask))
            titles += [title for title in columns if title not in titles]
            if state != first and state not in first:
                found[key] = (titles, f"{first} / {state}", mask)
    classes = {ANY: rows.sensitive, **rows.classes, OPEN: rows.doubt}
    told: list[Marker] = []
    seen: list[Mask] = []
    for columns, state, mask in found.values():
        best = [
            Marker(tuple(columns), state, name, int(mask.sum()), int((mask & mine).sum()), float(mine.mean()),
                   float(mask[mine].mean()))
            for name, mine in classes.items() if mine.any()
        ]  # fmt: skip
        best = [each for each in best if each.hits >= _LEAST_HITS and _tells(each)]
        if best and not any(_alike(mask, other) for other in seen):
            seen.append(mask)
            told.append(max(best, key=lambda each: (each.precision, each.lift)))
    return tuple(sorted(told, key=lambda each: (-each.precision, -each.hits)))


def _alike(one: Mask, two: Mask) -> bool:
    """Whether two marks are on the same rows but for a few: they are told once."""
    return int((one & two).sum()) >= _SAME * int((one | two).sum())


def _tells(mark: Marker) -> bool:
    if mark.lift < 2:
        return False
    return mark.precision >= _PRECISION or (mark.lift >= _LIFT and mark.covers >= _COVERS)


def _marks(looked: Looked, where: Places) -> list[tuple[list[str], str, Mask]]:
    """(columns, state, rows): blanks, zeros and placeholder words of columns that are not evidence, kinds of place."""
    found: list[tuple[list[str], str, Mask]] = []
    for column in looked.columns:
        role = looked.roles[column.title]
        group = group_of(role)
        if group in (RoleGroup.OFFENSE, RoleGroup.TEXT) or not column.filled:
            continue
        found.append(([column.title], "empty", ~column.stated))
        placeholder = is_placeholder(column.values)
        if placeholder.any():
            found.append(([column.title], "a word such as REDACTED", placeholder[column.codes]))
        if group in (RoleGroup.PLACE, RoleGroup.KEYS):
            zero = column.value_numbers == 0
            if zero.any():
                found.append(([column.title], "zero", zero[column.codes]))
    fields = list(place_columns(looked))
    for kind in Finest:
        found.append((fields, f"place: {kind.plain}", where.finest == kind))
    crowded = _crowded(where)
    if crowded is not None:
        found.append((fields, "the one point that most rows share", crowded))
    return found


def place_columns(looked: Looked) -> tuple[str, ...]:
    """The columns that say where and are no areas."""
    return tuple(
        column.title for column in looked.columns
        if group_of(looked.roles[column.title]) is RoleGroup.PLACE and looked.roles[column.title] not in AREAS
        and column.filled
    )  # fmt: skip


def _crowded(where: Places) -> Mask | None:
    """Rows at the point that has the most rows: a station or a stand-in, where it holds far more than others do."""
    there = where.at >= 0
    if not there.any():
        return None
    counts = np.bincount(where.at[there])
    usual = np.quantile(counts[counts > 0], 0.99)
    most = int(counts.argmax())
    return where.at == most if counts[most] > 5 * max(float(usual), 4.0) else None


def remains(looked: Looked, rows: Marked, where: Places) -> tuple[int, tuple[str, ...]]:
    """Sensitive rows whose place was taken out (an area or nothing is left), and the columns of place they still have.

    Only where other rows of the file do have a place; a column counts when at least half of those rows fill it.
    """
    masked = rows.sensitive & (where.finest >= Finest.AREA)
    if not masked.any() or not (where.finest < Finest.AREA).any():
        return 0, ()
    left = tuple(
        column.title for column in looked.columns
        if group_of(looked.roles[column.title]) is RoleGroup.PLACE and float(column.stated[masked].mean()) >= 0.5
    )  # fmt: skip
    return int(masked.sum()), left
