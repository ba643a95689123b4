"""How many people are unique in a population of which only a sample is at hand.

Four estimators from the sizes of a sample's classes, as ARX has them. They are about samples: for a full register, as a
police file is of its own reports, the sampling fraction is 1, and who is unique in it is unique among those who
reported. `nan` where an estimator finds no answer; an answer that is missing is never 0.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sizes = NDArray[np.int64]

__all__ = ["dankar", "pitman", "snb", "zayatz"]

ENOUGH = 1e-6
"""How near to zero the equations of an estimate have to come, as in ARX."""


def _histogram(sizes: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The sizes that occur and how many classes have each."""
    import numpy as np

    size, classes = np.unique(np.asarray(sizes)[np.asarray(sizes) > 0], return_counts=True)
    return size.astype(np.float64), classes.astype(np.float64)


def zayatz(sizes: NDArray[Any], fraction: float) -> float:
    """The share of the population that is unique, after Zayatz: the chance that a class of one row comes from one
    person.

    The population is taken to have classes of the same sizes as the sample, from which the sample is drawn at random.
    """
    import numpy as np

    size, classes = _histogram(sizes)
    if not len(size) or size[0] != 1:
        return 0.0
    sample = float((size * classes).sum())
    population = float(int(sample / fraction + 1e-9))
    others = np.arange(size[-1] - 1)
    none_of = np.concatenate(
        [[1.0], np.cumprod(np.maximum(population - sample - others, 0) / (population - 1 - others))]
    )
    once = size * sample / population * none_of[size.astype(np.int64) - 1]
    certain = classes[0] * once[0] / (classes * once).sum()
    return float(classes[0] * certain / sample)


def pitman(sizes: NDArray[Any], fraction: float) -> float:
    """The same after Pitman's model (Hoshino 2001), whose two parameters are those that make the sample likeliest."""
    import numpy as np
    from scipy.optimize import root
    from scipy.special import digamma, gammaln

    size, classes = _histogram(sizes)
    if not len(size) or size[0] != 1:
        return 0.0
    many = float(classes.sum())
    rows = float((size * classes).sum())
    one = float(classes[0])
    two = float(classes[size == 2].sum()) or 1.0
    c = one * (one - 1) / two
    below = 2 * one * many + one * c - rows * c
    if below == 0:
        return math.nan
    theta = (rows * many * c - one * (rows - 1) * (2 * many + c)) / below
    alpha = (theta * (one - rows) + (rows - 1) * one) / (rows * many)
    steps = np.arange(1.0, many)
    more = size > 1

    def apart(parameters: NDArray[np.float64]) -> list[float]:
        t, a = parameters
        with np.errstate(all="ignore"):
            running = t + steps * a
            return [
                float((1 / running).sum() - (digamma(rows + t) - digamma(t + 1))),
                float((steps / running).sum() - (classes[more] * (digamma(size[more] - a) - digamma(1 - a))).sum()),
            ]

    found = root(apart, (theta, alpha), tol=1e-13)
    if not max(abs(each) for each in apart(found.x)) < ENOUGH:
        return math.nan
    theta, alpha = found.x
    if alpha == 0 or theta + 1 <= 0 or theta + alpha <= 0:
        return math.nan
    population = rows / fraction
    unique = float(np.exp(gammaln(theta + 1) - gammaln(theta + alpha) + alpha * math.log(population)))
    return unique / population if 0 <= unique <= population else math.nan


def snb(sizes: NDArray[Any], fraction: float) -> float:
    """The same after the slide negative binomial model (Chen and Keller-McNulty 1998), with Shlosser's classes."""
    import numpy as np
    from scipy.optimize import root

    size, classes = _histogram(sizes)
    if not len(size) or size[0] != 1:
        return 0.0
    one, two = float(classes[0]), float(classes[size == 2].sum())
    rows = float((size * classes).sum())
    square = fraction**2
    missed = (1 - fraction) ** size * classes
    ratio = missed.sum() / (size * fraction * (1 - fraction) ** (size - 1) * classes).sum()
    top = (size * square * (1 - square) ** (size - 1) * classes).sum()
    bottom = (missed * (1 + fraction) ** size - 1).sum()
    number = float(classes.sum() + one * top / bottom * ratio**2)

    def apart(parameters: NDArray[np.float64]) -> list[float]:
        a, b = parameters
        gone = (1 - fraction) * (1 - b)
        with np.errstate(all="ignore"):
            return [
                float(number * fraction * (b / (1 - gone)) ** a * (a * gone / (1 - gone) + 1) - one),
                float(number * a * b**a * square * (1 - b) / 2 * (1 - gone) ** (a + 2) * (2 - (1 - a) * gone) - two),
            ]

    for start in ((0.5, 0.5), (1.0, 0.1), (0.1, 0.9), (2.0, 0.5)):
        found = root(apart, start, tol=1e-10)
        if found.success and max(abs(each) for each in apart(found.x)) < 1e-6:
            share = float(number * found.x[1] ** found.x[0] / (rows / fraction))
            if 0 < share <= 1:
                return share
    return math.nan


def dankar(sizes: NDArray[Any], fraction: float) -> float:
    """As Dankar and others advise: Pitman's estimate for samples up to a tenth, else the smaller of SNB and Zayatz."""
    if fraction <= 0.1:
        found = pitman(sizes, fraction)
        return found if math.isfinite(found) and found else zayatz(sizes, fraction)
    either = [each for each in (snb(sizes, fraction), zayatz(sizes, fraction)) if math.isfinite(each)]
    return min(either)
