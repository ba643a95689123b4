"""The small columns of all rows of a plan: what resolve and settle work on. About 80 bytes a row."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Rows:
    """Struct of arrays, one entry per input row, in (dataset, row) order once concatenated.

    Bit masks follow `policy.class_names`. `stated` (what the row states of its offence) and `evidence` index into
    the plan's interned lists. `conflict` holds `Conflict` flags. `keys` are keyed hashes, one column per linking
    key (0: not stated); where the row states none (`keyed` is False) the first is the hash of its content. `roles`
    are bits of the key roles stated; `x`, `y` (metres, NaN: not known) and `address` (a keyed hash, 0: none) say
    where the row was. `minutes` counts local minutes since 1970, `unit` is the finest unit known, `matched`,
    `doubt` and `unfound` how it was found (`redact.place.Located`). `quasi` holds codes of age, sex and race cells,
    one column per such field of the dataset, padded with 0 ("not stated"). `subjects` are the keyed hashes of victim
    and home (0: not known), no column where no table asks.
    """

    dataset: NDArray[np.int8]
    fault: NDArray[np.int8]
    shows: NDArray[np.uint32]
    may: NDArray[np.uint32]
    for_safety: NDArray[np.uint32]
    group: NDArray[np.int8]
    unknown: NDArray[np.bool_]
    stated: NDArray[np.int32]
    weak: NDArray[np.bool_]
    careful: NDArray[np.bool_]
    conflict: NDArray[np.int8]
    evidence: NDArray[np.int32]
    keys: NDArray[np.int64]
    keyed: NDArray[np.bool_]
    roles: NDArray[np.int8]
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    address: NDArray[np.int64]
    unit: NDArray[np.int32]
    matched: NDArray[np.int8]
    doubt: NDArray[np.int8]
    unfound: NDArray[np.int8]
    minutes: NDArray[np.int32]
    precision: NDArray[np.int8]
    quasi: NDArray[np.int32]
    subjects: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.fault)

    def part(self, rows: slice) -> Self:
        """A consecutive part of the rows."""
        return type(self)(**{item.name: getattr(self, item.name)[rows] for item in fields(self)})

    @classmethod
    def concatenate(cls, parts: list[Self]) -> Self:
        """All parts one after the other; two-dimensional columns are padded with zeros to the widest."""
        columns = {}
        for field in fields(cls):
            arrays = [getattr(part, field.name) for part in parts]
            if arrays and arrays[0].ndim == 2:
                width = max(array.shape[1] for array in arrays)
                arrays = [np.pad(array, ((0, 0), (0, width - array.shape[1]))) for array in arrays]
            columns[field.name] = np.concatenate(arrays)
        return cls(**columns)
