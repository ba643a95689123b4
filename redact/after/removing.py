"""Taking events out of all releases to come, and taking that back while nothing has come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from redact.after.finding import Finder, Found, KeyRole
from redact.errors import UsageError
from redact.ledger import Ledger, Removal, State
from redact.policy.afterwards import ASKED
from redact.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Removed:
    """What came of one number. `removal` is None where nothing was noted because the number is nowhere; `before`: the
    same event had been noted already, and nothing was added."""

    found: Found
    removal: Removal | None
    before: bool = False


def demand_reason(policy: Policy, reason: str) -> None:
    """UsageError (2) for a reason that the policy does not have."""
    if reason not in policy.removals.reasons:
        fix = f"The policy has: {', '.join(policy.removals.reasons)}. For whoever asks, '{ASKED}' says enough."
        raise UsageError("this is no reason of the policy", fix=fix)


def remove(
    ledger: Ledger,
    finder: Finder,
    policy: Policy,
    numbers: Sequence[str],
    *,
    reason: str,
    by: str,
    now: bool = False,
    unknown_ok: bool = False,
    role: KeyRole | None = None,
) -> list[Removed]:
    """Notes that these events leave, each for itself. One that is found nowhere is noted only with `unknown_ok`.

    What is noted holds for good and for every dataset. UsageError (2) before anything is noted, where a number is none,
    or is not of one event (see `Finder.find`), or where its rows have no number that releases know them by.
    """
    demand_reason(policy, reason)
    if not by.strip():
        raise UsageError("nobody is named who takes it out", fix="--by NAME")
    found = finder.find(numbers, role)
    for place, each in enumerate(found, start=1):
        if not each.keys:
            raise UsageError(
                f"the rows of number {place} have none of the numbers that the policy links records by "
                f"({', '.join(policy.classify.linking.on)}), so releases cannot know them again",
                fix="Add the number's role to classify.linking.on, and preview again.",
            )
    made: list[Removed] = []
    for each in found:
        if not each.known and not unknown_ok:
            made.append(Removed(each, None))
            continue
        there = next((old for old in ledger.removals() if set(each.keys) <= set(old.keys) and old.now >= now), None)
        made.append(
            Removed(each, there, before=True)
            if there is not None
            else Removed(each, ledger.add_removal(each.keys, reason=reason, by=by, now=now))
        )
    return made


def states_of(ledger: Ledger) -> dict[int, str]:
    """What has come of every removal: `not out` (never published), `still out` (in the newest release), or `gone`."""
    import numpy as np

    archive = ledger.archive()
    columns = [archive.rows[name].to_numpy() for name in ("key_0", "key_1")]
    found: dict[int, str] = {}
    for removal in ledger.removals():
        keys = np.array(removal.keys, dtype=np.int64)
        mine = np.isin(columns[0], keys) | np.isin(columns[1], keys)
        still = bool((mine & archive.out).any())
        found[removal.number] = "still out" if still else "gone" if bool(mine.any()) else "not out"
    return found


def undo(ledger: Ledger, number: int, *, by: str) -> None:
    """Takes a removal back, as long as no release came out since: nobody can have seen the event leave, or stay away.

    UsageError (2) afterwards: what left must not come again, because that would point to it.
    """
    removal = next((each for each in ledger.removals() if each.number == number), None)
    if removal is None:
        raise UsageError(f"there is no removal {number}", fix="See: redact remove --list")
    seen = (State.INTENDED, State.PUBLISHED)
    later = [
        each.id
        for each in ledger.releases()
        if State.ROLLED_BACK not in each.states and any(each.states.get(state, "") >= removal.at for state in seen)
    ]
    if later:
        raise UsageError(
            f"removal {number} cannot be taken back: since then {later[0]} came out without the event",
            fix="A record that left and comes again would be known as the one that somebody wanted out.",
        )
    ledger.undo_removal(number, by=by)


__all__ = ["Removed", "demand_reason", "remove", "states_of", "undo"]
