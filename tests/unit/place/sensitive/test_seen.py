"""Decoys are drawn until an attacker who works out the stretches of street sees a crowd, at every floor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from redact.errors import DataMismatch
from redact.place.runs import NO_RUN
from redact.place.sensitive.decoys import KIND_SIZE, STRETCHES, Joined, kind_of, new_pairs
from redact.place.sensitive.kinds import City, kinds
from redact.place.sensitive.seen import UNSEEN, lacking, view

DECOYS = 20
PAIRS = 25
DRAWS = 60


def drawn(country: City, number: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    """A place, most often where few people live, and its pairs."""
    place = number * 37 % (len(country) * 3 // 4)
    return place, new_pairs(country, number.to_bytes(32, "big"), [place], (), decoys=DECOYS, batch=1)


def test_every_place_has_its_crowd_and_is_anywhere_in_it(country: City) -> None:
    """Drawing more where too few are seen must not tell which of the pairs is real: it has every rank as often."""
    assert country.ground is not None
    sight = view(country.ground, country.floors)
    said = {
        "homes": country.features[:, 1], "metres": country.features[:, 3],
        "neighbours": country.features[:, 4], "east": country.x, "north": country.y,
    }  # fmt: skip
    ranks: dict[str, list[float]] = {}
    sizes = []
    for number in range(DRAWS):
        place, pairs = drawn(country, number)
        sizes.append(len(pairs))
        at = np.array(pairs)
        (real,) = np.flatnonzero((at == place).any(axis=1)).tolist()
        values = {name: column[at].sum(axis=1) for name, column in said.items()}
        for floor, seen in enumerate(sight.seen(pairs, anew=True)):
            noticed = seen[at[:, 0]]
            assert (noticed != UNSEEN).sum() == 0 or len(set(noticed.tolist()) - {UNSEEN}) > DECOYS
            members = np.array([(seen == name).sum() if name != UNSEEN else 0 for name in noticed.tolist()])
            values[f"blocks at {floor}"] = members
        for name, found in values.items():
            rest = np.delete(found, real)
            rank = float((rest < found[real]).mean() + (rest == found[real]).mean() / 2)
            ranks.setdefault(name, []).append(rank)
    assert max(sizes) > PAIRS, "somewhere the usual number is not enough"
    assert np.median(sizes) == PAIRS
    for name, ranked in ranks.items():
        assert abs(np.mean(ranked) - 0.5) < 4 / np.sqrt(12 * len(ranked)), name


def test_kinds_have_enough_stretches_at_every_floor(country: City) -> None:
    assert country.ground is not None
    runs = view(country.ground, country.floors).runs
    least = STRETCHES * (DECOYS + 1)
    fine = kinds(country.features, KIND_SIZE * PAIRS)
    few = [len(set(runs[-1][fine == each].tolist()) - {NO_RUN}) for each in range(fine.max() + 1)]
    assert min(few) < least, "else there is nothing to do"
    kind = kind_of(country, DECOYS)
    assert kind.max() > 0
    for run in runs:
        assert all(len(set(run[kind == each].tolist()) - {NO_RUN}) >= least for each in range(kind.max() + 1))


def test_a_city_with_too_few_stretches_says_so(country: City) -> None:
    sparse = replace(country, floors=(8.0, 400.0))
    with pytest.raises(DataMismatch, match=r"too few stretches of this kind: .* and 21 are needed"):
        new_pairs(sparse, bytes(32), [200], (), decoys=DECOYS, batch=1)


def test_an_earlier_batch_that_is_too_small_is_given_more(country: City) -> None:
    assert country.ground is not None
    _, first = drawn(country, 2)
    small = Joined(DECOYS, first[:12])
    taken = {block for pair in small.pairs for block in pair}
    later = next(at for at in range(300, len(country)) if at not in taken)
    second = new_pairs(country, bytes(32), [later], [small], decoys=DECOYS, batch=2)
    assert len(second) >= PAIRS + DECOYS + 1 - 12
    enough = new_pairs(country, bytes(32), [later], [Joined(DECOYS, first)], decoys=DECOYS, batch=2)
    assert len(enough) < len(second)


def test_what_is_lacking() -> None:
    """Pairs 0-1 and 2-3 are in one noticed stretch, 4-5 in another, 6-7 in none."""
    seen = (np.array([0, 0, 0, 0, 4, 4, UNSEEN, UNSEEN], dtype=np.int32),)
    pairs = [(0, 1), (2, 3), (4, 5), (6, 7)]
    assert lacking(seen, pairs, 2, [set()]) == 0
    assert lacking(seen, pairs, 3, [set()]) == 1
    assert lacking(seen, pairs[3:], 3, [set()]) == 0, "where none is noticed nothing is asked"
    told: list[set[int]] = [set()]
    assert lacking(seen, pairs[:1], 1, told) == 0
    assert lacking(seen, pairs, 2, told) == 1, "a stretch counts for one crowd"


def test_who_has_the_earlier_release_sees_only_what_is_new(country: City) -> None:
    assert country.ground is not None
    _, first = drawn(country, 2)
    sight = view(country.ground, country.floors, first)
    assert all((seen == UNSEEN).all() for seen in sight.seen((), anew=True))
    assert all(len(set(seen.tolist())) > DECOYS for seen in sight.seen((), anew=False))
