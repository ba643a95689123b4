"""The words that stand where something was removed: typed, and the same for the same person within a record.

The table from names to masks lives in memory for one record and is never written. Substituting typed words
keeps a text readable and lets the residue scan see what is left (requirement R8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from presidio_anonymizer.entities import OperatorConfig

from redact.identity.forms import comparable
from redact.identity.known import Party
from redact.identity.resolve import Candidate
from redact.identity.spans import GENERALISE, KEEP, MASK, PEOPLE, Entity

_REPLACE = OperatorConfig("replace", {"new_value": "[PERSON]"})
_KEEP = OperatorConfig("keep")
_TYPED = {
    entity: OperatorConfig("replace", {"new_value": f"[{'ID' if entity is Entity.ID_OTHER else entity.mask}]"})
    for entity in Entity
}

KEPT = "KEEP"
"""The operator name under which kept spans are handed to the anonymizer."""


@dataclass(slots=True)
class _Cluster:
    """Mentions taken for one person: the tokens seen so far and the mask."""

    tokens: set[str]
    mask: str


@dataclass(slots=True)
class Masks:
    """The masks of one record. Call `note` for every span in reading order, then ask for `operators`."""

    parties: Sequence[Party]
    _counts: dict[str, int] = field(default_factory=dict)
    _by_party: dict[int, str] = field(default_factory=dict)
    _clusters: list[_Cluster] = field(default_factory=list)
    _by_form: dict[tuple[Entity, str], str] = field(default_factory=dict)
    _by_text: dict[tuple[Entity, str], str] = field(default_factory=dict)

    def note(self, candidate: Candidate, text: str) -> None:
        """Give a person's mention its number."""
        if candidate.entity in PEOPLE and candidate.action is MASK:
            written = (candidate.entity, text)
            if written not in self._by_text:
                key = (candidate.entity, comparable(text))
                mask = self._by_form.get(key)
                if mask is None:
                    mask = self._by_form[key] = self._person(candidate, key[1])
                self._by_text[written] = mask

    def operators(self, candidates: Iterable[Candidate], *, place: str, date: str) -> dict[str, OperatorConfig]:
        """Presidio operators for the spans at hand: closures over this record's table.

        `place` and `date` are the incident's own as they may be shown, for spans that are generalised.
        """
        operators = {"DEFAULT": _REPLACE}
        for name, each in {self.operator_name(each): each for each in candidates}.items():
            if each.action is KEEP:
                operators[name] = _KEEP
            elif each.action is GENERALISE:
                value = place if each.entity is Entity.ADDRESS else date
                operators[name] = OperatorConfig("replace", {"new_value": f"[{each.entity.mask}: {value}]"})
            elif each.entity in PEOPLE:
                operators[name] = OperatorConfig("custom", {"lambda": self._operator(each.entity)})
            else:
                operators[name] = _TYPED[each.entity]
        return operators

    @staticmethod
    def operator_name(candidate: Candidate) -> str:
        """The key of `operators` that treats a span."""
        if candidate.action is KEEP:
            return KEPT
        return f"{candidate.entity}:{candidate.action}" if candidate.action is GENERALISE else str(candidate.entity)

    def _operator(self, entity: Entity) -> Callable[[str], str]:
        return lambda text: self._by_text.get((entity, text)) or f"[{entity.mask}]"

    def _person(self, candidate: Candidate, text: str) -> str:
        if candidate.party is not None:
            mask = self._by_party.get(candidate.party)
            if mask is None:
                kind = self.parties[candidate.party].kind
                mask = self._by_party[candidate.party] = self._next(kind)
            return mask
        tokens = set(text.split())
        long = {token for token in tokens if len(token) > 1}
        for cluster in self._clusters:
            if (
                long and (long <= cluster.tokens or {token for token in cluster.tokens if len(token) > 1} <= tokens)
            ) or tokens == cluster.tokens:
                cluster.tokens |= tokens
                return cluster.mask
        mask = self._next("OFFICER" if candidate.entity is Entity.OFFICER else "PERSON")
        self._clusters.append(_Cluster(tokens, mask))
        return mask

    def _next(self, kind: str) -> str:
        number = self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"[{kind}-{number}]"
