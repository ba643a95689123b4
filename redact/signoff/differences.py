"""What differs between two things that people sign, in sentences for those who signed: what protects less first.

The notice says with it what is new since the last one, the explanation what changed since the last agreement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from redact.bundle.facts import capital, listed, plain, who
from redact.ledger import Kind, Ledger
from redact.policy.exposure import LOOSER, STRICTER
from redact.policy.model import Policy
from redact.policy.signing import Content, Signature, Signed, Table, digest_of, read_people
from redact.policy.signing.quorum import count
from redact.policy.signing.signatures import agreements, judge
from redact.policy.verdicts import RuleChange, compare
from redact.project import Project
from redact.signoff.people import first_keys

Group = Callable[[Policy, str], str]
"""How a page names a group of records of a policy."""

_SAID: Final[tuple[tuple[frozenset[str], str], ...]] = (
    (frozenset({LOOSER}), "Protects less"),
    (frozenset({LOOSER, STRICTER}), "Protects more in one way and less in another, or no one can tell"),
    (frozenset({STRICTER}), "Protects more"),
    (frozenset(), "Only words"),
)
"""What a change of a rule does, in the order in which changes are told."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was agreed before, and on which day the last of those who had to sign it did so."""

    content: Content
    day: date


def _name(policy: Policy, tier: str) -> str:
    return who(policy.tiers[policy.tier_index(tier)])


def differences(old: Content, new: Content, *, group: Group = _name) -> tuple[str, ...]:
    """Every difference of meaning, a sentence or two each, the verdict on the rules first; none where there is none."""
    if old.digest == new.digest:
        return ()
    found = [*_rules(old.policy, new.policy, group), *_tables(old, new), *_lists(old, new)]
    if old.publisher != new.publisher:
        found.append(f"Another publisher: it was {old.publisher}; it is {new.publisher}.")
    return tuple(found)


def agreed_before(project: Project, content: Content, ledger: Ledger) -> Before | None:
    """The last other agreement that all had signed who had to; None where there was none.

    A signature counts here if it counted when it was made (that moment is UTC, the days of a key are the signer's
    own), even if the key has ended or the signature was taken back since.
    """
    if project.signers is None:
        return None
    steps = ledger.steps()
    people = read_people(project.signers, first_keys=first_keys(steps))
    papers = frozenset(digest_of(step.content) for step in steps if step.kind is Kind.PAPER)

    def counted(signature: Signature, old: Content) -> Signed | None:
        made = date.fromisoformat(signature.at[:10])
        judged = (judge(signature, old, people, papers, made + timedelta(days=days)) for days in (0, -1, 1))
        return next((each for each in judged if isinstance(each, Signed)), None)

    best: tuple[str, Content] | None = None
    for each in agreements(project.signers):
        old = each.content
        if old is None or old.digest == content.digest:
            continue
        signed = [one for signature in each.signatures if (one := counted(signature, old)) is not None]
        counts, missing, _ = count(old.policy, signed)
        if counts and not missing:
            at = max(one.at for one in counts)
            best = max(best or (at, old), (at, old), key=lambda pair: pair[0])
    return Before(best[1], date.fromisoformat(best[0][:10])) if best is not None else None


def _rules(old: Policy, new: Policy, group: Group) -> Iterator[str]:
    found = compare(old, new)
    if found.verdict == "same":
        return
    yield found.sentence
    every = list(found.by_rule())
    for effects, does in _SAID:
        for _, rule in (pair for pair in every if pair[0] == effects):
            yield f"{does}: {_about(rule, old, new, group)}{rule.sentence}"


def _about(rule: RuleChange, old: Policy, new: Policy, group: Group) -> str:
    """Of which group of records or which table a rule is, before its own sentence; "" where it is of all."""
    part, *rest = rule.path.split(".")
    if part == "tiers" and rest:
        holds = new if any(tier.tier == rest[0] for tier in new.tiers) else old
        return f"{capital(group(holds, rest[0]))}. "
    if part == "counts" and rest:
        return f"Table {plain(rest[0])}. "
    return f"{capital(rest[0])}. " if part == "agreement" and rest else ""


def _tables(old: Content, new: Content) -> Iterator[str]:
    for name in sorted({*old.tables, *new.tables}):
        before, now = old.tables.get(name), new.tables.get(name)
        title = plain(name)
        if before is None:
            yield f"The list of codes {title} is new."
        elif now is None:
            yield f"The list of codes {title} was taken out."
        elif before.digest != now.digest:
            yield f"The list of codes {title} changed: {_lines(before, now)}."


def _lines(before: Table, now: Table) -> str:
    """How many codes were added, taken out or changed; the shipped tables keep no lines of their own."""
    old, new = ({line.code: line for line in table.lines} for table in (before, now))
    added = [line for code, line in new.items() if code not in old]
    parts = [
        _many(sum(line.protects for line in added), "added that protects", "added that protect"),
        _many(sum(not line.protects for line in added), "added", "added"),
        _many(len(old.keys() - new.keys()), "taken out", "taken out"),
        _many(sum(old[code] != new[code] for code in old.keys() & new.keys()), "changed", "changed"),
    ]
    return listed([part for part in parts if part]) or "it comes with another version of redact, or in another order"


def _many(number: int, one: str, more: str) -> str:
    return "" if not number else f"1 code was {one}" if number == 1 else f"{number} codes were {more}"


def _lists(old: Content, new: Content) -> Iterator[str]:
    for name in sorted({*old.datasets, *new.datasets}):
        before, now = old.datasets.get(name), new.datasets.get(name)
        if before is None:
            yield f"The list {plain(name)} is new."
        elif now is None:
            yield f"The list {plain(name)} comes out no more."
        else:
            for columns, said in ((set(now.columns) - set(before.columns), "New in"),
                                  (set(before.columns) - set(now.columns), "No more in")):  # fmt: skip
                if columns:
                    yield f"{said} {plain(name)}: {listed([plain(each) for each in sorted(columns)])}."
            if before.kind != now.kind:
                yield f"The list {plain(name)} was of {plain(before.kind)}; it is of {plain(now.kind)}."


__all__ = ["Before", "agreed_before", "differences"]
