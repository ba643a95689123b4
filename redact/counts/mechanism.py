"""What integer noise is added to a count, and how far it may be off: exact laws, no data and no randomness.

Two laws. *Geometric* (two-sided, also called discrete Laplace): P(k) = (1 - q) / (1 + q) * q^|k| with
q = exp(-epsilon / sensitivity), pure epsilon ([Ghosh et al. 2009](https://arxiv.org/abs/0811.2841)).
*Gaussian* (discrete): P(k) ~ exp(-k^2 / (2 sigma^2)), zero-concentrated with rho = L2^2 / (2 sigma^2)
([Canonne et al. 2020](https://arxiv.org/abs/2004.00010)).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["geometric", "gaussian"]
Sampler = Literal["diffprivlib", "opendp"]

GAUSSIAN_FROM: Final = 14
"""From how many cells that one unit may touch Gaussian noise is considered: below, pure epsilon has less noise."""

LEVEL: Final = Decimal("0.9")
"""What published intervals hold at least."""

_DIGITS: Final = 50


@dataclass(frozen=True, slots=True)
class Mechanism:
    """The noise of every cell of one level of a table.

    `sensitivity` is by how much one unit can change all the cells together (L1); `squared` the largest sum of squared
    changes (L2 squared), which only Gaussian noise uses. `delta` is 0 for geometric noise.
    """

    kind: Kind
    sampler: Sampler
    epsilon: Decimal
    sensitivity: int
    squared: int
    delta: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if not (self.epsilon.is_finite() and self.epsilon > 0) or self.sensitivity < 1 or self.squared < 1:
            raise ValueError("epsilon and sensitivity must be positive")
        if (self.kind == "gaussian") != (0 < self.delta < 1) or (self.delta and self.sampler != "opendp"):
            raise ValueError("Gaussian noise needs a delta and OpenDP's sampler; geometric noise has no delta")

    @property
    def rho(self) -> Decimal:
        """The zCDP budget that gives (epsilon, delta), rounded down: 0 for geometric noise.

        From epsilon = rho + 2 sqrt(rho ln(1 / delta)) ([Bun and Steinke 2016](https://arxiv.org/abs/1605.02065),
        proposition 1.3), which is the standard conversion: safe, and a few percent above the tightest one.
        """
        if self.kind == "geometric":
            return Decimal(0)
        with localcontext(prec=_DIGITS):
            far = -self.delta.ln()
            rho = ((far + self.epsilon).sqrt() - far.sqrt()) ** 2
        with localcontext(prec=17, rounding=ROUND_FLOOR):
            return +rho

    @property
    def scale(self) -> float:
        """The law's parameter: sensitivity / epsilon of geometric noise, sigma of Gaussian noise."""
        if self.kind == "geometric":
            return float(self.sensitivity / self.epsilon)
        return math.sqrt(self.squared / (2 * float(self.rho)))

    @property
    def variance(self) -> float:
        """The noise's variance; 2 q / (1 - q)^2 for geometric noise."""
        if self.kind == "geometric":
            q, rest = math.exp(-1 / self.scale), -math.expm1(-1 / self.scale)
            return 2 * q / rest**2
        values = np.arange(-self._reach, self._reach + 1, dtype=np.float64)
        return float((values**2 * self.probability(values)).sum())

    @property
    def standard_deviation(self) -> float:
        """The square root of the variance."""
        return math.sqrt(self.variance)

    @property
    def _reach(self) -> int:
        """Beyond this a Gaussian draw has a probability below 1e-300."""
        return math.ceil(40 * self.scale) + 1

    def probability(self, values: NDArray[np.float64] | NDArray[np.int64]) -> NDArray[np.float64]:
        """P(noise = value) per integer."""
        if self.kind == "geometric":
            factor = math.tanh(1 / (2 * self.scale))
            return np.asarray(factor * np.exp(-np.abs(values) / self.scale))
        every = np.exp(-(np.arange(-self._reach, self._reach + 1) ** 2) / (2 * self.scale**2))
        return np.asarray(np.exp(-(np.asarray(values, dtype=np.float64) ** 2) / (2 * self.scale**2)) / every.sum())

    def half_width(self, level: Decimal | float = LEVEL, cells: int = 1) -> int:
        """The smallest integer w such that the sum of the noise of `cells` cells is in [-w, w] with at least `level`.

        Exact for one geometric cell, where P(|noise| > w) = 2 q^(w + 1) / (1 + q), in decimals; sums and Gaussian
        noise by convolution, exact to about 1e-12.
        """
        wanted = Decimal(str(level))
        if cells == 1 and self.kind == "geometric":
            return _geometric_half_width(self.epsilon / self.sensitivity, wanted)
        return _half_width_of_sum(self, wanted, cells)

    @property
    def words(self) -> str:
        """The mechanism in a sentence, for readers who want to check it."""
        if self.kind == "geometric":
            by = "diffprivlib's Geometric" if self.sampler == "diffprivlib" else "OpenDP's exact sampler"
            return (
                f"integer noise from the two-sided geometric law (discrete Laplace), drawn with {by} from the "
                f"operating system's randomness; epsilon {self.epsilon:f}, sensitivity {self.sensitivity}"
            )
        return (
            "integer noise from the discrete Gaussian law, drawn with OpenDP's exact sampler from the operating "
            f"system's randomness; epsilon {self.epsilon:f} with delta {self.delta:f}, by zCDP with rho "
            f"{float(self.rho):.6f}; sensitivity {self.sensitivity}, squared {self.squared} as Gaussian noise counts it"
        )


def choose_mechanism(
    epsilon: Decimal,
    sensitivity: int,
    *,
    sampler: Sampler = "diffprivlib",
    delta: Decimal = Decimal(0),
    most_in_cell: int | None = 1,
) -> Mechanism:
    """The mechanism for one level: geometric, unless Gaussian noise was made possible and is smaller.

    That is where OpenDP draws, a delta is given, one unit may touch 14 cells or more, and the variance is in fact
    smaller (the cross-over grows with ln(1 / delta)). `most_in_cell` is by how much one unit can change one cell: 1 at
    the finest level, None where everything it adds may lie in one cell, as at every coarser level. There L2 is as large
    as L1, so that Gaussian noise never pays.
    """
    largest = sensitivity if most_in_cell is None else most_in_cell
    plain = Mechanism("geometric", sampler, epsilon, sensitivity, sensitivity * largest)
    if sampler != "opendp" or not delta or sensitivity < GAUSSIAN_FROM * largest:
        return plain
    smooth = Mechanism("gaussian", sampler, epsilon, sensitivity, sensitivity * largest, delta)
    return smooth if smooth.variance < plain.variance else plain


def float_below(value: Decimal) -> float:
    """The largest float that is not above an exact decimal, so that a library never spends more than was paid."""
    near = float(value)
    return near if Decimal(near) <= value else math.nextafter(near, -math.inf)


@lru_cache(maxsize=256)
def _geometric_half_width(rate: Decimal, level: Decimal) -> int:
    with localcontext(prec=_DIGITS):
        q = (-rate).exp()
        limit = (1 - level) * (1 + q) / 2
        width = max(0, int(limit.ln() / -rate) - 2)
        while q ** (width + 1) > limit:
            width += 1
    return width


@lru_cache(maxsize=4096)
def _half_width_of_sum(mechanism: Mechanism, level: Decimal, cells: int) -> int:
    reach = math.ceil(32 * (mechanism.standard_deviation * math.sqrt(cells) + mechanism.scale)) + 8
    law = mechanism.probability(np.arange(-reach, reach + 1))
    transform = np.fft.rfft(np.fft.ifftshift(law)) ** cells
    total = np.fft.irfft(transform, n=2 * reach + 1)
    inside = total[0] + np.concatenate(([0.0], np.cumsum(total[1 : reach + 1] + total[: -reach - 1 : -1])))
    return int(np.argmax(inside >= float(level)))
