"""How exactly a portal file told the place of each record: by its own columns, whatever the map makes of them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.place import AddressKind, parse
from redact.plan.past.shown import PLACES, TIMES
from redact.records import Batch, Field
from redact.vocabulary import RoleGroup, TimePrecision

_PAIRS: Final = (("latitude", "longitude"), ("x", "y"))
_ADDRESS, _POINT, _BLOCK, _AREA, _NONE = range(len(PLACES))

_TIMES: Final = np.array(
    [0, 1, 2, *[TIMES.index("coarser")] * (TimePrecision.YEAR - TimePrecision.DAY), TIMES.index("none")], dtype=np.int8
)


def times_told(precision: NDArray[np.int8]) -> NDArray[np.int8]:
    """Indices into TIMES of times of a precision."""
    return _TIMES[precision]


def places_told(batch: Batch, fields: tuple[Field, ...]) -> NDArray[np.int8]:
    """Indices into PLACES: the most exact thing that each row says of where it was.

    A point counts as one wherever it lies: that a portal had moved it somewhat cannot be seen from the file.
    """
    found = np.full(len(batch), _NONE, dtype=np.int8)
    there = set(batch.table.column_names)
    own = [field for field in fields if field.name in there]
    for field in own:
        if field.group is not RoleGroup.PLACE:
            continue
        filled = pc.not_equal(batch.table.column(field.name), "").to_numpy()
        if field.role == "address":
            kinds = _addresses(batch, field)
        elif field.role == "house_number":
            kinds = np.where(filled, _ADDRESS, _NONE)
        elif field.role == "geometry":
            kinds = np.where(filled, _POINT, _NONE)
        elif field.role in ("street", "cross_street", "place_name", "census_block", "parcel_id"):
            kinds = np.where(filled, _BLOCK, _NONE)
        elif any(field.role in pair for pair in _PAIRS):
            continue
        else:
            kinds = np.where(filled, _AREA, _NONE)
        found = np.minimum(found, kinds.astype(np.int8))
    names = {field.role: field.name for field in own}
    for one, other in _PAIRS:
        if one in names and other in names:
            both = [pc.not_equal(batch.table.column(names[role]), "").to_numpy() for role in (one, other)]
            found = np.minimum(found, np.where(both[0] & both[1], _POINT, _NONE).astype(np.int8))
    return found


def _addresses(batch: Batch, field: Field) -> NDArray[np.int8]:
    """Of address texts: house numbers that do not end in 00 are houses, other numbers and corners are blocks."""
    encoded = batch.table.column(field.name).combine_chunks().dictionary_encode()
    kinds = []
    for text in encoded.dictionary.to_pylist():
        address = parse(text)
        if address.kind is AddressKind.EMPTY:
            kinds.append(_NONE)
        elif address.kind is AddressKind.COORDINATES:
            kinds.append(_POINT)
        elif address.kind is AddressKind.NUMBERED:
            kinds.append(_BLOCK if address.number % 100 == 0 else _ADDRESS)
        else:
            kinds.append(_BLOCK)
    lookup = np.array(kinds or [_NONE], dtype=np.int8)
    found: NDArray[np.int8] = lookup[encoded.indices.to_numpy(zero_copy_only=False)]
    return found
