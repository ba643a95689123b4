"""What comes out of the choice of decoys would come out with the same chance whichever were the real one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from redact.errors import DataMismatch
from redact.place.sensitive.decoys import KIND_SIZE, Joined, new_pairs
from redact.place.sensitive.kinds import City, kinds

DECOYS = 20
PAIRS = 25
"""With the place itself and four spare ones."""
KEY = bytes(range(32))
DRAWS = 400

Pairs = Sequence[tuple[int, int]]


def key_of(number: int) -> bytes:
    return number.to_bytes(32, "big")


def test_a_place_and_its_decoys(grid: City) -> None:
    pairs = new_pairs(grid, KEY, [200], (), decoys=DECOYS, batch=1)
    assert len(pairs) == PAIRS
    assert sum(200 in pair for pair in pairs) == 1
    blocks = [block for pair in pairs for block in pair]
    assert len(set(blocks)) == len(blocks), "no block is in two pairs"
    assert all(other in grid.meets[one] for one, other in pairs), "what is joined touches"
    assert all(grid.zone[one] == grid.zone[other] for one, other in pairs)
    assert set(grid.zone[blocks].tolist()) == {0, 1, 2, 3}, "spread over the city"


def test_the_same_list_gives_the_same_pairs_and_another_key_others(grid: City) -> None:
    first = new_pairs(grid, KEY, [200], (), decoys=DECOYS, batch=1)
    assert first == new_pairs(grid, KEY, [200], (), decoys=DECOYS, batch=1)
    assert len(set(first) & set(new_pairs(grid, key_of(1), [200], (), decoys=DECOYS, batch=1))) < DECOYS // 2


def test_a_later_batch_leaves_the_earlier_one_alone(grid: City) -> None:
    first = new_pairs(grid, KEY, [200, 17], (), decoys=DECOYS, batch=1)
    taken = {block for pair in first for block in pair}
    place = next(at for at in range(len(grid)) if at not in taken)
    second = new_pairs(grid, KEY, [place], [Joined(DECOYS, first)], decoys=DECOYS, batch=2)
    assert len(second) == PAIRS
    assert sum(place in pair for pair in second) == 1
    anchors_anew = [pair for pair in second if not set(pair) & taken]
    assert len(anchors_anew) >= DECOYS, "only where no neighbour is free may a pair touch an earlier one"


def test_a_place_in_a_pair_already_changes_nothing(grid: City) -> None:
    first = new_pairs(grid, KEY, [200], (), decoys=DECOYS, batch=1)
    decoy = next(pair for pair in first if 200 not in pair)
    assert new_pairs(grid, KEY, [200, *decoy], [Joined(DECOYS, first)], decoys=DECOYS, batch=2) == ()


def test_many_places_of_one_kind_have_room(grid: City) -> None:
    group = kinds(grid.features, KIND_SIZE * PAIRS)
    alike = np.flatnonzero(group == group[200])[::20].tolist()
    assert len(alike) * PAIRS > (group == group[200]).sum(), "more than a kind of the usual size has room for"
    pairs = new_pairs(grid, KEY, alike, (), decoys=DECOYS, batch=1)
    assert all(any(place in pair for pair in pairs) for place in alike)
    assert len(pairs) == len(alike) * PAIRS
    assert len(set(pairs)) == len(pairs)


def test_a_city_that_is_too_small_says_so(grid: City) -> None:
    small = City(grid.ids[:15], grid.x[:15], grid.y[:15], grid.degrees[:15], grid.zone[:15], grid.features[:15],
                 tuple(each[each < 15] for each in grid.meets[:15]))  # fmt: skip
    with pytest.raises(DataMismatch, match="has 15 blocks of this kind that can be joined, and 21 are needed"):
        new_pairs(small, KEY, [3], (), decoys=DECOYS, batch=1)


def test_kinds_are_large_alike_and_the_same_for_all_their_blocks(grid: City) -> None:
    least = KIND_SIZE * PAIRS
    group = kinds(grid.features, least)
    sizes = np.bincount(group)
    assert sizes.min() >= least
    assert len(sizes) >= 4
    apart = [np.ptp(grid.features[group == each, 1]) for each in range(len(sizes))]
    assert np.mean(apart) < 0.8 * np.ptp(grid.features[:, 1]), "blocks of a kind have similar numbers of homes"
    same = np.zeros((200, 2))
    assert kinds(same, 10).max() == 0, "equal blocks are never parted"


def test_every_pair_could_be_the_real_one(grid: City) -> None:
    """The attacker runs this code for every block of every pair as if it were the real one: none is ruled out."""
    group = kinds(grid.features, KIND_SIZE * PAIRS)
    for number in range(20):
        place = number * 28
        pairs = new_pairs(grid, key_of(number), [place], (), decoys=DECOYS, batch=1)
        assert all(group[place] in (group[one], group[other]) for one, other in pairs)


def ranks(grid: City, choose: Callable[[int, int], Pairs]) -> dict[str, np.ndarray]:
    """The rank of the real pair among its set, in DRAWS draws, for everything that anybody can count about pairs."""
    random = np.random.default_rng(3)
    found: dict[str, list[int]] = {}
    for number in range(DRAWS):
        place = int(random.integers(len(grid)))
        pairs = np.array(choose(number, place))
        real = int(np.flatnonzero((pairs == place).any(axis=1))[0])
        said = {
            "tower": grid.features[pairs, 0].max(axis=1),
            "homes": grid.features[pairs, 1].sum(axis=1),
            "homes around": grid.features[pairs, 2].sum(axis=1),
            "metres": grid.features[pairs, 3].sum(axis=1),
            "neighbours": grid.features[pairs, 4].sum(axis=1),
            "east": grid.x[pairs].mean(axis=1),
            "north": grid.y[pairs].mean(axis=1),
            "district": grid.zone[pairs[:, 0]].astype(float),
            "nearest to the rest": middle_of_the_rest(np.stack([grid.x, grid.y], axis=1)[pairs]),
            "most like the rest": middle_of_the_rest(grid.features[pairs][:, :, 1:2]),
            "place in the file": np.array([sorted(grid.ids).index(min(grid.ids[a], grid.ids[b])) for a, b in pairs]),
        }  # fmt: skip
        for name, values in said.items():
            rest = np.delete(values, real)
            lower, equal = int((rest < values[real]).sum()), int((rest == values[real]).sum())
            found.setdefault(name, []).append(lower + int(random.integers(equal + 1)))
    return {name: np.array(each) for name, each in found.items()}


def middle_of_the_rest(values: np.ndarray) -> np.ndarray:
    """Per pair how far the rest is from it: distances from its better block to the nearer one of each other pair.

    `values` is (pairs, 2 blocks, what is compared)."""
    apart = np.linalg.norm(values[:, :, None, None, :] - values[None, None, :, :, :], axis=-1).min(axis=3)
    return np.asarray(apart.sum(axis=2).min(axis=1))


def unevenness(rank: np.ndarray, of: int) -> float:
    """Chi-square over seven equal parts of the ranks: 6 on average where they are uniform, above 30 once in 25,000."""
    counts = np.bincount(np.minimum(rank * 7 // of, 6), minlength=7)
    expected = len(rank) / 7
    return float(((counts - expected) ** 2 / expected).sum())


def test_nothing_that_can_be_counted_singles_out_the_real_pair(grid: City) -> None:
    found = ranks(grid, lambda number, place: new_pairs(grid, key_of(number), [place], (), decoys=DECOYS, batch=1))
    uneven = {name: round(unevenness(rank, PAIRS), 1) for name, rank in found.items()}
    assert max(uneven.values()) < 30, uneven


def test_the_test_would_see_decoys_that_resemble_the_place(grid: City) -> None:
    """Were the decoys the blocks most like the real one, it would stand in their middle, and this would tell."""

    def most_alike(number: int, place: int) -> Pairs:
        order = np.argsort(np.abs(grid.features[:, 1] - grid.features[place, 1]), kind="stable")
        others = [int(at) for at in order.tolist() if at != place and place not in grid.meets[at]][:DECOYS]
        return [(at, int(grid.meets[at][0])) for at in (place, *others)]

    found = ranks(grid, most_alike)
    assert unevenness(found["most like the rest"], DECOYS + 1) > 30


def test_the_test_would_see_decoys_in_the_neighbourhood(grid: City) -> None:
    def around(number: int, place: int) -> Pairs:
        order = np.argsort(np.hypot(grid.x - grid.x[place], grid.y - grid.y[place]), kind="stable")
        others = [int(at) for at in order.tolist() if at != place and place not in grid.meets[at]][:DECOYS]
        return [(at, int(grid.meets[at][0])) for at in (place, *others)]

    assert unevenness(ranks(grid, around)["nearest to the rest"], DECOYS + 1) > 30
