"""An exact table says nothing that the published rows do not say."""

import numpy as np
import pyarrow as pa
import pytest

from redact.counts.exact import Layout, as_table, hide
from redact.counts.recount import recount
from redact.counts.said import Known, Rule

RULE = Rule(10, 5)
BY = ("offense_group", "place", "time")


def rows_and_table(known: list[Known] | None = None) -> tuple[pa.Table, pa.Table]:
    counts = np.array([[[12, 3], [0, 40]]])
    words: list[tuple[str, str, str]] = []
    for place, period in np.ndindex(2, 2):
        words += [("property", f"beat {place}", f"2026-0{period + 1}")] * int(counts[0, place, period])
    rows = pa.table({name: [word[number] for word in words] for number, name in enumerate(BY)})
    _, ((finest,),) = hide([Layout(counts)], RULE, known=known or [])
    places, periods = ("place", ["beat 0", "beat 1"]), ("time", ["2026-01", "2026-02"])
    return rows, as_table(finest, RULE, groups={"offense_group": ["property"]}, place=places, period=periods)


def test_a_table_of_the_rows_adds_nothing() -> None:
    rows, table = rows_and_table()
    found = recount(rows, table, RULE, BY)
    assert found.adds_nothing
    assert found.cells == 4


def test_partners_and_whole_slices_are_counted_again_too() -> None:
    for known, kinds in ((Known(np.array([0, 1]), 15, 15), 3), (Known(np.array([1]), 3, 3), 3)):
        rows, table = rows_and_table([known])
        assert len(set(table.column("shown").to_pylist())) == kinds
        assert recount(rows, table, RULE, BY).adds_nothing


@pytest.mark.parametrize("place", ["", None])
def test_coarser_rows_are_not_in_the_table(place: str | None) -> None:
    rows, table = rows_and_table()
    coarse = pa.table({"offense_group": ["property"], "place": pa.array([place], pa.string()), "time": ["2026-01"]})
    assert recount(pa.concat_tables([rows, coarse]), table, RULE, BY).adds_nothing


def test_a_cover_event_too_many_is_found() -> None:
    """The tier's own events counted, one of which is published coarser: the table says one more than the rows."""
    rows, table = rows_and_table()
    assert recount(rows.slice(1), table, RULE, BY).differing == 1


def test_marks_must_be_true_of_the_rows() -> None:
    rows, table = rows_and_table()
    shown = table.column("shown").to_pylist()
    for cell, wrong in ((1, "hidden: would give away another"), (3, "hidden: below 10"), (0, "hidden"), (1, "exact")):
        changed = [*shown[:cell], wrong, *shown[cell + 1 :]]
        altered = table.set_column(table.column_names.index("shown"), "shown", pa.array(changed))
        assert recount(rows, altered, RULE, BY).differing == 1


def test_cells_missing_and_twice_are_found() -> None:
    rows, table = rows_and_table()
    assert recount(rows, table.slice(1), RULE, BY).missing == 1
    assert recount(rows, pa.concat_tables([table, table.slice(0, 1)]), RULE, BY).differing == 2


def test_events_are_counted_once() -> None:
    rows, table = rows_and_table()
    numbered = rows.append_column("event", pa.array(range(rows.num_rows)))
    twice = pa.concat_tables([numbered, numbered])
    assert recount(twice, table, RULE, BY, event="event").adds_nothing
    assert not recount(twice, table, RULE, BY).adds_nothing
