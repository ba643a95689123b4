"""Coordinates among numbers: by their range, and because they follow from the known point in any other system."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

MIN_R2: Final = 0.999
"""An affine fit this good on the known coordinates determines a column (research/location.md, section 5)."""

MIN_ROWS: Final = 30
MIN_DISTINCT: Final = 10
_WIDE: Final = 6.0
"""Degrees that a state may span; numbers that only look like degrees vary more."""


def to_numbers(values: pa.Array) -> Numbers:
    """Each distinct value as a number, thousands separated or not; NaN where it is none."""
    plain = pc.replace_substring_regex(pc.utf8_trim_whitespace(values), r"^[+]|,(\d{3})", r"\1")
    numeric = pc.match_substring_regex(plain, r"^-?\d{1,15}(\.\d*)?([eE][+-]?\d+)?$")
    return np.asarray(pc.if_else(numeric, plain, "nan").cast(pa.float64()))


def degrees_like(values: pa.Array) -> bool:
    """Whether distinct values look like latitudes or longitudes of one region: degrees with 3 decimals or more."""
    if len(values) < MIN_DISTINCT:
        return False
    decimal = pc.match_substring_regex(values, r"^\s*[-+]?\d{1,3}\.\d{3,}\s*$").to_numpy(zero_copy_only=False)
    if decimal.mean() < 0.8:
        return False
    numbers = to_numbers(values)[decimal]
    low, high = np.quantile(np.abs(numbers), [0.02, 0.98])
    return bool(low >= 10 and high <= 180 and high - low <= _WIDE)


def mercator_like(values: pa.Array) -> bool:
    """Whether distinct values are large negative numbers: metres west in Web Mercator, which no count or code is."""
    if len(values) < MIN_DISTINCT:
        return False
    numbers = to_numbers(values)
    return bool(np.mean((numbers < -6_500_000) & (numbers > -20_037_509)) >= 0.8)


def follows_affinely(values: Numbers, across: Numbers, up: Numbers, least: float = MIN_R2) -> bool:
    """Whether a column of numbers is an affine function of the known points, in whatever system these are.

    A fit with R2 over `least` once the few rows farthest off (typing errors) are left out. Rows without a number, and
    zeros that stand for nothing, do not count; at least 30 rows and 10 different numbers must be left.
    """
    known = np.isfinite(values) & np.isfinite(across) & np.isfinite(up) & (values != 0)
    values, across, up = values[known], across[known], up[known]
    if len(values) < MIN_ROWS or len(np.unique(values[:100_000])) < MIN_DISTINCT:
        return False
    use = _usual(values) & _usual(across) & _usual(up)
    for _ in range(3):
        own = values[use]
        spread = float(((own - own.mean()) ** 2).sum()) if len(own) else 0.0
        if spread == 0:
            return False
        design = np.column_stack([np.ones(len(values)), across - across[use].mean(), up - up[use].mean()])
        fit, *_ = np.linalg.lstsq(design[use], own, rcond=None)
        off = np.abs(values - design @ fit)
        if 1 - float((off[use] ** 2).sum()) / spread > least:
            return True
        use = off <= np.quantile(off, 0.99)
    return False


def _usual(values: Numbers) -> NDArray[np.bool_]:
    """Not far outside of where nearly all values are: one wrong point in the ocean decides a fit alone."""
    low, middle, high = np.quantile(values, [0.01, 0.5, 0.99])
    return np.asarray(np.abs(values - middle) <= 5 * (high - low), dtype=np.bool_)
