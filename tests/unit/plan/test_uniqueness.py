"""People columns: bands, children and old people, and repair until nothing is rare, against a second implementation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.plan.settle import Settled
from redact.plan.uniqueness import _repair, age_of, may_be_outside, shown_as
from redact.policy.model import Policy, Uniqueness
from redact.records.batch import Field

from .making import Planned, address_in, planned, tiny


@pytest.mark.parametrize(
    ("cell", "rule", "shown"),
    [
        ("34", "bands of 10", "30-39"),
        ("30", "bands of 10", "30-39"),
        ("39.0", "bands of 10", "30-39"),
        ("07", "bands of 5", "5-9"),
        ("34", "keep", "34"),
        (" F ", "keep", "F"),
        ("F", "remove", ""),
        ("thirty", "bands of 10", ""),
        ("-3", "bands of 10", ""),
        ("250", "bands of 10", ""),
    ],
)
def test_a_people_cell_as_published(cell: str, rule: str, shown: str) -> None:
    assert shown_as(cell, rule) == shown


CHILD = ["17", "0", "00", "17.0", "10-17", "15-24", "NN", "NB", "BB", "JUV", "JUVENILE", "<18", "UNDER 18", "6 MONTHS"]
OLD = ["80", "99", "75-84", "80+"]
ADULT = ["18", "79", "34.0", "18-24", "25 - 34", "45 to 54"]
NOBODY = ["", "  ", "UNKNOWN", "U", "N/A", "-"]


@pytest.mark.parametrize("cell", [*CHILD, *OLD, "1/2", "-1"])
def test_ages_that_may_be_a_childs_or_an_old_persons(cell: str) -> None:
    assert may_be_outside(cell, 18, 79)


@pytest.mark.parametrize("cell", [*ADULT, *NOBODY])
def test_ages_that_are_an_adults_or_nobodys(cell: str) -> None:
    assert not may_be_outside(cell, 18, 79)


def test_an_age_is_a_plain_number() -> None:
    assert [age_of(cell) for cell in ("34", "34.0", "34.5", "120", "121", "x")] == [34, 34, None, 120, None, None]


# --- the repair against a second implementation ----------------------------------------------------------------------

FIELDS = tuple(Field(role, role, role) for role in ("subject_age", "subject_sex", "subject_race"))
WORDS = ("age", "sex", "race")


def plainly(rows: list[dict[str, Any]], rules: Sequence[Uniqueness]) -> list[dict[str, Any]]:
    """What the repair must come to, one row and one combination at a time."""
    rows = [dict(row) for row in rows]
    while True:
        before = [dict(row) for row in rows]
        for rule in rules:
            for word in rule.repair:
                seen = Counter(tuple(row[each] for each in rule.of) for row in rows)
                for row, combination in [(row, tuple(row[each] for each in rule.of)) for row in rows]:
                    states = any(row[each] for each in WORDS if each in rule.of)
                    if states and seen[combination] < rule.k:
                        row[word] = 0
        if rows == before:
            return rows


def with_rules(rules: Sequence[Uniqueness]) -> Policy:
    return tiny().model_copy(update={"uniqueness": tuple(rules)})


some_rule = st.builds(
    lambda people, places, k: Uniqueness(of=(*people, *places), k=k, repair=tuple(people)),
    st.permutations(WORDS).flatmap(lambda order: st.integers(1, 3).map(lambda n: order[:n])),
    st.sampled_from([(), ("place",), ("time",), ("place", "time")]),
    st.integers(2, 4),
)
some_people = st.fixed_dictionaries(
    {"age": st.integers(0, 2), "sex": st.integers(0, 2), "race": st.integers(0, 2), "place": st.integers(0, 1),
     "time": st.integers(0, 1)}
)  # fmt: skip


@given(st.lists(some_people, max_size=30), st.lists(some_rule, min_size=1, max_size=3))
def test_repair_agrees_with_a_second_implementation(rows: list[dict[str, Any]], rules: list[Uniqueness]) -> None:
    codes = np.array([[row[word] for word in WORDS] for row in rows], dtype=np.int32).reshape(len(rows), 3)
    zeros = np.zeros(len(rows), dtype=np.int8)
    settled = Settled(
        unit=np.array([row["place"] for row in rows], dtype=np.int32),
        precision=zeros,
        time_code=np.array([row["time"] for row in rows], dtype=np.int32),
        reason=zeros,
        climbed=0,
        steps=0,
    )
    emptied = _repair(codes, FIELDS, np.ones(len(rows), dtype=np.bool_), settled, with_rules(rules))
    expected = plainly(rows, rules)
    assert codes.tolist() == [[row[word] for word in WORDS] for row in expected]
    assert emptied == sum(bool(a[word]) != bool(b[word]) for a, b in zip(rows, expected, strict=True) for word in WORDS)
    for rule in rules:
        left = Counter(tuple(row[each] for each in rule.of) for row in expected)
        stated = [key for key in left if any(part for part, word in zip(key, rule.of, strict=True) if word in WORDS)]
        assert all(left[key] >= rule.k for key in stated)


# --- through the whole plan ------------------------------------------------------------------------------------------


def stop(age: str, sex: str = "M", race: str = "W", **more: str) -> Mapping[str, str]:
    return {
        "row_id": "", "occurred_at": "2025-01-09 11:00", "offense_text": "TRAFFIC STOP", "address": address_in(0),
        "subject_age": age, "subject_sex": sex, "subject_race": race, **more,
    }  # fmt: skip


def stops(tmp_path: Path, records: list[Mapping[str, str]], **changes: Any) -> Planned:
    numbered = [{**record, "row_id": f"S{at}"} for at, record in enumerate(records)]
    return planned(
        tmp_path, {"stops": numbered}, tiny(tiers__0__cover__rate=1e-9, tiers__1__cover__rate=1e-9, **changes)
    )


def people_of(plan: Planned, row: int) -> tuple[str, ...]:
    found = plan.published("stops", row)
    assert found is not None
    return tuple(found[name] for name in ("subject_age", "subject_sex", "subject_race"))


def test_people_are_shown_in_bands_and_rare_combinations_lose_columns_in_order(tmp_path: Path) -> None:
    plan = stops(tmp_path, [stop(str(30 + n)) for n in range(3)] + [stop("45"), stop("46"), stop("33", "F", "B")])
    assert [people_of(plan, row) for row in range(3)] == [("30-39", "M", "W")] * 3
    assert [people_of(plan, row) for row in (3, 4)] == [("", "", "")] * 2, "two are too few, even without age and race"
    assert people_of(plan, 5) == ("", "", "")
    assert plan.summary["emptied_for_uniqueness"] == {"stops": 9}


def test_rows_with_a_child_or_an_old_person_show_nobody(tmp_path: Path) -> None:
    ages = ["30", "31", "32", "33", "16", "85", "BB", "15-19", ""]
    plan = stops(tmp_path, [stop(age) for age in ages])
    assert [people_of(plan, row) for row in range(4)] == [("30-39", "M", "W")] * 4
    assert [people_of(plan, row) for row in range(4, 8)] == [("", "", "")] * 4
    assert people_of(plan, 8)[0] == ""


def test_a_child_is_recognised_by_an_age_that_is_not_shown(tmp_path: Path) -> None:
    plan = stops(tmp_path, [stop("30")] * 4 + [stop("15")] * 4, tiers__2__people={"age": "remove", "sex": "keep"})
    assert "subject_age" not in plan.staged("stops")[0]
    assert [plan.published("stops", row)["subject_sex"] for row in range(8)] == ["M"] * 4 + [""] * 4  # type: ignore[index]


def test_one_child_among_several_people_empties_the_whole_row(tmp_path: Path) -> None:
    records = [stop("30", victim_age="40")] * 4 + [stop("30", victim_age="12")] * 4
    plan = stops(tmp_path, records)
    assert people_of(plan, 0) == ("30-39", "M", "W")
    assert people_of(plan, 5) == ("", "", "")
    assert plan.published("stops", 5)["victim_age"] == ""  # type: ignore[index]


def test_without_the_rule_nobody_is_a_child(tmp_path: Path) -> None:
    policy_word = {"minors_and_old__under": 0, "minors_and_old__over": 130}
    plan = stops(tmp_path, [stop("15")] * 4, **policy_word)
    assert people_of(plan, 0) == ("10-19", "M", "W")


@pytest.mark.parametrize(
    ("born", "shown"),
    [
        ("03/12/1980", True),
        ("1980-03-12", True),
        ("", True),
        ("UNKNOWN", True),
        ("03/12/2010", False),
        ("2007-01-01", False),  # 17 or 18 in 2025
        ("2006-12-31", True),
        ("1945-06-01", False),  # 79 or 80
        ("1946-06-01", True),
        ("3/12/80", False),  # in doubt
    ],
)
def test_a_birth_tells_who_is_a_child_where_no_age_does(tmp_path: Path, born: str, shown: bool) -> None:
    people = {"age": "remove", "sex": "keep", "race": "keep"}
    records = [{**stop("", subject_dob=born)} for _ in range(4)]
    plan = stops(tmp_path, records, tiers__2__people=people)
    assert people_shown(plan) == (["M"] * 4 if shown else [""] * 4)
    assert not any("dob" in name for name in plan.staged("stops")[0])


def people_shown(plan: Planned) -> list[str]:
    return [row["subject_sex"] for row in plan.staged("stops")]


def test_a_birth_is_read_in_datasets_with_keys_too(tmp_path: Path) -> None:
    records = [{**stop("", subject_dob="2015-01-01"), "event_id": f"E{n}"} for n in range(4)]
    assert people_shown(stops(tmp_path, records, tiers__2__people={"sex": "keep"})) == [""] * 4
