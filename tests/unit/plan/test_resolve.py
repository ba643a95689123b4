"""Events, tiers, doubt, answers, and what the ledger remembers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.plan.items import Answer, Question
from redact.plan.outcomes import Reason
from redact.plan.resolve import LOOSE, Fates, History
from redact.plan.treatments import treatments
from redact.policy.model import Policy
from redact.records.batch import Fault
from redact.vocabulary import OffenseGroup

from .making import ACCOUNTABILITY, OTHER, PERSONS, PROTECTED, REMOVE, WITHHELD, Said, resolved, tiny

BARE = {"tiers__0__cover": REMOVE, "tiers__1__cover": REMOVE}
CAREFUL = 5
"""Added to a tier: its careful variant."""

NOTHING = Said()
THEFT = Said(group="property")
ASSAULT = Said(group="persons")
STALKING = Said(("stalking",), "persons")
RAPE = Said(("sexual_assault",), "persons")
ODD = Said(unknown=1)
UNKNOWN_1 = (Question.UNKNOWN_CODE, 1)


def of(row: Said, *keys: int, **more: object) -> Said:
    """The same row with keys and whatever else."""
    return Said(**{**{name: getattr(row, name) for name in Said.__dataclass_fields__}, "keys": keys, **more})


def tiers_of(fates: Fates) -> list[int]:
    return fates.treatment.tolist()


def test_the_first_tier_that_fits() -> None:
    said = [RAPE, STALKING, ASSAULT, THEFT, NOTHING, Said(dataset=1), Said(("stalking", "child_abuse"))]
    fates = resolved(said, tiny(**BARE), kinds=("incidents", "stops"))
    assert tiers_of(fates) == [WITHHELD, PROTECTED, PERSONS, OTHER, OTHER, ACCOUNTABILITY, WITHHELD]
    assert fates.reason.tolist() == [Reason.TIER, *[Reason.NONE] * 5, Reason.TIER]


@pytest.mark.parametrize("order", list(permutations([RAPE, STALKING, THEFT])))
def test_an_event_takes_the_strictest_protective_tier_of_its_records(order: Sequence[Said]) -> None:
    fates = resolved([of(row, 7, dataset=at) for at, row in enumerate(order)], tiny(**BARE))
    assert tiers_of(fates) == [WITHHELD] * 3
    assert fates.reason.tolist() == [Reason.TIER] * 3


def test_records_are_linked_by_any_of_their_keys() -> None:
    said = [of(THEFT, 1, 0), of(NOTHING, 1, 20), of(STALKING, 0, 20), of(THEFT, 3, 0)]
    fates = resolved(said, tiny(**BARE))
    assert tiers_of(fates) == [PROTECTED] * 3 + [OTHER]
    assert fates.event.tolist() == [0, 0, 0, 1]
    assert fates.own_tier.tolist() == [OTHER, OTHER, PROTECTED, OTHER], "the row's own first match is kept beside it"


def test_loose_records_of_one_event_each_take_their_own_tier() -> None:
    fates = resolved([of(ASSAULT, 5), of(THEFT, 5), of(NOTHING, 5)], tiny(**BARE))
    assert tiers_of(fates) == [PERSONS, OTHER, OTHER]
    assert fates.event_tier.tolist() == [LOOSE]


def test_members_taken_in_for_safety_are_protected_as_the_class() -> None:
    fates = resolved([Said(("human_trafficking",), "society", for_safety=("human_trafficking",))], tiny(**BARE))
    assert tiers_of(fates) == [WITHHELD]


# --- doubt -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("doubt", [Said(group="property", weak=True), Said(group="property", may=("stalking",))])
def test_weak_evidence_of_any_record_makes_the_whole_event_careful(doubt: Said) -> None:
    fates = resolved([of(THEFT, 4), of(doubt, 4), of(ASSAULT, 4), of(THEFT, 5)], tiny(**BARE))
    assert tiers_of(fates) == [CAREFUL + OTHER, CAREFUL + OTHER, CAREFUL + PERSONS, OTHER]
    assert fates.reason.tolist() == [Reason.NONE] * 4


def test_weak_evidence_in_a_protected_event_changes_nothing() -> None:
    fates = resolved([of(STALKING, 4), of(THEFT, 4, weak=True)], tiny(**BARE))
    assert tiers_of(fates) == [PROTECTED, PROTECTED]


def test_weak_evidence_may_pass() -> None:
    fates = resolved([Said(group="property", weak=True)], tiny(classify__may_evidence="pass", **BARE))
    assert tiers_of(fates) == [OTHER]


@pytest.mark.parametrize("doubt", [Said(weak=True), Said(may=("stalking",)), Said(may=("sexual_assault",))])
def test_weak_evidence_can_hold_the_whole_event(doubt: Said) -> None:
    fates = resolved([of(doubt, 4), of(THEFT, 4), THEFT], tiny(classify__may_evidence="hold", **BARE))
    assert fates.reason.tolist() == [Reason.DOUBT, Reason.DOUBT, Reason.NONE]


@pytest.mark.parametrize(
    ("doubt", "tier"),
    [
        (Said(weak=True), PROTECTED),
        (Said(may=("stalking",)), PROTECTED),
        (Said(may=("sexual_assault",), weak=True), WITHHELD),
    ],
)
def test_weak_evidence_can_protect_the_whole_event(doubt: Said, tier: int) -> None:
    fates = resolved([of(doubt, 4), of(THEFT, 4), THEFT], tiny(classify__may_evidence="protect", **BARE))
    assert tiers_of(fates) == [tier, tier, OTHER]


def test_where_the_careful_tier_holds_rows_weak_evidence_holds_the_event() -> None:
    policy = tiny(**BARE)
    persons = policy.tiers[PERSONS].model_copy(update={"rows": "hold"})
    held = policy.model_copy(update={"tiers": (*policy.tiers[:3], persons, policy.tiers[4])})
    fates = resolved([of(THEFT, 4, weak=True), of(THEFT, 4), ASSAULT], held)
    assert fates.reason.tolist() == [Reason.TIER_HOLDS] * 3


# --- unknown codes ---------------------------------------------------------------------------------------------------


def test_an_unknown_code_holds_the_whole_event() -> None:
    fates = resolved([of(ODD, 4), of(THEFT, 4, dataset=1), of(STALKING, 4), THEFT], tiny(**BARE))
    assert fates.reason.tolist() == [Reason.UNKNOWN_CODE] * 3 + [Reason.NONE]


def test_what_is_withheld_anyway_needs_no_answer() -> None:
    fates = resolved([of(ODD, 4), of(RAPE, 4)], tiny(**BARE))
    assert fates.reason.tolist() == [Reason.TIER, Reason.TIER]


def test_an_unknown_code_can_be_protected_instead() -> None:
    fates = resolved(
        [of(ODD, 4), of(THEFT, 4), of(ODD, 5), of(RAPE, 5)], tiny(classify__unknown_code="protect", **BARE)
    )
    assert tiers_of(fates) == [PROTECTED, PROTECTED, WITHHELD, WITHHELD]
    assert fates.reason.tolist()[:2] == [Reason.NONE, Reason.NONE]


def answer(*classes: str, group: str | None = None, leave_out: bool = False) -> Answer:
    return Answer("i", leave_out, classes, group, "Ann", "looked it up")


@pytest.mark.parametrize(
    ("given", "tier", "group"),
    [
        (answer("stalking"), PROTECTED, "none"),
        (answer("stalking", group="persons"), PROTECTED, "persons"),
        (answer("child_abuse"), WITHHELD, "none"),
        (answer(group="persons"), PERSONS, "persons"),
        (answer(group="property"), OTHER, "property"),
        (answer(), OTHER, "none"),
    ],
)
def test_an_answer_gives_the_rows_their_classes_and_group(given: Answer, tier: int, group: str) -> None:
    fates = resolved([of(ODD, 4), of(NOTHING, 4, dataset=1)], tiny(**BARE), answers={UNKNOWN_1: given})
    assert tiers_of(fates)[0] == tier
    assert (fates.reason != Reason.UNKNOWN_CODE).all()
    assert fates.group[0] == OffenseGroup[group.upper()]
    if tier < ACCOUNTABILITY:
        assert tiers_of(fates) == [tier, tier], "the answer concerns the whole event"


def test_left_out_means_the_whole_event() -> None:
    said = [of(ODD, 4), of(THEFT, 4, dataset=1), THEFT]
    fates = resolved(said, tiny(**BARE), answers={UNKNOWN_1: answer(leave_out=True)})
    assert fates.reason.tolist() == [Reason.LEFT_OUT, Reason.LEFT_OUT, Reason.NONE]


def test_an_answer_for_one_code_leaves_the_others_open() -> None:
    fates = resolved([ODD, Said(unknown=2)], tiny(**BARE), answers={UNKNOWN_1: answer(group="property")})
    assert fates.reason.tolist() == [Reason.NONE, Reason.UNKNOWN_CODE]


def test_an_answer_with_a_class_that_the_policy_lost_is_none() -> None:
    fates = resolved([ODD], tiny(**BARE), answers={UNKNOWN_1: answer("hate_crime")})
    assert fates.reason.tolist() == [Reason.UNKNOWN_CODE]


# --- faults and holding tiers ----------------------------------------------------------------------------------------


def test_a_fault_holds_its_row_and_its_evidence_still_counts() -> None:
    said = [of(STALKING, 4, fault=Fault.BAD_TIME), of(THEFT, 4), of(RAPE, 5, fault=Fault.NO_TIME), of(THEFT, 5)]
    fates = resolved(said, tiny(**BARE))
    assert fates.reason.tolist() == [Reason.FAULT, Reason.NONE, Reason.FAULT, Reason.TIER]
    assert tiers_of(fates) == [PROTECTED, PROTECTED, WITHHELD, WITHHELD]


def test_a_tier_can_hold_its_events() -> None:
    fates = resolved([of(RAPE, 4), of(THEFT, 4)], tiny(tiers__0__rows="hold", **BARE))
    assert fates.reason.tolist() == [Reason.TIER_HOLDS] * 2


# --- cover -----------------------------------------------------------------------------------------------------------


def covered(rate_withheld: float, rate_protected: float) -> Policy:
    """A policy with cover at these rates; 0: without."""
    rates = {"tiers__0__cover": rate_withheld, "tiers__1__cover": rate_protected}
    return tiny(**{path: {"rate": rate} if rate else REMOVE for path, rate in rates.items()})


def test_cover_takes_the_whole_event_and_the_whole_treatment() -> None:
    fates = resolved([of(THEFT, 4), of(ASSAULT, 4, dataset=1), of(STALKING, 5)], covered(0, 1))
    assert tiers_of(fates) == [PROTECTED] * 3
    assert fates.cover.tolist() == [True, True, False]
    assert fates.event_cover.tolist() == [PROTECTED, -1]
    fates = resolved([of(STALKING, 4), of(THEFT, 4), of(RAPE, 5)], covered(1, 0))
    assert fates.reason.tolist() == [Reason.COVER, Reason.COVER, Reason.TIER]
    assert fates.cover.tolist() == [True, True, False]


def test_what_is_withheld_is_never_cover() -> None:
    fates = resolved([RAPE, STALKING, ASSAULT, THEFT], covered(0, 1))
    assert fates.cover.tolist() == [False, False, True, True]


def test_cover_follows_the_group_of_the_whole_event() -> None:
    policy = covered(0, 1)
    by_group = tiny(tiers__0__cover=REMOVE, tiers__1__cover={"rate": {"persons": 1.0}})
    assert resolved([of(THEFT, 4), of(ASSAULT, 4), THEFT], by_group).cover.tolist() == [True, True, False]
    assert resolved([THEFT], policy).cover.tolist() == [True]


def test_cover_depends_on_secret_and_event_alone() -> None:
    said = [Said(group="property", keys=(n,)) for n in range(1, 400)]
    policy = covered(0.1, 0.5)
    first = resolved(said, policy)
    again = resolved(said[::-1], policy)
    assert (first.cover == again.cover[::-1]).all()
    assert 0.3 < first.cover.mean() < 0.7
    other = resolved(said, policy, key=bytes(32))
    assert (first.cover != other.cover).any()


def test_events_of_a_stricter_tier_are_no_cover_for_a_looser_one() -> None:
    """Cover must come from looser tiers: else it would be shown more exactly than its own tier allows."""
    policy = tiny(**BARE, tiers__3__cover={"rate": 1.0})
    fates = resolved([of(THEFT, 1), of(ASSAULT, 2), Said(dataset=1, keys=(3,))], policy, kinds=("incidents", "stops"))
    assert fates.cover.tolist() == [True, False, False]
    assert tiers_of(fates) == [PERSONS, PERSONS, ACCOUNTABILITY]


# --- what the ledger remembers ---------------------------------------------------------------------------------------


def past(*entries: tuple[int, int, int, bool]) -> History:
    """(key, strictest tier, cover or -1, published fine)"""
    keys, strictest, cover, fine = zip(*sorted(entries), strict=True)
    return History(
        np.array(keys, dtype=np.int64),
        np.array(strictest, dtype=np.int8),
        np.array(cover, dtype=np.int8),
        np.array(fine, dtype=np.bool_),
    )


def test_the_strictest_tier_is_kept() -> None:
    history = past((4, WITHHELD, -1, False), (5, PROTECTED, -1, False), (6, PERSONS, -1, True))
    fates = resolved([of(THEFT, 4), of(THEFT, 5), of(THEFT, 6)], tiny(**BARE), history=history)
    assert tiers_of(fates) == [WITHHELD, PROTECTED, OTHER]
    assert fates.reason.tolist() == [Reason.TIER, Reason.NONE, Reason.NONE]


def test_an_event_remembered_by_one_key_is_remembered_for_all_its_records() -> None:
    said = [of(THEFT, 4, 0), of(NOTHING, 4, 9)]
    assert tiers_of(resolved(said, tiny(**BARE), history=past((9, PROTECTED, -1, False)))) == [PROTECTED] * 2


def test_an_event_that_became_stricter_is_so_now() -> None:
    fates = resolved([of(RAPE, 4)], tiny(**BARE), history=past((4, PROTECTED, -1, False)))
    assert tiers_of(fates) == [WITHHELD]


def test_cover_stays_cover() -> None:
    history = past((4, OTHER, PROTECTED, False), (5, OTHER, WITHHELD, False))
    fates = resolved([of(THEFT, 4), of(THEFT, 5)], covered(0, 0.0001), history=history)
    assert fates.event_cover.tolist() == [PROTECTED, WITHHELD]
    assert fates.reason.tolist() == [Reason.NONE, Reason.COVER]


def test_cover_that_turns_out_to_be_the_real_thing_is_no_cover() -> None:
    history = past((4, OTHER, PROTECTED, False), (5, OTHER, PROTECTED, False), (6, OTHER, WITHHELD, False))
    fates = resolved([of(STALKING, 4), of(RAPE, 5), of(STALKING, 6)], covered(0, 1), history=history)
    assert fates.cover.tolist() == [False, False, True], "protected is still looser than what it covered"
    assert tiers_of(fates) == [PROTECTED, WITHHELD, WITHHELD]


def test_what_was_published_fine_never_becomes_cover() -> None:
    history = past((4, OTHER, -1, True), (5, OTHER, -1, False))
    fates = resolved([of(THEFT, 4), of(THEFT, 5)], covered(0, 1), history=history)
    assert fates.cover.tolist() == [False, True]


def test_what_was_published_fine_and_became_sensitive_is_protected() -> None:
    fates = resolved([of(STALKING, 4)], covered(0, 1), history=past((4, OTHER, -1, True)))
    assert (tiers_of(fates), fates.cover.tolist()) == ([PROTECTED], [False])


def test_the_group_of_an_event_is_the_gravest_of_its_records() -> None:
    policy = tiny(tiers__0__cover=REMOVE, tiers__1__cover={"rate": {"society": 1.0, "property": 0.0}})
    assert resolved([of(Said(group="society"), 4), of(THEFT, 4)], policy).cover.tolist() == [False, False]
    assert resolved([of(Said(group="society"), 4), of(NOTHING, 4)], policy).cover.tolist() == [True, True]


def test_treatments_are_tiers_and_then_their_careful_variants() -> None:
    assert len(treatments(tiny())) == 2 * CAREFUL


# --- no relationship column, contradictions, and their answers -------------------------------------------------------


def test_without_a_relationship_column_the_whole_event_is_careful() -> None:
    fates = resolved([of(THEFT, 4), of(Said(group="property", careful=True), 4), THEFT], tiny(**BARE))
    assert tiers_of(fates) == [OTHER + CAREFUL, OTHER + CAREFUL, OTHER]


def test_a_contradiction_is_protected_and_holds_the_event_only_where_the_policy_says_so() -> None:
    said = [of(Said(("intimate_partner_violence",), "persons", conflict=1), 4), of(THEFT, 4, dataset=1), THEFT]
    fates = resolved(said, tiny(**BARE))
    assert tiers_of(fates) == [PROTECTED, PROTECTED, OTHER]
    assert fates.reason.tolist() == [Reason.NONE] * 3
    fates = resolved(said, tiny(classify__conflict="hold", **BARE))
    assert fates.reason.tolist() == [Reason.CONFLICT, Reason.CONFLICT, Reason.NONE]


def test_an_answer_to_a_contradiction_lets_the_rows_go_as_their_evidence_has_it() -> None:
    said = [Said(("intimate_partner_violence",), "persons", conflict=1, unknown=3)]
    asked = {(Question.CONFLICT, 3): answer()}
    policy = tiny(classify__conflict="hold", classify__unknown_code="protect", **BARE)
    fates = resolved(said, policy, answers=asked)
    assert (tiers_of(fates), fates.reason.tolist()) == ([PROTECTED], [Reason.NONE])


def test_an_answer_to_doubt_protects_or_is_careful_and_never_looser() -> None:
    doubt = Said(group="property", weak=True)
    policy = tiny(classify__may_evidence="hold", **BARE)
    assert resolved([doubt], policy).reason.tolist() == [Reason.DOUBT]
    asked = (Question.DOUBT, 0)
    fates = resolved([doubt], policy, answers={asked: answer("stalking")})
    assert (tiers_of(fates), fates.reason.tolist()) == ([PROTECTED], [Reason.NONE])
    fates = resolved([doubt], policy, answers={asked: answer()})
    assert (tiers_of(fates), fates.reason.tolist()) == ([OTHER + CAREFUL], [Reason.NONE])
    fates = resolved([doubt], policy, answers={asked: answer(leave_out=True)})
    assert fates.reason.tolist() == [Reason.LEFT_OUT]


# --- random graphs of records ----------------------------------------------------------------------------------------

KEY_NUMBERS = st.integers(0, 9)
"""Few numbers, so that records meet; 0 is none."""
RECORD = st.builds(
    Said,
    shows=st.lists(st.sampled_from(("sexual_assault", "stalking", "elder_abuse")), max_size=1).map(tuple),
    group=st.sampled_from(("none", "persons", "property")),
    keys=st.tuples(KEY_NUMBERS, KEY_NUMBERS.map(lambda number: number + 10 if number else 0)),
    dataset=st.integers(0, 2),
    may=st.lists(st.sampled_from(("child_abuse", "stalking")), max_size=1).map(tuple),
    weak=st.booleans(),
)
REMEMBERED = st.dictionaries(st.integers(1, 19), st.sampled_from((WITHHELD, PROTECTED, OTHER)), min_size=1, max_size=4)


@given(st.lists(RECORD, min_size=1, max_size=24), REMEMBERED)
def test_no_record_of_a_protected_event_is_finer_than_its_strictest(
    said: list[Said], remembered: dict[int, int]
) -> None:
    """Over any graph of keys, datasets and months: what one record shows, or the ledger remembers, holds for all."""
    history = past(*((number, tier, -1, False) for number, tier in remembered.items()))
    fates = resolved(said, tiny(**BARE), history=history)
    for members in _connected(said):
        keys = {key for at in members for key in said[at].keys if key}
        tiers = [int(fates.own_tier[at]) for at in members] + [remembered[key] for key in keys if key in remembered]
        strictest = min(tiers)
        treated = {int(fates.treatment[at]) for at in members}
        if strictest <= PROTECTED:
            assert treated == {strictest}
        elif any(said[at].weak or said[at].may for at in members):
            assert min(treated) >= CAREFUL, "doubt about one of them makes all of them careful"
        else:
            assert treated <= {PERSONS, OTHER}


def _connected(said: Sequence[Said]) -> list[set[int]]:
    """Rows that hang together by any key, found by comparing every row with every other until nothing changes."""
    groups = [{at} for at in range(len(said))]
    merged = True
    while merged:
        merged = False
        for one in groups:
            for other in groups:
                if one is not other and any(
                    key and key in said[b].keys for a in one for b in other for key in said[a].keys
                ):
                    one |= other
                    groups.remove(other)
                    merged = True
                    break
            if merged:
                break
    return groups
