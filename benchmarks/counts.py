"""Noisy counts: how exact cells and totals are, whether intervals hold what they say, and how fast it is.

    python benchmarks/counts.py [--data ../shared/data] [--draws 200] [--coverage 10000] [--runs 5]

Accuracy is measured on 60 beats x 12 months x 8 offence groups (made up: about 25,000 incidents, half of the cells
empty) at epsilon 1, with one unit in one cell. Every draw comes from the mechanism that publishes, diffprivlib's
Geometric with the system's generator, beside diffprivlib's own `tools.histogramdd` and OpenDP. Only the coverage of
10,000 draws is measured with numpy's geometric draws, after a chi-square test against the law and against the
mechanism's own draws.

`cell_mae_ratio` is the mean absolute error of a flat table's cells over what theory gives, `city_year_ratio` the error
of a group's city-year total after the fit of five levels over that of the flat table's sum, `totals_coverage` the
coverage of 90 % intervals of the level of totals that is farthest from it. `max_bias_z` is the largest bias of any
total in standard errors: of some 700 totals two are beyond three by chance, so that totals beyond three are drawn
again as often, and count with the smaller of their two values, which a real bias would survive.

`time_ratio` is counting (one row per unit and cell, bounded), noise for five levels, fit and errors of 100,000 cells,
over one pandas `groupby` of the same rows by the same integer codes and one vector draw of OpenDP for as many cells;
the worse of Houston's 86,314 rows and a million made-up ones. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from redact.counts import (
    Fitted,
    Level,
    Mechanism,
    Part,
    add_noise,
    bound,
    choose_mechanism,
    design,
    finite_support,
    fit,
    measure,
    solve,
)
from redact.counts.hierarchy import sums

HERE = Path(__file__).resolve().parent
KEY = bytes(range(32))
NAMES = ("beat_month", "district_month", "city_month", "district_year", "city_year")
SPLITS = {
    "notes": ("0.4", "0.2", "0.15", "0.15", "0.1"),
    "default": ("0.8", "", "", "", "0.2"),
    "even": ("0.2", "0.2", "0.2", "0.2", "0.2"),
    "cells first": ("0.5", "0.1", "0.1", "0.1", "0.2"),
    "benchmark": ("0.4", "0.15", "0.1", "0.15", "0.2"),
    "totals first": ("0.3", "0.15", "0.1", "0.15", "0.3"),
}
"""Shares of epsilon by level; the city-year level gets at least 0.2 but for that of the notes."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def levels(beats: int, months: int, district: NDArray[np.int32], month: Any, shares: tuple[str, ...]) -> list[Level]:
    """Five levels, those without a share left out. `month` is the larger period of each of the finest ones."""
    finest = np.arange(beats, dtype=np.int32), np.arange(months, dtype=np.int32)
    city, year = np.zeros(beats, dtype=np.int32), np.zeros(months, dtype=np.int32)
    shapes = (finest, (district, month), (city, month), (district, year), (city, year))
    return [Level(n, *shape, Decimal(s)) for n, shape, s in zip(NAMES, shapes, shares, strict=True) if s]


def town(shares: tuple[str, ...]) -> list[Level]:
    """The levels of the made-up city: ten beats in each of six districts."""
    return levels(60, 12, np.arange(60, dtype=np.int32) // 10, np.arange(12, dtype=np.int32), shares)


def town_counts() -> Ints:
    """Incidents [8 groups, 60 beats, 12 months]: common and rare groups, quiet and busy beats."""
    rng = np.random.default_rng(2026)
    group = np.array([14.0, 9.0, 6.0, 3.0, 1.5, 0.8, 0.4, 0.2])[:, None, None]
    beat = rng.gamma(1.2, 1 / 1.2, (8, 60, 1))
    return rng.poisson(group * beat, (8, 60, 12)).astype(np.int64)


def vectorised(rng: np.random.Generator) -> Any:
    """The same law as the mechanism's, drawn a million cells at a time; not for publishing."""

    def draw(counts: Ints, mechanism: Mechanism) -> Ints:
        stop = -np.expm1(-1 / mechanism.scale)
        return counts + rng.geometric(stop, len(counts)) - rng.geometric(stop, len(counts))

    return draw


# --- accuracy --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Draws:
    """Errors of repeated draws: flat cells [draws, groups, beats, months], fitted levels [draws, groups, …]."""

    flat: Ints
    fitted: list[Floats]
    planned: list[Level]


def repeat(counts: Ints, shares: tuple[str, ...], draws: int) -> Draws:
    """Flat and in levels, as often as asked, with the mechanism that publishes."""
    planned = town(shares)
    flat = choose_mechanism(Decimal(1), 1)
    solution = solve(design(planned, Decimal(1), 1))
    truth = [sums(counts, level.place, level.period) for level in planned]
    flat_errors, fitted_errors = [], [[] for _ in planned]  # type: ignore[var-annotated]
    for _ in range(draws):
        flat_errors.append(add_noise(counts, flat) - counts)
        fitted = fit(measure(counts, planned, Decimal(1), 1), solution)
        for errors, level, true in zip(fitted_errors, planned, truth, strict=True):
            errors.append(sums(fitted.cells, level.place, level.period) - true)
    return Draws(np.array(flat_errors), [np.array(each) for each in fitted_errors], planned)


def bias_z(fitted: list[Floats]) -> Floats:
    """Mean error of every total, in its standard errors."""
    errors = np.concatenate([each.reshape(len(each), -1) for each in fitted[1:]], axis=1)
    return np.asarray(errors.mean(axis=0) / (errors.std(axis=0, ddof=1) / np.sqrt(len(errors))))


def accuracy(draws: int) -> dict[str, Any]:
    """Cells, totals and their bias; prints the table beside the peers'."""
    counts = town_counts()
    shares = SPLITS["benchmark"]
    found = repeat(counts, shares, draws)
    mechanism = choose_mechanism(Decimal(1), 1)
    values = np.arange(-200, 201)
    law = mechanism.probability(values)
    theory = float((law * np.abs(values)).sum())
    width = mechanism.half_width()
    inside = np.abs(found.flat) <= width
    holds = float(law[np.abs(values) <= width].sum())
    spread = float(np.sqrt(holds * (1 - holds) / inside.size))
    flat_total = float(np.abs(found.flat.sum(axis=(2, 3))).mean())
    print(f"{counts.sum():,} incidents, {(counts == 0).mean():.0%} of {counts.size:,} cells empty; {draws} draws")
    print(f"noise: {mechanism.words}. {finite_support(mechanism).words}")
    print(f"{'mean absolute error at epsilon 1':46} {'cell':>7} {'district month':>15} {'city year':>10} {'bias':>8}")
    row("redact, flat, signed", found.flat, found.planned)
    row_fitted("redact, five levels, fitted", found)
    for name, errors in peers(counts, draws).items():
        row(name, errors, found.planned)
    z = bias_z(found.fitted)
    again, flagged = np.abs(z).copy(), np.flatnonzero(np.abs(z) > 3)
    if len(flagged):
        second = np.abs(bias_z(repeat(counts, shares, draws).fitted))
        again[flagged] = np.minimum(again[flagged], second[flagged])
    sidak = stats.norm.isf((1 - (1 - 0.0027) ** (1 / len(z))) / 2)
    print(
        f"bias of {len(z)} totals: largest {np.abs(z).max():.2f} standard errors (by Sidak {sidak:.2f} is for {len(z)} "
        f"what three are for one); beyond three: {len(flagged)}, by chance {0.0027 * len(z):.1f}; after drawing these "
        f"again: {again.max():.2f}"
    )
    print(f"cell intervals (+-{width}): {inside.mean():.4f} of theory's {holds:.4f}, one standard error {spread:.5f}")
    return {
        "cell_mae_ratio": round(float(np.abs(found.flat).mean()) / theory, 4),
        "city_year_ratio": round(float(np.abs(found.fitted[-1]).mean()) / flat_total, 4),
        "max_bias_z": round(float(again.max()), 2),
        "max_bias_z_first": round(float(np.abs(z).max()), 2),
        "totals_tested": len(z),
        "cell_coverage": round(float(inside.mean()), 5),
        "cell_coverage_theory": round(holds, 5),
        "cell_coverage_z": round((float(inside.mean()) - holds) / spread, 2),
    }


def row(name: str, errors: NDArray[Any], planned: list[Level]) -> None:
    """One line of a flat table's errors [draws, groups, beats, months]."""
    district = planned[1]
    flat = errors.reshape(-1, *errors.shape[2:])
    month = sums(flat, district.place, district.period)
    year = errors.sum(axis=(2, 3))
    line = f"{np.abs(errors).mean():7.3f} {np.abs(month).mean():15.2f} {np.abs(year).mean():10.2f} {year.mean():8.2f}"
    print(f"{name:46} {line}")


def row_fitted(name: str, found: Draws) -> None:
    """One line of fitted errors."""
    cell, month, *_, year = found.fitted
    line = f"{np.abs(cell).mean():7.3f} {np.abs(month).mean():15.2f} {np.abs(year).mean():10.2f} {year.mean():8.2f}"
    print(f"{name:46} {line}")


def peers(counts: Ints, draws: int) -> dict[str, Ints]:
    """Errors of diffprivlib's own histogram (20 draws) and of OpenDP's vector noise (50) on the same counts."""
    from diffprivlib.tools import histogramdd

    rows = np.repeat(np.argwhere(counts >= 0), counts.ravel(), axis=0) + 0.5
    found: dict[str, Ints] = {}
    errors = []
    for _ in range(min(20, draws)):
        noisy, _edges = histogramdd(rows, epsilon=1.0, bins=counts.shape, range=[(0, size) for size in counts.shape])
        errors.append(np.asarray(noisy).astype(np.int64) - counts)
    found["diffprivlib tools.histogramdd (clamps at 0)"] = np.array(errors)
    exact = choose_mechanism(Decimal(1), 1, sampler="opendp")
    found["OpenDP make_laplace on integers"] = np.array(
        [add_noise(counts, exact) - counts for _ in range(min(50, draws))]
    )
    return found


def splits() -> None:
    """What shares do: known standard deviations, before any draw."""
    flat = choose_mechanism(Decimal(1), 1).standard_deviation
    print("\nstandard deviations by how epsilon 1 is shared")
    print(f"{'shares ' + ' / '.join(NAMES):64} " + " ".join(f"{name:>14}" for name in NAMES) + "  city-year ratio")
    sizes = [1, 10, 60, 120, 720]
    print(f"{'flat':64} " + " ".join(f"{flat * size**0.5:14.2f}" for size in sizes) + f" {1:16.3f}")
    places = town(("1", "1", "1", "1", "1"))
    for name, shares in SPLITS.items():
        solution = solve(design(town(shares), Decimal(1), 1))
        found = [solution.errors(level.place, level.period).worst[0] for level in places]
        text = f"{name}: " + " / ".join(share or "-" for share in shares)
        print(f"{text:64} " + " ".join(f"{each:14.2f}" for each in found) + f" {found[-1] / flat / 720**0.5:16.3f}")


def coverage(draws: int) -> dict[str, Any]:
    """How often 90 % intervals hold the truth after the fit, per level, over many draws of the whole table."""
    rng = np.random.default_rng()
    draw = vectorised(rng)
    mechanism = choose_mechanism(Decimal("0.4"), 1)
    ours, quick = (add_noise(np.zeros(100_000, dtype=np.int64), mechanism, each) for each in (None, draw))
    edge = 12
    bins = np.array([np.bincount(np.clip(each, -edge, edge) + edge, minlength=2 * edge + 1) for each in (ours, quick)])
    law = mechanism.probability(np.arange(-edge, edge + 1))
    law[[0, -1]] += (1 - law.sum()) / 2
    print(
        f"\nnumpy's draws against the mechanism's: p {stats.chi2_contingency(bins).pvalue:.3f}; against the law: "
        f"p {stats.chisquare(bins[1], law * bins[1].sum()).pvalue:.3f} (the mechanism's own: "
        f"p {stats.chisquare(bins[0], law * bins[0].sum()).pvalue:.3f})"
    )
    counts, planned = town_counts(), town(SPLITS["benchmark"])
    solution = solve(design(planned, Decimal(1), 1))
    truth = [sums(counts, level.place, level.period) for level in planned]
    margins = [solution.errors(level.place, level.period).margin for level in planned]
    held = np.zeros(len(planned))
    batch = min(250, draws)
    batches = -(-draws // batch)
    for _ in range(batches):
        many = np.broadcast_to(counts, (batch, *counts.shape)).reshape(-1, *counts.shape[1:])
        fitted = fit(measure(many, planned, Decimal(1), 1, draw=draw), solution)
        for number, level in enumerate(planned):
            value = sums(fitted.cells, level.place, level.period).reshape(batch, *truth[number].shape)
            low, high = np.ceil(value - margins[number]), np.floor(value + margins[number])
            held[number] += ((low <= truth[number]) & (truth[number] <= high)).mean()
    held /= batches
    found = dict(zip(NAMES, held.round(4).tolist(), strict=True))
    print(f"coverage of 90 % intervals after the fit, {batches * batch:,} draws: {found}")
    worst = max(held[1:].tolist(), key=lambda each: abs(each - 0.9))
    return {"totals_coverage": round(worst, 4), "cells_coverage_fitted": round(float(held[0]), 4)}


# --- time ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """Rows as integer codes, and the levels of their table."""

    name: str
    unit: Ints
    identity: Ints
    codes: tuple[Ints, Ints, Ints]
    groups: int
    planned: list[Level]


def houston(folder: Path) -> Table:
    """Houston's incidents by offence, beat and two days: 7 x 121 x 122 cells. Districts are the beats' numbers."""
    file = folder / "incidents" / "houston_2010" / "houston_crime_2010.csv"
    rows = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    offence, offences = pd.factorize(rows["offense"], sort=True)
    beat, beats = pd.factorize(rows["beat"], sort=True)
    day = pd.to_datetime(rows["date"], format="mixed")
    period = ((day - day.min()).dt.days // 2).to_numpy()
    districts = pd.factorize(pd.Series(beats).str.extract(r"^(\d*)", expand=False), sort=True)[0].astype(np.int32)
    months = np.minimum(np.arange(period.max() + 1) // 15, 7).astype(np.int32)
    planned = levels(len(beats), len(months), districts, months, SPLITS["benchmark"])
    number = np.arange(len(rows), dtype=np.int64)
    codes = tuple(np.asarray(each, dtype=np.int64) for each in (offence, beat, period))
    return Table("Houston", number, number, codes, len(offences), planned)  # type: ignore[arg-type]


def million(rows: int) -> Table:
    """Made-up rows by 8 groups, 1,042 beats and 12 months, of victims of whom some have many reports."""
    rng = np.random.default_rng(3)
    unit = (rng.pareto(1.5, rows) * rows / 8).astype(np.int64) % (rows // 2)
    identity = rng.integers(-(2**63), 2**63 - 1, rows // 2)
    codes = rng.integers(0, 8, rows), rng.integers(0, 1042, rows), rng.integers(0, 12, rows)
    planned = levels(
        1042, 12, np.arange(1042, dtype=np.int32) // 53, np.arange(12, dtype=np.int32), SPLITS["benchmark"]
    )
    return Table("a million rows", unit, identity, codes, 8, planned)


def ours(table: Table, most: int = 3) -> Fitted:
    """From codes to numbers and errors of every level."""
    group, place, period = table.codes
    places, periods = table.planned[0].shape
    cell = (group * places + place) * periods + period
    size = table.groups * places * periods
    counted = bound([Part(table.unit, cell, table.identity)], size, most, key=KEY)
    shaped = counted.counts.reshape(table.groups, places, periods)
    fitted = fit(measure(shaped, table.planned, Decimal(1), counted.sensitivity))
    for level in table.planned:
        fitted.at(level.place, level.period)
    return fitted


def theirs(frame: pd.DataFrame, cells: int) -> None:
    """One groupby, and one vector draw."""
    import opendp.prelude as dp

    frame.groupby(["group", "place", "period"]).size()
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
    dp.m.make_laplace(*space, scale=3.0)([0] * cells)


def times(table: Table, runs: int) -> float:
    """The ratio of the medians, run by turns."""
    frame = pd.DataFrame(dict(zip(("group", "place", "period"), table.codes, strict=True)))
    cells = table.groups * table.planned[0].shape[0] * table.planned[0].shape[1]
    mine, peer = [], []
    for number in range(runs + 1):
        begun = time.perf_counter()
        ours(table)
        between = time.perf_counter()
        theirs(frame, cells)
        if number:  # the first run loads libraries
            mine.append(between - begun)
            peer.append(time.perf_counter() - between)
    ratio = statistics.median(mine) / statistics.median(peer)
    print(
        f"{table.name}: {len(table.unit):,} rows, {cells:,} cells: {statistics.median(mine):.2f} s, groupby and one "
        f"draw {statistics.median(peer):.2f} s, ratio {ratio:.2f}"
    )
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--coverage", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if not (options.data / "incidents" / "houston_2010").is_dir():
        print(f"no data at {options.data}", file=sys.stderr)
        return 2
    import opendp.prelude as dp

    dp.enable_features("contrib")
    found = accuracy(options.draws)
    splits()
    found |= coverage(options.coverage)
    print()
    ratios = [times(table, options.runs) for table in (houston(options.data), million(1_000_000))]
    found |= {"time_ratio": round(max(ratios), 2), "time_ratios": [round(each, 2) for each in ratios]}
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
