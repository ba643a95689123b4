"""Exact tables: what is hidden, what the audit finds, and what others can work out from the published text alone."""

import itertools
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.counts.audit import audit
from redact.counts.exact import COLUMNS, MARGIN_COLUMNS, Layout, Level, LevelResult, Same, as_table, hide, sentences
from redact.counts.said import PARTNER, SHOWN, SMALL, WITHHELD, Known, Rule, numbers
from redact.counts.suppression import small_hidden
from redact.errors import DataMismatch, PolicyInvalid

RULE = Rule(threshold=10, width=5)
TEXTBOOK = np.array([[[20, 50, 10], [8, 19, 22], [17, 32, 12]]])


def margins(places: int, periods: int) -> tuple[Level, ...]:
    """Place totals, period totals and the grand total."""
    one_place, one_period = np.zeros(places, dtype=int), np.zeros(periods, dtype=int)
    return (
        Level("place", np.arange(places), one_period),
        Level("period", one_place, np.arange(periods)),
        Level("all", one_place, one_period),
    )


def published(levels: Sequence[LevelResult], rule: Rule) -> list[pa.Table]:
    """The tables as a reader gets them: groups, places and periods are called by their numbers."""
    tables = []
    for level in levels:
        groups, places, periods = ([str(number) for number in range(size)] for size in level.counts.shape)
        words = {"groups": {"group": groups}, "place": ("place", places), "period": ("period", periods)}
        tables.append(as_table(level, rule, **words))  # type: ignore[arg-type]
    return tables


def attacked(
    shape: tuple[int, int, int], levels: Sequence[Level], tables: Sequence[pa.Table], rule: Rule, top: int
) -> dict[tuple[int, tuple[int, int, int]], tuple[int, int]]:
    """What can be worked out from the published text: (level, cell) to (smallest, largest) for every hidden number.

    Written apart from the code under test: a mixed-integer program per number and direction, from the words alone.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    every = list(itertools.product(*(range(size) for size in shape)))
    rows, low, high, hidden = [], [], [], []
    for number, table in enumerate(tables):
        for row in table.to_pylist():
            cell = (int(row["group"]), int(row["place"]), int(row["period"]))
            inside = [
                (g, p, t) == cell
                if number == 0
                else (g, int(levels[number - 1].places[p]), int(levels[number - 1].periods[t])) == cell
                for g, p, t in every
            ]
            limits = {
                "exact": (row["count"], row["count"]),
                f"hidden: below {rule.threshold}": (0, rule.threshold - 1),
                "hidden: would give away another": (rule.threshold, top),
                "hidden: with the whole slice": (0, top),
            }[row["shown"]]
            rows.append(np.array(inside, dtype=float))
            low.append(limits[0])
            high.append(limits[1])
            if row["count"] is None:
                hidden.append(((number, cell), rows[-1]))
    limit = LinearConstraint(np.array(rows), low, high)
    found = {}
    for name, row in hidden:
        ends = []
        for sign in (1.0, -1.0):
            answer = milp(sign * row, integrality=np.ones(len(every)), bounds=Bounds(0, top), constraints=limit)
            assert answer.status == 0, "the published numbers contradict each other"
            ends.append(round(sign * answer.fun))
        found[name] = (ends[0], ends[1])
    return found


def check(counts: np.ndarray, levels: tuple[Level, ...], rule: Rule) -> list[LevelResult]:
    result, (found,) = hide([Layout(counts, levels)], rule)
    assert result.audit.safe.all()
    assert (result.marks[result.numbers.values < rule.threshold] != SHOWN).all()
    assert all((level.counts[level.marks != SHOWN] == -1).all() for level in found)
    top = 20 * int(counts.max()) + 1000
    ranges = attacked(counts.shape, levels, published(found, rule), rule, top)  # type: ignore[arg-type]
    assert all(high - low >= rule.width for low, high in ranges.values())
    return found


def test_margins_give_a_lone_small_cell_away_and_the_audit_says_so() -> None:
    table = numbers(TEXTBOOK.ravel(), [level.matrix(TEXTBOOK.shape) for level in margins(3, 3)])
    marks = small_hidden(table, RULE)
    assert np.flatnonzero(marks).tolist() == [3]
    found = audit(table, marks, RULE)
    assert not found.safe[3]
    assert (found.low[3], found.high[3]) == (8, 8)


def test_the_attack_finds_what_a_table_without_partners_gives_away() -> None:
    """Otherwise the tests below would show nothing."""
    levels = margins(3, 3)
    shown = [LevelResult("finest", TEXTBOOK, np.where(TEXTBOOK < 10, SMALL, SHOWN).astype(np.int8), TEXTBOOK, True)]
    for level in levels:
        totals = (level.matrix(TEXTBOOK.shape) @ TEXTBOOK.ravel()).reshape(level.shape(1))
        shown.append(LevelResult(level.name, totals, np.zeros(totals.shape, dtype=np.int8), totals, False))
    assert attacked((1, 3, 3), levels, published(shown, RULE), RULE, 500) == {(0, (0, 1, 0)): (8, 8)}


def test_one_partner_is_not_enough() -> None:
    """Hidden with a partner of its row, the cell still follows from its column."""
    table = numbers(TEXTBOOK.ravel(), [level.matrix(TEXTBOOK.shape) for level in margins(3, 3)])
    marks = small_hidden(table, RULE)
    marks[4] = PARTNER
    assert np.flatnonzero(~audit(table, marks, RULE).safe).tolist() == [3, 4]
    marks[[6, 7]] = PARTNER
    assert audit(table, marks, RULE).safe.all()


def test_textbook_table_is_repaired_with_few_numbers() -> None:
    finest, *above = check(TEXTBOOK, margins(3, 3), RULE)
    hidden = sum(int((level.marks != SHOWN).sum()) for level in (finest, *above))
    assert 3 <= hidden <= 4
    assert finest.marks[0, 1, 0] == SMALL
    assert all((level.marks != WITHHELD).all() for level in (finest, *above))


def test_a_narrow_interval_is_as_bad_as_a_value() -> None:
    """Two small cells that add up to 17 are 8 and 9, whichever is which."""
    counts = np.array([[[8, 9, 40], [30, 40, 50]]])
    levels = (margins(2, 3)[0],)
    table = numbers(counts.ravel(), [level.matrix(counts.shape) for level in levels])
    assert np.flatnonzero(~audit(table, small_hidden(table, RULE), RULE).safe).tolist() == [0, 1]
    assert audit(table, small_hidden(table, RULE), Rule(10, 1)).safe.all()
    check(counts, levels, RULE)


def test_nested_levels() -> None:
    """One of two beats of a district is small: district, city and months must not give it away."""
    counts = np.array([[[4, 60, 33], [25, 31, 40], [55, 16, 90], [70, 81, 12]]])
    district, month, year = np.array([0, 0, 1, 1]), np.arange(3), np.zeros(3, dtype=int)
    city = np.zeros(4, dtype=int)
    levels = (
        Level("district_month", district, month),
        Level("beat_year", np.arange(4), year),
        Level("district_year", district, year),
        Level("city_month", city, month),
        Level("city_year", city, year),
    )
    finest, *_ = check(counts, levels, RULE)
    assert 1 < (finest.marks != SHOWN).sum() < finest.marks.size


def test_half_events_do_not_count_as_room() -> None:
    """7 a + 3 b = 30 leaves only 3 and 3 in whole numbers; a linear program would see room of almost four."""
    cells = np.array([3, 3], dtype=np.int64)
    known = [Known(np.array([0, 1]), 30, 30, np.array([7, 3]))]
    found = audit(numbers(cells, known=known), np.full(2, SMALL, dtype=np.int8), Rule(10, 3))
    assert not found.safe.any()
    assert found.width.tolist() == [0, 0]


def test_what_cannot_be_kept_safe_is_hidden_with_its_whole_slice() -> None:
    counts = np.array([[[3, 50], [40, 60]], [[30, 50], [40, 60]]])
    result, (found,) = hide([Layout(counts, margins(2, 2))], RULE, known=[Known(np.array([0]), 3, 3)])
    assert result.withheld_parts == 1
    for level in found:
        assert (level.marks[0] == WITHHELD).all()
        assert (level.marks[1] == SHOWN).all()
        assert (level.of_shown[0] == 0).all()
    assert "everything" not in sentences(result)[-1]
    assert "hidden: 9 of 18" in sentences(result)[-1]


def test_zeros_are_hidden_like_small_counts() -> None:
    counts = np.array([[[0, 3, 0], [0, 0, 0]], [[0, 0, 20], [0, 0, 0]]])
    finest, *above = check(counts, margins(2, 3), RULE)
    assert finest.marks[1, 0, 2] != SMALL
    assert np.delete(finest.marks.ravel(), 8).tolist() == [SMALL] * 11
    table = published([finest, *above], RULE)[0]
    assert 0 not in table.column("count").to_pylist()


def test_tables_over_the_same_records_are_audited_together() -> None:
    """One table has no total, but the other one's cells add up to it."""
    by_group, by_outcome = Layout(np.array([[[30]], [[4]]])), Layout(np.array([[[12]], [[22]]]))
    _, ((alone,),) = hide([by_group], RULE)
    assert alone.marks.ravel().tolist() == [SHOWN, SMALL]
    same = Same(0, np.zeros(2, dtype=int), 1, np.zeros(2, dtype=int))
    result, ((groups,), (outcomes,)) = hide([by_group, by_outcome], RULE, same=[same])
    assert result.audit.safe.all()
    assert groups.marks[1, 0, 0] == SMALL
    assert np.concatenate([groups.marks.ravel(), outcomes.marks.ravel()]).tolist().count(PARTNER) >= 1
    with pytest.raises(DataMismatch):
        hide([by_group, Layout(np.array([[[12]], [[23]]]))], RULE, same=[same])


def test_public_totals_count() -> None:
    """A total that is not published here but stands in the row count of a public file."""
    counts = np.array([[[30], [4]]])
    total = Known(np.array([0, 1]), 34, 34)
    assert (hide([Layout(counts)], RULE)[1][0][0].marks == PARTNER).sum() == 0
    assert (hide([Layout(counts)], RULE, known=[total])[1][0][0].marks == PARTNER).sum() == 1
    with pytest.raises(DataMismatch):
        hide([Layout(counts)], RULE, known=[Known(np.array([0, 1]), 35, 40)])


def test_same_counts_same_table() -> None:
    rng = np.random.default_rng(3)
    counts = rng.poisson(rng.gamma(1, 12, (2, 8, 4))).astype(np.int64)
    once, again = (hide([Layout(counts, margins(8, 4))], RULE)[0] for _ in range(2))
    assert (once.marks == PARTNER).any()
    assert np.array_equal(once.marks, again.marks)
    assert np.array_equal(once.audit.width, again.audit.width)


def test_an_independent_part_does_not_change_with_another() -> None:
    """Groups hang together by nothing: what is hidden in one says nothing of another."""
    rng = np.random.default_rng(5)
    counts = rng.poisson(14, (2, 5, 3)).astype(np.int64)
    both = hide([Layout(counts, margins(5, 3))], RULE)[1][0][0]
    other = counts.copy()
    other[1] = rng.poisson(6, (5, 3))
    assert np.array_equal(both.marks[0], hide([Layout(other, margins(5, 3))], RULE)[1][0][0].marks[0])


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    counts=st.integers(1, 2).flatmap(
        lambda groups: st.tuples(st.integers(1, 4), st.integers(1, 3)).flatmap(
            lambda shape: st.lists(
                st.one_of(st.integers(0, 6), st.integers(0, 40)),
                min_size=groups * shape[0] * shape[1],
                max_size=groups * shape[0] * shape[1],
            ).map(lambda cells: np.array(cells, dtype=np.int64).reshape(groups, *shape))
        )
    ),
    threshold=st.integers(4, 10),
    spare=st.integers(2, 8),
    nested=st.booleans(),
)
def test_nobody_works_a_hidden_number_out(counts: np.ndarray, threshold: int, spare: int, nested: bool) -> None:
    """An attacker with nothing but the published words and a solver of whole programs does not get below the width."""
    _, places, periods = counts.shape
    levels = margins(places, periods)
    if nested:
        district = np.arange(places) // 2
        levels = (
            *levels,
            Level("district", district, np.arange(periods)),
            Level("quarter", district, levels[1].places[:1].repeat(periods)),
        )
    check(counts, levels, Rule(threshold, max(1, threshold - spare)))


def test_published_table() -> None:
    _, (found,) = hide([Layout(TEXTBOOK, margins(3, 3))], RULE)
    finest, place, *_ = published(found, RULE)
    assert finest.column_names == ["group", "place", "period", *COLUMNS]
    assert place.column_names == ["group", "place", "period", *MARGIN_COLUMNS]
    rows = finest.to_pylist()
    for row, true in zip(rows, TEXTBOOK.ravel().tolist(), strict=True):
        assert row["count"] == (true if row["shown"] == "exact" else None)
    assert {row["shown"] for row in rows} == {"exact", "hidden: below 10", "hidden: would give away another"}
    for total in place.to_pylist():
        shown = [row["count"] or 0 for row in rows if row["place"] == total["place"]]
        assert total["count_of_shown_cells"] == sum(shown)
    flat = as_table(found[2], RULE, groups={"class": ["a"], "outcome": ["b"]}, place=None, period=("month", "xyz"))
    assert flat.column_names == ["class", "outcome", "month", *MARGIN_COLUMNS]
    assert flat.column("month").to_pylist() == ["x", "y", "z"]


def test_sentences_say_how_much_is_hidden() -> None:
    result, _ = hide([Layout(TEXTBOOK, margins(3, 3))], RULE)
    words = " ".join(sentences(result))
    assert "below 10" in words
    assert "at least 5 apart" in words
    assert f"{int((result.marks == PARTNER).sum())} more of 16 numbers" in words


@pytest.mark.parametrize(("threshold", "width"), [(10, 9), (10, 0), (2, 1), (5, 4)])
def test_rules_that_cannot_be_kept(threshold: int, width: int) -> None:
    with pytest.raises(PolicyInvalid):
        Rule(threshold, width)


def test_counts_out_of_range_and_levels_that_do_not_fit_stop() -> None:
    with pytest.raises(DataMismatch):
        hide([Layout(np.array([[[-1]]]))], RULE)
    with pytest.raises(TypeError):
        hide([Layout(np.array([[[1.0]]]))], RULE)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at least one cell"):
        hide([Layout(TEXTBOOK, (Level("gap", np.array([0, 0, 2]), np.arange(3)),))], RULE)
    with pytest.raises(ValueError, match="every place"):
        hide([Layout(TEXTBOOK, margins(2, 3))], RULE)
