"""Who has agreed to a policy, as far as its page needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

FIRST: Final = ("This is the first version. There is nothing to compare it with.",)


class Signed(NamedTuple):
    """One signature: in which role, for which organization, on which day. A person's name is not on the page."""

    role: str
    organization: str
    on: date


@dataclass(frozen=True, slots=True)
class Agreement:
    """The state of a policy's sign-off: what its page says of it and nothing more. Nobody's name is in it.

    `missing` are the roles that have not signed. `words` are the six words of the receipt that also stand on the public
    page, None before anybody signed. `stopped` are sentences on what stops a release now, whoever has signed; `added`
    says that rules which protect more came after the signatures. `valid_until` is the last day on which it holds,
    `next_release` the first on which the plan that the advocate was told of can come out. `stop` are sentences on who
    can stop a release and how, where more is known than the policy says. `changed` are sentences on what changed since
    the last version that was signed.
    """

    signed: tuple[Signed, ...] = ()
    missing: tuple[str, ...] = ()
    words: tuple[str, ...] | None = None
    next_release: date | None = None
    stop: tuple[str, ...] = ()
    changed: tuple[str, ...] = FIRST
    stopped: tuple[str, ...] = ()
    added: str = ""
    valid_until: date | None = None


UNSIGNED: Final = Agreement()
"""Nobody has signed."""
