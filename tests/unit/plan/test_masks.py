"""Masks: which unit tables may follow each other in one publisher's releases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from redact.errors import DataMismatch
from redact.ledger import Ledger, Secret
from redact.place import UnitTable
from redact.plan.masks import Mask, check_mask, mask_of, overlaps_too_small
from redact.plan.treatments import treatments
from redact.policy import load_policy
from redact.policy.model import Policy
from redact.shipped import shipped
from tests.unit.plan.making import small_city


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(shipped("baseline.yaml"))


def stretched(*pairs: tuple[int, int], homes: tuple[float, ...] = (30.0,) * 8) -> UnitTable:
    """The small city where these pairs of blocks are shown as one place each: as the first block."""
    units = small_city(homes)
    runs = units.runs.copy()
    for one, other in pairs:
        runs[other] = runs[one]
    return replace(units, runs=runs)


def mask(units: UnitTable, policy: Policy) -> Mask:
    return mask_of(units, treatments(policy))


def test_the_same_places_may_come_again(policy: Policy) -> None:
    one = mask(stretched((0, 1)), policy)
    assert overlaps_too_small(one, one) == 0
    assert Mask.from_bytes(one.to_bytes()).digest == one.digest


def test_places_that_are_joined_or_divided_may_follow(policy: Policy) -> None:
    single, joined = mask(stretched(), policy), mask(stretched((0, 1)), policy)
    assert single.digest != joined.digest
    assert overlaps_too_small(single, joined) == 0
    assert overlaps_too_small(joined, single) == 0


def test_a_place_that_moves_by_a_block_is_refused(policy: Policy) -> None:
    """Blocks 0 and 1 were one place with 7 + 30 homes, now 0 is shown with 2: the overlap {0} has seven."""
    homes = (7.0,) + (30.0,) * 7
    old, new = mask(stretched((1, 0), homes=homes), policy), mask(stretched((2, 0), homes=homes), policy)
    assert overlaps_too_small(old, new) > 0


def test_the_ledger_refuses_what_cuts_earlier_places(policy: Policy) -> None:
    homes = (7.0,) + (30.0,) * 7
    old, new = mask(stretched((1, 0), homes=homes), policy), mask(stretched((2, 0), homes=homes), policy)
    with Ledger.in_memory(Secret(bytes(32))) as ledger:
        check_mask(old, ledger)
        ledger.pin_mask(old.digest, old.to_bytes())
        check_mask(old, ledger)
        with pytest.raises(DataMismatch, match=r"the places are not those of the earlier releases.*overlaps"):
            check_mask(new, ledger)


def test_a_mask_that_nobody_kept_is_followed_by_none(policy: Policy) -> None:
    with Ledger.in_memory(Secret(bytes(32))) as ledger:
        ledger._database.execute("INSERT INTO masks (digest, content, at) VALUES ('old', NULL, '2025')")
        with pytest.raises(DataMismatch, match="an overlap may stand"):
            check_mask(mask(stretched(), policy), ledger)


def test_what_climbs_is_compared_where_it_may_climb_to(policy: Policy) -> None:
    """A protected record of beat 1 may be shown by its district too; a district that loses half a beat cuts it."""
    old = small_city((600.0,) * 8)
    parents = old.parents.copy()
    parents[0, 1], parents[0, 2] = 9, 13
    new = replace(old, parents=parents, own=np.where(np.arange(15) == 0, 400.0, old.own))
    assert overlaps_too_small(mask(old, policy), mask(new, policy)) > 0
    assert overlaps_too_small(mask(old, policy), mask(old, policy)) == 0


def test_without_households_there_is_nothing_to_cut(policy: Policy) -> None:
    units = small_city()
    nobody = replace(units, own=np.full(15, np.nan), households=np.full(15, np.nan))
    assert mask(nobody, policy).shown == ()
