"""Places as a person types them: a table of many at once, and a point in words."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from redact.errors import DataMismatch, Missing, Where

KINDS: Final = ("shelter", "clinic", "protected address", "other")

_COLUMNS: Final = ("kind", "name", "address", "latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Typed:
    """A place before it is on the list."""

    kind: str
    names: tuple[str, ...]
    address: str
    point: tuple[float, float] | None


def read_places(path: Path) -> tuple[Typed, ...]:
    """The places of a CSV file with the columns kind, name, address and, where known, latitude and longitude.

    Several names of one place stand in one cell with `;` between them. Raises Missing (16) where there is no file,
    DataMismatch (11) for a column that is not known, and for a row without address and point.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Missing("there is no such table of places", where=Where(path)) from None
    except (OSError, UnicodeDecodeError):
        raise DataMismatch("the table cannot be read", where=Where(path), fix="Save it as CSV in UTF-8.") from None
    rows = csv.DictReader(text.splitlines(), restkey="", restval="")
    header = [name.strip().lower() for name in rows.fieldnames or ()]
    if "address" not in header or not set(header) <= set(_COLUMNS):
        raise DataMismatch(
            "the table's columns are not those that are needed",
            where=Where(path),
            fix=f"The first line must be: {','.join(_COLUMNS)} (latitude and longitude may be left out)",
        )
    rows.fieldnames = header
    return tuple(_typed(row, path, number) for number, row in enumerate(rows))


def _typed(row: Mapping[str, str], path: Path, number: int) -> Typed:
    where = Where(path, row=number)
    cells = {name: row.get(name, "").strip() for name in _COLUMNS}
    stated = f"{cells['latitude']}, {cells['longitude']}" if cells["latitude"] or cells["longitude"] else ""
    point = point_of(stated)
    if stated and point is None:
        raise DataMismatch("the latitude or longitude is no number of degrees", where=where)
    if not cells["address"] and point is None:
        raise DataMismatch("there is neither an address nor a point", where=where)
    return Typed(cells["kind"] or KINDS[-1], names_of(cells["name"]), cells["address"], point)


def names_of(text: str) -> tuple[str, ...]:
    """The names in a text with `;` between them."""
    return tuple(dict.fromkeys(name for part in text.split(";") if (name := " ".join(part.split()))))


def point_of(text: str) -> tuple[float, float] | None:
    """Latitude and longitude as typed, `39.29, -76.61`; None where it is something else."""
    try:
        latitude, longitude = (float(part) for part in text.replace(",", " ").split())
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
