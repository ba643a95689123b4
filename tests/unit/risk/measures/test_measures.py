"""Disclosure measures against tiny tables worked out by hand and a second, slower implementation."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.errors import DataMismatch
from redact.risk.measures import measure
from redact.risk.measures.classes import by_key, compact, group
from redact.risk.measures.columns import coded, ranked
from redact.risk.measures.estimates import dankar, pitman, snb, zayatz
from redact.risk.measures.risks import individual_risk
from redact.risk.measures.special import special_uniques

BEATS = ["a", "a", "a", "b", "b", "c"]
SEXES = ["f", "f", "f", "m", "m", "f"]
GROUPS = ["theft", "theft", "assault", "fraud", "fraud", "theft"]
TABLE = {"beat": BEATS, "sex": SEXES, "group": GROUPS}

cells = st.one_of(st.none(), st.integers(0, 2))
tables = st.integers(1, 25).flatmap(
    lambda rows: st.lists(st.lists(cells, min_size=rows, max_size=rows), min_size=1, max_size=4)
)


def test_measures_worked_out_by_hand() -> None:
    one = measure(TABLE, ["beat", "sex"], "group")[0]
    assert (one.rows, one.classes, one.k, one.unique) == (6, 3, 1, 1)
    assert dict(one.fewer_than) == {2: 1, 3: 3, 5: 6, 10: 6}
    assert one.prosecutor == 1
    assert one.marketer == pytest.approx(3 / 6)
    assert one.row_sizes.tolist() == [3, 3, 3, 2, 2, 1]
    secret = one.secrets["group"]
    assert secret.distinct == 1
    assert secret.shared == 3  # both rows of b and the row of c
    assert secret.recursive is None
    assert secret.largest == 1
    assert secret.t == pytest.approx(2 / 3)  # b: fraud has all instead of a third
    assert secret.beta == pytest.approx(2.0)  # (1 - 1/3) / (1/3)
    assert secret.delta == pytest.approx(math.log(3))


def test_several_sets_at_once_are_what_each_is_alone() -> None:
    big = {name: values * 50 for name, values in TABLE.items()}  # alike rows, so that work is shared
    sets = [["beat"], ["sex"], ["sex", "beat"]]
    together = measure(big, sets, "group")
    for quasi, one in zip(sets, together.sets, strict=True):
        alone = measure(big, quasi, "group")[0]
        assert (one.k, one.classes, dict(one.fewer_than), one.secrets) == (
            alone.k, alone.classes, dict(alone.fewer_than), alone.secrets,
        )  # fmt: skip
        assert one.row_sizes.tolist() == alone.row_sizes.tolist()
    assert together[["sex"]].k == 100


def test_both_rules_for_missing_values() -> None:
    table = {"age": [1, 1, None, 2], "sex": ["f", "f", "f", "f"]}
    assert measure(table, ["age", "sex"])[0].row_sizes.tolist() == [2, 2, 1, 1]
    assert measure(table, ["age", "sex"], missing="matches any")[0].row_sizes.tolist() == [3, 3, 4, 2]


def test_a_population() -> None:
    people = {"beat": ["a"] * 6 + ["b"] * 2 + ["c"] * 10 + ["d"], "sex": ["f"] * 6 + ["m"] * 2 + ["f"] * 11}
    found = measure(TABLE, ["beat", "sex"], population=people)[0].people
    assert found is not None
    assert found.k_map == 2
    assert found.journalist == 0.5
    assert found.presence == (0.0, 1.0)  # nobody of d; both of b
    assert found.strangers == 0
    stranger = measure({"beat": ["z"], "sex": ["f"]}, ["beat", "sex"], population=people)[0].people
    assert stranger is not None
    assert (stranger.k_map, stranger.strangers) == (0, 1)


def test_special_uniques_by_hand() -> None:
    """The book's example (Elliot and others): rows 5 to 8 score 4, 2, 6 and 8."""
    age = ["20s"] * 7 + ["60s"]
    gender = ["male"] * 4 + ["female"] * 3 + ["male"]
    income = ["50k+"] * 2 + ["50k-"] * 6
    education = ["highschool"] * 4 + ["university", "highschool", "middleschool", "university"]
    columns = [coded(each) for each in (age, gender, income, education)]
    found = special_uniques(columns, group(columns))
    assert dict(zip(found.rows.tolist(), found.score.tolist(), strict=True)) == {4: 4, 5: 2, 6: 6, 7: 8}
    assert found.found[(0,)] == 1  # 60s
    assert found.found[(3,)] == 1  # middleschool


def test_individual_risk_agrees_with_its_sum() -> None:
    """The mean of 1 / size over sizes that fit (negative binomial), summed term by term."""
    for rows, people in ((1, 7.0), (2, 9.5), (3, 108.0), (6, 20.0)):
        share = rows / people
        terms = (
            math.comb(size - 1, rows - 1) * share**rows * (1 - share) ** (size - rows) / size
            for size in range(rows, 20_000)
        )
        exact = individual_risk(np.array([rows]), np.array([people]), method="exact")[0]
        assert exact == pytest.approx(math.fsum(itertools.takewhile(lambda each: each > 1e-300, terms)), rel=1e-7)
    assert individual_risk(np.array([1, 4]), np.array([1.0, 4.0])).tolist() == [1, 0.25]
    weighed = measure(TABLE, ["beat"], weights=[10.0] * 6)[0].individual
    assert weighed is not None
    assert 0 < weighed[1] <= weighed[0] < 1


def test_estimates_of_population_uniques() -> None:
    sizes = np.array([1] * 300 + [2] * 120 + [3] * 60 + [5] * 40 + [20] * 10)
    assert zayatz(sizes, 1.0) == pytest.approx(300 / sizes.sum())
    for fraction in (0.01, 0.1, 0.5):
        for estimate in (zayatz, pitman, dankar):
            assert 0 < estimate(sizes, fraction) < 300 / sizes.sum()
    assert zayatz(sizes, 0.01) < zayatz(sizes, 0.1) < zayatz(sizes, 0.5)
    assert math.isnan(snb(sizes, 0.001)) or 0 < snb(sizes, 0.001) < 1
    assert zayatz(np.array([2, 3]), 0.1) == pitman(np.array([2, 3]), 0.1) == snb(np.array([2, 3]), 0.1) == 0


def naive(columns: list[list[Any]], secret: list[Any]) -> dict[str, Any]:
    """The same from the definitions, row by row."""
    rows = list(zip(*columns, strict=True))
    classes: dict[Any, list[Any]] = defaultdict(list)
    for row, value in zip(rows, secret, strict=True):
        classes[row].append(value)
    share = {value: number / len(rows) for value, number in Counter(secret).items()}
    order = sorted(share, key=lambda value: (value is None, value))
    equal, ordered = [], []
    for values in classes.values():
        gap = [values.count(value) / len(values) - share[value] for value in order]
        equal.append(sum(map(abs, gap)) / 2)
        ordered.append(sum(abs(sum(gap[: place + 1])) for place in range(len(gap))) / max(1, len(gap) - 1))
    return {
        "sizes": [len(classes[row]) for row in rows],
        "loose": [
            sum(all(x is None or y is None or x == y for x, y in zip(a, b, strict=True)) for b in rows) for a in rows
        ],
        "distinct": min(len(set(values)) for values in classes.values()),
        "equal": max(equal),
        "ordered": max(ordered),
        "entropy": min(
            math.exp(-sum(n / len(v) * math.log(n / len(v)) for n in Counter(v).values())) for v in classes.values()
        ),
    }


@settings(max_examples=60, deadline=None)
@given(tables, st.data())
def test_agrees_with_the_definitions(columns: list[list[Any]], data: st.DataObject) -> None:
    rows = len(columns[0])
    secret = data.draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows))
    table = {f"c{place}": pd.array(values, dtype="Int64") for place, values in enumerate(columns)} | {"secret": secret}
    names = list(table)[:-1]
    plain = naive(columns, secret)
    one = measure(table, names, "secret")[0]
    assert one.row_sizes.tolist() == plain["sizes"]
    assert one.secrets["secret"].distinct == plain["distinct"]
    assert one.secrets["secret"].t == pytest.approx(plain["equal"], abs=1e-12)
    assert one.secrets["secret"].entropy == pytest.approx(plain["entropy"])
    ordered = measure(table, names, "secret", distance="ordered", special=False)[0]
    assert ordered.secrets["secret"].t == pytest.approx(plain["ordered"], abs=1e-12)
    loose = measure(table, names, missing="matches any", special=False)[0]
    assert loose.row_sizes.tolist() == plain["loose"]
    assert (loose.row_sizes >= one.row_sizes).all()


@settings(max_examples=60, deadline=None)
@given(tables)
def test_special_uniques_agree_with_the_definition(columns: list[list[Any]]) -> None:
    rows = list(zip(*columns, strict=True))
    number = len(columns)
    expected: dict[int, float] = {}
    for place, row in enumerate(rows):
        unique = {
            chosen
            for size in range(1, number + 1)
            for chosen in itertools.combinations(range(number), size)
            if sum(all(other[c] == row[c] for c in chosen) for other in rows) == 1
        }
        minimal = [c for c in unique if not any(set(d) < set(c) for d in unique) and all(row[x] is not None for x in c)]
        if tuple(range(number)) in unique:
            expected[place] = sum(math.factorial(number - len(c)) for c in minimal)
    made = [coded(pd.array(values, dtype="Int64")) for values in columns]
    found = special_uniques(made, group(made))
    assert dict(zip(found.rows.tolist(), found.score.tolist(), strict=True)) == expected
    assert ((found.dis >= 0) & (found.dis <= 1)).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 10**15), min_size=1, max_size=50))
def test_keys_of_any_size_are_numbered(key: list[int]) -> None:
    keys = np.array(key)
    for size in (10**15 + 1, 2**60):
        number, many = compact(keys, size)
        assert many == len(set(key))
        assert [sorted(set(key))[each] for each in number] == key
        order, changes = by_key(keys, size)
        assert keys[order].tolist() == sorted(key)
        assert changes.sum() == len(set(key)) + 1


def test_columns_of_every_kind_are_coded_alike() -> None:
    import pyarrow as pa

    values = ["b", None, "a", "b"]
    kinds = [
        values, np.array(values, dtype=object), pd.Series(values), pd.Series(values, dtype="category"), pa.array(values)
    ]  # fmt: skip
    for kind in kinds:
        column = coded(kind)
        assert column.missing.tolist() == [False, True, False, False]
        assert column.codes[0] == column.codes[3] != column.codes[2]
        assert ranked(kind).codes.tolist() == [1, 2, 0, 1]
    assert coded(np.array([-5, 70_000_000_000])).codes.tolist() == [0, 1]
    assert ranked([2.5, float("nan"), -1.0]).codes.tolist() == [1, 2, 0]


def test_words_hold_no_value_of_a_record() -> None:
    table = {"beat": ["Xanadu", "Xanadu", "Utopia"], "group": ["Zeta", "Zeta", "Eta"]}
    text = measure(table, [["beat"]], "group", population=table).said()
    assert "1 rows (33%) look like no other".lower() in text.lower()
    assert "finding the group gives it away" in text
    assert not any(value in text for value in ("Xanadu", "Utopia", "Zeta", "Eta"))


def test_mistakes_are_said_with_their_fix() -> None:
    for call in (
        lambda: measure(TABLE, ["nothing"]),
        lambda: measure(TABLE, []),
        lambda: measure(TABLE, ["beat"], missing="ignore"),  # type: ignore[arg-type]
        lambda: measure({"a": [], "b": []}, ["a"]),
        lambda: measure({"a": [1], "b": [1, 2]}, ["a", "b"]),
        lambda: measure({str(n): [1] for n in range(11)}, [str(n) for n in range(11)]),
        lambda: measure({"a": [1, 2], "s": pd.Series(["x", 3], dtype=object)}, ["a"], "s"),
    ):
        with pytest.raises(DataMismatch) as caught:
            call()
        assert caught.value.fix
