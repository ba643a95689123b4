"""How well he did: success against control and baseline, with limits that few tries cannot make small.

risk        (a - c) / (1 - c), a his success among targets, c among controls (Giomi et al. 2022, Anonymeter). Where c is
            over 0.25 it says little, and a - c is judged instead.
advantage   true alarms minus false alarms (Yeom et al. 2018), at a threshold chosen on one half of the households and
            used on the other, so that the choice does not flatter him.
share       how many of those that he names are right.

Limits are of 95 %: Wilson's for shares, combined as MOVER does for differences (Newcombe 1998) and for the risk by the
delta method with Wilson's half widths; then a bootstrap over households, and the wider of the two counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isnan, lgamma, log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.risk.lab.outcome import Figures, Verdict
from redact.risk.shares import wilson

HIGH_CONTROL: Final = 0.25
"""Controls over this are judged by the advantage, see the module."""

REPEATS: Final = 400
SEED: Final = 20_260

Shares = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Tries:
    """All tries of one scenario, pooled over cities. Arrays (n,).

    `right` from 0 to 1: of a target, whether (or with what chance) his claim is right; of a control, whether he gave a
    false alarm. `named`: he made a claim. `confidence` as guessed. `target` and `control` say which is which; what is
    neither is not counted. `household` is the same number for tries about one household. `part` names parts.
    `baseline` is `right` of the best guess without the release.
    """

    right: Shares
    named: NDArray[np.bool_]
    confidence: Shares
    target: NDArray[np.bool_]
    control: NDArray[np.bool_]
    household: NDArray[np.int64]
    part: NDArray[np.object_]
    baseline: Shares

    def take(self, rows: NDArray[np.bool_]) -> Tries:
        """Some of the tries."""
        return Tries(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    @classmethod
    def pooled(cls, parts: list[Tries]) -> Tries:
        """Tries of several cities; households of different cities are different ones."""
        joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in cls.__dataclass_fields__}
        sizes = [len(part.right) for part in parts]
        joined["household"] = joined["household"] * len(parts) + np.repeat(np.arange(len(parts)), sizes)
        return cls(**joined)


def difference(successes: float, tries: float, alarms: float, controls: float) -> tuple[float, float]:
    """Newcombe's 95 % interval of the difference of two shares."""
    a, c = successes / max(tries, 1), alarms / max(controls, 1)
    (a_low, a_high), (c_low, c_high) = wilson(successes, tries), wilson(alarms, controls)
    return (
        a - c - sqrt((a - a_low) ** 2 + (c_high - c) ** 2),
        a - c + sqrt((a_high - a) ** 2 + (c - c_low) ** 2),
    )


def risk_of(success: float, control: float) -> float:
    """(a - c) / (1 - c); 0 where everything is known anyway."""
    return (success - control) / (1 - control) if control < 1 else 0.0


def risk_limits(successes: float, tries: float, alarms: float, controls: float) -> tuple[float, float]:
    """The 95 % interval of the risk where the control was measured."""
    a, c = successes / max(tries, 1), alarms / max(controls, 1)
    (a_low, a_high), (c_low, c_high) = wilson(successes, tries), wilson(alarms, controls)
    if c >= 1:
        return 0.0, 0.0
    by_a, by_c, at = 1 / (1 - c), (1 - a) / (1 - c) ** 2, risk_of(a, c)
    return (
        max(-1.0, at - sqrt((by_a * (a - a_low)) ** 2 + (by_c * (c_high - c)) ** 2)),
        min(1.0, at + sqrt((by_a * (a_high - a)) ** 2 + (by_c * (c - c_low)) ** 2)),
    )


def presence_bound(usual: float) -> float:
    """The best advantage that one row more can give in a cell where Poisson(usual) rows appear: the distance of N from
    N + 1, which is the likeliest count's probability, about 1 / sqrt(2 pi usual).

    >>> round(presence_bound(16), 3), round(1 / sqrt(2 * 3.14159 * 16), 3)
    (0.099, 0.1)
    """
    if usual <= 0:
        return 1.0
    mode = int(usual)
    return exp(mode * log(usual) - usual - lgamma(mode + 1))


def figures(tries: Tries, metric: str, *, against: str, promise: float = 0.5) -> Figures | None:
    """The figures of all tries together; None where there is no target.

    `against`: "controls", "baseline" or "promise" gives c. `metric` "advantage" looks for the threshold itself.
    """
    if metric == "advantage":
        tries = _at_best_threshold(tries)
    if metric == "share":
        tries = tries.take(tries.named & tries.target)
    n = int(tries.target.sum())
    if not n:
        return None
    k, m = float(tries.right[tries.target].sum()), int(tries.control.sum())
    base = float(tries.baseline[tries.target].mean())
    alarms = float(tries.right[tries.control].sum())
    if against != "controls":
        c = base if against == "baseline" else promise
        alarms, m = c * 1e9, 10**9  # known, not measured
    elif not m:
        return None
    a, c = k / n, alarms / m
    judged = "advantage" if metric == "risk" and c > HIGH_CONTROL else metric
    if metric == "count":  # everything there is was looked at: nothing is left to chance
        return Figures(n, round(k), 0, 0, a, c, base, judged, a, a, a, a)
    if metric == "share":
        value, (low, upper) = a, wilson(k, n)
    elif judged == "advantage":
        value, (low, upper) = a - c, difference(k, n, alarms, m)
    else:
        value, (low, upper) = risk_of(a, c), risk_limits(k, n, alarms, m)
    wide = _bootstrap(tries, judged, c if against != "controls" else None)
    measured = against == "controls"
    return Figures(
        tries=n, successes=round(k), controls=m if measured else 0, alarms=round(alarms) if measured else 0,
        success=a, control=c, baseline=base, judged=judged, value=value, low=min(low, wide[0]),
        upper=max(upper, wide[1]), risk=risk_of(a, c),
        sure=_sure(tries) if measured and metric == "advantage" else float("nan"),
    )  # fmt: skip


def verdict_of(found: Figures | None, at_most: float, tries_at_least: int) -> Verdict:
    """Fails where even the lower limit is over; passes where the upper limit is not and there were tries enough."""
    if found is None or isnan(found.value):
        return Verdict.NOT_RUNNABLE
    if found.low > at_most:
        return Verdict.FAIL
    if found.tries < tries_at_least:
        return Verdict.TOO_FEW
    return Verdict.PASS if found.upper <= at_most else Verdict.INCONCLUSIVE


def _at_best_threshold(tries: Tries) -> Tries:
    """Yes and no anew, each half of the households by the threshold that would have served best in the other."""
    half = (tries.household * 2_654_435_761 >> 7) % 2 == 0
    yes = np.zeros(len(tries.right), dtype=np.bool_)
    for mine in (half, ~half):
        yes[mine] = tries.confidence[mine] >= _threshold(tries.take(~mine))
    return Tries(yes.astype(np.float64), yes, tries.confidence, tries.target, tries.control, tries.household,
                 tries.part, tries.baseline)  # fmt: skip


def _threshold(tries: Tries) -> float:
    """The confidence from which saying yes gives the most true alarms above false ones; infinity if it never does."""
    counted = tries.target | tries.control
    confidence, target = tries.confidence[counted], tries.target[counted]
    if not target.any() or target.all():
        return float("inf")
    order = np.argsort(-confidence, kind="stable")
    ranked, hits = confidence[order], target[order]
    gain = np.cumsum(hits) / hits.sum() - np.cumsum(~hits) / (~hits).sum()
    last = np.append(ranked[1:] != ranked[:-1], True)
    gain = np.where(last, gain, -1.0)
    best = int(np.argmax(gain))
    return float(ranked[best]) if gain[best] > 0 else float("inf")


def _sure(tries: Tries) -> float:
    """True alarms at the threshold that only one in a hundred controls reaches."""
    false, true = tries.confidence[tries.control], tries.confidence[tries.target]
    return float((true > np.quantile(false, 0.99, method="higher")).mean())


def _bootstrap(tries: Tries, judged: str, known: float | None) -> tuple[float, float]:
    """The middle 95 % of the metric over households drawn again with replacement."""
    _, number = np.unique(tries.household, return_inverse=True)
    count = int(number.max(initial=-1)) + 1

    def by_household(values: NDArray[np.float64]) -> Shares:
        return np.bincount(number, weights=values, minlength=count).astype(np.float64)

    sums = np.stack([
        by_household(tries.right * tries.target), by_household(tries.target.astype(np.float64)),
        by_household(tries.right * tries.control), by_household(tries.control.astype(np.float64)),
    ])  # fmt: skip
    rng = np.random.default_rng(SEED)
    drawn = np.empty((REPEATS, 4))
    for repeat in range(REPEATS):
        drawn[repeat] = sums @ np.bincount(rng.integers(0, count, count), minlength=count)
    a = drawn[:, 0] / np.maximum(drawn[:, 1], 1.0)
    c = np.full(REPEATS, known) if known is not None else drawn[:, 2] / np.maximum(drawn[:, 3], 1.0)
    if judged == "share":
        values = a
    elif judged == "advantage":
        values = a - c
    else:
        values = (a - c) / np.maximum(1 - c, 1e-9)
    low, upper = np.quantile(values, [0.025, 0.975])
    return float(low), float(upper)
