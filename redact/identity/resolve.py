"""Which of several overlapping findings rules: made before Presidio's anonymizer sees them.

Presidio drops a span that lies inside another whatever their scores (its issue 1156): with an operator
that only coarsens the wide span, the inner name would be published. Here the most protective action
wins, then the longer span; nothing cuts a token; what comes out is sorted and disjoint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from redact.identity.page import Page
from redact.identity.spans import MASK, PEOPLE, PROTECTION, Action, Entity, Layer

_LAYERS: Final = {
    layer: place
    for place, layer in enumerate((Layer.RECORD, Layer.PATTERN, Layer.CUE, Layer.MODEL, Layer.REPEAT, Layer.VOCABULARY))
}
_ENTITIES: Final = {
    entity: place
    for place, entity in enumerate(
        (
            Entity.SSN,
            Entity.VIN,
            Entity.DOB,
            Entity.EMAIL,
            Entity.URL,
            Entity.IP,
            Entity.PHONE,
            Entity.DRIVER_LICENSE,
            Entity.ACCOUNT,
            Entity.PLATE,
            Entity.BADGE,
            Entity.CASE_NUMBER,
            Entity.HANDLE,
            Entity.OFFICER,
            Entity.PERSON,
            Entity.ADDRESS,
            Entity.PLACE,
            Entity.DATE,
            Entity.AGE,
            Entity.ID_OTHER,
        )
    )
}


_ADDRESS: Final = Entity.ADDRESS
_BETWEEN_ADDRESSES: Final = re.compile(
    r"""(?:of|at|and|,|/|&|@|\#|off(?:\sof)?|near|nr|by|between|btwn|x
        |(?:just\s)?(?:north|south|east|west|[nsew]|[ns][ew]|(?:north|south)(?:east|west))\s?(?:of|near|at|/)?
        |[nsew]/o|j[nsew]o|(?:[nsew]/?b|(?:north|south|east|west)bound)(?:\s(?:at|near))?
        |rear(?:\sof)?|front\sof)?(?:\sthe)?""",
    re.IGNORECASE | re.VERBOSE,
)
"""What can stand between two parts of one place."""


@dataclass(slots=True, unsafe_hash=True)
class Candidate:
    """A finding with the action that the policy gives it; treat as immutable (a frozen one takes longer to make)."""

    start: int
    end: int
    entity: Entity
    layer: Layer
    rule: str
    action: Action = MASK
    party: int | None = None


def resolve(page: Page, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Sorted, disjoint candidates that cover every token that any masking candidate touches."""
    wide = _demote([_widened(page, candidate) for candidate in candidates if not _inside_mask(page, candidate)])
    wide.sort(key=_rank)
    chosen: list[Candidate] = []
    for candidate in wide:
        rivals = [other for other in chosen if other.start < candidate.end and candidate.start < other.end]
        if not rivals:
            chosen.append(candidate)
            continue
        for start, end in _uncovered(candidate, rivals):
            if any(map(str.isalnum, page.text[start:end])):
                chosen.append(_placed(candidate, start, end))
    chosen.sort(key=lambda each: each.start)
    chosen = _joined_addresses(page, chosen)
    return [_trimmed(page, each) for each in _with_parties(chosen, wide)]


def _rank(candidate: Candidate) -> tuple[int, int, int, int, int]:
    return (
        -PROTECTION[candidate.action],
        candidate.start - candidate.end,
        _LAYERS[candidate.layer],
        _ENTITIES[candidate.entity],
        candidate.start,
    )


def _widened(page: Page, candidate: Candidate) -> Candidate:
    return _placed(candidate, *page.widen(candidate.start, candidate.end))


def _placed(candidate: Candidate, start: int, end: int) -> Candidate:
    """The candidate with these offsets."""
    if start == candidate.start and end == candidate.end:
        return candidate
    return Candidate(start, end, candidate.entity, candidate.layer, candidate.rule, candidate.action, candidate.party)


def _inside_mask(page: Page, candidate: Candidate) -> bool:
    return any(start < candidate.end and candidate.start < end for start, end in page.masked)


def _demote(candidates: list[Candidate]) -> list[Candidate]:
    """A stretch that would be kept or coarsened is masked as soon as any part of it must be masked."""
    masks = [each for each in candidates if each.action is MASK]
    if len(masks) == len(candidates):
        return candidates

    def clashes(candidate: Candidate) -> bool:
        return any(mask.start < candidate.end and candidate.start < mask.end for mask in masks)

    return [
        replace(each, action=MASK) if each.action is not MASK and clashes(each) else each
        for each in candidates
    ]


def _uncovered(candidate: Candidate, rivals: Sequence[Candidate]) -> list[tuple[int, int]]:
    pieces, start = [], candidate.start
    for rival in sorted(rivals, key=lambda each: each.start):
        if rival.start > start:
            pieces.append((start, rival.start))
        start = max(start, rival.end)
    if start < candidate.end:
        pieces.append((start, candidate.end))
    return pieces


def _with_parties(chosen: list[Candidate], everything: list[Candidate]) -> list[Candidate]:
    """A winning name takes over the party that a losing one inside it knew, if it was only one."""
    known = [each for each in everything if each.party is not None]
    if not known:
        return chosen
    out = []
    for each in chosen:
        if each.party is None and each.entity in PEOPLE:
            inside = {other.party for other in known if other.start < each.end and each.start < other.end}
            if len(inside) == 1:
                each = replace(each, party=inside.pop())
        out.append(each)
    return out


def _joined_addresses(page: Page, chosen: list[Candidate]) -> list[Candidate]:
    """`milepost 4` of `Mink Creek Road` is one place: masked parts of an address around a short word become one."""
    out: list[Candidate] = []
    for each in chosen:
        before = out[-1] if out else each
        if (
            before is not each
            and before.entity is each.entity is _ADDRESS
            and before.action is each.action is MASK
        ):
            between = page.text[before.end : each.start]
            if len(between) < 20 and _BETWEEN_ADDRESSES.fullmatch(between.strip()) and "\n" not in between:
                out[-1] = replace(before, end=each.end)
                continue
        out.append(each)
    return out


def _trimmed(page: Page, candidate: Candidate) -> Candidate:
    """Without spaces and separators at the edges that a cut left behind."""
    start, end, text = candidate.start, candidate.end, page.text
    while start < end and text[start] in " ,;:\n\t":
        start += 1
    while end > start and text[end - 1] in " ,;:\n\t":
        end -= 1
    return _placed(candidate, start, end)
