"""Rows that are out stay as they are, late ones wait, and at the revision all changes come together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from redact.errors import DataMismatch
from redact.plan.outcomes import Reason
from redact.plan.past.before import Before, not_again
from redact.plan.past.keeping import Kept, keep, nothing_kept
from redact.plan.past.leavers import Asked
from redact.plan.past.marks import marks
from redact.plan.past.rules import check_missing
from redact.plan.resolve import Fates
from redact.plan.settle import Settled
from redact.plan.treatments import treatments
from redact.policy.model import Policy
from redact.records.batch import Fault
from redact.vocabulary import TimePrecision

from ..making import KEY, OTHER, PERSONS, PROTECTED, Said, resolved, rows_of, settled, tiny
from .outs import APRIL, DATASETS, FEBRUARY, JANUARY, MARCH, UNITS, Shown, kept, keys, past_of, without_chance

MONTH, QUARTER, YEAR, NONE = TimePrecision.MONTH, TimePrecision.QUARTER, TimePrecision.YEAR, TimePrecision.NONE
PARTNER = ("intimate_partner_violence",)
RAPE = ("sexual_assault",)


def thefts(*numbers: int, **more: Any) -> list[Said]:
    return [Said(group="property", keys=(number,), **more) for number in numbers]


def reasons(fates: Fates) -> list[Reason]:
    return [Reason(reason) for reason in fates.reason.tolist()]


def settled_beside(
    said: Sequence[Said], shown: Sequence[Shown], policy: Policy, *, as_of: str = "2025-05-10", **more: Any
) -> tuple[Settled, Kept]:
    fates, found = kept(said, shown, policy, **more)
    return settled(rows_of(said, policy), fates, policy, kept=found, as_of=date.fromisoformat(as_of)), found


# --- kept


def test_a_row_that_is_out_stays_as_it_is_whatever_its_source_says_now() -> None:
    shown = [Shown((1,), unit=3, tier="persons"), Shown((2,), tier="protected", cover=True, unit=9, precision=MONTH)]
    now = [Said(group="property", keys=(1,), unit=0, time=MARCH), Said(("stalking",), keys=(2,))]
    fates, found = kept(now, shown)
    assert reasons(fates) == [Reason.NONE, Reason.NONE]
    assert fates.treatment.tolist() == [PERSONS, PROTECTED]
    assert fates.cover.tolist() == [False, True]
    assert (found.row.tolist(), found.was.tolist()) == ([0, 1], [0, 1])
    assert found.tally["kept"] == 2
    policy = without_chance()
    placed, _ = settled_beside(now, shown, policy)
    assert placed.unit.tolist() == [3, 9]
    assert placed.precision.tolist() == [TimePrecision.HOUR, MONTH]
    past = past_of(shown)
    assert placed.time_code.tolist() == past.code.tolist()


@pytest.mark.parametrize("said", [
    Said(keys=(1,), unknown=3), Said(keys=(1,), fault=Fault.BAD_TIME), Said(RAPE, keys=(1,)), Said(PARTNER, keys=(1,)),
])  # fmt: skip
@pytest.mark.parametrize("revision", [True, False])
def test_what_is_held_or_became_sensitive_stays_until_it_leaves_with_others(said: Said, revision: bool) -> None:
    """Shown coarsely, or missing alone, it would point at itself; at the revision as much as before."""
    fates, found = kept([said], [Shown((1,))], revision=revision)
    assert reasons(fates) == [Reason.NONE]
    assert fates.treatment.tolist() == [OTHER]
    assert found.row.tolist() == [0]
    assert found.tally["exposed_events"] == (1 if said.shows else 0)


def test_nothing_is_kept_where_nothing_is_out() -> None:
    fates, found = kept(thefts(1, 2), [], chapters=0)
    assert reasons(fates) == [Reason.NONE] * 2
    assert found.row.tolist() == [-1, -1]
    assert not found.same.any()
    assert not found.apart.any()
    assert len(nothing_kept(3, 2).past) == 0


# --- late


def test_late_rows_of_fine_tiers_wait_for_the_revision() -> None:
    fates, found = kept(thefts(1, 2, 3), [Shown((1,))])
    assert reasons(fates) == [Reason.NONE, Reason.LATE, Reason.LATE]
    assert found.tally["late"] == 2
    fates, found = kept(thefts(1, 2, 3), [Shown((1,))], revision=True)
    assert reasons(fates) == [Reason.NONE] * 3
    assert found.apart.tolist() == [False, True, True]


@pytest.mark.parametrize(("time", "late"), [(JANUARY, True), (FEBRUARY, False), ("2024-11-11T10:00", False)])
def test_only_rows_of_opened_periods_are_late(time: str, late: bool) -> None:
    """A whole older year that nobody has seen can still come out."""
    fates, _ = kept(thefts(2, time=time), [Shown((1,))])
    assert (reasons(fates) == [Reason.LATE]) == late


def test_a_row_without_a_time_is_not_late() -> None:
    fates, found = kept([Said(group="property", keys=(2,), precision=NONE)], [Shown((1,))])
    assert reasons(fates) == [Reason.NONE]
    assert not found.apart.any()


@pytest.mark.parametrize(("through", "least"), [("2025-02-01", QUARTER), ("2025-04-01", YEAR), ("2026-01-01", NONE)])
def test_late_protected_rows_climb_to_the_first_time_that_is_not_out(through: str, least: TimePrecision) -> None:
    fates, found = kept([Said(("stalking",), keys=(2,))], [Shown((1,))], through=through)
    assert found.apart.tolist() == [True]
    assert found.least.tolist() == [least]
    assert reasons(fates) == [Reason.NONE if least < NONE else Reason.NOT_SETTLED]


def test_late_protected_rows_stand_at_that_time_and_apart() -> None:
    policy = without_chance(tiers__1__cover={"rate": 0.5})
    said = [Said(("stalking",), keys=(number,)) for number in (1, 2, 3)]
    shown = [Shown((1,), tier="protected", unit=8, precision=MONTH)]
    placed, _ = settled_beside(said, shown, policy)
    assert placed.precision.tolist() == [MONTH, QUARTER, QUARTER]
    early, _ = settled_beside(said, shown, policy, as_of="2025-04-10")
    assert [Reason(reason) for reason in early.reason] == [Reason.NONE, Reason.WAITING, Reason.WAITING]


def test_what_hides_one_late_record_of_an_event_hides_all_new_ones() -> None:
    said = [Said(("stalking",), keys=(2,)), Said(keys=(2,), dataset=2, time="2026-02-15T10:00"), *thefts(3)]
    fates, _ = kept(said, [Shown((1,))], through="2026-01-01")
    assert reasons(fates) == [Reason.NOT_SETTLED, Reason.NOT_SETTLED, Reason.LATE]


def test_a_ladder_without_quarters_goes_to_years() -> None:
    policy = without_chance(times__ladder=["hour", "day", "month", "year"])
    _, found = kept([Said(("stalking",), keys=(2,))], [Shown((1,))], policy)
    assert found.least.tolist() == [YEAR]


# --- the revision


def test_at_the_revision_content_is_refreshed() -> None:
    fates, found = kept(thefts(1, unit=5), [Shown((1,), unit=3)], revision=True)
    assert found.row.tolist() == [-1]
    assert found.was.tolist() == [0]
    assert found.apart.tolist() == [False]
    assert fates.treatment.tolist() == [OTHER]


@pytest.mark.parametrize(
    ("tier", "careful", "group", "expected"),
    [
        ("persons", False, "property", PERSONS),
        ("other", False, "persons", PERSONS),
        ("other", True, "property", OTHER + 5),
        ("accountability", False, "property", 2),
    ],
)
def test_refreshed_rows_become_no_looser(tier: str, careful: bool, group: str, expected: int) -> None:
    said = [Said(group=group, keys=(1,))]
    fates, found = kept(said, [Shown((1,), tier=tier, careful=careful, group=group)], revision=True)
    assert found.row.tolist() == [-1]
    assert fates.treatment.tolist() == [expected]


def test_coarse_rows_are_not_refreshed() -> None:
    shown = [Shown((1,), tier="protected", unit=9, precision=MONTH), Shown((2,), tier="protected", cover=True)]
    fates, found = kept([Said(("stalking",), keys=(1,)), *thefts(2)], shown, revision=True)
    assert found.row.tolist() == [0, 1]
    assert fates.cover.tolist() == [False, True]


def test_stricter_events_leave_at_the_revision_with_others_and_not_before() -> None:
    shown = [Shown((number,)) for number in range(1, 6)]
    said = [Said(PARTNER, group="property", keys=(1,)), *thefts(2, 3, 4, 5)]
    before, found = kept(said, shown)
    assert reasons(before) == [Reason.NONE] * 5
    assert found.tally["exposed_events"] == 1
    fates, found = kept(said, shown, revision=True)
    assert reasons(fates).count(Reason.LEFT) == 3
    assert reasons(fates)[0] == Reason.LEFT
    told = {name: found.tally[name] for name in ("left", "stricter_events", "covering_events", "exposed_events")}
    assert told == {"left": 3, "stricter_events": 1, "covering_events": 2, "exposed_events": 0}


def test_protected_events_that_are_withheld_now_leave_too() -> None:
    shown = [Shown((number,), tier="protected", cover=number > 1, precision=MONTH) for number in range(1, 6)]
    said = [Said(RAPE, group="property", keys=(1,)), *thefts(2, 3, 4, 5)]
    fates, _ = kept(said, shown, revision=True)
    assert reasons(fates)[0] == Reason.LEFT
    assert reasons(fates).count(Reason.LEFT) == 3


def test_a_tier_that_is_published_no_more_leaves_as_a_whole() -> None:
    policy = without_chance(
        tiers__1={
            "tier": "protected",
            "classes": list(tiny().tiers[1].classes),
            "rows": "withhold",
            "cover": {"rate": 1e-9},
        }
    )
    shown = [Shown((number,), tier="protected", cover=number == 2, precision=MONTH) for number in (1, 2, 3)]
    said = [Said(("stalking",), keys=(1,)), Said(keys=(2,)), Said(("stalking",), keys=(3,)), *thefts(4)]
    shown.append(Shown((4,)))
    fates, _ = kept(said, shown, policy, revision=True)
    assert reasons(fates) == [Reason.LEFT] * 3 + [Reason.NONE]
    fates, _ = kept(said, shown, policy)
    assert reasons(fates) == [Reason.NONE] * 4


# --- what has left, was removed, or is missing


def test_what_has_left_comes_back_in_no_dataset() -> None:
    shown = [Shown((1,), last=0), Shown((2,))]
    said = [*thefts(1), *thefts(2), Said(group="property", keys=(1,), dataset=2, time=APRIL)]
    for revision in (False, True):
        fates, _ = kept(said, shown, chapters=2, revision=revision)
        assert reasons(fates) == [Reason.LEFT, Reason.NONE, Reason.LEFT]


def test_a_row_with_new_content_has_not_left() -> None:
    shown = [Shown((1,), last=0), Shown((1,), first=1)]
    fates, found = kept(thefts(1), shown, chapters=2)
    assert (reasons(fates), found.row.tolist()) == ([Reason.NONE], [1])
    arrest = Said(group="property", keys=(1,), dataset=2, time=APRIL)
    assert reasons(kept([*thefts(1), arrest], shown, chapters=2)[0]) == [Reason.NONE, Reason.NONE]


def test_a_protected_row_that_is_out_keeps_its_mark_whatever_its_date_is_now() -> None:
    shown = [Shown((1,), tier="protected", unit=9, precision=MONTH, mark=77)]
    fates, found = kept([Said(("stalking",), keys=(1,), time=FEBRUARY)], shown)
    assert marks(fates, found, treatments(without_chance())).tolist() == [77]


def test_removed_events_leave_with_others() -> None:
    shown = [Shown((number,)) for number in range(1, 5)]
    fates, found = kept(thefts(1, 2, 3, 4), shown, asked=Asked(removed=keys(3)))
    assert reasons(fates)[2] == Reason.REMOVED
    assert sorted(reasons(fates)) == [Reason.NONE, Reason.LEFT, Reason.LEFT, Reason.REMOVED]
    assert (found.tally["removed_events"], found.tally["covering_events"]) == (1, 2)


def test_with_too_few_others_a_removed_event_waits_unless_it_must_go() -> None:
    shown = [Shown((1,)), Shown((2,))]
    arrest = Said(group="property", keys=(1,), dataset=2, time=MARCH)
    fates, found = kept([*thefts(1, 2), arrest], shown, asked=Asked(removed=keys(1)))
    assert reasons(fates) == [Reason.NONE, Reason.NONE, Reason.REMOVED]
    assert found.tally["waiting_events"] == 1
    fates, found = kept([*thefts(1, 2), arrest], shown, asked=Asked(removed_now=keys(1)))
    assert reasons(fates) == [Reason.REMOVED, Reason.NONE, Reason.REMOVED]
    assert found.tally["alone_events"] == 1


def test_a_corrected_event_that_must_go_does_not_wait_for_the_revision() -> None:
    shown = [Shown((1,)), Shown((2,))]
    said = [Said(PARTNER, group="property", keys=(1,)), *thefts(2)]
    fates, _ = kept(said, shown, asked=Asked(corrected_now=keys(1)))
    assert reasons(fates) == [Reason.LEFT, Reason.NONE]
    fates, _ = kept(thefts(1, 2), shown, asked=Asked(corrected_now=keys(1)))
    assert reasons(fates) == [Reason.NONE, Reason.NONE], "the correction made it no stricter"


def test_a_row_that_the_export_has_no_more_takes_its_event_and_others_with_it() -> None:
    shown = [Shown((1,)), Shown((1,), dataset=1), *(Shown((number,)) for number in (2, 3, 4))]
    fates, found = kept([Said(group="property", keys=(1,), dataset=0), *thefts(2, 3, 4)], shown)
    assert reasons(fates)[0] == Reason.LEFT
    assert found.tally["missing_events"] == 1
    fates, _ = kept(thefts(1, 2, 3, 4), shown, without_chance(releases__contents="period only"))
    assert Reason.LEFT not in reasons(fates), "older periods are not exported again"


def test_the_records_of_a_deleted_event_leave_as_one() -> None:
    shown = [Shown((1, 9)), Shown((9,), dataset=1), *(Shown((number,)) for number in (2, 3, 4, 5))]
    _, found = kept(thefts(2, 3, 4, 5), shown)
    assert found.tally["missing_events"] == 1


# --- whose place or tier is no more, periods only, history, era


def test_a_row_whose_place_or_tier_is_no_more_cannot_stay() -> None:
    said = thefts(1, 2, 3)
    policy = without_chance()
    past = past_of([Shown((1,)), Shown((2,)), Shown((3,))], policy)
    past = replace(past, unit=np.array([-2, -1, 0], dtype=np.int32), treatment=np.array([4, 4, -1], dtype=np.int16))
    _, found = keep(
        rows_of(said, policy), resolved(said, policy, kinds=DATASETS), past, DATASETS, policy, treatments(policy),
        UNITS, Asked(), renewed=np.zeros(3, dtype=np.bool_), revision=False, key=KEY,
    )  # fmt: skip
    assert found.row.tolist() == [-1, 1, -1]


def test_releases_of_new_periods_only() -> None:
    policy = without_chance(releases__contents="period only")
    said = [*thefts(1, 2), *thefts(3, time=FEBRUARY)]
    fates, found = kept(said, [Shown((1,))], policy)
    assert reasons(fates) == [Reason.OUT, Reason.LATE, Reason.NONE]
    assert (found.new_only, found.same.any()) == (True, False)
    fates, found = kept(said, [Shown((1,), tier="protected", precision=MONTH)], policy, revision=True)
    assert reasons(fates) == [Reason.NONE] * 3
    assert found.same.tolist() == [True, False, False]


HISTORY = {"before": "2025-02-01"}


def test_history_that_is_not_to_come_out_again() -> None:
    policy = without_chance(history=HISTORY | {"treatment": "not again"})
    said = [
        *thefts(1),
        *thefts(2, time=FEBRUARY),
        *thefts(3, time=MARCH, precision=NONE),
        *thefts(4, fault=Fault.BAD_TIME),
    ]
    fates = resolved(said, policy, kinds=DATASETS)
    found, renewed = not_again(rows_of(said, policy), fates, policy, treatments(policy), Before())
    assert reasons(found) == [Reason.HISTORY, Reason.NONE, Reason.HISTORY, Reason.FAULT]
    assert not renewed.any()
    beside, _ = kept(said, [Shown((1,))], policy, fates=found)
    assert reasons(beside)[0] == Reason.HISTORY, "even what was out"


def test_history_by_group_takes_the_strictest_treatment_of_the_group() -> None:
    policy = without_chance(history=HISTORY | {"treatment": "by group"})
    said = [
        *thefts(1), Said(("stalking",), "property", (2,)), *thefts(3, time=FEBRUARY), Said(group="society", keys=(4,)),
        Said(("stalking",), "persons", (5,), time=FEBRUARY),
    ]  # fmt: skip
    fates = resolved(said, policy, kinds=DATASETS)
    found, renewed = not_again(rows_of(said, policy), fates, policy, treatments(policy), Before())
    assert found.treatment.tolist() == [PROTECTED, PROTECTED, OTHER, OTHER, PROTECTED]
    assert found.cover.tolist() == [True, False, False, False, False]
    assert found.event_cover.tolist() == [PROTECTED, -1, -1, -1, -1]
    assert renewed.tolist() == [True, True, False, True, False]
    for revision, expected in ((True, (-1, PROTECTED)), (False, (0, OTHER))):
        beside, again = kept(
            said, [Shown((1,))], policy, fates=found, renewed=renewed.tolist(), revision=revision
        )  # fmt: skip
        assert (again.row.tolist()[0], beside.treatment.tolist()[0]) == expected


def test_history_by_group_withholds_the_group_where_one_event_is_withheld() -> None:
    policy = without_chance(history=HISTORY | {"treatment": "by group"})
    said = [*thefts(1), Said(RAPE, "property", (2,)), Said(("stalking",), "property", (3,))]
    fates = resolved(said, policy, kinds=DATASETS)
    found, _ = not_again(rows_of(said, policy), fates, policy, treatments(policy), Before())
    assert reasons(found) == [Reason.COVER, Reason.TIER, Reason.TIER]


def test_nothing_from_before_the_present_secret_comes_out() -> None:
    policy = without_chance()
    said = [*thefts(1), *thefts(2, time=MARCH)]
    fates = resolved(said, policy, kinds=DATASETS)
    found, _ = not_again(rows_of(said, policy), fates, policy, treatments(policy), Before(era=date(2025, 3, 1)))
    assert reasons(found) == [Reason.ERA, Reason.NONE]


# --- many missing rows


@pytest.mark.parametrize(("missing", "stops"), [(20, False), (21, True)])
def test_many_missing_rows_were_forgotten(missing: int, stops: bool) -> None:
    past = past_of([Shown((number,)) for number in range(1, 101)])
    was = np.arange(missing, 100)
    if stops:
        with pytest.raises(DataMismatch, match="21 of the 100 rows of incidents that are published are not"):
            check_missing(past, was, DATASETS, without_chance())
    else:
        check_missing(past, was, DATASETS, without_chance())
    check_missing(past, was, DATASETS, without_chance(releases__contents="period only"))


def test_rows_of_a_dataset_that_is_named_no_more() -> None:
    past = replace(past_of([Shown((1,))]), dataset=np.array([-1], dtype=np.int16))
    with pytest.raises(DataMismatch, match="1 published rows belong to a dataset that the project does not name"):
        check_missing(past, np.array([-1]), DATASETS, without_chance())
