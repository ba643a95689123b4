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
    assert one_of_several([tuple(evidence)], NAMES).tolist() == [mask(*open_)]


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
    assert counted(shown, unsettled, NAMES).tolist() == [mask(*as_what)]


def test_a_policy_without_one_of_the_classes_counts_the_other() -> None:
    names = (FAMILY, "own_class")
    assert one_of_several([(piece(PARTNER, FAMILY),)], names).tolist() == [0]
    shown = np.array([0b11], dtype=np.uint32)
    assert counted(shown, np.zeros(1, dtype=np.uint32), names).tolist() == [0b11]
