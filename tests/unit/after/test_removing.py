"""Removals are noted for the whole event, once, and can be taken back only while nothing has come of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from redact.after.removing import remove, states_of, undo
from redact.errors import UsageError

from ..ledger.rows import rows_of
from .conftest import Department


def take_out(department: Department, *numbers: str, reason: str = "request", **how: bool) -> list[int | None]:
    done = remove(
        department.ledger, department.finder(), department.policy, numbers, reason=reason, by="Ada Quist", **how
    )
    return [each.removal.number if each.removal is not None else None for each in done]


def test_all_keys_of_the_event_are_noted_whichever_number_was_typed(department: Department) -> None:
    take_out(department, "C-77")
    (removal,) = department.ledger.removals()
    assert set(removal.keys) == {department.key("incident_id", "241234"), department.key("event_id", "77")}
    assert (removal.reason, removal.by, removal.now) == ("request", "Ada Quist", False)


def test_the_same_event_is_noted_once_until_it_becomes_urgent(department: Department) -> None:
    (first,) = take_out(department, "24-001234")
    assert take_out(department, "C-77") == [first]
    (second,) = take_out(department, "24-001234", now=True)
    assert second != first
    assert take_out(department, "24-001234") == [first]
    assert len(department.ledger.removals()) == 2


def test_what_is_nowhere_is_noted_only_if_asked_for(department: Department) -> None:
    known, unknown = take_out(department, "24-001237", "25-000001")
    assert known is not None
    assert unknown is None
    assert len(department.ledger.removals()) == 1
    assert take_out(department, "25-000001", unknown_ok=True) != [None]


def test_nothing_is_noted_where_one_number_is_wrong(department: Department) -> None:
    for numbers in (("24-001237", "000"), ("24-001237", "24-000555")):
        with pytest.raises(UsageError):
            take_out(department, *numbers)
    with pytest.raises(UsageError, match="no reason of the policy") as caught:
        take_out(department, "24-001237", reason="divorce")
    assert "request, sealed, expunged, other" in str(caught.value)
    assert department.ledger.removals() == ()


def test_the_file_holds_neither_number_nor_reason_in_clear(department: Department) -> None:
    take_out(department, "24-001234", reason="sealed")
    raw = b"".join(path.read_bytes() for path in Path(department.folder / "private").glob("ledger.sqlite*"))
    for word in ("001234", "241234", "Ada Quist", str(department.key("incident_id", "241234"))):
        assert word.encode() not in raw


def test_what_has_come_of_each(department: Department) -> None:
    out, gone, never = take_out(department, "24-001234", "24-001235", "24-001237")
    assert states_of(department.ledger) == {out: "still out", gone: "gone", never: "not out"}


def test_it_is_taken_back_only_while_no_release_came_out_since(department: Department) -> None:
    first, second = take_out(department, "24-001237", "24-001234")
    assert first is not None
    assert second is not None
    undo(department.ledger, first, by="Ada Quist")
    assert [each.number for each in department.ledger.removals()] == [second]
    assert department.ledger.verify().sound
    with pytest.raises(UsageError, match="there is no removal"):
        undo(department.ledger, first, by="Ada Quist")
    department.put_out("2026-04-10-cccccc", rows_of(1, 5), [0, 1])
    with pytest.raises(UsageError, match="2026-04-10-cccccc came out"):
        undo(department.ledger, second, by="Ada Quist")
    assert [each.number for each in department.ledger.removals()] == [second]


def test_a_draft_is_seen_by_nobody_outside(department: Department) -> None:
    (number,) = take_out(department, "24-001237")
    department.ledger.drafted("2026-04-10-draft", folder="draft", nonce="44")
    assert number is not None
    undo(department.ledger, number, by="Ada Quist")
    assert department.ledger.removals() == ()
