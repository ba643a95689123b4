"""A decision that changed after publication: what an event is from now on, and what to keep of it for next time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redact.after.finding import Finder, Found, KeyRole
from redact.errors import UsageError
from redact.policy.wording import did_you_mean
from redact.vocabulary import OffenseGroup

if TYPE_CHECKING:
    from redact.ledger import Correction, Ledger
    from redact.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was noted. `example` and `line` are text to paste, made of the record's offence alone; empty where its rows
    state none."""

    found: Found
    correction: Correction
    example: str
    line: str


def correct(
    ledger: Ledger,
    finder: Finder,
    policy: Policy,
    number: str,
    classes: Sequence[str],
    *,
    by: str,
    why: str,
    now: bool = False,
    role: KeyRole | None = None,
) -> Corrected:
    """Notes that an event is also of these classes. UsageError (2) for an unknown class, or an event found nowhere."""
    for name in classes:
        if name not in policy.class_names:
            raise UsageError(
                f"the policy knows no class of this name.{did_you_mean(name, policy.class_names)}",
                fix=f"It knows: {', '.join(policy.class_names)}",
            )
    if not classes or not by.strip() or not why.strip():
        raise UsageError(
            "a correction says what the event is, who decided, and why", fix="--class CLASS --by NAME --why TEXT"
        )
    (found,) = finder.find([number], role)
    if not found.known or not found.keys:
        raise UsageError(
            "no record with this number is in the exports or in a release",
            fix="Look at the number again. It is the one of the records or the dispatch system.",
        )
    offences = finder.offences(number, role)
    correction = ledger.add_correction(found.keys, classes=tuple(classes), by=by, now=now, why=why)
    given = offences[0] if offences else {}
    return Corrected(found, correction, _example(given, classes, policy), _line(given, classes, by))


def _example(given: Mapping[str, str], classes: Sequence[str], policy: Policy) -> str:
    """A worked example for the policy, as YAML."""
    if not given:
        return ""
    tier = policy.tiers[policy.tier_of(classes, given["kind"], OffenseGroup.NONE)].tier
    named = ", ".join(f"{key}: {_quoted(value)}" for key, value in given.items())
    expect = f"class: {classes[0]}" if len(classes) == 1 else f"classes: [{', '.join(classes)}]"
    name = f"a record that was found to be {' and '.join(each.replace('_', ' ') for each in classes)} after it was out"
    return f"  - name: {_quoted(name)}\n    given: {{{named}}}\n    expect: {{{expect}, tier: {tier}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _line(given: Mapping[str, str], classes: Sequence[str], by: str) -> str:
    """A line for the agency's code table, to be read before it is used: not every record of a code is what this one is,
    so it says `may`, and counts only once somebody writes `verified`."""
    import csv
    import io

    code = given.get("offense_code", "")
    if not code:
        return ""
    text = " / ".join(given[role] for role in ("offense_category", "offense_text") if role in given)
    made = io.StringIO()
    csv.writer(made, lineterminator="").writerow(
        (code, text, "", ";".join(classes), "may", "", "", f"corrected by {by}")
    )
    return made.getvalue()


__all__ = ["Corrected", "correct"]
