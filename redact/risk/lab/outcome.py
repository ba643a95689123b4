"""What came of a scenario: figures, a verdict, and plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class CannotTry(Exception):
    """Why a scenario cannot be tried on a release at all, in words; that is no pass."""


class Verdict(StrEnum):
    """Only PASS is a pass."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    TOO_FEW = "too few tries"
    NOT_RUNNABLE = "not runnable"

    @property
    def passed(self) -> bool:
        """Whether the release has withstood him."""
        return self is Verdict.PASS


@dataclass(frozen=True)
class Figures:
    """All in shares from 0 to 1, NaN where it does not apply.

    `tries` targets of which `successes` gave way; `controls` controls with `alarms` false ones. `success` a,
    `control` c, `baseline` b: what he reaches without the release. `value` is the scenario's metric, `low` and `upper`
    its 95 % interval: the wider of Wilson's and a bootstrap over households. `judged` says which metric that was:
    "risk" becomes "advantage" where the control exceeds 0.25. `risk` is (a - c) / (1 - c) in any case. `sure` is how
    many targets he finds where only one control in a hundred gives a false alarm.
    """

    tries: int
    successes: int
    controls: int
    alarms: int
    success: float
    control: float
    baseline: float
    judged: str
    value: float
    low: float
    upper: float
    risk: float
    sure: float = float("nan")


@dataclass(frozen=True)
class Outcome:
    """One scenario against one release, or against a release of each of several cities together.

    `words` is a plain sentence for a release officer, `why` what stood in the way where there is no verdict. `parts`
    are the figures of parts of the targets (by group: withheld, protected, missed). `columns` are published columns
    that the attack leant on, worst first, where it can tell. `notes` are further figures in words. `cities` says how
    many were pooled.
    """

    scenario: str
    title: str
    release: str
    verdict: Verdict
    at_most: float
    figures: Figures | None
    words: str
    why: str = ""
    parts: Mapping[str, Figures] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cities: int = 1

    @property
    def passed(self) -> bool:
        """Whether the release has withstood him; no verdict is no pass."""
        return self.verdict.passed

    @property
    def broken(self) -> bool:
        """Whether the release is broken by him: it fails, and he does ten times as well as by guessing (without the
        release, and against measured controls), or his risk is over one half."""
        figures = self.figures
        if self.verdict is not Verdict.FAIL or figures is None:
            return False
        told = max(figures.risk, figures.value if figures.judged == "advantage" else 0.0)
        guessing = max(figures.baseline, figures.alarms / figures.controls if figures.controls else 0.0)
        return told > 0.5 or (figures.judged != "share" and figures.success >= 10 * guessing)

    @property
    def more(self) -> tuple[str, ...]:
        """What `why` adds to `words`: which say already how many tries are needed, and why somebody was not tried."""
        told = self.verdict is Verdict.TOO_FEW or self.why in self.words
        return () if told else (self.why,)

    def as_json(self) -> dict[str, Any]:
        """Plain data; NaN becomes null."""
        return {key: _plain(value) for key, value in asdict(self).items()} | {
            "passed": self.passed,
            "broken": self.broken,
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return None if value != value else round(value, 6)
    return str(value) if isinstance(value, StrEnum) else value
