"""Tables as published: words, signed counts, errors, reliability, a display column that nothing adds up, and advice."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from redact.counts import Level, Measured, Mechanism, as_table, fit, measure, measured_table
from redact.counts.fit import Estimates
from redact.counts.info import COLUMNS
from redact.counts.reading import Outlook, display, is_reliable, odds, proposal, too_wide

CLASS = ("class", ["assault", "stalking"])
BEAT = ("beat", [f"B{number}" for number in range(40)])
MONTH = ("month", [f"2026-{number:02}" for number in range(1, 13)])
YEAR = ("year", ["2026"])


def zero(size: int) -> NDArray[np.int32]:
    return np.zeros(size, dtype=np.int32)


def levels() -> list[Level]:
    beats, months = np.arange(40, dtype=np.int32), np.arange(12, dtype=np.int32)
    return [
        Level("beat_month", beats, months, Decimal("0.6")),
        Level("city_month", zero(40), months, Decimal("0.2")),
        Level("city_year", zero(40), zero(12), Decimal("0.2")),
    ]


def sparse() -> tuple[NDArray[np.int64], Measured]:
    """Counts of which most are zero, measured with noise that repeats: a test must not fail by chance."""
    rng = np.random.default_rng(1)
    counts = rng.poisson(0.3, (2, 40, 12)).astype(np.int64)

    def draw(values: NDArray[np.int64], mechanism: Mechanism) -> NDArray[np.int64]:
        stop = -np.expm1(-1 / mechanism.scale)
        return values + rng.geometric(stop, len(values)) - rng.geometric(stop, len(values))

    return counts, measure(counts, levels(), Decimal(1), 1, draw=draw)


def at(measured: Measured, number: int) -> Estimates:
    level = measured.design.levels[number]
    return fit(measured).at(level.place, level.period)


def numbers(table: pa.Table, name: str) -> NDArray[np.float64]:
    return np.array(table.column(name).to_pylist(), dtype=np.float64)


def test_a_table_has_every_declared_cell_and_the_agreed_columns() -> None:
    _, measured = sparse()
    table = as_table([CLASS, BEAT, MONTH], at(measured, 0))
    assert table.column_names == ["class", "beat", "month", *COLUMNS]
    assert table.num_rows == 2 * 40 * 12
    words = [tuple(row[name] for name in ("class", "beat", "month")) for row in table.to_pylist()]
    assert len(set(words)) == len(words)
    assert words[:2] == [("assault", "B0", "2026-01"), ("assault", "B0", "2026-02")]
    assert all(pa.types.is_integer(table.schema.field(name).type) for name in ("low_90", "high_90", "count_display"))


def test_columns_say_what_they_are_called() -> None:
    _, measured = sparse()
    found = at(measured, 0)
    for number, row in enumerate(as_table([CLASS, BEAT, MONTH], found).to_pylist()):
        value, deviation = found.value.ravel()[number], found.standard_deviation.ravel()[number]
        assert row["count_dp"] == pytest.approx(value, abs=0.00501)
        assert row["standard_deviation"] == pytest.approx(deviation, abs=0.00501)
        assert (row["low_90"], row["high_90"]) == (found.low.ravel()[number], found.high.ravel()[number])
        assert row["low_90"] <= value <= row["high_90"]
        assert row["reliable"] == ("yes" if deviation <= 0.3 * max(value, 1) else "no")
        assert row["count_display"] == max(0, round(value))


def test_columns_in_another_order_carry_the_same_numbers() -> None:
    _, measured = sparse()
    plain = as_table([CLASS, BEAT, MONTH], at(measured, 0)).to_pylist()
    turned = as_table([CLASS, BEAT, MONTH], at(measured, 0), ["month", "class", "beat"])
    assert turned.column_names[:3] == ["month", "class", "beat"]
    key = lambda row: (row["class"], row["beat"], row["month"])  # noqa: E731
    assert sorted(turned.to_pylist(), key=key) == sorted(plain, key=key)
    with pytest.raises(ValueError, match="order"):
        as_table([CLASS, BEAT, MONTH], at(measured, 0), ["class", "beat"])


def test_several_group_dimensions_share_the_cells() -> None:
    _, measured = sparse()
    table = as_table([("class", ["assault"]), ("outcome", ["arrest", "report"]), YEAR], at(measured, 2))
    assert [(row["class"], row["outcome"], row["year"]) for row in table.to_pylist()] == [
        ("assault", "arrest", "2026"),
        ("assault", "report", "2026"),
    ]


def test_nothing_adds_up_clamped_cells() -> None:
    """Larger numbers are the sums of the signed ones, to the rounding of two digits. Sums of what is displayed are far
    from them: a level made of clamped cells would fail here."""
    _, measured = sparse()
    finest = as_table([CLASS, BEAT, MONTH], at(measured, 0))
    signed = numbers(finest, "count_dp").reshape(2, 40, 12)
    shown = numbers(finest, "count_display").reshape(2, 40, 12)
    assert (signed < 0).mean() > 0.2
    for number, dimensions, axes in ((1, [CLASS, MONTH], (1,)), (2, [CLASS, YEAR], (1, 2))):
        larger = numbers(as_table(dimensions, at(measured, number)), "count_dp")
        rounding = 0.005 * (signed.size / larger.size + 1)
        assert np.abs(larger - signed.sum(axis=axes).ravel()).max() <= rounding
        assert np.abs(larger - shown.sum(axis=axes).ravel()).min() > 3 * rounding
    truth = sparse()[0].sum(axis=(1, 2))
    assert np.abs(shown.sum(axis=(1, 2)) - truth).min() > 5 * at(measured, 2).standard_deviation.max()
    assert np.abs(signed.sum(axis=(1, 2)) - truth).max() < 4 * at(measured, 2).standard_deviation.max()


def test_flat_counts_are_whole_numbers_and_fitted_ones_have_two_digits() -> None:
    flat = [Level("city_year", zero(1), zero(1), Decimal(1))]
    measured = measure(np.array([[[5]], [[0]]], dtype=np.int64), flat, Decimal(1), 1)
    assert pa.types.is_integer(as_table([CLASS, YEAR], at(measured, 0)).schema.field("count_dp").type)
    _, measured = sparse()
    values = numbers(as_table([CLASS, BEAT, MONTH], at(measured, 0)), "count_dp")
    assert (np.round(values, 2) == values).all()


def test_what_was_measured_is_published_as_drawn() -> None:
    _, measured = sparse()
    table = measured_table(
        measured, [[CLASS, BEAT, MONTH], [CLASS, MONTH], [CLASS, YEAR]], ["class", "beat", "month", "year"]
    )
    assert table.column_names == ["level", "class", "beat", "month", "year", "measured", "epsilon"]
    rows = table.to_pylist()
    assert len(rows) == 2 * 40 * 12 + 2 * 12 + 2
    assert rows[-1] == {
        "level": "city_year", "class": "stalking", "beat": "", "month": "", "year": "2026",
        "measured": int(measured.noisy[2][1, 0, 0]), "epsilon": "0.2",
    }  # fmt: skip
    assert {row["level"]: row["epsilon"] for row in rows} == {
        "beat_month": "0.6", "city_month": "0.2", "city_year": "0.2",
    }  # fmt: skip


# --- reading ---------------------------------------------------------------------------------------------------------


def test_reliability_is_decided_from_noisy_value_and_known_error() -> None:
    value, deviation = np.array([-5, 0, 3, 4, 100]), np.array([0.2, 0.31, 0.9, 1.21, 30.0])
    assert is_reliable(value, deviation).tolist() == [True, False, True, False, True]


def test_displayed_counts_are_rounded_and_never_negative() -> None:
    assert display(np.array([-3.2, -0.4, 0.6, 7.49])).tolist() == [0, 0, 1, 7]
    assert display(np.array([-3, 4], dtype=np.int64)).tolist() == [0, 4]


@pytest.mark.parametrize(("epsilon", "percent"), [("0.5", 62), ("1", 73), ("2", 88), ("4", 98), ("5", 99)])
def test_odds_that_an_attacker_can_reach(epsilon: str, percent: int) -> None:
    assert odds(Decimal(epsilon)) == pytest.approx(percent / 100, abs=0.005)


def test_the_year_or_the_larger_area_is_proposed_where_errors_are_too_wide() -> None:
    asked = Outlook("district_quarter", "by district and quarter", 6.0, 4.2)
    year = Outlook("district_year", "by district and year", 24.0, 8.4)
    city = Outlook("city_year", "of the city by year", 144.0, 9.0)
    assert too_wide(6.0, 4.2)
    assert not too_wide(144.0, 9.0)
    assert too_wide(0.0, 0.31)
    assert proposal(Outlook("city_year", "of the city by year", 144.0, 9.0), [year]) == ""
    assert "of the city by year would be off by about 9.0" in proposal(asked, [year, city])
    assert "No larger area" in proposal(asked, [year])
