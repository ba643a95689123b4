"""Overlapping findings: the most protective action, then the longest; nothing swallowed, nothing cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from redact.identity.page import Page
from redact.identity.resolve import Candidate, resolve
from redact.identity.spans import Action, Entity, Layer

TEXT = "JOHN SMITH OF 1204 SMITH ST CALLED"


def candidate(
    start: int, end: int, entity: Entity, action: Action = Action.MASK, layer: Layer = Layer.PATTERN
) -> Candidate:
    return Candidate(start, end, entity, layer, "test", action)


def pieces(candidates: list[Candidate]) -> list[tuple[str, str, str]]:
    return [(TEXT[each.start : each.end], each.entity, each.action) for each in resolve(Page(TEXT), candidates)]


def test_a_coarsened_span_never_swallows_a_masked_one() -> None:
    """Presidio drops the contained span whatever its score (issue 1156): here the address is masked as a whole."""
    wide = candidate(14, 27, Entity.ADDRESS, Action.GENERALISE)
    inner = candidate(19, 24, Entity.PERSON)
    assert pieces([wide, inner]) == [("1204 SMITH ST", "ADDRESS", "mask")]


def test_a_kept_officer_is_masked_where_a_private_name_overlaps() -> None:
    kept = candidate(0, 10, Entity.OFFICER, Action.KEEP)
    private = candidate(5, 10, Entity.PERSON, layer=Layer.RECORD)
    assert {action for _, _, action in pieces([kept, private])} == {"mask"}


def test_tokens_are_never_cut() -> None:
    assert pieces([candidate(2, 7, Entity.PERSON)]) == [("JOHN SMITH", "PERSON", "mask")]


def test_the_longer_wins_and_the_rest_of_the_other_stays_covered() -> None:
    found = pieces([candidate(0, 10, Entity.PERSON), candidate(5, 27, Entity.ADDRESS)])
    assert found == [("JOHN", "PERSON", "mask"), ("SMITH OF 1204 SMITH ST", "ADDRESS", "mask")]


spans = st.lists(
    st.tuples(
        st.integers(0, len(TEXT) - 1), st.integers(1, 12), st.sampled_from(list(Entity)), st.sampled_from(list(Action))
    ),
    max_size=8,
)


@given(spans)
def test_result_is_disjoint_and_covers_every_masked_letter(drawn: list[tuple[int, int, Entity, Action]]) -> None:
    candidates = [candidate(a, min(a + size, len(TEXT)), entity, action) for a, size, entity, action in drawn]
    result = resolve(Page(TEXT), candidates)
    assert all(one.end <= other.start for one, other in pairwise(result))
    masked = {i for each in result if each.action is Action.MASK for i in range(each.start, each.end)}
    wanted = {
        i for each in candidates if each.action is Action.MASK for i in range(each.start, each.end) if TEXT[i].isalnum()
    }
    assert wanted <= masked


@given(spans, st.randoms())
def test_the_order_of_findings_does_not_matter(drawn: list[tuple[int, int, Entity, Action]], random: object) -> None:
    candidates = [candidate(a, min(a + size, len(TEXT)), entity, action) for a, size, entity, action in drawn]
    shuffled = list(candidates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [(e.start, e.end, e.action) for e in resolve(Page(TEXT), candidates)] == [
        (e.start, e.end, e.action) for e in resolve(Page(TEXT), shuffled)
    ]
