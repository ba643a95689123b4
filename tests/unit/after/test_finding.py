"""An event is found by the number that somebody types, in all its rows, and nothing else is."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from redact.after.finding import MOST_ROWS, NO_MONTH, Exported
from redact.errors import UsageError
from redact.keyed import published_ids

from .conftest import FIRST, NONCES, SECOND, Department


@pytest.mark.parametrize("typed", ["24-001234", "2024001234", " 24-1234 ", "C-77", "C77", "24 001234"])
def test_every_way_to_write_a_number_finds_all_rows(department: Department, typed: str) -> None:
    (found,) = department.finder().find([typed])
    assert found.exported == (Exported("calls", "2026-01", 2), Exported("incidents", "2026-01", 1))
    assert set(found.keys) == {department.key("incident_id", "241234"), department.key("event_id", "77")}
    assert found.still_out
    assert found.unlinked == 0


def test_the_releases_and_ids_are_those_of_the_archive(department: Department) -> None:
    (found,) = department.finder().find(["24-001234"])
    assert [(each.release, each.dataset) for each in found.published] == [
        (release, dataset) for release in (FIRST, SECOND) for dataset in ("incidents", "calls")
    ]
    marks = department.ledger.archive().rows["mark"].to_numpy()
    for each in found.published:
        mark = marks[0 if each.dataset == "incidents" else 1]
        expected = published_ids(bytes.fromhex(NONCES[each.release]), np.array([mark])).to_pylist()
        assert list(each.ids) == expected
        assert each.folder == str(department.output / each.release)


def test_what_left_is_not_out(department: Department) -> None:
    theft, other = department.finder().find(["24-001235", "24-001236"])
    assert [each.release for each in theft.published] == [FIRST]
    assert not theft.still_out
    assert [each.release for each in other.published] == [SECOND]
    assert other.still_out


def test_nothing_of_another_event_is_found(department: Department) -> None:
    (found,) = department.finder().find(["24-001237"])
    assert found.exported == (Exported("incidents", "2026-02", 1),)
    assert found.published == ()


def test_a_number_that_is_nowhere_has_keys_all_the_same(department: Department) -> None:
    (found,) = department.finder().find(["25-000001"])
    assert not found.known
    assert found.keys == tuple(sorted(department.key(role, "251") for role in ("event_id", "incident_id")))


def test_a_number_of_two_events_must_be_told_apart(department: Department) -> None:
    finder = department.finder()
    with pytest.raises(UsageError, match="of another") as caught:
        finder.find(["24-000555"])
    assert "--as event_id" in str(caught.value)
    assert "555" not in str(caught.value)
    assert finder.find(["24-000555"], "incident_id")[0].exported == (Exported("incidents", "2026-02", 1),)
    assert finder.find(["24-000555"], "event_id")[0].exported == (Exported("calls", "2026-02", 1),)


@pytest.mark.parametrize("typed", ["", "   ", "000", "-"])
def test_what_is_no_number_is_refused(department: Department, typed: str) -> None:
    with pytest.raises(UsageError, match="number 1 is no number"):
        department.finder().find([typed])


def test_a_number_that_many_rows_share_is_of_no_event(department: Department) -> None:
    lines = "".join(f"24-{9000 + row},C-42,2026-03-01 10:00,23F,THEFT\n" for row in range(MOST_ROWS + 1))
    with (department.folder / "exports" / "incidents.csv").open("a", encoding="utf-8") as file:
        file.write(lines)
    with pytest.raises(UsageError, match="more than 200 rows share number 1"):
        department.finder().find(["C-42"])


def test_a_date_that_nobody_can_read_is_no_reason_to_stop(department: Department) -> None:
    path = department.folder / "exports" / "incidents.csv"
    path.write_text(path.read_text("utf-8").replace("2026-02-08 12:00", "soon"), "utf-8")
    (found,) = department.finder().find(["24-001237"])
    assert found.exported == (Exported("incidents", NO_MONTH, 1),)


def test_rows_without_a_number_that_links_are_counted(department: Department) -> None:
    linking = department.policy.classify.linking.model_copy(update={"on": ("event_id",)})
    classify = department.policy.classify.model_copy(update={"linking": linking})
    only_calls = dataclasses.replace(department, policy=department.policy.model_copy(update={"classify": classify}))
    (found,) = only_calls.finder().find(["24-001240"])
    assert found.unlinked == 1
    assert found.keys == ()
    (assault,) = only_calls.finder().find(["24-001234"])
    assert department.key("event_id", "77") in assault.keys


def test_what_the_offence_was_is_told_once(department: Department) -> None:
    assert department.finder().offences("C-77") == [
        {"kind": "incidents", "offense_code": "13B", "offense_text": "SIMPLE ASSAULT"},
        {"kind": "calls", "call_type_final": "ASSAULT"},
    ]
