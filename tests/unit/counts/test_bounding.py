"""Contributions: at most m cells per unit, chosen by a keyed order that is uniform, independent and lasting."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from redact.counts.bounding import Bounded, Part, bound
from redact.errors import PolicyInvalid

KEY = bytes(range(32))


def part(pairs: list[tuple[int, int]], identity: NDArray[np.int64] | None = None) -> Part:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    units = int(table[:, 0].max(initial=-1)) + 1
    return Part(
        table[:, 0].copy(), table[:, 1].copy(), np.arange(units, dtype=np.int64) if identity is None else identity
    )


def everywhere(units: int, cells: int, identity: NDArray[np.int64] | None = None) -> Part:
    """Every unit in every cell."""
    unit, cell = (grid.ravel().astype(np.int64) for grid in np.indices((units, cells)))
    return Part(unit, cell, np.arange(units, dtype=np.int64) if identity is None else identity)


def test_one_row_per_unit_and_cell() -> None:
    found = bound([part([(0, 1), (0, 1), (0, 1), (1, 1), (1, 3)])], 4, 5, key=KEY)
    assert found.counts.tolist() == [0, 2, 0, 1]
    assert found.counts.dtype == np.int64
    assert (found.units, found.cut_units, found.cut, found.sensitivity) == (2, 0, 0, 5)


def test_what_is_cut_off_is_known() -> None:
    found = bound([part([(0, 0), (0, 1), (0, 2), (1, 0), (2, 1), (2, 2), (2, 2)])], 3, 1, key=KEY)
    assert found.counts.sum() == 3
    assert (found.units, found.cut_units, found.cut) == (3, 2, 3)


def test_against_a_slow_second_count() -> None:
    """Units with few cells count in all of them, others in exactly m of their own."""
    rng = np.random.default_rng(3)
    pairs = list(zip(rng.integers(0, 40, 300).tolist(), rng.integers(0, 9, 300).tolist(), strict=True))
    for most in (1, 2, 4, 9):
        cells: dict[int, set[int]] = {}
        for unit, cell in pairs:
            cells.setdefault(unit, set()).add(cell)
        found = bound([part(pairs)], 9, most, key=KEY)
        assert found.counts.sum() == sum(min(most, len(own)) for own in cells.values())
        assert found.cut == sum(max(0, len(own) - most) for own in cells.values())
        assert found.cut_units == sum(len(own) > most for own in cells.values())
        for unit, own in cells.items():
            alone = bound([part([(unit, cell) for cell in own], np.arange(40))], 9, most, key=KEY)
            chosen = np.flatnonzero(alone.counts)
            assert alone.counts.max() == 1
            assert set(chosen.tolist()) <= own
            assert len(chosen) == min(most, len(own))


def choices(units: int, cells: int, most: int, identity: NDArray[np.int64], key: bytes = KEY) -> NDArray[np.int64]:
    """For each unit in all cells the number of its combination of chosen cells."""
    combinations = {frozenset(each): number for number, each in enumerate(itertools.combinations(range(cells), most))}
    spread = everywhere(units, cells, identity)
    apart = bound([Part(spread.unit, spread.unit * cells + spread.cell, identity)], units * cells, most, key=key)
    chosen = apart.counts.reshape(units, cells)
    return np.array([combinations[frozenset(np.flatnonzero(row).tolist())] for row in chosen])


@pytest.mark.parametrize("identity", ["numbered", "random"])
def test_every_choice_is_equally_likely_and_tells_nothing_of_the_next(identity: str) -> None:
    """Chi-square over all pairs of five cells, and of one unit's pair with its neighbour's; also where the lasting
    identities are as regular as 0, 1, 2, …"""
    units = 6000
    known = (
        np.arange(units) if identity == "numbered" else np.random.default_rng(4).integers(-(2**63), 2**63 - 1, units)
    )
    chosen = choices(units, 5, 2, known.astype(np.int64))
    assert stats.chisquare(np.bincount(chosen, minlength=10)).pvalue > 1e-4
    table = np.zeros((10, 10))
    np.add.at(table, (chosen[:-1:2], chosen[1::2]), 1)
    assert stats.chi2_contingency(table).pvalue > 1e-4


def test_choices_of_the_same_unit_in_other_cells_are_independent() -> None:
    """Whether a unit counts in the first of two cells says nothing about two other cells: no row is favoured."""
    units, key = 4000, KEY
    identity = np.arange(units, dtype=np.int64)

    def first_of(one: int, other: int) -> NDArray[np.bool_]:
        unit = np.repeat(np.arange(units), 2)
        cell = unit * 4 + np.tile([one, other], units)
        counts = bound([Part(unit, cell, identity)], units * 4, 1, key=key).counts.reshape(units, 4)
        return counts[:, one] == 1

    table = np.zeros((2, 2))
    np.add.at(table, (first_of(0, 1).astype(int), first_of(2, 3).astype(int)), 1)
    assert stats.chi2_contingency(table).pvalue > 1e-4


def test_another_key_chooses_otherwise_and_the_same_key_the_same() -> None:
    identity = np.arange(500, dtype=np.int64)
    one = choices(500, 4, 2, identity)
    assert (one == choices(500, 4, 2, identity)).all()
    agree = (one == choices(500, 4, 2, identity, key=bytes(32))).mean()
    assert abs(agree - 1 / 6) < 0.1


def same(one: Bounded, other: Bounded) -> bool:
    numbers = [(each.sensitivity, each.units, each.cut_units, each.cut) for each in (one, other)]
    return bool((one.counts == other.counts).all()) and numbers[0] == numbers[1]


def test_order_and_numbers_of_rows_change_nothing() -> None:
    """Rows permuted and repeated, units numbered anew: their lasting identities decide."""
    rng = np.random.default_rng(5)
    unit, cell = rng.integers(0, 60, 400), rng.integers(0, 12, 400)
    identity = rng.integers(-(2**63), 2**63 - 1, 60)
    first = bound([Part(unit, cell, identity)], 12, 2, key=KEY)
    order, again = rng.permutation(400), rng.permutation(60)
    renumbered = np.empty(60, dtype=np.int64)
    renumbered[again] = identity
    moved = Part(again[np.tile(unit[order], 2)], np.tile(cell[order], 2), renumbered)
    assert same(first, bound([moved], 12, 2, key=KEY))
    assert first.cut > 0


def test_parts_with_other_units_are_bounded_apart() -> None:
    """A child counts with its household: a person who is a victim elsewhere is in both parts."""
    victims, households = part([(0, 0), (0, 1), (0, 2)]), part([(0, 3), (0, 4)])
    found = bound([victims, households], 5, 1, key=KEY)
    assert found.sensitivity == 2
    assert found.counts[:3].sum() == 1
    assert found.counts[3:].sum() == 1


def test_an_empty_table_is_counted() -> None:
    assert bound([part([])], 3, 2, key=KEY).counts.tolist() == [0, 0, 0]


def test_what_is_outside_the_declared_numbers_is_refused() -> None:
    identity = np.arange(2, dtype=np.int64)
    for pairs in ([(0, 3)], [(0, -1)], [(2, 0)], [(-1, 0)]):
        with pytest.raises(ValueError, match="declared"):
            bound([part(pairs, identity)], 3, 1, key=KEY)
    with pytest.raises(TypeError):
        bound([Part(np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int64), identity)], 3, 1, key=KEY)  # type: ignore[arg-type]
    for cells, most, parts in ((0, 1, [part([])]), (3, 0, [part([])]), (3, 1, [])):
        with pytest.raises(ValueError, match="bound"):
            bound(parts, cells, most, key=KEY)


def test_a_table_that_is_too_large_is_refused() -> None:
    with pytest.raises(PolicyInvalid, match="cells"):
        bound([part([(0, 0)])], 10**9, 1, key=KEY)
