"""The keys of a policy about time: how often rows come out, what was public before, and how a record gets out again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from redact.policy.said import Decides, Plain, Reasoned, Stricter
from redact.policy.values import PERIODS, PeriodWord

if TYPE_CHECKING:
    from redact.policy.model import Policy

Mistake = tuple[tuple[str | int, ...], str]
RemovalReason = Literal["request", "sealed", "expunged", "other"]

REMOVAL_REASONS: Final[tuple[RemovalReason, ...]] = ("request", "sealed", "expunged", "other")
ASKED: Final = "request"
"""The reason of a record that somebody asked to take out. No policy can do without it, and it asks for no other."""

_REVISION_PERIODS: Final = {"quarterly": "quarter", "yearly": "year"}


class Releases(Reasoned):
    """How often a release is made, in which periods rows appear, and when what came late does."""

    every: Annotated[PeriodWord, Plain("How often new records come out."), Stricter("higher")]
    period: Annotated[
        PeriodWord,
        Plain("Records come out for a whole period at once, so that nobody sees one report appear."),
        Stricter("higher"),
    ]
    contents: Annotated[
        Literal["whole history", "period only"],
        Plain("Does each release hold all the records so far, or only those of the months that are new in it?"),
        Stricter(None),
    ] = "whole history"
    revision: Annotated[
        Literal["quarterly", "yearly", "none"],
        Plain("How often old months change. Late reports come out then, all at once, and not before."),
        Stricter("higher"),
    ] = "yearly"

    @property
    def revision_period(self) -> str | None:
        """The period (month, quarter, year) after whose end late changes come out; None where they never do."""
        return _REVISION_PERIODS.get(self.revision)


class History(Reasoned):
    """What was public before the first release that redact made."""

    before: Annotated[
        date, Plain("What took place before this day was public before the first release."), Stricter("higher")
    ]
    treatment: Annotated[
        Literal["by group", "not again"],
        Plain("It comes out once more, with one rule for all crimes of a group, or it does not come out again."),
        Stricter("higher"),
        Decides("advocate", "People have old copies. Shall those months come out once more, told less exactly?"),
    ]


class Removals(Reasoned):
    """How a record gets out of all releases to come."""

    reasons: Annotated[
        tuple[RemovalReason, ...],
        Plain("What the police may note when they take a record out. Who asks need not say why."),
        Stricter("more items"),
        Field(min_length=1),
    ] = REMOVAL_REASONS
    cover: Annotated[
        int,
        Plain("So many other events go with it, so that a gap does not point to it."),
        Stricter("higher"),
        Decides("advocate", "A record is taken out. Is it enough if so few others go with it?"),
        Field(ge=1, le=100),
    ] = 3


def afterwards_mistakes(policy: Policy) -> Iterator[Mistake]:
    """What must hold between these keys, and with the rest of the policy."""
    releases = policy.releases
    span = releases.revision_period
    if span is not None:
        for key, word in (("period", releases.period), ("every", releases.every)):
            if word in PERIODS and PERIODS.index(span) < PERIODS.index(word):
                what = f"a {releases.revision} revision comes more often than '{key}: {word}' lets anything change"
                yield ("releases", "revision"), f"{what}; write yearly, or none."
                break
    reasons = policy.removals.reasons
    for position, reason in enumerate(reasons):
        if reason in reasons[:position]:
            yield ("removals", "reasons", position), f"'{reason}' is named twice."
    if ASKED not in reasons:
        yield ("removals", "reasons"), f"'{ASKED}' is missing; whoever asks for a record to be taken out must be heard."
    days, notice = policy.keep_plans.days, policy.notice
    if days < 1:
        yield ("keep_plans",), "a plan must be kept for a day at least, or it is gone before it can be released."
    elif notice is not None and days <= notice.days:
        yield (
            ("keep_plans",),
            f"a plan waits {notice.days} days for the {notice.to} before it may be released; keep it longer than that.",
        )


__all__ = ["ASKED", "REMOVAL_REASONS", "History", "Releases", "RemovalReason", "Removals", "afterwards_mistakes"]
