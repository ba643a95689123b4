"""Integer noise: diffprivlib's two-sided geometric mechanism, one instance and one system generator per table."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from redact.errors import DataMismatch, Missing

MECHANISM = "two-sided geometric (discrete Laplace), diffprivlib Geometric"

_COUNT_LIMIT = 2**40
"""Counts beyond this are a mistake somewhere else; far below where int64 could overflow."""


def add_noise(
    counts: NDArray[np.int64],
    epsilon: float,
    sensitivity: int,
    *,
    draw: Callable[[int], int] | None = None,
) -> NDArray[np.int64]:
    """Signed noisy counts, one independent draw per cell, empty cells included; never clamped.

    `sensitivity` is the number of cells that one unit can touch, each by one. Randomness comes from the operating
    system; `draw` replaces the mechanism in tests only. The sampler's support is finite (noise up to about 37 /
    epsilon), which adds a delta of about 1e-16 per cell; its overflow at a uniform of exactly one half is drawn
    again.
    """
    if counts.dtype != np.int64:
        raise TypeError("counts must be int64")
    if len(counts) and (int(counts.min()) < 0 or int(counts.max()) > _COUNT_LIMIT):
        raise DataMismatch("a count is out of range", fix="Check the datasets for repeated files.")
    sample = draw if draw is not None else _sampler(epsilon, sensitivity)
    return np.array([sample(int(value)) for value in counts], dtype=np.int64)


def _sampler(epsilon: float, sensitivity: int) -> Callable[[int], int]:
    try:
        from diffprivlib.mechanisms import Geometric
    except ImportError:
        raise Missing(
            "the library for noisy counts (diffprivlib) cannot be loaded",
            fix="Install the locked requirements again; diffprivlib needs scikit-learn below 1.9.",
        ) from None
    mechanism = Geometric(epsilon=epsilon, sensitivity=sensitivity)

    def sample(value: int) -> int:
        while True:
            try:
                return int(mechanism.randomise(value))
            except OverflowError:
                continue

    return sample


def standard_deviation(epsilon: float, sensitivity: int) -> float:
    """The noise's standard deviation: sqrt(2 q) / (1 - q) with q = exp(-epsilon / sensitivity)."""
    q = math.exp(-epsilon / sensitivity)
    return math.sqrt(2 * q) / (1 - q)


def half_width(epsilon: float, sensitivity: int, level: float = 0.9) -> int:
    """The smallest w such that the noise lies in [-w, w] with at least probability `level`.

    P(|noise| > w) = 2 q^(w + 1) / (1 + q).
    """
    q = math.exp(-epsilon / sensitivity)
    width = 0
    while 2 * q ** (width + 1) / (1 + q) > 1 - level:
        width += 1
    return width
