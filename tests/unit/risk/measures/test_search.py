"""The search against trying every combination, and what it says."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.errors import DataMismatch
from redact.risk.measures.columns import coded
from redact.risk.measures.search import (
    AverageRisk,
    ClassSize,
    Closeness,
    Discernibility,
    Diversity,
    DomainShare,
    Entropy,
    KAnonymity,
    KMap,
    Likeness,
    Presence,
    Search,
    explain,
    hierarchy,
)

AGE = hierarchy("age", [(age, age // 10 * 10, "any") for age in range(20, 60)])
BEAT = hierarchy("beat", [(beat, "north" if beat < 3 else "south", "city") for beat in range(6)])
SEX = hierarchy("sex", [("f", "*"), ("m", "*")])
TREE = tuple(np.array(each, dtype=np.int32) for each in ([0, 1, 2], [0, 0, 1], [0, 0, 0]))
RULES: list[list[Any]] = [
    [KAnonymity(2)], [KAnonymity(5)], [Diversity(2)], [Diversity(2, "entropy")], [Diversity(2, "grassberger")],
    [Diversity(2, "recursive", 2.0)], [Closeness(0.3), KAnonymity(2)], [Closeness(0.3, "ordered")], [Likeness(1.0)],
    [Likeness(2.0, enhanced=True)], [Closeness(0.3, "tree", TREE)],
]  # fmt: skip
LOSSES = [Entropy(), Entropy(left_out=False), DomainShare(), Discernibility(), ClassSize()]


def made(seed: int, rows: int, **more: Any) -> Search:
    rng = np.random.default_rng(seed)
    columns = [
        AGE.code(rng.integers(20, 60, rows)),
        BEAT.code(rng.integers(0, 6, rows)),
        SEX.code(np.array(["f", "m"], dtype=object)[rng.integers(0, 2, rows)]),
    ]
    return Search([AGE, BEAT, SEX], columns, sensitive=coded(rng.integers(0, 3, rows)), **more)


@settings(max_examples=50, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(RULES),
    st.sampled_from(LOSSES),
    st.sampled_from([0.0, 0.05, 0.3]),
    st.booleans(),
)
def test_finds_what_trying_everything_finds(
    seed: int, rules: list[Any], loss: Any, left_out: float, steady: bool
) -> None:
    search = made(seed, 60, rules=rules, loss=loss, left_out=left_out, steady=steady)
    nodes = list(itertools.product(range(3), range(3), range(2)))
    fresh = made(seed, 60, rules=rules, loss=loss, left_out=left_out)
    passing = {node: verdict for node in nodes if (verdict := fresh.look(node)).passes}
    if steady:
        passing = {
            node: verdict
            for node, verdict in passing.items()
            if all(up in passing for up in nodes if all(a >= b for a, b in zip(up, node, strict=True)))
        }
    best = search.best()
    if not passing:
        assert best is None
    else:
        assert best is not None
        assert best.verdict.loss == pytest.approx(min(each.loss for each in passing.values()), rel=1e-9)
        assert best.looked_at <= best.nodes == 18


def test_a_release_keeps_what_the_rule_says() -> None:
    search = made(1, 200, rules=[KAnonymity(5)], left_out=0.05)
    best = search.best()
    assert best is not None
    node = best.verdict.node
    kept = search.kept(node)
    assert kept is not None
    table = search.table(node)
    assert table.rows[kept].min() >= 5
    assert int(table.rows.sum()) == 200
    assert best.verdict.left_out == int(table.rows[~kept].sum()) <= 10
    direct = {}
    for age, beat, sex in zip(*(c.codes for c in search.columns), strict=True):
        key = (AGE.groups[node[0]][age], BEAT.groups[node[1]][beat], SEX.groups[node[2]][sex])
        direct[key] = direct.get(key, 0) + 1
    assert sorted(direct.values()) == sorted(table.rows.tolist())


def test_rules_about_a_population() -> None:
    rng = np.random.default_rng(3)
    released = rng.random(300) < 0.2
    for rule in (KMap(6), Presence(0.0, 0.5)):
        search = made(2, 300, rules=[rule], released=released, left_out=0.02)
        best = search.best()
        assert best is not None
        table, kept = search.table(best.verdict.node), search.kept(best.verdict.node)
        assert kept is not None
        there = kept & (table.rows > 0)
        assert table.people.sum() == 300
        assert table.rows.sum() == released.sum()
        assert (table.people[there] >= 6).all() or (table.rows[there] / table.people[there] <= 0.5).all()


def test_rules_about_the_release_leave_out_the_smallest() -> None:
    for wanted in (
        AverageRisk(0.1),
        AverageRisk(0.02, "uniques"),
        AverageRisk(0.01, "population", lambda s: (s == 1).mean()),
    ):
        search = made(4, 300, rules=[], release_rules=[wanted], left_out=0.1)
        best = search.best()
        assert best is not None
        table, kept = search.table(best.verdict.node), search.kept(best.verdict.node)
        assert kept is not None
        assert wanted.holds(table.rows[kept])
        if not kept.all():
            assert table.rows[~kept].max() <= table.rows[kept].min()


def test_the_explanation_names_each_column_and_no_record() -> None:
    search = made(5, 200, rules=[KAnonymity(5)], left_out=0.05)
    best = search.best()
    assert best is not None
    proposal = explain(search, best)
    text = proposal.said()
    assert [change.column for change in proposal.changes] == ["age", "beat", "sex"]
    assert "at least 5 rows look alike" in text
    for change in proposal.changes:
        assert f"'{change.column}'" in text
        if change.level:
            assert change.finer is not None
            assert not change.finer.passes or change.finer.loss >= best.verdict.loss
    assert "would have to be left out" in text


def test_no_combination() -> None:
    assert made(6, 30, rules=[KAnonymity(31)]).best() is None


def test_hierarchies_that_are_wrong_are_refused() -> None:
    for lines in ([], [("a", "x"), ("b",)], [("a", "x"), ("a", "y")], [("a", "x", 1), ("b", "x", 2)]):
        with pytest.raises(DataMismatch) as caught:
            hierarchy("column", lines)
        assert caught.value.fix
    with pytest.raises(DataMismatch, match="2 different values") as unknown:
        SEX.code(["f", "secret", None])
    assert "secret" not in str(unknown.value)
    with_gap = hierarchy("sex", [("f", "*"), (None, "*")])
    assert with_gap.code(["f", None]).codes.tolist() == [0, 1]
    many = hierarchy("n", [(0, *("x" * 60))])
    with pytest.raises(DataMismatch, match="too many"):
        Search([many] * 4, [many.code([0])] * 4, [])
