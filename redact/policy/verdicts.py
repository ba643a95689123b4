"""Comparing two policies by what they mean: per rule stricter, looser, reworded, new or removed, and what that adds up
to.

Tiers, tables, examples and all else that has a name is matched by it, wherever it stands. The direction of a change
follows from the fields' annotations alone (`redact.policy.strictness`); where records come into another tier, from what
the two tiers show (`redact.policy.moves`). "Looser" is never missed: a change of meaning of which nobody can tell what
it does counts as stricter and looser, so the whole is mixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from redact.policy.exposure import LOOSER, STRICTER
from redact.policy.model import Policy

Change = Literal["stricter", "looser", "reworded", "new", "removed"]
Verdict = Literal["stricter", "looser", "mixed", "reworded", "same"]

SENTENCES: Final[dict[str, str]] = {
    "stricter": "The new policy protects more, and nowhere less.",
    "looser": "The new policy protects less, and nowhere more.",
    "mixed": "The new policy protects more in some ways and less in others, or nobody can tell from the text.",
    "reworded": "Only words differ. What is shown stays the same.",
    "same": "The two policies say the same.",
}
"""What each verdict means, in a sentence."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that differs. `old` and `new` are values as text, None where there is none.

    `effects` says what the change does to protection: what is new or removed can be stricter, looser, both or neither.
    A change that is both, or may be, is listed twice, once as each.
    """

    path: str
    change: Change
    old: str | None
    new: str | None
    effects: frozenset[str]
    sentence: str

    def as_json(self) -> dict[str, str | None]:
        """What `compare --json` says of it."""
        return {"path": self.path, "change": self.change, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of a policy: the verdict over all rules, and the rules that differ in the order of the file."""

    verdict: Verdict
    rules: tuple[RuleChange, ...]

    @property
    def sentence(self) -> str:
        """The verdict in a sentence."""
        return SENTENCES[self.verdict]

    def of_change(self, change: Change) -> tuple[RuleChange, ...]:
        """The rules that changed in one way."""
        return tuple(rule for rule in self.rules if rule.change == change)

    def as_json(self) -> dict[str, object]:
        """The object that `compare --json` ends with."""
        return {"verdict": self.verdict, "rules": [rule.as_json() for rule in self.rules]}


def compare(old: Policy, new: Policy) -> Comparison:
    """What the new policy changes, and whether it protects more or less."""
    from redact.policy.changes import changes

    rules = tuple(changes(old, new))
    return Comparison(verdict_of(rules), rules)


def verdict_of(rules: Iterable[RuleChange]) -> Verdict:
    """What several changes add up to."""
    every = tuple(rules)
    found = frozenset().union(*(rule.effects for rule in every))
    if found == {STRICTER, LOOSER}:
        return "mixed"
    if found:
        return "stricter" if STRICTER in found else "looser"
    return "reworded" if every else "same"


__all__ = ["Comparison", "RuleChange", "compare", "verdict_of"]
