"""The values of `disclosure/expected.json`, worked out with `redact.risk.measures` and compared. See measures.py.

Used by the benchmark and, value by value, by the tests. Three facts about the other tools that the comparison needs:

- pycanon sorts value counts upwards for recursive (c, l)-diversity, so that its r1 is the rarest value, not the most
  frequent. Our measure takes the most frequent, as the definition does; the comparison sorts as pycanon does.
- ARX's tests of TCloseness that state only k-anonymity also ask for hierarchical 0.2-closeness, and RiskBased tests
  that state no model ask for population uniqueness of at most 0.0001 (Dankar, Zayatz, Pitman, SNB). Their 0.1 is a
  threshold for precomputing, not a weight.
- ARX stops adding up Grassberger's entropy as soon as a part of the sum is too large, although later terms may be
  negative, so that what it leaves out depends on the order of a hash table. Ours adds up all terms. The two optima that
  this decides are compared as ours being no worse under the same rule.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import poisson

from redact.risk.measures import measure
from redact.risk.measures.classes import group
from redact.risk.measures.columns import Coded, coded, ranked
from redact.risk.measures.estimates import dankar, pitman, snb, zayatz
from redact.risk.measures.missing import matching
from redact.risk.measures.risks import individual_risk
from redact.risk.measures.search import (
    AverageRisk,
    ClassSize,
    Closeness,
    Discernibility,
    Diversity,
    DomainShare,
    Entropy,
    Hierarchy,
    KAnonymity,
    KMap,
    Likeness,
    Presence,
    Search,
    hierarchy,
)
from redact.risk.measures.special import special_uniques
from redact.risk.measures.spread import spread_of

USA = 317_238_626
GRASSBERGER = (12, 15)
"""The two optima of ARX that its early end of the sum decides."""


@dataclass(frozen=True)
class Compared:
    name: str
    ours: Any
    expected: Any
    agrees: bool


def close(name: str, ours: float, expected: float, digits: int = 11) -> Compared:
    scale = max(abs(ours), abs(expected), 1e-300)
    return Compared(name, ours, expected, bool(abs(ours - expected) <= 10.0**-digits * scale))


def decimals(name: str, ours: float, expected: float, places: int) -> Compared:
    return Compared(name, ours, expected, bool(abs(ours - expected) <= 0.5000001 * 10.0**-places))


def same(name: str, ours: Any, expected: Any) -> Compared:
    return Compared(name, ours, expected, bool(ours == expected))


@dataclass(frozen=True)
class Adult:
    columns: dict[str, Coded]
    hierarchies: dict[str, Hierarchy]
    occupation: Coded
    subset: NDArray[np.bool_]


def adult(folder: Path) -> Adult:
    """ARX's Adult with its hierarchies; `subset` marks the rows of its research subset."""
    table = pd.read_csv(folder / "arx/data/adult.csv", sep=";", dtype=str)
    hierarchies = {}
    for name in table.columns:
        with (folder / f"arx/data/adult_hierarchy_{name}.csv").open(encoding="utf-8") as lines:
            hierarchies[name] = hierarchy(name, list(csv.reader(lines, delimiter=";")))
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, row in enumerate(table.itertuples(index=False)):
        places[tuple(row)].append(place)
    subset = np.zeros(len(table), dtype=bool)
    for row in pd.read_csv(folder / "arx/data/adult_subset.csv", sep=";", dtype=str).itertuples(index=False):
        subset[places[tuple(row)].pop(0)] = True
    columns = {name: hierarchies[name].code(table[name]) for name in table.columns}
    return Adult(columns, hierarchies, ranked(table["occupation"]), subset)


def search_of(test: dict[str, Any], number: int, people: Adult) -> Search:
    """An ARX test as a search."""
    names = [name for name in people.columns if name != test["sensitive"]]
    loss: Any = {
        "createPrecomputedEntropyMetric": Entropy(left_out="true" not in test["metric_args"]),
        "createDiscernabilityMetric": Discernibility(),
        "createAECSMetric": ClassSize(),
        "createLossMetric": DomainShare(),
        "createPrecomputedLossMetric": DomainShare(),
    }[test["metric"]]
    rules: list[Any] = []
    about_release: list[Any] = []
    released = None
    for model in test["models"]:
        kind = model.split("(")[0]
        numbers = [float(each) for each in re.findall(r"(?<=[(, ])\d+(?:\.\d+)?(?=[d,) ])", model)]
        if kind in ("DPresence", "KMap") and "DataSubset" in model:
            released = people.subset
            rules.append(Presence(numbers[0], numbers[1]) if kind == "DPresence" else KMap(int(numbers[0])))
        elif kind == "KMap":
            rules.append(KAnonymity(_sample_size(int(numbers[0]), numbers[1], len(people.subset) / USA)))
        elif kind in ("AverageReidentificationRisk", "SampleUniqueness"):
            about_release.append(AverageRisk(numbers[0], "mean" if kind.startswith("Average") else "uniques"))
        else:
            made: dict[str, Callable[[float], Any]] = {
                "KAnonymity": lambda k: KAnonymity(int(k)),
                "EntropyLDiversity": lambda least, m=model: Diversity(
                    int(least), "grassberger" if "GRASS" in m else "entropy"
                ),
                "EqualDistanceTCloseness": Closeness,
                "OrderedDistanceTCloseness": lambda t: Closeness(t, "ordered"),
                "BasicBLikeness": Likeness,
                "EnhancedBLikeness": lambda b: Likeness(b, enhanced=True),
            }
            rules.append(made[kind](numbers[0]))
    sensitive = people.occupation if test["sensitive"] else None
    if test["test"] == "TCloseness" and not any(isinstance(rule, Closeness) for rule in rules):
        rules.append(Closeness(0.2, "tree", people.hierarchies["occupation"].groups))
        sensitive = people.columns["occupation"]
    if test["test"] == "RiskBased" and not test["models"]:
        estimate = (pitman, zayatz, pitman, snb)[number - 70]
        about_release.append(
            AverageRisk(1e-4, "population", lambda sizes, estimate=estimate: estimate(sizes, sizes.sum() / USA))
        )
    if not any(isinstance(rule, (Closeness, Diversity, Likeness)) for rule in rules):
        sensitive = None
    return Search(
        [people.hierarchies[name] for name in names],
        [people.columns[name] for name in names],
        rules,
        loss,
        test["suppression_limit"],
        sensitive,
        released,
        about_release,
        test["practical_monotonicity"],
    )


def _sample_size(k: int, level: float, fraction: float) -> int:
    """The rows that a class needs for its people to be at least k with some certainty (zero-truncated Poisson)."""
    size, reached = 1, 0.0
    while reached < 1 - level:
        reached += float(poisson.pmf(size, fraction * k) / (1 - poisson.pmf(0, fraction * k)))
        size += 1
    return min(k, size)


def compare_arx(file: dict[str, Any], people: Adult, *, search: bool) -> Iterator[Compared]:
    """Loss and node of every optimum; without `search`, the loss at the stated node."""
    done: dict[str, tuple[float | None, tuple[int, ...] | None]] = {}
    for number, test in enumerate(file["arx"]["tests"]):
        name = f"arx {number} {test['test']}"
        asked = (
            test
            if search
            else {key: test[key] for key in ("models", "metric", "metric_args", "node", "suppression_limit")}
        )
        key = json.dumps([asked, number if test["test"] == "RiskBased" else 0, test["test"] == "TCloseness"])
        node = None if test["node"] is None else tuple(test["node"])
        if key not in done:
            made = search_of(test, number, people)
            if search:
                best = made.best()
                done[key] = (None, None) if best is None else (best.verdict.loss, best.verdict.node)
            else:  # where there is no solution, the coarsest node is none either
                there = node or tuple(each.levels - 1 for each in made.hierarchies)
                verdict = made.look(there)
                done[key] = (verdict.loss, there) if verdict.passes else (None, None)
        loss, found = done[key]
        if number in GRASSBERGER:
            better = loss is not None and loss <= test["information_loss"]
            yield Compared(f"{name} (no worse)", loss, test["information_loss"], better)
            continue
        yield same(f"{name} node", found, node)
        if node is not None:
            yield close(f"{name} loss", math.nan if loss is None else loss, test["information_loss"])


def compare_risks(file: dict[str, Any], people: Adult, folder: Path) -> Iterator[Compared]:
    risk = file["arx"]["risk"]
    sizes = group(list(people.columns.values())).sizes
    yield close("arx average risk", len(sizes) / sizes.sum(), risk["adult_9qi_avg_prosecutor_risk"])
    stated = risk["adult_9qi_population_uniqueness_dankar"]
    for key, ours in (
        ("0.01", dankar(sizes, 0.01)),
        ("0.1_pitman", pitman(sizes, 0.1)),
        ("0.1_zayatz", zayatz(sizes, 0.1)),
        ("0.2", dankar(sizes, 0.2)),
        ("1.0", dankar(sizes, 1.0)),
    ):
        yield close(f"arx population unique {key}", ours, stated[key], 9)
    for key, values in risk["local_run"].items():
        columns = [people.columns[name] for name in key[4:-1].split(",")]
        sizes = group(columns).sizes
        yield same(f"{key} classes", len(sizes), values["n_classes"])
        found = measure(
            {str(place): column for place, column in enumerate(columns)},
            [str(p) for p in range(len(columns))],
            special=False,
        )[0]
        yield close(f"{key} average", found.marketer, values["avg_risk"])
        yield close(f"{key} highest", found.prosecutor, values["highest"])
        yield close(f"{key} lowest", 1 / int(sizes.max()), values["lowest"])
        yield close(f"{key} unique", found.unique / found.rows, values["sample_unique"])
        for fraction, both in values["pop_unique"].items():
            part = float(fraction[2:])
            yield close(f"{key} {fraction} zayatz", zayatz(sizes, part), both["zayatz"], 11)
            yield close(f"{key} {fraction} pitman", pitman(sizes, part), both["pitman"], 9)
    lines = [
        (row["age"], row["gender"], row["zipcode"])
        for _, row in pd.read_csv(folder / "arx/data/test.csv", sep=";", dtype=str).iterrows()
    ]
    names = ("age", "gender", "zipcode")
    made = []
    for name in names:
        with (folder / f"arx/data/test_hierarchy_{name}.csv").open(encoding="utf-8") as text:
            used = {line[names.index(name)] for line in lines}
            made.append(hierarchy(name, [line for line in csv.reader(text, delimiter=";") if line[0] in used]))
    columns = [each.code([line[place] for line in lines]) for place, each in enumerate(made)]
    # ARX compares these by the column that loses most, then by the next ("rank"), which is no loss of ours.
    loss = DomainShare()
    look = Search(made, columns, [KAnonymity(2)], loss)
    ranks = []
    for node in itertools.product(*(range(each.levels) for each in made)):
        if look.look(node).passes:
            table = look.table(node)
            parts = loss.parts(table, np.ones(len(table), dtype=bool), made)
            ranks.append((sorted(parts, reverse=True), len(table)))
    classes = min(ranks)[1]
    yield close("test after 2-anonymity", classes / len(lines), risk["test_dataset_after_2anon_avg_risk"])


def compare_sdcmicro(file: dict[str, Any], folder: Path) -> Iterator[Compared]:
    given = file["sdcMicro"]["freqCalc"]
    weights = np.array(given["columns"]["weight"])
    columns = [coded(np.array(given["columns"][name])) for name in "ABC"]
    classes = group(columns)
    people = classes.totals(weights)
    yield same("fk", classes.sizes[classes.of].tolist(), given["fk"])
    yield same("Fk", people[classes.of].tolist(), given["Fk_weighted"])
    yield same("uniques", int((classes.sizes == 1).sum()), given["n_unique"])
    yield same("pairs", int(classes.sizes[classes.sizes == 2].sum()), given["n_pairs"])
    for method, key in (("approximate", "indivRisk_approx_survey"), ("exact", "indivRisk_exact_survey")):
        risk = individual_risk(classes.sizes, people, method=method)[classes.of]  # type: ignore[arg-type]
        for row, (ours, expected) in enumerate(zip(risk, given[key], strict=True)):
            yield decimals(f"{key} row {row + 1}", float(ours), expected, 8)
    for row, (ours, expected) in enumerate(
        zip(1 / classes.sizes[classes.of], given["indivRisk_no_survey"], strict=True)
    ):
        yield close(f"indivRisk_no_survey row {row + 1}", float(ours), expected)
    columns = [*columns[:2], coded(given["with_NA"]["C"])]
    classes = group(columns)
    rows = matching(columns, classes, classes.sizes.astype(np.float64))[classes.of]
    yield same("fk with gaps", rows.tolist(), given["with_NA"]["fk"])
    yield same(
        "Fk with gaps",
        matching(columns, classes, classes.totals(weights))[classes.of].tolist(),
        given["with_NA"]["Fk_weighted"],
    )
    yield same("uniques with gaps", int((rows == 1).sum()), given["with_NA"]["n_unique"])
    yield same("pairs with gaps", int((rows == 2).sum()), given["with_NA"]["n_pairs"])
    suda = file["sdcMicro"]["suda2"]
    book = _scores([suda["book"][name] for name in ("age", "gender", "income", "education")])
    yield same("suda2 book", book[4:].tolist(), suda["book"]["score_rows_5_8"])
    guide = _scores([suda["guideline"][name] for name in ("Residence", "Gender", "Education", "Labor")])
    yield same("suda2 guideline", guide.tolist(), suda["guideline"]["score"])
    columns = [coded(suda["contribution"][name]) for name in "abc"]
    share = special_uniques(columns, group(columns)).column_share
    stated = suda["contribution"]["attribute_contribution_percent"]
    for name, ours in zip("abc", share, strict=True):
        yield close(f"suda2 contribution {name}", 100 * ours, stated[name])
    table = pd.read_csv(folder / "sdcMicro/csv/testdata2.csv")
    stated = suda["testdata2"]
    five, seven = ([table[name] for name in stated[key]] for key in ("vars5", "vars7"))
    yield close("suda2 testdata2, 5 columns", _scores(five)[0], stated["score_row1_vars5"])
    yield close("suda2 testdata2, 7 columns", _scores(seven)[0], stated["score_row1_vars7_original"])
    yield decimals(
        "suda2 testdata2, older", _scores(seven, published=False)[0], stated["score_row1_vars7_not_original"], 2
    )


def _scores(values: list[Any], *, published: bool = True) -> NDArray[np.float64]:
    columns = [coded(each) for each in values]
    classes = group(columns)
    found = special_uniques(columns, classes, published=published)
    scores = np.zeros(len(classes.of))
    scores[found.rows] = found.score
    return scores


def compare_pycanon(file: dict[str, Any], folder: Path) -> Iterator[Compared]:
    stated = file["pycanon"]
    for name, values in stated.items():
        if name == "source":
            continue
        full = stated["students_raw" if name.startswith("students") else "adult_raw_local_run"]
        table = pd.read_csv(folder / "pycanon" / values["file"], skipinitialspace=True)
        secret = full["sa"][0]
        distance = "ordered" if pd.api.types.is_numeric_dtype(table[secret]) else "equal"
        one = measure(table, full["qi"], secret, distance=distance)[0]  # type: ignore[arg-type]
        hidden = one.secrets[secret]
        ours = {
            "k": one.k, "l": hidden.distinct, "entropy_l": math.floor(hidden.entropy + 1e-9), "rows": one.rows,
            "alpha_k": [hidden.largest, one.k], "basic_beta": hidden.beta, "enhanced_beta": hidden.enhanced_beta,
            "delta_disclosure": hidden.delta, "t_closeness": hidden.t,
        }  # fmt: skip
        classes = group([coded(table[column]) for column in full["qi"]])
        spread = spread_of(classes, coded(table[secret]))
        for key, expected in values.items():
            if key in ("file", "qi", "sa"):
                continue
            if key == "recursive_c_l":
                yield same(f"{name} {key}", [_upwards(spread, hidden.distinct), hidden.distinct], expected)
            elif isinstance(expected, float):
                yield close(f"{name} {key}", ours[key], expected)
            else:
                yield same(f"{name} {key}", ours[key], expected)


def _upwards(spread: Any, l: int) -> int:  # noqa: E741
    """c as pycanon has it, from counts sorted upwards."""
    worst = 0.0
    for counts in np.split(spread.rows, spread.starts[1:]):
        counts = np.sort(counts)
        worst = max(worst, math.floor(counts[0] / counts[l - 1 :].sum() + 1))
    return int(worst)


def compare_all(folder: Path, *, search: bool) -> list[Compared]:
    """Every value compared."""
    file = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    people = adult(folder)
    return [
        *compare_sdcmicro(file, folder),
        *compare_pycanon(file, folder),
        *compare_risks(file, people, folder),
        *compare_arx(file, people, search=search),
    ]
