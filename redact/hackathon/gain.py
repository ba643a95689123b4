"""How much an attack gained by the release, so that two attacks on the same question can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from redact.risk.lab.outcome import Figures
from redact.risk.shares import wilson


@dataclass(frozen=True)
class Gain:
    """Success beyond what was to be had without the release, with its 95 % interval. All in shares."""

    value: float
    low: float
    upper: float

    @property
    def told(self) -> bool:
        """Whether it is more than could be luck."""
        return self.low > 0

    def __str__(self) -> str:
        return f"{self.value:z.3f} ({self.low:z.3f} to {self.upper:z.3f}, with 95 %)"


def gain_of(found: Figures, other_baseline: float = 0.0) -> Gain:
    """The gain of one outcome.

    Of yes and no it is the advantage. Of all else it is his success less the best of: false alarms among controls, his
    own success with empty tables, and `other_baseline`, that of the program that comes with redact. So nobody gains by
    a program that plays dumb where the tables are empty. The interval is never narrower than that of the figure which
    the scenario judges.
    """
    if found.judged == "advantage":
        return Gain(found.value, found.low, found.upper)
    against = max(each for each in (found.control, found.baseline, other_baseline, 0.0) if not isnan(each))
    value = found.success - against
    low, upper = wilson(found.success * found.tries, found.tries)
    down = max(found.success - low, found.value - found.low)
    up = max(upper - found.success, found.upper - found.value)
    return Gain(value, value - down, value + up)
