"""Levels and their fit: drawn apart from exact sums, equal to plain least squares, unbiased, consistent, covered."""

from __future__ import annotations

import os
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from redact.counts import Fitted, Level, Measured, Mechanism, design, fit, measure, solve
from redact.counts.hierarchy import sums
from redact.errors import PolicyInvalid

DEPTH = max(1, int(os.environ.get("REDACT_DEPTH", "1")))
PLACES = {"beat": [0, 1, 2, 3, 4, 5, 6], "district": [0, 0, 0, 1, 2, 2, 2], "city": [0] * 7}
PERIODS = {"month": [0, 1, 2, 3, 4], "quarter": [0, 0, 0, 1, 1], "year": [0] * 5}
Index = NDArray[np.int32]


def index(values: list[int]) -> Index:
    return np.array(values, dtype=np.int32)


def levels(*shares: tuple[str, str]) -> list[Level]:
    """Levels by name, over seven beats in three uneven districts and five months in two uneven quarters."""
    made = []
    for name, share in shares:
        place, period = name.split("_")
        made.append(Level(name, index(PLACES[place]), index(PERIODS[period]), Decimal(share)))
    return made


FIVE = levels(
    ("beat_month", "0.4"), ("district_month", "0.15"), ("city_quarter", "0.1"), ("district_year", "0.15"),
    ("city_year", "0.2"),
)  # fmt: skip


def random(seed: int):  # type: ignore[no-untyped-def]
    """Draws of the right law for a test that must not fail by chance."""
    rng = np.random.default_rng(seed)

    def draw(counts: NDArray[np.int64], mechanism: Mechanism) -> NDArray[np.int64]:
        stop = -np.expm1(-1 / mechanism.scale)
        return counts + rng.geometric(stop, len(counts)) - rng.geometric(stop, len(counts))

    return draw


def exact(counts: NDArray[np.int64], mechanism: Mechanism) -> NDArray[np.int64]:
    return counts


def some_counts(groups: int = 2, seed: int = 1) -> NDArray[np.int64]:
    return np.random.default_rng(seed).poisson(2, (groups, 7, 5)).astype(np.int64)


# --- what is measured ------------------------------------------------------------------------------------------------


def test_every_level_is_summed_from_the_exact_counts_and_drawn_with_its_share() -> None:
    counts = some_counts()
    seen = []

    def record(values: NDArray[np.int64], mechanism: Mechanism) -> NDArray[np.int64]:
        seen.append((values.copy(), mechanism))
        return values - 1000

    measured = measure(counts, FIVE, Decimal("0.7"), 3, draw=record)
    assert [len(values) for values, _ in seen] == [70, 30, 4, 6, 2]
    assert all(values.sum() == counts.sum() for values, _ in seen), "from noisy cells the sums would be others"
    assert seen[-1][0].tolist() == counts.sum(axis=(1, 2)).tolist()
    assert seen[1][0].reshape(2, 3, 5)[1, 0, 4] == counts[1, :3, 4].sum()
    assert all(mechanism.sensitivity == 3 for _, mechanism in seen)
    assert sum(mechanism.epsilon for _, mechanism in seen) == Decimal("0.7")
    assert [level.shape for level in measured.design.levels] == [(7, 5), (3, 5), (1, 2), (3, 1), (1, 1)]


def test_epsilons_are_exact_decimals() -> None:
    planned = design(levels(("beat_month", "0.7"), ("city_year", "0.3")), Decimal("0.1"), 1)
    assert [mechanism.epsilon for mechanism in planned.mechanisms] == [Decimal("0.07"), Decimal("0.03")]
    third = Decimal("0.3333333333333333333333333333")
    odd = levels(("beat_month", str(1 - third)), ("city_year", str(third)))
    assert sum(mechanism.epsilon for mechanism in design(odd, Decimal("0.7"), 1).mechanisms) == Decimal("0.7")


def test_gaussian_noise_is_for_the_finest_level_alone() -> None:
    planned = design(levels(("beat_month", "0.5"), ("city_year", "0.5")), Decimal(2), 25, "opendp", Decimal("1e-6"))
    assert [mechanism.kind for mechanism in planned.mechanisms] == ["gaussian", "geometric"]
    assert [mechanism.squared for mechanism in planned.mechanisms] == [25, 625]
    assert [mechanism.delta for mechanism in planned.mechanisms] == [Decimal("1e-6"), 0]


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        levels(("beat_month", "0.9")),
        levels(("beat_month", "1.2"), ("city_year", "-0.2")),
        levels(("beat_month", "0"), ("city_year", "1")),
        levels(("district_month", "0.5"), ("city_year", "0.5")),
        [*levels(("beat_month", "0.5")), Level("city_year", index([0] * 6), index([0] * 5), Decimal("0.5"))],
    ],
    ids=["none", "too little", "negative", "nothing for the finest", "no finest", "other places"],
)
def test_levels_that_make_no_sense_are_refused(wrong: list[Level]) -> None:
    with pytest.raises(ValueError, match=r"level|share"):
        measure(some_counts(), wrong, Decimal(1), 1)


def test_places_are_numbered_without_gaps() -> None:
    with pytest.raises(ValueError, match="gaps"):
        Level("city_year", index([0, 2]), index([0]), Decimal(1))


def test_too_many_totals_are_refused_in_words() -> None:
    many = np.arange(6000, dtype=np.int32)
    month = index([0, 1])
    wide = [
        Level("block_month", many, month, Decimal("0.4")),
        Level("beat_month", many, month, Decimal("0.3")),
        Level("tract_year", many, index([0, 0]), Decimal("0.3")),
    ]
    with pytest.raises(PolicyInvalid, match="tract_year"):
        solve(design(wide, Decimal(1), 1))


# --- the fit ---------------------------------------------------------------------------------------------------------


def membership(place: Index, period: Index) -> NDArray[np.float64]:
    """Which of the 35 finest cells lie in each cell of a level, written out."""
    rows = np.zeros((place.max() + 1, period.max() + 1, 7, 5))
    for beat, month in np.ndindex(7, 5):
        rows[place[beat], period[month], beat, month] = 1
    return rows.reshape(-1, 35)


def dense(measured: Measured) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weighted least squares with everything written out: cells [groups, 35] and their covariance."""
    chosen = np.concatenate([membership(level.place, level.period) for level in measured.design.levels])
    deviations = np.concatenate([
        np.full(noisy[0].size, mechanism.standard_deviation)
        for noisy, mechanism in zip(measured.noisy, measured.design.mechanisms, strict=True)
    ])  # fmt: skip
    numbers = np.concatenate([noisy.reshape(len(noisy), -1) for noisy in measured.noisy], axis=1)
    scaled = chosen / deviations[:, None]
    solved = np.linalg.lstsq(scaled, (numbers / deviations).T, rcond=None)[0]
    return solved.T, np.linalg.inv(scaled.T @ scaled)


@pytest.mark.parametrize(
    "names",
    [
        ["beat_month"],
        ["beat_month", "city_year"],
        ["beat_month", "district_month"],
        ["beat_month", "district_quarter", "city_month"],
        ["beat_month", "city_year", "district_year", "city_quarter", "district_month", "beat_year", "beat_quarter"],
    ],
    ids=len,
)
def test_equals_plain_weighted_least_squares(names: list[str]) -> None:
    shares = [Decimal(1) / 8] * (len(names) - 1)
    measured = measure(
        some_counts(3),
        levels((names[0], str(1 - sum(shares))), *((name, "0.125") for name in names[1:])),
        Decimal("0.9"),
        2,
        draw=random(2),
    )
    fitted = fit(measured)
    cells, covariance = dense(measured)
    for place in PLACES.values():
        for period in PERIODS.values():
            found = fitted.at(index(place), index(period))
            rows = membership(index(place), index(period))
            assert found.value.reshape(3, -1) == pytest.approx((cells @ rows.T), abs=1e-8)
            deviation = np.sqrt(np.diag(rows @ covariance @ rows.T))
            assert found.standard_deviation.reshape(3, -1) == pytest.approx(np.tile(deviation, (3, 1)), rel=1e-9)


def test_levels_agree_and_numbers_stay_signed() -> None:
    measured = measure(np.zeros((4, 7, 5), dtype=np.int64), FIVE, Decimal("0.3"), 1, draw=random(3))
    fitted = fit(measured)
    finest = fitted.at(FIVE[0].place, FIVE[0].period).value
    assert (finest < 0).any()
    for level in FIVE:
        assert fitted.at(level.place, level.period).value == pytest.approx(sums(finest, level.place, level.period))
    assert fitted.at(FIVE[4].place, FIVE[4].period).value.ravel() == pytest.approx(finest.sum(axis=(1, 2)))


def test_exact_numbers_stay_exact() -> None:
    """The fit is linear and keeps the truth: with symmetric noise it is unbiased."""
    counts = some_counts()
    assert fit(measure(counts, FIVE, Decimal(1), 1, draw=exact)).cells == pytest.approx(counts, abs=1e-9)


def test_one_level_is_published_as_drawn() -> None:
    flat = levels(("beat_month", "1"))
    measured = measure(some_counts(), flat, Decimal("0.5"), 1, draw=random(4))
    finest = fit(measured).at(flat[0].place, flat[0].period)
    assert finest.value.dtype == np.int64
    assert (finest.value == measured.noisy[0]).all()
    assert (finest.high - finest.value == 5).all(), "the smallest whole number that holds 90 % at epsilon 0.5"
    assert (finest.value - finest.low == 5).all()
    total = fit(measured).at(index(PLACES["city"]), index(PERIODS["year"]))
    assert total.value.ravel().tolist() == measured.noisy[0].sum(axis=(1, 2)).tolist()
    assert (total.high - total.value).ravel().tolist() == [measured.design.mechanisms[0].half_width(cells=35)] * 2


def many_draws(epsilon: str, draws: int = 3000 * DEPTH, seed: int = 6) -> tuple[Fitted, NDArray[np.int64]]:
    counts = np.broadcast_to(some_counts(1), (draws, 7, 5)).copy()
    return fit(measure(counts, FIVE, Decimal(epsilon), 1, draw=random(seed))), counts


@pytest.mark.parametrize("epsilon", ["0.5", "1", "2"])
def test_unbiased_and_covered_nine_times_in_ten(epsilon: str) -> None:
    fitted, counts = many_draws(epsilon)
    for level in FIVE:
        found = fitted.at(level.place, level.period)
        truth = sums(counts, level.place, level.period)
        error = (found.value - truth).mean(axis=0)
        assert np.abs(error / found.standard_deviation[0]).max() < 4.5 / np.sqrt(len(counts))
        spread = (found.value - truth).std(axis=0) / found.standard_deviation[0]
        assert spread == pytest.approx(np.ones(spread.shape), abs=0.12)
        covered = ((found.low <= truth) & (truth <= found.high)).mean()
        assert covered == pytest.approx(0.9, abs=0.015 + 3 * 0.3 / np.sqrt(truth.size))


@pytest.mark.parametrize("epsilon", ["3", "5", "8", "20"])
def test_intervals_hold_at_least_what_they_say_where_noise_comes_in_whole_steps(epsilon: str) -> None:
    fitted, counts = many_draws(epsilon)
    for level in FIVE:
        found = fitted.at(level.place, level.period)
        truth = sums(counts, level.place, level.period)
        assert (found.low <= found.high).all()
        assert ((found.low <= truth) & (truth <= found.high)).mean() > 0.885


def test_errors_are_known_before_any_data() -> None:
    planned = design(FIVE, Decimal(1), 2)
    known = solve(planned).errors(FIVE[1].place, FIVE[1].period)
    found = fit(measure(some_counts(), FIVE, Decimal(1), 2, draw=random(8))).at(FIVE[1].place, FIVE[1].period)
    assert (known.standard_deviation == found.standard_deviation[0]).all()
    deviation, half = known.worst
    assert deviation == known.standard_deviation.max()
    assert half >= (found.high - found.low).max() / 2


def test_intervals_come_from_noise_alone() -> None:
    """The same noise around other counts moves the interval and changes nothing else."""
    one, other = some_counts(2, 1), some_counts(2, 9) * 50
    found = [
        fit(measure(counts, FIVE, Decimal(1), 1, draw=random(5))).at(FIVE[0].place, FIVE[0].period)
        for counts in (one, other)
    ]
    assert found[0].value - one == pytest.approx(found[1].value - other, abs=1e-8)
    assert (found[0].low - one == found[1].low - other).mean() > 0.99
    assert (found[0].standard_deviation == found[1].standard_deviation).all()


def test_the_tests_own_draws_have_the_law() -> None:
    mechanism = design(levels(("beat_month", "1")), Decimal("0.5"), 1).mechanisms[0]
    drawn = random(7)(np.zeros(20000, dtype=np.int64), mechanism)
    expected = mechanism.probability(np.arange(-10, 11)) * len(drawn)
    observed = np.bincount(np.clip(drawn, -11, 11) + 11, minlength=23)
    tail = (len(drawn) - expected.sum()) / 2
    assert stats.chisquare(observed, [tail, *expected, tail]).pvalue > 1e-3
