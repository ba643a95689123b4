"""What can become of a record, and why, in words an officer reads. Codes are part of the saved plan."""

from __future__ import annotations

from enum import IntEnum


class Outcome(IntEnum):
    """Every input row ends in exactly one of these."""

    PUBLISHED = 0
    WITHHELD = 1
    HELD = 2

    @property
    def word(self) -> str:
        return self.name.lower()


class Reason(IntEnum):
    """Why a row is not in the release."""

    NONE = 0
    TIER = 1
    COVER = 2
    NOT_SETTLED = 3
    WAITING = 4
    FAULT = 5
    UNKNOWN_CODE = 6
    DOUBT = 7
    TIER_HOLDS = 8
    LEFT_OUT = 9
    CONFLICT = 10
    INSIDER = 11
    LATE = 12
    LEFT = 13
    REMOVED = 14
    OUT = 15
    HISTORY = 16
    ERA = 17

    @property
    def outcome(self) -> Outcome:
        return _OUTCOMES[self]

    def sentence(self) -> str:
        """For the report: what happened."""
        return _SENTENCES[self]

    def advice(self) -> str:
        """For the report: what a person can do about it; empty where nothing needs doing."""
        return _ADVICE.get(self, "")


_OUTCOMES = {
    Reason.NONE: Outcome.PUBLISHED,
    Reason.TIER: Outcome.WITHHELD,
    Reason.COVER: Outcome.WITHHELD,
    Reason.NOT_SETTLED: Outcome.WITHHELD,
    Reason.WAITING: Outcome.WITHHELD,
    Reason.FAULT: Outcome.HELD,
    Reason.UNKNOWN_CODE: Outcome.HELD,
    Reason.DOUBT: Outcome.HELD,
    Reason.TIER_HOLDS: Outcome.HELD,
    Reason.LEFT_OUT: Outcome.HELD,
    Reason.CONFLICT: Outcome.HELD,
    Reason.INSIDER: Outcome.HELD,
    Reason.LATE: Outcome.WITHHELD,
    Reason.LEFT: Outcome.WITHHELD,
    Reason.REMOVED: Outcome.WITHHELD,
    Reason.OUT: Outcome.WITHHELD,
    Reason.HISTORY: Outcome.WITHHELD,
    Reason.ERA: Outcome.WITHHELD,
}

_SENTENCES = {
    Reason.NONE: "published",
    Reason.TIER: "the policy withholds this kind of event completely",
    Reason.COVER: "withheld as cover, so that a missing row says nothing",
    Reason.NOT_SETTLED: "too few other rows share any place and time it could be shown with",
    Reason.WAITING: "its period is not complete yet, or the delay has not passed",
    Reason.FAULT: "something is wrong with the row itself",
    Reason.UNKNOWN_CODE: "its offence code is in no table, so nobody knows whom it concerns",
    Reason.DOUBT: "there is weak evidence of a sensitive event and the policy holds such rows",
    Reason.TIER_HOLDS: "the policy holds this kind of event until a person decides",
    Reason.LEFT_OUT: "a person decided to leave it out",
    Reason.CONFLICT: "its columns contradict each other about violence at home and the policy holds such rows",
    Reason.INSIDER: "it may be about somebody who works here, so a named outside reviewer decides",
    Reason.LATE: "its period is out already; late rows wait for the revision and come out together",
    Reason.LEFT: "it was published and is shown no more, because it became stricter or so that such rows are not alone",
    Reason.REMOVED: "somebody asked to take it out, or a court did",
    Reason.OUT: "an earlier release has it, and releases hold new periods only",
    Reason.HISTORY: "its period was public before, and the policy does not publish such periods again",
    Reason.ERA: "its period is older than the present secret, under which nothing of it may come out",
}

_ADVICE = {
    Reason.NOT_SETTLED: "Nothing to do: it is counted in the protected tables.",
    Reason.WAITING: "It appears by itself in a later release.",
    Reason.FAULT: "Correct the row in the records system and export again, or leave it out.",
    Reason.UNKNOWN_CODE: "Answer once per code with `redact review PLAN`.",
    Reason.DOUBT: "Answer with `redact review PLAN`.",
    Reason.TIER_HOLDS: "Answer with `redact review PLAN`.",
    Reason.CONFLICT: "Answer with `redact review PLAN`, and correct the records.",
    Reason.INSIDER: "The outside reviewer answers with `redact review PLAN --by NAME`; nobody else can.",
    Reason.LATE: "Nothing to do: it appears at the next revision.",
    Reason.LEFT: "Nothing to do. docs/monthly.md says why others leave with it.",
    Reason.REMOVED: "Nothing to do. `redact remove --list` says since when.",
    Reason.OUT: "Nothing to do: it is in an earlier release.",
    Reason.HISTORY: "Nothing to do: the policy's `history` says so.",
    Reason.ERA: "Nothing to do, or find the lost secret: `redact ledger restore --secret FILE`.",
}
