"""What the ledger remembers of events: the strictest tier, cover for good, fine for good."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.ledger import Ledger, ThrowAway

NAMES = ("withheld", "protected", "persons", "other")


def publish(
    ledger: Ledger,
    keys: Sequence[int],
    strictest: Sequence[int],
    cover: Sequence[int] | None = None,
    fine: Sequence[bool] | None = None,
    names: Sequence[str] = NAMES,
) -> None:
    release = f"r{len(ledger.releases())}"
    ledger.intend(release, folder=release, nonce="00")
    none = [-1] * len(keys)
    ledger.published(release, np.array(keys), strictest, cover or none, fine or [False] * len(keys), names)


def told(ledger: Ledger, key: int) -> tuple[str | None, str | None, bool]:
    found = ledger.known(np.array([key]))
    names: list[str | None] = [*found.tiers, None]
    return names[found.strictest[0]], names[found.cover[0]], bool(found.fine[0])


def test_an_empty_ledger_knows_nothing(memory: Ledger) -> None:
    known = memory.known(np.array([1, 2, 3]))
    assert (known.tiers, known.strictest.tolist(), known.cover.tolist(), known.fine.tolist()) == (
        (),
        [-1, -1, -1],
        [-1, -1, -1],
        [False, False, False],
    )
    assert len(memory.known(np.empty(0, dtype=np.int64)).strictest) == 0


def test_answers_are_aligned_with_the_question(memory: Ledger) -> None:
    publish(memory, [3, -9, 7], [0, 3, 2])
    known = memory.known(np.array([7, 100, -9, 7, 3]))
    names = [*known.tiers, None]
    assert [names[index] for index in known.strictest] == ["persons", None, "other", "persons", "withheld"]
    assert (known.strictest.dtype, known.cover.dtype, known.fine.dtype) == (np.int16, np.int16, np.bool_)


def test_the_strictest_tier_stays(memory: Ledger) -> None:
    publish(memory, [1, 2], [3, 1])
    publish(memory, [1, 2], [1, 3])
    assert told(memory, 1)[0] == told(memory, 2)[0] == "protected"


def test_cover_once_chosen_stays_and_so_does_fine(memory: Ledger) -> None:
    publish(memory, [1, 2], [3, 3], cover=[1, -1], fine=[False, True])
    publish(memory, [1, 2], [3, 3], cover=[-1, -1], fine=[False, False])
    publish(memory, [1, 2], [3, 3], cover=[0, 1])
    assert told(memory, 1) == ("other", "protected", False)
    assert told(memory, 2) == ("other", "protected", True)


def test_another_policys_order_decides_and_a_tier_it_lost_gives_way(memory: Ledger) -> None:
    publish(memory, [1, 2, 3], [2, 2, 3])
    publish(memory, [1, 2, 3], [1, 0, 1], names=("other", "coarse"))
    assert told(memory, 1)[0] == "coarse"
    assert told(memory, 2)[0] == "other"
    assert told(memory, 3)[0] == "other"


def test_a_key_that_comes_twice_gets_the_stricter(memory: Ledger) -> None:
    publish(memory, [4, 4, 4], [3, 1, 2], cover=[-1, -1, 0], fine=[False, True, False])
    assert told(memory, 4) == ("protected", "withheld", True)


def test_the_whole_range_of_hashes_is_kept(memory: Ledger) -> None:
    ends = [-(2**63), -1, 0, 2**63 - 1]
    publish(memory, ends, [0, 1, 2, 3])
    assert [told(memory, key)[0] for key in ends] == list(NAMES)


def test_a_few_keys_are_looked_up_in_a_large_ledger(memory: Ledger) -> None:
    keys = np.arange(-5_000, 5_000) * 1_000_003
    publish(memory, keys.tolist(), (np.arange(len(keys)) % 4).tolist())
    assert told(memory, int(keys[6]))[0] == "persons"
    assert told(memory, 17)[0] is None
    assert memory.known(keys).strictest.tolist() == (np.arange(len(keys)) % 4).tolist()


@pytest.mark.parametrize(
    ("strictest", "cover"), [([0], [-1]), ([0, 4], [-1, -1]), ([0, -1], [-1, -1]), ([0, 0], [-1, 4])]
)
def test_arrays_that_do_not_fit_are_refused(memory: Ledger, strictest: list[int], cover: list[int]) -> None:
    memory.intend("r1", folder="r1", nonce="00")
    with pytest.raises(ValueError, match=r"one entry per key|outside the tiers"):
        memory.remember("r1", [1, 2], strictest, cover, [False] * len(strictest), NAMES)


entries = st.lists(
    st.tuples(st.integers(-20, 20), st.integers(0, 3), st.integers(-1, 3), st.booleans()), min_size=0, max_size=30
)


@given(st.lists(entries, max_size=4))
def test_it_remembers_what_a_dictionary_would(releases: list[list[tuple[int, int, int, bool]]]) -> None:
    ledger = Ledger.in_memory(ThrowAway())
    simple: dict[int, tuple[int, int, bool]] = {}
    for release in releases:
        this: dict[int, tuple[int, int, bool]] = {}
        for key, tier, cover, fine in release:
            was = this.get(key, (9, -1, False))
            chosen = [each for each in (was[1], cover) if each >= 0]
            this[key] = (min(tier, was[0]), min(chosen, default=-1), fine or was[2])
        for key, (tier, cover, fine) in this.items():
            old = simple.get(key, (9, -1, False))
            simple[key] = (min(tier, old[0]), old[1] if old[1] >= 0 else cover, fine or old[2])
        columns = [list(column) for column in zip(*release, strict=True)] or [[], [], [], []]
        publish(ledger, *columns)
    for key in range(-20, 21):
        tier, cover, fine = simple.get(key, (None, -1, False))
        expected = (None if tier is None else NAMES[tier], NAMES[cover] if cover >= 0 else None, fine)
        assert told(ledger, key) == expected
    found = ledger.verify()
    assert (found.troubles, found.events) == ((), len(simple))
    ledger.close()
