"""Two releases beside each other, one protection missing at a time."""

from __future__ import annotations

import numpy as np
import pyarrow.parquet as pq
import pytest

from redact.gates import differencing
from redact.gates.differences import Columns
from redact.gates.result import GateResult
from redact.plan.outcomes import Outcome, Reason
from redact.vocabulary import TimePrecision

from .conftest import Row, SmallPlan, incident, minutes_of
from .copies import Copies


@pytest.fixture
def copies(small_plan: SmallPlan) -> Copies:
    """The small plan is out, once."""
    made = Copies(small_plan)
    made.release()
    return made


def checked(copies: Copies) -> GateResult:
    return differencing.check(copies.view())


def thefts(copies: Copies) -> list[Row]:
    return [row for row in copies.plan.rows["incidents"] if row.source["Offense"] == "THEFT" and row.staged]


def leaves(row: Row, own_tier: str = "") -> None:
    """The row is published no more; it may have become something else."""
    row.staged, row.outcome, row.reason = None, Outcome.WITHHELD, Reason.LEFT
    row.own_tier = own_tier or row.own_tier


def late(copies: Copies, number: int, tier: str, precision: TimePrecision, *, cover: bool = False) -> Row:
    """A record of a month that is out, written down since."""
    source = incident(number, "THEFT")
    own = "other" if cover else tier
    row = copies.plan.add("incidents", source, tier=tier, own_tier=own, cover=cover, event=number)
    row.minutes = minutes_of(source["When"])
    more = {} if tier == "protected" else {"offense_text": "THEFT", "status": "OPEN"}
    copies.plan.publish(row, 12 if tier == "protected" else 0, precision, number, "property", **more)
    return row


def test_nothing_was_released_before(small_plan: SmallPlan) -> None:
    found = differencing.check(small_plan.view())
    assert (found.passed, found.measured) == (True, "nothing was released before")


def test_the_same_again(copies: Copies) -> None:
    found = checked(copies)
    assert found.passed, found.sentence
    assert found.measured.startswith("1 earlier release: 0 rows of the newest vanish or change, 0 rows appear")


def test_a_new_month_is_no_difference(copies: Copies) -> None:
    copies.through = "2026-01-20"  # in the middle of a month: that is not out
    late(copies, 900, "other", TimePrecision.HOUR)
    assert checked(copies).passed


def test_a_removed_row_alone(copies: Copies) -> None:
    row = thefts(copies)[0]
    leaves(row)
    copies.removed.append(row.event)
    found = checked(copies)
    assert not found.passed
    assert "1 events would leave with too few others in 1 cells" in found.sentence
    assert "let 3 more events of the same cells leave with them" in found.sentence
    assert "100% of the events that leave a cell" in found.measured


def test_two_others_are_too_few_and_three_are_enough(copies: Copies) -> None:
    removed, *others = thefts(copies)
    copies.removed.append(removed.event)
    for row in (removed, *others[:2]):
        leaves(row)
    found = checked(copies)
    assert "let 1 more events" in found.sentence
    leaves(others[2])
    found = checked(copies)
    assert found.passed, found.sentence
    assert "at most 25% of the events" in found.measured


def test_two_reports_of_one_call_are_one_event() -> None:
    """Each has a number of its own, and both have the call's."""
    none = np.zeros(4, dtype=np.int64)
    keys = np.array([[11, 5], [12, 5], [13, 6], [0, 0]], dtype=np.int64)
    rows = Columns(none, keys, none > 0, *(none,) * 7)
    assert rows.event.tolist() == [0, 0, 1, 2]


def test_a_removal_at_once_is_stated(copies: Copies) -> None:
    row = thefts(copies)[0]
    leaves(row)
    copies.removed.append(row.event)
    copies.at_once.append(row.event)
    found = checked(copies)
    assert found.passed
    assert "1 events leave at once and can be told" in found.measured
    assert "tells nothing but of the 1 events" in found.sentence


def test_a_reclassified_row_alone(copies: Copies) -> None:
    copies.revision = True
    leaves(thefts(copies)[0], own_tier="withheld")
    assert "1 events would leave with too few others" in checked(copies).sentence
    for row in thefts(copies)[:3]:
        leaves(row)
    assert checked(copies).passed


def test_others_elsewhere_do_not_help(copies: Copies) -> None:
    """Cover of another offence group says which of those that left it was."""
    row = thefts(copies)[0]
    leaves(row, own_tier="protected")
    for other in [each for each in copies.plan.rows["incidents"] if each.source["Offense"] == "ROBBERY"][:3]:
        leaves(other)
    assert "let 3 more events" in checked(copies).sentence


def test_a_row_that_the_export_has_no_more(copies: Copies) -> None:
    row = thefts(copies)[0]
    copies.plan.rows["incidents"].remove(row)
    assert "1 events would leave with too few others" in checked(copies).sentence


def test_a_reclassified_row_shown_coarsely(copies: Copies) -> None:
    """The reader sees a theft go and a row of the protected tier come."""
    copies.revision = True
    row = thefts(copies)[0]
    row.tier = row.own_tier = "protected"
    copies.plan.publish(row, 12, TimePrecision.MONTH, 950, "property")
    found = checked(copies)
    assert "1 rows would be shown exactly in one release and coarsely in another" in found.sentence


def test_cover_that_becomes_fine(copies: Copies) -> None:
    copies.revision = True
    row = next(row for row in copies.plan.rows["incidents"] if row.cover and row.staged)
    row.tier, row.cover = "other", False
    copies.plan.publish(row, 3, TimePrecision.HOUR, 951, "persons", offense_text="ASSAULT", status="CLOSED")
    assert "1 rows would be shown exactly in one release" in checked(copies).sentence


def test_a_late_row_waits_for_the_revision(copies: Copies) -> None:
    late(copies, 901, "other", TimePrecision.HOUR)
    found = checked(copies)
    assert not found.passed
    assert "1 late rows would appear" in found.sentence
    copies.revision = True
    assert checked(copies).passed


def test_a_changed_cell_waits_for_the_revision(copies: Copies) -> None:
    row = thefts(copies)[0]
    assert row.staged is not None
    row.staged["status"] = "EXCEPTIONALLY CLEARED"
    found = checked(copies)
    assert "1 rows that are out would change" in found.sentence
    copies.revision = True
    assert checked(copies).passed


@pytest.mark.parametrize(("protected", "cover", "passes"), [(1, 0, False), (8, 8, True), (9, 7, False), (7, 8, False)])
def test_late_protected_rows_need_company(copies: Copies, protected: int, cover: int, passes: bool) -> None:
    """Sixteen rows, half of them cover, as the policy asks of a cell."""
    copies.revision = True
    for number in range(protected + cover):
        late(copies, 1000 + number, "protected", TimePrecision.MONTH, cover=number >= protected)
    found = checked(copies)
    assert found.passed is passes
    assert passes or "1 cells of late protected rows" in found.sentence


def test_late_protected_rows_of_a_longer_period(copies: Copies) -> None:
    """A quarter that is not out yet: late rows may come out with it, in company, without a revision."""
    copies.through = "2026-03-01"
    for number in range(16):
        late(copies, 1000 + number, "protected", TimePrecision.QUARTER, cover=number >= 8)
    assert checked(copies).passed
    copies.plan.rows["incidents"].pop()
    assert not checked(copies).passed
    copies.through = "2026-04-01"
    assert "15 late rows would appear" in checked(copies).sentence


def test_what_left_stays_away(copies: Copies) -> None:
    rows = thefts(copies)[:4]
    before = [(row, row.staged) for row in rows]
    for row in rows:
        leaves(row)
    copies.removed.append(rows[0].event)
    copies.release()
    copies.revision = True
    assert checked(copies).passed
    rows[1].staged = before[1][1]
    found = checked(copies)
    assert "1 rows belong to events that had left for good" in found.sentence


def test_every_earlier_release_is_counted(copies: Copies) -> None:
    for row in thefts(copies)[:4]:
        leaves(row)
    copies.release()
    leaves(thefts(copies)[0])
    found = checked(copies)
    assert found.passed
    assert found.measured.startswith("2 earlier releases: 1 rows of the newest vanish or change")
    assert "5 rows of the release that differs most" in found.measured


def test_a_dataset_that_is_gone(copies: Copies) -> None:
    del copies.plan.rows["stops"]
    assert "12 rows do not fit" in checked(copies).sentence


def test_notes_that_do_not_fit_the_rows(copies: Copies) -> None:
    """Rows that are staged and that the plan has no note of."""
    late(copies, 903, "other", TimePrecision.HOUR)
    view = copies.view()
    notes = view.plan.folder / "chapter.parquet"
    pq.write_table(pq.read_table(notes).slice(0, 0), notes)
    assert "1 rows do not fit" in differencing.check(view).sentence


def test_a_record_that_the_export_has_no_more_takes_its_event_with_others(copies: Copies) -> None:
    """The rest of its event is there and harmless; what a court sealed was one record of it."""
    row = thefts(copies)[0]
    leaves(row)
    assert checked(copies).passed, "nobody asked, and it is nothing to hide"
    copies.missing = [number for number, each in enumerate(copies.chapters[0]) if each["mark"] == id(row)]
    found = checked(copies)
    assert not found.passed
    assert "1 events would leave with too few others" in found.sentence


def test_of_equal_rows_nobody_can_tell_which_left(copies: Copies) -> None:
    """Four equal rows leave, one of them because somebody asked, and an equal one comes: three are fewer, and those
    that left beside it are four."""
    copies.through = "2026-01-20"
    rows = [late(copies, number, "other", TimePrecision.HOUR) for number in range(900, 905)]
    for row in rows[1:]:
        assert row.staged is not None and rows[0].staged is not None
        row.staged |= {name: value for name, value in rows[0].staged.items() if name != "id"}
    new = rows.pop()
    staged, new.staged = new.staged, None
    copies.chapters.clear()
    copies.release()
    copies.removed.append(rows[0].event)
    for row in rows:
        leaves(row)
    new.staged = staged
    found = checked(copies)
    assert found.measured.startswith("1 earlier release: 3 rows of the newest vanish")
    assert found.passed, found.sentence
