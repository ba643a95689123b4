"""Columns as small integers, which is all that the measures ever look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from redact.errors import DataMismatch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.int32]

__all__ = ["Coded", "coded", "coded_columns", "ranked"]

FEW = 1 << 16
"""Whole numbers that lie within so many of each other are coded by subtracting the least; others are looked up."""


@dataclass(frozen=True)
class Coded:
    """One column: `codes` from 0 to `size` - 1 (int32, one per row), equal where the values are.

    Where `gaps` is true, the last code, `size` - 1, stands for a missing value. `values` holds the value of each code
    but that one, where somebody asked to keep them (`keep=True`); a code between may then be of no row.
    """

    codes: Codes
    size: int
    gaps: bool = False
    values: tuple[Any, ...] | None = None

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Which rows have no value (bool, one per row)."""
        import numpy as np

        return self.codes == self.size - 1 if self.gaps else np.zeros(len(self.codes), dtype=bool)


def coded(column: Any, *, keep: bool = False) -> Coded:
    """A column (numpy array, pandas Series, pyarrow array, list) as integers. None, NaN and NA are missing.

    A `Coded` is handed back as it is, so that one coding serves many calls.
    """
    import numpy as np
    import pandas as pd

    if isinstance(column, Coded):
        return column
    if hasattr(column, "to_pandas"):
        column = column.to_pandas()
    if isinstance(column, pd.Series):
        column = column.array
    if not hasattr(column, "dtype"):
        column = pd.array(list(column)) if len(column) else np.zeros(0, dtype=np.int64)
    if isinstance(column, pd.Categorical):
        return _closed(np.asarray(column.codes), len(column.categories), tuple(column.categories) if keep else None)
    if isinstance(column, pd.arrays.NumpyExtensionArray):
        column = column.to_numpy()
    if isinstance(column, np.ndarray) and column.dtype.kind in "iub" and len(column):
        least, most = int(column.min()), int(column.max())
        if most - least < FEW:
            codes = column.astype(np.int32) if least >= -(2**31) and most < 2**31 else (column - least)
            codes = codes - np.int32(least) if codes.dtype == np.int32 and least else codes
            values = tuple(range(least, most + 1)) if keep else None
            return Coded(codes.astype(np.int32, copy=False), most - least + 1, values=values)
    codes, values = pd.factorize(column)
    return _closed(codes, len(values), tuple(values) if keep else None)


def _closed(codes: NDArray[Any], size: int, values: tuple[Any, ...] | None) -> Coded:
    """Codes in which -1 stands for a missing value, which becomes the last code."""
    import numpy as np

    codes = codes.astype(np.int32)
    gone = codes < 0
    if not gone.any():
        return Coded(codes, size, values=values)
    codes[gone] = size
    return Coded(codes, size + 1, gaps=True, values=values)


def ranked(column: Any) -> Coded:
    """A column whose codes go up with its values: what distances between ordered values need.

    Missing values come last. Raises DataMismatch where values cannot be put in order.
    """
    import numpy as np

    given = coded(column, keep=True)
    if given.values is None:
        return given
    try:
        order = sorted(range(len(given.values)), key=lambda code: given.values[code])  # type: ignore[index]
    except TypeError:
        raise DataMismatch(
            "The values of a sensitive column cannot be put in order.",
            fix="Use distance='equal', which needs no order, or give the column as numbers.",
        ) from None
    rank = np.arange(given.size, dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return Coded(rank[given.codes], given.size, given.gaps, tuple(given.values[code] for code in order))


def coded_columns(table: Any, names: Sequence[str]) -> dict[str, Coded]:
    """The named columns of a table (pandas DataFrame, pyarrow Table, mapping of name to values), as integers.

    Raises DataMismatch for a column that is not there, and for columns of unequal length.
    """
    there = list(table.keys()) if isinstance(table, Mapping) else list(getattr(table, "column_names", table.columns))
    for name in names:
        if name not in there:
            raise DataMismatch(
                f"The table has no column '{name}'.",
                fix="Name columns as the table does: " + ", ".join(f"'{each}'" for each in there[:12]) + ".",
            )
    columns = {name: coded(table[name]) for name in dict.fromkeys(names)}
    if len({len(column) for column in columns.values()}) > 1:
        raise DataMismatch("The columns are not equally long.", fix="Give one value per row in every column.")
    return columns
