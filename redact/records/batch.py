"""A batch: some rows of one dataset as text columns, and what was wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.vocabulary import RoleGroup, role_group


class Fault(IntEnum):
    """Why a single row cannot be used. The row is held; its number is known, its values are not kept."""

    NONE = 0
    TRUNCATED = 1
    TOO_MANY_CELLS = 2
    UNDECODABLE = 3
    BAD_TIME = 4
    NO_TIME = 5
    SENTINEL_PLACE = 6
    RESIDUE = 7
    UNREADABLE_TEXT = 8
    FUTURE = 9

    def sentence(self) -> str:
        """What an officer reads in the report."""
        return _SENTENCES[self]


_SENTENCES = {
    Fault.NONE: "nothing is wrong",
    Fault.TRUNCATED: "the row ends too early (cells are missing)",
    Fault.TOO_MANY_CELLS: "the row has more cells than the header",
    Fault.UNDECODABLE: "the row has bytes that are not in the file's encoding",
    Fault.BAD_TIME: "its date or time cannot be read",
    Fault.NO_TIME: "it has no date",
    Fault.SENTINEL_PLACE: "its coordinates are a stand-in such as 0,0 and it has no other place",
    Fault.RESIDUE: "something that identifies a person was left in a column to be published",
    Fault.UNREADABLE_TEXT: "its narrative could not be checked completely",
    Fault.FUTURE: "its date lies after the day of the plan",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a dataset that its card knows.

    `name` is the published header and the column's name in a batch: the role, or `role_2`, ... in card
    order where several columns share a role; for a named extra the bare name. `title` is the source's header.
    """

    name: str
    role: str
    title: str

    @property
    def group(self) -> RoleGroup:
        return role_group(self.role)


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows of one dataset.

    `table` has one `pa.string()` column per field (empty string where the source is empty, never null) and
    one row per data row as read, unreadable ones included (all cells empty) so that
    `first_row + i` is always the 0-based number of the i-th row. `faults` holds `Fault` codes, int8, length n.
    """

    dataset: str
    first_row: int
    table: pa.Table
    faults: NDArray[np.int8]

    def __len__(self) -> int:
        return int(self.table.num_rows)
