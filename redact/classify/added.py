"""Classes that a policy adds by codes and words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from redact.classify.code_tables import key_of
from redact.classify.rule import NOTHING, Reading, Rule
from redact.vocabulary import Strength

if TYPE_CHECKING:
    from redact.policy.model import AddedClass


class AddedClasses:
    """Finds the policy's own classes in codes and in texts. Words match as whole words, `*` is any ending."""

    def __init__(self, classes: Mapping[str, AddedClass]) -> None:
        self._codes: dict[str, list[Rule]] = {}
        self._words: list[tuple[re.Pattern[str], Rule]] = []
        for name, added in classes.items():
            for code in added.codes:
                self._codes.setdefault(key_of(code), []).append(_rule(name, "code"))
            if added.words:
                written = "|".join(_pattern(word) for word in added.words)
                self._words.append((re.compile(rf"(?<![a-z0-9])(?:{written})(?![a-z0-9])"), _rule(name, "word")))

    def __bool__(self) -> bool:
        return bool(self._codes or self._words)

    def in_code(self, cell: str) -> Reading:
        """The added classes of an offence code."""
        return Reading(tuple(self._codes.get(key_of(cell), ()))) if cell else NOTHING

    def in_text(self, cell: str) -> Reading:
        """The added classes of an offence text or narrative."""
        if not self._words or not cell:
            return NOTHING
        text = " ".join(cell.lower().split())
        return Reading(tuple(rule for pattern, rule in self._words if pattern.search(text)))


def _pattern(word: str) -> str:
    words = (re.escape(part).replace(r"\*", r"[a-z0-9]*") for part in word.lower().split())
    return r"[^a-z0-9]+".join(words)


def _rule(name: str, by: str) -> Rule:
    return Rule(f"policy: {name} by {by}", (name,), Strength.SHOWS, False, f"The policy lists this {by} for {name}.")
