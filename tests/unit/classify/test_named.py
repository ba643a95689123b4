"""What is counted of an event that is protected as several kinds: each only where something tells it from others."""

from __future__ import annotations

import numpy as np
import pytest

from redact.classify import counted, one_of_several
from redact.classify.assessed import Piece
from redact.classify.rule import Rule
from redact.vocabulary import SensitiveClass, Strength

NAMES = tuple(each.value for each in SensitiveClass)
PARTNER, FAMILY, CHILD, ELDER, STALKING, SEXUAL = (
    "intimate_partner_violence", "family_violence", "child_abuse", "elder_abuse", "stalking", "sexual_assault",
)  # fmt: skip


def piece(*classes: str, strength: Strength = Strength.SHOWS, safe: bool = False) -> Piece:
    return Piece("offense_text", "text", Rule("rule", classes, strength, safe, "A rule."))


def mask(*classes: str) -> int:
    return sum(1 << NAMES.index(name) for name in classes)


@pytest.mark.parametrize(
    ("evidence", "open_"),
    [
        ([piece(PARTNER, FAMILY)], {PARTNER, FAMILY}),
        ([piece(PARTNER, FAMILY), piece(PARTNER)], {FAMILY}),
        ([piece(PARTNER, FAMILY, STALKING)], {PARTNER, FAMILY}),
        ([piece(CHILD, ELDER)], {CHILD, ELDER}),
        ([piece(SEXUAL, CHILD)], set()),
        ([piece(PARTNER), piece(FAMILY)], set()),
        ([piece(PARTNER, FAMILY, strength=Strength.MAY)], set()),
        ([piece(PARTNER, FAMILY, safe=True)], set()),
        ([piece(PARTNER, FAMILY), piece(PARTNER, strength=Strength.MAY)], {PARTNER, FAMILY}),
        ([], set()),
    ],
)
def test_a_class_is_open_where_only_rules_that_do_not_know_which_show_it(
    evidence: list[Piece], open_: set[str]
) -> None:
    assert one_of_several([tuple(evidence)], NAMES)[0].tolist() == [mask(*open_)]


def test_a_class_that_is_left_open_without_the_other_is_a_hint() -> None:
    may = Strength.MAY
    evidence = [(piece(PARTNER, FAMILY, strength=may), piece(ELDER, strength=may)), (piece(ELDER),), ()]
    assert one_of_several(evidence, NAMES)[1].tolist() == [mask(ELDER), 0, 0]


@pytest.mark.parametrize(
    ("told", "open_", "as_what"),
    [
        ((), (PARTNER, FAMILY), {PARTNER}),
        ((FAMILY,), (PARTNER,), {FAMILY}),
        ((PARTNER,), (FAMILY,), {PARTNER}),
        ((CHILD,), (PARTNER, FAMILY), {CHILD}),
        ((ELDER,), (CHILD,), {ELDER}),
        ((STALKING,), (PARTNER, FAMILY), {STALKING, PARTNER}),
        ((), (CHILD, ELDER), {CHILD}),
        ((), (PARTNER, FAMILY, CHILD, ELDER), {PARTNER}),
        ((PARTNER, FAMILY), (), {PARTNER, FAMILY}),
        ((SEXUAL, CHILD), (), {SEXUAL, CHILD}),
        ((), (), set()),
    ],
)
def test_what_else_is_known_tells_them_apart_and_else_the_more_frequent_counts(
    told: tuple[str, ...], open_: tuple[str, ...], as_what: set[str]
) -> None:
    shown, unsettled = (np.array([each], dtype=np.uint32) for each in (mask(*told, *open_), mask(*open_)))
    assert counted(shown, unsettled, np.zeros(1, dtype=np.uint32), NAMES).tolist() == [mask(*as_what)]


@pytest.mark.parametrize(
    ("hints", "as_what"), [((ELDER,), ELDER), ((CHILD,), CHILD), ((CHILD, ELDER), CHILD), ((FAMILY,), CHILD)]
)
def test_a_hint_at_one_of_them_alone_settles_it(hints: tuple[str, ...], as_what: str) -> None:
    shown, hinted = (np.array([mask(*each)], dtype=np.uint32) for each in ((CHILD, ELDER), hints))
    assert counted(shown, shown, hinted, NAMES).tolist() == [mask(as_what)]


def test_a_policy_without_one_of_the_classes_counts_the_other() -> None:
    names = (FAMILY, "own_class")
    assert one_of_several([(piece(PARTNER, FAMILY),)], names)[0].tolist() == [0]
    shown = np.array([0b11], dtype=np.uint32)
    nothing = np.zeros(1, dtype=np.uint32)
    assert counted(shown, nothing, nothing, names).tolist() == [0b11]
