"""Whoever reads everything that is published of a table learns of one report no more than epsilon allows.

From exact counts to the text of the CSV files and back, with all levels, all columns and what was measured. Every group
of a table is fitted by itself, so that each group of each draw is one trial: half of them have one report more.
"""

from __future__ import annotations

import csv
import json
import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from redact.counts import Draw, Mechanism
from redact.counts.noise import randomise_all
from redact.plan.tables.domain import DeclaredTable, declared_of
from redact.plan.tables.drawing import draw

from .making import small_city, tiny

Numbers = NDArray[np.float64]

PERIODS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")
DRAWS = 30
OUTSIDE = ["class", "offense_group", "outcome"]


def library(seed: int) -> Draw:
    """diffprivlib's own mechanism with a seed, so that a test does not fail by chance."""
    from diffprivlib.mechanisms import Geometric

    state = np.random.RandomState(seed)

    def noise(counts: NDArray[np.int64], mechanism: Mechanism) -> NDArray[np.int64]:
        geometric: Any = Geometric(
            epsilon=float(mechanism.epsilon), sensitivity=mechanism.sensitivity, random_state=state
        )
        return randomise_all(geometric, counts)

    return noise


def table_of(totals: dict[str, float], epsilon: float) -> tuple[DeclaredTable, Any]:
    table = {"table": "t", "of": {"tiers": ["withheld"]}, "by": [*OUTSIDE, "district", "quarter"], "epsilon": epsilon,
             "totals": totals}  # fmt: skip
    policy = tiny(counts=[table], budget={"epsilon": 2.0, "per": "year"})
    return declared_of(policy.counts[0], policy, small_city(), frozenset()), policy.budget


def numbers_of(text: str, groups: int) -> dict[str, Numbers]:
    """The numeric columns of a CSV as float64 (groups, cells), in the order of its lines."""
    header, *lines = csv.reader(text.splitlines())
    columns = dict(zip(header, zip(*lines, strict=True), strict=True))
    wanted = ("count_dp", "low_90", "high_90", "count_display")
    found = {name: np.array(columns[name], dtype=np.float64) for name in wanted}
    found["reliable"] = np.array([float(word == "yes") for word in columns["reliable"]])
    key = list(zip(*(columns[name] for name in OUTSIDE), strict=True))
    assert len(set(key)) == groups
    order = {group: number for number, group in enumerate(dict.fromkeys(key))}
    at = np.array([order[group] for group in key])
    return {name: np.stack([values[at == group] for group in range(groups)]) for name, values in found.items()}


def seen(
    declared: DeclaredTable, budget: Any, epsilon: float, seed: int
) -> tuple[NDArray[np.bool_], dict[str, Numbers]]:
    """Whether the report is there, for every trial; and every published number that it could change."""
    rng, noise = np.random.default_rng(seed), library(seed)
    truth, published = [], []
    for _ in range(DRAWS):
        counts = np.zeros((declared.size, declared.places, len(PERIODS)), dtype=np.int64)
        there = rng.permutation(declared.size) % 2 == 0
        counts[:, 0, 0] = there
        files = json.loads(draw(declared, PERIODS, counts, Decimal(str(epsilon)), budget, noise=noise))
        found = measured(files.pop(declared.measured_file), declared.size)
        found |= {
            f"{file} {name} {what}": values
            for file, text in files.items()
            for name, columns in numbers_of(text, declared.size).items()
            for what, values in (("of her cell", columns[:, 0]), ("of all cells", columns.sum(axis=1)))
        }
        truth.append(there)
        published.append(found)
    return np.concatenate(truth), {name: np.concatenate([each[name] for each in published]) for name in published[0]}


def measured(text: str, groups: int) -> dict[str, Numbers]:
    """What was drawn: of each level the cell that she is in, and the sum of what each says with its own odds."""
    rows = list(csv.DictReader(text.splitlines()))
    found, odds = {}, np.zeros(groups)
    for level in dict.fromkeys(row["level"] for row in rows):
        mine = [row for row in rows if row["level"] == level]
        values = np.array([float(row["measured"]) for row in mine]).reshape(groups, -1)[:, 0]
        found[f"measured {level}"] = values
        odds += np.where(values > 0, 1, -1) * float(mine[0]["epsilon"])
    return found | {"likelihood": odds}


def advantage(there: NDArray[np.bool_], score: Numbers) -> tuple[float, float]:
    """True minus false positives of the best threshold, either way, and the standard error.

    The threshold is chosen on half of the trials and used on the others, so that luck is not taken for knowledge.
    """
    half = np.arange(len(there)) % 4 < 2
    learn, use = (there[half], score[half]), (there[~half], score[~half])
    gains = {(t, sign): _gain(*learn, t, sign) for t in np.unique(score) for sign in (1, -1)}
    best = max(gains, key=lambda each: gains[each])
    yes, no = use[0].sum(), (~use[0]).sum()
    return _gain(*use, *best), math.sqrt(0.25 / yes + 0.25 / no)


def _gain(there: NDArray[np.bool_], score: Numbers, threshold: float, sign: int) -> float:
    says = sign * score >= sign * threshold
    return float(says[there].mean() - says[~there].mean())


@pytest.mark.parametrize("totals", [{"city_year": 0.3}, {"district_year": 0.25, "city_year": 0.25}])
def test_nothing_published_of_a_table_tells_more_of_one_report_than_epsilon_allows(totals: dict[str, float]) -> None:
    epsilon = 1.2
    declared, budget = table_of(totals, epsilon)
    assert (declared.sensitivity, declared.size) == (1, 36)
    there, published = seen(declared, budget, epsilon, seed=7)
    most = math.tanh(epsilon / 2)
    gains = {name: advantage(there, score) for name, score in published.items()}
    for name, (gain, error) in gains.items():
        assert gain <= most + 3 * error, name
    (drawn, error), (fitted, _) = gains["likelihood"], gains["t.csv count_dp of her cell"]
    assert drawn >= 0.5 * most, "it is an attack: it finds most of what there is to find"
    assert 0 < fitted <= drawn + 3 * error, "the fit tells nothing that the draws do not"


def test_the_attack_would_see_noise_that_is_drawn_for_too_large_an_epsilon() -> None:
    declared, budget = table_of({"city_year": 0.3}, 1.2)
    there, published = seen(declared, budget, 1.9, seed=7)
    gain, error = advantage(there, published["likelihood"])
    assert gain > math.tanh(1.2 / 2) + error
