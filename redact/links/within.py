"""What classification says of the rows of one file, each row together with the other records of its event.

`redact classify` looks at one file. Rows that share a key there are one event, and what one of them shows counts for
all; calls, reports and arrests of other files are only met in a preview.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from redact.classify import Classifier, Combination, Conflict, combinations, told
from redact.links.events import join_events
from redact.links.keys import key_hashes
from redact.policy.tiers import CAREFUL_TIER
from redact.records.batch import Fault
from redact.vocabulary import OffenseGroup, Strength

if TYPE_CHECKING:
    from redact.policy.model import Policy
    from redact.records.source import Source

LINKED = "linked_records"
_ONE_FILE = b"the keys of one file never leave this process"


@dataclass(frozen=True)
class Classified:
    """All rows of one file. Arrays have one entry a row; class masks follow `policy.class_names`.

    `shows` and `may` are the row's own. `event` numbers events, `evidence` indexes `combinations`, `fault` holds
    `Fault` codes and `conflict` `Conflict` flags.
    """

    policy: Policy
    kind: str
    shows: NDArray[np.uint32]
    may: NDArray[np.uint32]
    for_safety: NDArray[np.uint32]
    group: NDArray[np.int8]
    unknown: NDArray[np.bool_]
    weak: NDArray[np.bool_]
    careful: NDArray[np.bool_]
    conflict: NDArray[np.int8]
    fault: NDArray[np.int8]
    event: NDArray[np.int32]
    evidence: NDArray[np.int32]
    combinations: tuple[Combination, ...]

    def __len__(self) -> int:
        return len(self.shows)

    @cached_property
    def inherited(self) -> NDArray[np.uint32]:
        """Classes that only another record of the event shows."""
        if LINKED not in self.policy.classify.sources:
            return np.zeros(len(self), dtype=np.uint32)
        of_event = np.zeros(int(self.event.max(initial=-1)) + 1, dtype=np.uint32)
        np.bitwise_or.at(of_event, self.event, self.shows)
        return of_event[self.event] & ~self.shows

    @cached_property
    def _first_rows(self) -> dict[int, NDArray[np.int64]]:
        """For every class bit the first row of each event that shows it."""
        found = {}
        for bit in range(len(self.policy.class_names)):
            rows = np.flatnonzero(self.shows >> np.uint32(bit) & np.uint32(1))
            first = np.full(int(self.event.max(initial=-1)) + 1, -1, dtype=np.int64)
            first[self.event[rows[::-1]]] = rows[::-1]
            found[bit] = first
        return found

    def row(self, i: int) -> dict[str, Any]:
        """One row as `classify --json` prints it. `held` says that it would wait for an answer or a repair.

        Evidence of another record carries `from_row`, its row, and the column it stands in there.
        """
        own = told(self.combinations[self.evidence[i]], self.policy)
        linked = [entry for bit in _bits(int(self.inherited[i])) for entry in self._linked(i, bit)]
        mask = int(self.shows[i]) | int(self.inherited[i])
        doubtful = bool(self.weak[i]) or bool(self.may[i])
        if doubtful and self.policy.classify.may_evidence == "protect":
            mask |= int(self.may[i])
        tier, held = self._tier(i, mask, doubtful=doubtful)
        found: dict[str, Any] = {
            "row": i,
            "classes": [name for bit, name in enumerate(self.policy.class_names) if mask >> bit & 1],
            "tier": self.policy.tiers[tier].tier,
            "held": held,
            "evidence": own + linked,
        }
        if self.conflict[i]:
            found["conflict"] = Conflict(int(self.conflict[i])).sentences()
        return found

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every row."""
        return (self.row(i) for i in range(len(self)))

    def _linked(self, i: int, bit: int) -> Iterator[dict[str, Any]]:
        from_row = int(self._first_rows[bit][self.event[i]])
        name = self.policy.class_names[bit]
        for entry in told(self.combinations[self.evidence[from_row]], self.policy):
            if entry["class"] == name and "may" not in entry:
                yield {**entry, "source": LINKED, "from_row": from_row}
                return

    def _tier(self, i: int, mask: int, *, doubtful: bool) -> tuple[int, bool]:
        """The tier and whether the row waits; doubt is treated as a preview treats it."""
        policy, rules = self.policy, self.policy.classify
        unknown = bool(self.unknown[i])
        classes = [name for bit, name in enumerate(policy.class_names) if mask >> bit & 1]
        tier = policy.tier_of(classes, self.kind, OffenseGroup(int(self.group[i])))
        protected = policy.tiers[tier].protective
        if (doubtful and rules.may_evidence == "protect") or (unknown and rules.unknown_code == "protect"):
            tier = min(tier, policy.doubt_tier) if protected else policy.doubt_tier
        elif not protected and (bool(self.careful[i]) or (doubtful and rules.may_evidence == "persons")):
            tier = min(tier, policy.tier_index(CAREFUL_TIER))
        waits = (
            (unknown and rules.unknown_code == "hold")
            or (doubtful and rules.may_evidence == "hold" and not protected)
            or (bool(self.conflict[i]) and rules.conflict == "hold")
        )
        rows = policy.tiers[tier].rows
        return tier, bool(self.fault[i] != Fault.NONE or rows == "hold" or (rows == "publish" and waits))

    def summary(self) -> list[Tally]:
        """Per class: rows, in which tiers, by which sources, and what only one kind of evidence revealed.

        A member taken in for safety is counted as protected and never as the class.
        """
        plain = (self.shows | self.inherited) & ~self.for_safety
        return [self._tally(name, plain >> np.uint32(bit) & np.uint32(1) == 1, bit)
                for bit, name in enumerate(self.policy.class_names)]  # fmt: skip

    def _tally(self, name: str, mine: NDArray[np.bool_], bit: int) -> Tally:
        sources = [self._sources_of(name, combination) for combination in self.combinations]
        by_row = np.array([frozenset(each) for each in sources], dtype=object)[self.evidence[mine]]
        linked = (self.inherited[mine] >> np.uint32(bit) & np.uint32(1)) == 1
        by_source: Counter[str] = Counter()
        only: Counter[str] = Counter()
        for each, from_other in zip(by_row, linked.tolist(), strict=True):
            found = {LINKED} if from_other else each
            by_source.update(found)
            if len(found) == 1:
                only.update(found)
        return Tally(name, int(mine.sum()), dict(by_source), dict(only))

    @staticmethod
    def _sources_of(name: str, combination: Combination) -> set[str]:
        shown = (piece for piece in combination if piece.rule.strength is Strength.SHOWS)
        return {piece.source for piece in shown if name in piece.rule.classes}

    def tiers(self) -> dict[str, int]:
        """Rows by tier."""
        counts: Counter[str] = Counter()
        packed = np.stack([
            (self.shows | self.inherited).astype(np.int64), self.group.astype(np.int64), self.evidence.astype(np.int64),
            self.weak.astype(np.int64), self.careful.astype(np.int64), self.unknown.astype(np.int64),
        ], axis=1)  # fmt: skip
        _, first, count = np.unique(packed, axis=0, return_index=True, return_counts=True)
        for i, rows in zip(first.tolist(), count.tolist(), strict=True):
            counts[self.row(i)["tier"]] += rows
        return {tier.tier: counts[tier.tier] for tier in self.policy.tiers if counts[tier.tier]}


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of one class: all, by source, and by the one source that alone revealed them."""

    name: str
    rows: int
    by_source: dict[str, int]
    only: dict[str, int]


def _silent(_step: str, _done: int, _total: int | None, /) -> None:
    return None


def _bits(mask: int) -> Iterator[int]:
    return (bit for bit in range(mask.bit_length()) if mask >> bit & 1)


def classify_file(
    source: Source,
    policy: Policy,
    extra: Sequence[Path] = (),
    *,
    limit: int | None = None,
    progress: Callable[[str, int, int | None], None] = _silent,
) -> Classified:
    """Classifies a file. `extra` are the agency's own code tables, besides those that the card names."""
    classifier = Classifier.of(policy, source, extra)
    known: dict[Combination, int] = {}
    columns: dict[str, list[NDArray[Any]]] = {
        name: [] for name in ("shows", "may", "for_safety", "group", "unknown", "weak", "careful", "conflict")
    }
    faults, keys, evidence = [], [], []
    for batch in source.batches(limit=limit):
        assessed = classifier.assess(batch)
        for name, parts in columns.items():
            parts.append(getattr(assessed, name))
        faults.append(batch.faults.astype(np.int8))
        keys.append(key_hashes(batch, source.fields, source.card, policy.classify.linking.on, _ONE_FILE))
        code, combined = combinations(assessed)
        lookup = np.array([known.setdefault(each, len(known)) for each in combined], dtype=np.int32)
        evidence.append(lookup[code])
        progress("classifying", batch.first_row + len(batch), None)
    joined = np.concatenate(keys) if keys else np.zeros((0, 0), dtype=np.int64)
    return Classified(
        policy=policy,
        kind=source.card.kind.value,
        fault=_whole(faults, np.int8),
        event=join_events(joined),
        evidence=_whole(evidence, np.int32),
        combinations=tuple(known),
        **{name: _whole(parts, _TYPES.get(name, np.bool_)) for name, parts in columns.items()},
    )


_TYPES: dict[str, Any] = {
    "shows": np.uint32, "may": np.uint32, "for_safety": np.uint32, "group": np.int8, "conflict": np.int8,
}  # fmt: skip


def _whole(parts: list[NDArray[Any]], of: Any) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=of)
