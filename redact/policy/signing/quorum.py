"""Who must have signed, who has, and what that comes to.

One person, by name or by key, never fills two roles; who signs twice in one role counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from redact.errors import NotAgreed, Where
from redact.policy.model import Policy
from redact.policy.signing.people import same_name
from redact.policy.signing.receipt import receipt, said
from redact.policy.signing.signatures import Signed

UNSIGNED_DAYS: Final = 90
"""So long may additions that are only stricter stand before they are signed too."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A role that has not signed often enough: how many signatures more it needs."""

    role: str
    count: int

    def __str__(self) -> str:
        return self.role if self.count == 1 else f"{self.count} of {self.role}"


@dataclass(frozen=True, slots=True)
class Delta:
    """What protects more than what was signed: its digest, and the day it was first noted (None: not yet)."""

    digest: str
    since: date | None

    @property
    def words(self) -> tuple[str, ...]:
        """The six words of what is not signed yet."""
        return receipt(self.digest)

    @property
    def lapses(self) -> date | None:
        """The last day on which it holds unsigned."""
        return self.since + timedelta(days=UNSIGNED_DAYS) if self.since is not None else None


class Stop(NamedTuple):
    """Something that stops everything but drafts, whoever has signed: a sentence for the department, which may name
    somebody, and what a page may say of it: since which day, and in which role somebody did it (both where known)."""

    says: str
    kind: Literal["objection", "withdrawal", "review", "nobody asked", "lapsed"]
    day: date | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the public is told: the six words, and per role the organisations and how they signed. No names."""

    words: str
    by: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class SignOff:
    """Where a policy stands: who has signed what it says now, who is missing, and why it may not be published under.

    `digest` and `words` are those of what is signed: with a `delta` those of the agreement it adds to.
    """

    digest: str
    signed: tuple[Signed, ...] = ()
    missing: tuple[Lacking, ...] = ()
    troubles: tuple[str, ...] = ()
    stopped: tuple[Stop, ...] = ()
    valid_until: date | None = None
    delta: Delta | None = None

    @property
    def holds(self) -> bool:
        """Whether everybody who must has signed, and nothing stands against it."""
        return not self.missing and not self.stopped

    @property
    def words(self) -> tuple[str, ...]:
        """The six words of what is signed."""
        return receipt(self.digest)

    @property
    def receipt(self) -> str:
        return said(self.words)

    def against(self) -> tuple[str, ...]:
        """A sentence for everything that is wrong; none where it holds."""
        if self.holds:
            return ()
        heads = [each.says for each in self.stopped]
        if self.missing:
            who = ", ".join(str(each) for each in self.missing)
            lead = "nobody has signed this policy" if not self.signed and not self.troubles else "not all have signed"
            heads.append(f"{lead}, so real data can only become a draft. Missing: {who}")
        return (*heads, *self.troubles)

    def why_not(self) -> str | None:
        """What is wrong, in a sentence and a list; None where nothing is."""
        return "\n  - ".join(self.against()) or None

    def demand(self, where: Where | None = None) -> None:
        """NotAgreed (12) where it does not hold."""
        what = self.why_not()
        if what is not None:
            fix = "What it says in plain words: redact policy explain --project FILE. To sign it: redact policy sign"
            raise NotAgreed(what, where=where, fix=fix if self.missing else None)

    def public(self) -> Agreed:
        """What may stand on public pages."""
        ways = ((each.role, each.organisation, "key" if each.way == "key" else "paper") for each in self.signed)
        return Agreed(self.receipt, tuple(sorted(ways)))


def count(policy: Policy, signed: Sequence[Signed]) -> tuple[tuple[Signed, ...], tuple[Lacking, ...], tuple[str, ...]]:
    """Who counts, who is missing, and whose signatures count for nothing because they would be two people."""
    roles: dict[str, set[str]] = {}
    for each in signed:
        roles.setdefault(same_name(each.name), set()).add(each.role)
    troubles = tuple(
        f"{next(s.name for s in signed if same_name(s.name) == who)} has signed as {' and as '.join(sorted(named))}; "
        "one person cannot fill two roles"
        for who, named in roles.items()
        if len(named) > 1
    )
    latest: dict[str, Signed] = {}
    for each in sorted(signed, key=lambda one: one.at):
        if len(roles[same_name(each.name)]) == 1:
            latest[same_name(each.name)] = each
    counted = tuple(latest.values())
    missing = tuple(
        Lacking(rule.role, rule.count - here)
        for rule in policy.agreement
        if (here := sum(each.role == rule.role for each in counted)) < rule.count
    )
    return counted, missing, troubles


def last_day(policy: Policy, signed: Sequence[Signed], delta: Delta | None) -> date | None:
    """The last day on which a sign-off holds: of the policy, of the keys that it needs, of additions."""
    days = [day for day in (policy.review_by, delta.lapses if delta is not None else None) if day is not None]
    for rule in policy.agreement:
        of_role = sorted((each.until or date.max for each in signed if each.role == rule.role), reverse=True)[
            : rule.count
        ]
        days += [day for day in of_role if day != date.max]
    return min(days, default=None)
