"""What class sizes mean for a person: the chance that a guess at one row is right.

- *prosecutor*: knows that the person is in the table. 1 / rows that match.
- *journalist*: knows only that the person is in a population. 1 / people who match.
- *marketer*: wants to match as many rows as possible and does not care which. The mean chance over all rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["individual_risk", "mean_risk"]


def mean_risk(sizes: NDArray[Any], rows: NDArray[Any]) -> float:
    """The marketer's risk: the mean of 1 / size over rows, `rows` of them having each size. 0 for no rows."""
    total = float(rows.sum())
    return float((rows / sizes).sum() / total) if total else 0.0


def individual_risk(
    rows: NDArray[Any], people: NDArray[Any], *, method: Literal["approximate", "exact"] = "approximate"
) -> Floats:
    """Benedetti and Franconi's risk of each class of a weighted sample, as sdcMicro's `indivRisk` has it.

    `rows` are the sample's rows in a class (fk), `people` the sum of their weights (Fk): estimated people in the
    population. The estimated size being uncertain, the risk is the mean of 1 / size over sizes that fit, which the
    exact method sums and the approximate one (sdcMicro's default) rounds off for classes of three rows or more. Where
    weights are 1 the risk is 1 / rows. Only for surveys: a police file is no sample of its own incidents.
    """
    import numpy as np

    rows = np.asarray(rows, dtype=np.float64)
    people = np.asarray(people, dtype=np.float64)
    certain = rows >= people
    share = np.where(certain, 0.5, rows / np.where(certain, 1.0, people))
    odds = share / (1 - share)
    one = odds * np.log(1 / share)
    two = odds - odds**2 * np.log(1 / share)
    many = share / (rows - (1 - share))
    if method == "exact":
        for place in np.flatnonzero((rows > 2) & ~certain):
            many[place] = _exact(int(rows[place]), float(share[place]))
    risk: Floats = np.select([certain, rows == 1, rows == 2], [1 / rows, one, two], many)
    return risk


def _exact(rows: int, share: float) -> float:
    """The mean of 1 / (rows + misses) where misses before the last of `rows` hits have a chance of `share` to hit.

    Summed as the integral of share^rows t^(rows - 1) / (1 - (1 - share) t)^rows over t from 0 to 1, which stays stable
    where sdcMicro's alternating sum of the same does not.
    """
    from scipy.integrate import quad

    value, _ = quad(
        lambda t: (share * t / (1 - (1 - share) * t)) ** rows / t if t > 0 else 0.0,
        0.0,
        1.0,
        epsabs=1e-13,
        epsrel=1e-11,
    )
    return float(value)
