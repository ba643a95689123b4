"""Two policies compared, in plain words: the verdict first, then what protects less, then all else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from textwrap import fill
from typing import Final

from redact.advice.effects import NO_CLASS, Changed, Effect
from redact.policy.exposure import LOOSER, STRICTER
from redact.policy.model import Policy
from redact.policy.verdicts import Comparison, RuleChange

WIDTH: Final = 100
_LABELS: Final = {NO_CLASS: "no kind of harm that is named"}
_COMPANY: Final = (
    "By their company: where too few rows look alike they are shown by a larger area or a longer time. How many that "
    "are depends on all rows, and a city this small has few."
)
_HEADS: Final = (
    ("Protects less", lambda effects: effects == {LOOSER}),
    ("Protects more in one way and less in another, or nobody can tell", lambda effects: effects == {LOOSER, STRICTER}),
    ("Protects more", lambda effects: effects == {STRICTER}),
    ("Changes nothing that is shown", lambda effects: not effects),
)


def as_text(old: Policy, new: Policy, found: Comparison, effects: Mapping[str, Effect]) -> str:
    """The whole comparison. `effects` has an effect for each set of records, under the words that name it."""
    lines = [f"{found.verdict.upper()}: {found.sentence}", f"old  {_name(old)}", f"new  {_name(new)}"]
    changes = [(effects_of, tuple(rules)) for effects_of, rules in _by_rule(found)]
    for head, fits in _HEADS:
        here = [rules for effects_of, rules in changes if fits(effects_of)]
        if here:
            lines += ["", f"{head} ({len(here)})"]
            lines += [line for rules in here for line in _rule(rules[0])]
    for records, effect in effects.items():
        lines += ["", *_effect(records, effect)]
    return "\n".join(lines)


def _name(policy: Policy) -> str:
    return f"{policy.policy}, version {policy.version}: {policy.title}"


def _by_rule(found: Comparison) -> Iterator[tuple[frozenset[str], list[RuleChange]]]:
    """The changes of each rule together: one that is listed as looser and as stricter is told once."""
    for _, group in groupby(found.rules, key=lambda rule: (rule.path, rule.old, rule.new)):
        rules = list(group)
        yield frozenset().union(*(rule.effects for rule in rules)), rules


def _rule(rule: RuleChange) -> Iterator[str]:
    word = f" ({rule.change})" if rule.change in ("new", "removed") else ""
    yield f"  {rule.path}{word}"
    yield fill(rule.sentence, WIDTH, initial_indent="    ", subsequent_indent="    ")


def _effect(records: str, effect: Effect) -> Iterator[str]:
    yield f"What it does to {records} ({effect.records:,} records)"
    yield f"  shown at all: {effect.shown_before:,} before, {effect.shown_after:,} after"
    for name, each in effect.classes.items():
        if each.any:
            yield f"  {_LABELS.get(name, name.replace('_', ' '))}: {_said(each)}, of {each.records:,}"
    if not any(each.any for each in effect.classes.values()):
        yield "  no record is shown more or less exactly"
    if any(each.finer_in_company or each.coarser_in_company for each in effect.classes.values()):
        yield fill(_COMPANY, WIDTH, initial_indent="  ", subsequent_indent="  ")
    if effect.cover:
        yield f"  {effect.cover:,} records are cover under one of the two only, and are in no other number"


def _said(each: Changed) -> str:
    parts = [f"{each.finer:,} shown more exactly, {each.coarser:,} less exactly"]
    if each.both:
        parts.append(f"{each.both:,} more in one thing and less in another")
    if each.finer_in_company or each.coarser_in_company:
        parts.append(f"by their company {each.finer_in_company:,} more and {each.coarser_in_company:,} less exactly")
    return "; ".join(parts)


__all__ = ["as_text"]
