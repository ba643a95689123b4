"""Normalised, keyed hashes of the keys by which systems refer to one event.

CAD writes C26-0012345, RMS 2026012345, the jail 26-12345: the card says how a key is normalised so that they meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from redact.keyed import ABSENT, hash_texts

if TYPE_CHECKING:
    import pyarrow as pa

    from redact.records.batch import Batch, Field
    from redact.records.card import Card

LINKING_ROLES = ("event_id", "incident_id")
_NOT_A_KEY = ("", "0", "na", "none", "null", "unknown", "tbd", "pending", "nan")


def normalise(values: pa.Array, how: str) -> pa.Array:
    """Keys in the form in which they are compared.

    `digits`: digits only; a leading century goes where what follows has the form of a two-digit year and a serial
    (2024001234 becomes 24001234), then zeros between year and serial go, so that 24-001234, 2024001234 and
    24-1234 meet. Two or four digits that stand apart are a year (20-123456 is of 2020, 2012-34 of 2012); without a
    mark between them 20123456 is read as 2012 and 3456. `text`: letters and digits, lower case. Words that stand for
    "no number" become empty.
    """
    import pyarrow.compute as pc

    if how == "digits":
        values = pc.replace_substring_regex(values, r"^\D*(?:19|20)(\d\d)\D+(\d)", r"\1-\2")
        short_year = pc.match_substring_regex(values, r"^\D*\d\d\D+\d")
        digits = pc.replace_substring_regex(values, r"\D+", "")
        whole_year = pc.replace_substring_regex(digits, r"^(?:19|20)(\d\d\d{4,})$", r"\1")
        digits = pc.if_else(short_year, digits, whole_year)
        digits = pc.replace_substring_regex(digits, r"^(\d\d)0+([1-9]\d*)$", r"\1\2")
        return pc.if_else(pc.match_substring_regex(digits, "^0*$"), "", digits)
    folded = pc.utf8_lower(pc.replace_substring_regex(values, r"[^\p{L}\p{N}]+", ""))
    import pyarrow as pa

    return pc.if_else(pc.is_in(folded, value_set=pa.array(_NOT_A_KEY)), "", folded)


def key_hashes(batch: Batch, fields: Iterable[Field], card: Card, on: Iterable[str], key: bytes) -> NDArray[np.int64]:
    """The hashes of a batch's linking keys, shape (rows, key columns); 0 where a cell states none.

    `event_id` columns of all datasets share one name space and so do `incident_id` columns: the role is part of
    what is hashed. `on` are the roles the policy links by.
    """
    import pyarrow.compute as pc

    wanted = set(on)
    columns = []
    for field in fields:
        if field.role not in wanted:
            continue
        cells = batch.table.column(field.name).combine_chunks()
        normal = normalise(cells, card.keys.get(field.role, "text"))
        spaced = pc.if_else(pc.equal(normal, ""), "", pc.binary_join_element_wise(field.role, normal, ":"))
        columns.append(hash_texts(key, spaced))
    if not columns:
        return np.zeros((len(batch), 0), dtype=np.int64)
    return np.column_stack(columns)


def roles_stated(keys: NDArray[np.int64], fields: Iterable[Field], on: Iterable[str]) -> NDArray[np.int8]:
    """Which key roles each row states, as bits in the order of `LINKING_ROLES`. `keys` are those of `key_hashes`."""
    stated = np.zeros(len(keys), dtype=np.int8)
    wanted = set(on)
    roles = [field.role for field in fields if field.role in wanted]
    for column, role in zip(keys.T, roles, strict=True):
        stated |= np.where(column != ABSENT, np.int8(1 << LINKING_ROLES.index(role)), np.int8(0))
    return stated


def content_hashes(batch: Batch, rows: NDArray[np.bool_], key: bytes) -> NDArray[np.int64]:
    """A keyed hash of the whole content of the marked rows, length of the batch; 0 elsewhere.

    For records without any key: the same record is recognised in the next export by what it says.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    hashes = np.zeros(len(batch), dtype=np.int64)
    if not rows.any():
        return hashes
    table = batch.table.filter(pa.array(rows))
    cells = [column.combine_chunks() for column in table.columns]
    joined = pc.binary_join_element_wise(batch.dataset, *cells, "\x1f")
    hashes[rows] = hash_texts(key, joined)
    return hashes
