"""Reading dates and times as agencies write them, and telling them more coarsely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact import when
from redact.errors import DataMismatch
from redact.records.batch import Batch
from redact.records.card import Card
from redact.vocabulary import Kind, TimePrecision

P = TimePrecision


def card(columns: Mapping[str, str], formats: Mapping[str, str] | None = None, zone: str | None = None) -> Card:
    return Card(dataset="incidents", kind=Kind.INCIDENTS, columns=columns, time_formats=formats or {}, time_zone=zone)


def read(a_card: Card, *cells: Sequence[str], as_of: date | None = None) -> when.Times:
    table = pa.table({f.name: pa.array(list(c), pa.string()) for f, c in zip(a_card.fields, cells, strict=True)})
    return when.occurred(Batch("incidents", 0, table, np.zeros(len(cells[0]), dtype=np.int8)), a_card, as_of)


def told(times: when.Times) -> list[str]:
    """Each row's time in words at its own precision; `bad` and `absent` by name."""
    words = when.text(when.coarsen(times.minutes, times.precision), times.precision).to_pylist()
    return [
        "bad" if bad else "absent" if absent else word
        for word, bad, absent in zip(words, times.bad, times.absent, strict=True)
    ]


AT = card({"When": "occurred_at"})


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01T14:05", "2026-03-01T14:05"),
        ("2026-03-01 14:05:33", "2026-03-01T14:05"),
        ("2026-03-01T14:05:33.123456", "2026-03-01T14:05"),
        ("2026/03/01 9:05:00 PM", "2026-03-01T21:05"),
        ("2026-03-01 00:00:00", "2026-03-01T00:00"),
        ("20260301", "2026-03-01"),
        ("20260301T1405", "2026-03-01T14:05"),
        ("2018-10", "2018-10"),
        ("10/2018", "2018-10"),
        ("2018", "2018"),
        ("1 March 2026", "2026-03-01"),
        ("1-MAR-2026 14:05", "2026-03-01T14:05"),
        ("Sunday, March 1, 2026", "2026-03-01"),
        ("Sep. 1 2026 3:00 p.m.", "2026-09-01T15:00"),
        ("  2026-03-01  ", "2026-03-01"),
        ("2026-02-29", "bad"),
        ("2024-02-29", "2024-02-29"),
        ("2026-13-01", "bad"),
        ("2026-00-10", "bad"),
        ("2026-03-01 25:00", "bad"),
        ("2026-03-01 24:00", "2026-03-02T00:00"),
        ("0220-03-01", "bad"),
        ("1899-12-31", "bad"),
        ("9999-12-31", "bad"),
        ("last Tuesday", "bad"),
        ("1 Foo 2026", "bad"),
        ("", "absent"),
        ("NULL", "absent"),
        ("n/a", "absent"),
    ],
)
def test_a_cell_without_a_format(cell: str, expected: str) -> None:
    assert told(read(AT, [cell])) == [expected]


def test_month_first_is_seen_from_the_column() -> None:
    times = read(AT, ["03/15/2014 12:00:00 AM", "3/4/2014 12:30:00 PM", "3/4/14"])
    assert told(times) == ["2014-03-15T00:00", "2014-03-04T12:30", "2014-03-04"]


def test_day_first_is_seen_from_the_column() -> None:
    assert told(read(AT, ["15/03/2014", "4.3.2014 08:00"])) == ["2014-03-15", "2014-03-04T08:00"]


@pytest.mark.parametrize("cells", [["3/4/2014"], ["15/3/2014", "3/15/2014"]])
def test_dates_that_could_be_either_ask_for_a_format(cells: list[str]) -> None:
    with pytest.raises(DataMismatch) as caught:
        read(AT, cells)
    assert "day first or month first" in str(caught.value)
    assert "column 'When'" in str(caught.value)
    assert "2014" not in str(caught.value)


def test_a_stated_format_settles_it_and_holds_what_does_not_fit() -> None:
    a_card = card({"When": "occurred_at"}, {"When": "%d/%m/%Y"})
    assert told(read(a_card, ["3/4/2014", "31/1/2014", "1/31/2014", "2014-01-31"])) == [
        "2014-04-03", "2014-01-31", "bad", "bad",
    ]  # fmt: skip


def test_am_and_pm() -> None:
    a_card = card({"When": "occurred_at"}, {"When": "%m/%d/%Y %I:%M:%S %p"})
    cells = ["3/17/2019 12:00:00 AM", "3/17/2019 12:01:00 PM", "3/17/2019 1:02:59 pm", "3/17/2019 13:00:00 PM"]
    assert told(read(a_card, cells)) == ["2019-03-17T00:00", "2019-03-17T12:01", "2019-03-17T13:02", "bad"]


def test_a_format_keyed_by_role() -> None:
    a_card = card({"When": "occurred_at"}, {"occurred_at": "%d.%m.%y"})
    assert told(read(a_card, ["05.06.24", "05.06.70"])) == ["2024-06-05", "1970-06-05"]


def test_an_offset_is_converted_to_the_zone_of_the_card() -> None:
    a_card = card({"When": "occurred_at"}, zone="America/New_York")
    cells = ["2020/12/31 23:50:00+00", "2020-07-01T00:10:00Z", "2020-07-01T00:10:00-0400", "2020-07-01T00:10:00+05:30"]
    assert told(read(a_card, cells)) == [
        "2020-12-31T18:50", "2020-06-30T20:10", "2020-07-01T00:10", "2020-06-30T14:40",
    ]  # fmt: skip


def test_an_offset_written_out_in_the_format_is_only_text() -> None:
    a_card = card({"When": "occurred_at"}, {"When": "%Y/%m/%d %H:%M:%S+00"}, zone="America/New_York")
    assert told(read(a_card, ["2020/12/31 23:50:00+00"])) == ["2020-12-31T23:50"]


def test_the_hour_that_clocks_repeat() -> None:
    a_card = card({"When": "occurred_at"}, {"When": "%Y-%m-%d %H:%M%z"}, zone="America/Chicago")
    assert told(read(a_card, ["2026-11-01 06:30+00", "2026-11-01 07:30+00"])) == ["2026-11-01T01:30"] * 2


def test_an_unknown_zone_is_a_mismatch() -> None:
    with pytest.raises(DataMismatch, match="time zone 'America/Gotham'"):
        read(card({"When": "occurred_at"}, zone="America/Gotham"), ["2020-07-01T00:10:00Z"])


def test_an_unknown_directive_is_a_mismatch() -> None:
    with pytest.raises(DataMismatch, match="directive '%Q'"):
        read(card({"When": "occurred_at"}, {"When": "%Q"}), ["2020"])


def test_a_date_split_over_columns() -> None:
    columns = dict.fromkeys(("YEAR", "MONTH", "DAY"), "occurred_date")
    columns |= dict.fromkeys(("HOUR", "MINUTE"), "occurred_time")
    a_card = card(columns, {"occurred_date": "%Y %m %d", "occurred_time": "%H %M"})
    times = read(a_card, ["2020", "2020", ""], ["6", "13", ""], ["19", "1", ""], ["3", "3", ""], ["4", "4", ""])
    assert told(times) == ["2020-06-19T03:04", "bad", "absent"]


def test_a_date_beside_a_time() -> None:
    a_card = card({"Occur Date": "occurred_date", "Occur Time": "occurred_time"})
    times = ["2242", "100", "11:00", "15:21", "8", "NULL", "9:15 PM", "2400", "2567", "soon"]
    assert told(read(a_card, ["12/31/2018"] * len(times), times)) == [
        "2018-12-31T22:42", "2018-12-31T01:00", "2018-12-31T11:00", "2018-12-31T15:21", "2018-12-31T00:08",
        "2018-12-31", "2018-12-31T21:15", "2019-01-01T00:00", "bad", "bad",
    ]  # fmt: skip


def test_a_spreadsheets_midnight_is_a_date() -> None:
    a_card = card({"Date": "occurred_date", "Time": "occurred_time"})
    cells = ["01/29/2016 12:00:00 AM"] * 2 + ["01/29/2016 1:30:00 PM"]
    assert told(read(a_card, cells, ["11:00", "", ""])) == ["2016-01-29T11:00", "2016-01-29", "2016-01-29T13:30"]


def test_a_time_without_leading_zeros_inside_a_format() -> None:
    a_card = card({"Day": "occurred_until", "Hour": "occurred_until"}, {"occurred_until": "%m/%d/%Y %H%M"})
    assert told(read(a_card, ["12/31/2018"] * 3, ["2242", "100", "8"])) == [
        "2018-12-31T22:42", "2018-12-31T01:00", "2018-12-31T00:08",
    ]  # fmt: skip


def test_small_numbers_alone_ask_for_a_format() -> None:
    columns = {"Date": "occurred_date", "Hour": "occurred_time"}
    with pytest.raises(DataMismatch, match="hours or minutes"):
        read(card(columns), ["2026-01-01"], ["8"])
    assert told(read(card(columns, {"Hour": "%H"}), ["2026-01-01"], ["8"])) == ["2026-01-01T08"]
    assert told(read(card(columns, {"Hour": "%H%M"}), ["2026-01-01"], ["8"])) == ["2026-01-01T00:08"]


def test_a_month_stays_a_month_whatever_time_stands_beside_it() -> None:
    a_card = card({"Month": "occurred_date", "Time": "occurred_time"})
    assert told(read(a_card, ["2018-10"], ["11:00"])) == ["2018-10"]


def test_the_next_column_fills_gaps_but_not_faults() -> None:
    a_card = card({"At": "occurred_at", "Date": "occurred_date", "Reported": "reported_at"})
    times = read(a_card, ["2026-01-01", "", "", "??x"], ["", "2026-01-02", "", "2026-01-02"], ["2026-01-03"] * 4)
    assert told(times) == ["2026-01-01", "2026-01-02", "2026-01-03", "bad"]


def test_nothing_after_the_as_of_date() -> None:
    times = read(AT, ["2026-03-02 23:59", "2026-03-03"], as_of=date(2026, 3, 1))
    assert told(times) == ["2026-03-02T23:59", "bad"]


def test_a_dataset_without_times_has_none() -> None:
    a_card = card({"Text": "offense_text"})
    times = read(a_card, ["THEFT", "THEFT"])
    assert times.absent.all()
    assert not times.bad.any()
    assert (times.minutes == when.NAT).all()


MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31, 23, 59))


@given(st.lists(MOMENTS, min_size=1, max_size=20), st.sampled_from([p for p in P if p is not P.NONE]))
def test_periods_agree_with_the_calendar(moments: list[datetime], precision: TimePrecision) -> None:
    minutes = np.array([(m - datetime(1970, 1, 1)).days * 1440 + m.hour * 60 + m.minute for m in moments])
    codes = when.coarsen(minutes, precision)
    words = when.text(codes, precision).to_pylist()
    ends = when.period_end(codes, precision)
    for moment, word, end in zip(moments, words, ends, strict=True):
        last_day = date.fromordinal(date(1970, 1, 1).toordinal() + int(end) - 1)
        quarter = (moment.month - 1) // 3 + 1
        expected = {
            P.MINUTE: f"{moment:%Y-%m-%dT%H:%M}", P.HOUR: f"{moment:%Y-%m-%dT%H}", P.DAY: f"{moment:%Y-%m-%d}",
            P.MONTH: f"{moment:%Y-%m}", P.QUARTER: f"{moment:%Y}-Q{quarter}", P.YEAR: f"{moment:%Y}",
        }  # fmt: skip
        assert word == expected[precision]
        assert last_day >= moment.date()
        if precision is P.QUARTER:
            assert last_day == date(moment.year, quarter * 3, 31 if quarter in (1, 4) else 30)
        if precision is P.YEAR:
            assert (last_day.month, last_day.day) == (12, 31)
        if precision <= P.DAY:
            assert last_day == moment.date()


@given(st.lists(MOMENTS, min_size=1, max_size=30))
def test_every_format_reads_what_strftime_writes(moments: list[datetime]) -> None:
    whole = [m.replace(second=0, microsecond=0) for m in moments]
    expected = [f"{m:%Y-%m-%dT%H:%M}" for m in whole]
    for stated in ("%m/%d/%Y %I:%M:%S %p", "%d-%b-%Y %H:%M", "%Y%m%d %H%M", "%B %d, %Y %I:%M %p", "%A %Y/%m/%d %H:%M"):
        a_card = card({"When": "occurred_at"}, {"When": stated})
        assert told(read(a_card, [m.strftime(stated) for m in whole])) == expected


def test_each_row_has_its_own_precision_and_none_is_no_text() -> None:
    minutes = np.array([0, 0, 0, when.NAT])
    precision = np.array([P.HOUR, P.QUARTER, P.NONE, P.DAY], dtype=np.int8)
    codes = when.coarsen(minutes, precision)
    assert codes.tolist() == [0, 0, 0, when.NO_CODE]
    assert when.text(codes, precision).to_pylist() == ["1970-01-01T00", "1970-Q1", "", ""]
    assert when.period_end(codes, precision).tolist() == [1, 90, when.NAT, when.NAT]


def test_the_result_does_not_depend_on_row_order() -> None:
    cells = ["2026-03-01", "", "NULL", "2026-03-01 10:00", "x", "2018-10"]
    forward, backward = told(read(AT, cells)), told(read(AT, cells[::-1]))
    assert forward == backward[::-1]
