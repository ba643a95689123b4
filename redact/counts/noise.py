"""Noise: one mechanism and one system generator per table, one independent draw per cell, nothing clamped.

No seed can be reached from outside. Tests replace the draw as a whole.
"""

from __future__ import annotations

import importlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.counts.mechanism import Mechanism, Sampler, float_below
from redact.errors import DataMismatch, Missing

Draw = Callable[[NDArray[np.int64], Mechanism], NDArray[np.int64]]
"""Exact counts (one dimension) and their mechanism to noisy counts of the same shape."""

MOST: Final = 2**40
"""Counts beyond this are a mistake somewhere else; far below where int64 or a double's integers end."""


def add_noise(counts: NDArray[np.int64], mechanism: Mechanism, draw: Draw | None = None) -> NDArray[np.int64]:
    """Signed noisy counts of the same shape, one independent draw per cell, empty cells included; never clamped.

    Raises TypeError for anything but int64, DataMismatch (11) for a negative or implausible count, Missing (16) where
    the sampler's library is not installed. `draw` replaces the sampler in tests only.
    """
    if not isinstance(counts, np.ndarray) or counts.dtype != np.int64:
        raise TypeError("counts must be int64")
    if counts.size and (int(counts.min()) < 0 or int(counts.max()) > MOST):
        raise DataMismatch("a count is out of range", fix="Check the datasets for repeated files.")
    flat = np.ascontiguousarray(counts).reshape(-1)
    noisy = (draw or SAMPLERS[mechanism.sampler])(flat, mechanism)
    if noisy.dtype != np.int64 or noisy.shape != flat.shape:
        raise TypeError("noisy counts must be int64, one per cell")
    return noisy.reshape(counts.shape)


def _with_diffprivlib(counts: NDArray[np.int64], mechanism: Mechanism) -> NDArray[np.int64]:
    """diffprivlib's Geometric, one object for all cells. It divides by zero at a uniform of exactly one half (once in
    2^53) and then overflows: drawn again, see `finite_support`."""
    try:
        from diffprivlib.mechanisms import Geometric
    except ImportError:
        raise Missing(
            "the library for noisy counts (diffprivlib) cannot be loaded",
            fix="Install the locked requirements again; diffprivlib needs scikit-learn below 1.9.",
        ) from None
    geometric = Geometric(
        epsilon=float_below(mechanism.epsilon),
        sensitivity=mechanism.sensitivity,
        random_state=secrets.SystemRandom(),
    )
    return randomise_all(geometric, counts)


def randomise_all(geometric: Any, counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Every count through one diffprivlib mechanism, with a new draw where its sampler overflows."""
    randomise = geometric.randomise
    noisy = np.empty(len(counts), dtype=np.int64)
    with np.errstate(divide="ignore"):
        for cell, value in enumerate(counts.tolist()):
            while True:
                try:
                    noisy[cell] = randomise(value)
                    break
                except OverflowError:
                    continue
    return noisy


def _with_opendp(counts: NDArray[np.int64], mechanism: Mechanism) -> NDArray[np.int64]:
    """OpenDP's exact integer samplers, one vector draw. The scale is widened until OpenDP's own privacy map agrees."""
    try:
        dp: Any = importlib.import_module("opendp.prelude")
    except ImportError:
        raise Missing(
            "the policy asks for noise from OpenDP, which is not installed",
            fix='Install it where redact is installed: python -m pip install "opendp==0.16.*", '
            "or write `noise: diffprivlib` in the policy's budget.",
        ) from None
    dp.enable_features("contrib")
    whole = dp.vector_domain(dp.atom_domain(T="i64"))
    geometric = mechanism.kind == "geometric"
    distance = mechanism.sensitivity if geometric else float(np.nextafter(np.sqrt(mechanism.squared), np.inf))
    allowed = float_below(mechanism.epsilon if geometric else mechanism.rho)
    scale = mechanism.scale
    for _ in range(64):
        if geometric:
            measurement = dp.m.make_laplace(whole, dp.l1_distance(T="i64"), scale=scale)
        else:
            measurement = dp.m.make_gaussian(whole, dp.l2_distance(T="f64"), scale=scale)
        if measurement.map(distance) <= allowed:
            return np.array(measurement(counts.tolist()), dtype=np.int64)
        scale *= 1 + 2.0**-51
    raise Missing(
        "OpenDP does not confirm the guarantee of a table's noise",
        fix='Install the version that was tested: python -m pip install "opendp==0.16.*".',
    )


SAMPLERS: Final[dict[Sampler, Draw]] = {"diffprivlib": _with_diffprivlib, "opendp": _with_opendp}


@dataclass(frozen=True, slots=True)
class Support:
    """How far noise can go, None without end, and what a finite end adds to the guarantee as a delta."""

    bound: int | None
    delta: float

    @property
    def words(self) -> str:
        """For the description of a table."""
        if self.bound is None:
            return "The sampler is exact."
        return (
            f"The sampler works on 53-bit numbers: noise is never larger than {self.bound:,}, and the guarantee holds "
            f"but for a probability of at most {self.delta:.1g}."
        )


@lru_cache(maxsize=256)
def finite_support(mechanism: Mechanism) -> Support:
    """What diffprivlib's sampler really does, counted exactly; OpenDP's sampler has no end and adds nothing.

    The sampler turns one of 2^53 - 1 uniforms (0.5 itself is drawn again) into floor(ln(u (1 + q)) / ln q) with a sign,
    u on a grid of 2^-53. So noise ends at about (53 ln 2 - ln(1 + q)) * sensitivity / epsilon = 36.7 * sensitivity /
    epsilon, and every probability is a whole number of grid points, which is not exactly the law's.

    For a cell that moves by d, delta(d) = sum over outputs of max(0, P(o) - e^(epsilon d / sensitivity) P(o - d)),
    counted in whole grid points. Cells that a unit does not touch are drawn alike in both worlds and add nothing,
    however many there are; over those it touches, d adds up to the sensitivity at most, and deltas add up. So
    sensitivity * max over d of delta(d) / d bounds the delta of a whole level.
    """
    if mechanism.sampler != "diffprivlib":
        return Support(None, 0.0)
    points = _grid_points(float_below(mechanism.epsilon), mechanism.sensitivity)
    bound = len(points) - 1
    law = np.concatenate([points[:0:-1], points])
    one = 2**80
    worst = 0.0
    for moved in range(1, mechanism.sensitivity + 1):
        with localcontext(prec=50):
            factor = int((mechanism.epsilon * moved / mechanism.sensitivity).exp() * one)
        shifted = np.concatenate([np.zeros(moved, dtype=object), law])
        here = np.concatenate([law, np.zeros(moved, dtype=object)])
        excess = here * one - shifted * factor
        worst = max(worst, float(Decimal(sum(excess[excess > 0])) / one / (2**53 - 1)) / moved)
    return Support(bound, worst * mechanism.sensitivity)


def _grid_points(epsilon: float, sensitivity: int) -> NDArray[np.object_]:
    """How many of the sampler's uniforms give noise 0, 1, 2, … (of one sign from 1 on), in its own arithmetic."""
    scale = np.float64(-epsilon / sensitivity)
    last = int(np.floor(np.log(2.0**-53 * (1 + np.exp(scale))) / scale))
    sizes = np.arange(1, last + 1)
    low, high = np.zeros(last, dtype=np.int64), np.full(last, 2**52, dtype=np.int64)
    for _ in range(53):  # the most grid points from zero on whose noise is still at least `sizes`
        middle = (low + high + 1) // 2
        reached = np.floor(np.log(middle * 2.0**-53 * (1 + np.exp(scale))) / scale) >= sizes
        low, high = np.where(reached, middle, low), np.where(reached, high, middle - 1)
    tails = np.concatenate([low, [0]]).astype(object)
    alone = tails[:-1] - tails[1:]
    return np.concatenate([np.array([2**53 - 1 - 2 * int(tails[0])], dtype=object), alone])
