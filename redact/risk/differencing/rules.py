"""What the published rules tell somebody who compares releases: rates of cover, and who leaves with whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from redact.plan.treatments import cover_rates, treatments
from redact.policy.model import Policy
from redact.vocabulary import OffenseGroup, TimePrecision

_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Rules:
    """The policy as its reader knows it.

    `shown_cover` is, per published word of an offence group, the share of ordinary events that look like protected
    ones among those that are not withheld; `cover` the share that look like protected or withheld ones. `coarse` is
    the finest time precision of a protected row. `sure_at_most` is the share of protected rows that the policy allows
    among rows that look alike: nobody may be surer than that. `leave_with` others leave with a record that leaves.
    `revision` is every how many months late changes appear (0: never by themselves).
    """

    shown_cover: Mapping[str, float]
    cover: Mapping[str, float]
    coarse: TimePrecision
    sure_at_most: float
    leave_with: int
    revision: int = 0

    def revised(self, earlier: int, later: int) -> bool:
        """Whether late changes appear in a release up to the month `later` after one up to the month `earlier`."""
        return bool(self.revision) and (earlier + 1) // self.revision < (later + 1) // self.revision

    @classmethod
    def of(cls, policy: Policy) -> Rules:
        """The rules of a policy. Where it takes in no cover at all, a coarse row is sure to be protected."""
        every = treatments(policy)[: len(policy.tiers)]
        rates = dict(cover_rates(policy))
        shown, both = {}, {}
        for group in OffenseGroup:
            told, hidden = 1.0, 1.0
            for number, rule in enumerate(every):
                rate = float(rates[number][group]) if number in rates else 0.0
                told *= 1.0 - (rate if rule.published else 0.0)
                hidden *= 1.0 - (0.0 if rule.published else rate)
            shown[group.word], both[group.word] = 1.0 - told, 1.0 - told * hidden
        protective = [rule for rule in every if rule.protective and rule.published]
        shares = [rule.cover.share_at_least or 0.0 for rule in protective if rule.cover is not None]
        return cls(
            shown_cover=shown,
            cover=both,
            coarse=min((rule.precision for rule in protective), default=TimePrecision.NONE),
            sure_at_most=1.0 - max(shares, default=0.5),
            leave_with=policy.removals.cover,
            revision=_MONTHS.get(policy.releases.revision_period or "", 0),
        )
