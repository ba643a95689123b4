"""Cover: keyed, at the policy's rate, and never taken back."""

import numpy as np

from redact.cover import choose

KEY = bytes(range(32))
RATES = [(0, np.full(4, 0.1)), (1, np.array([0.0, 0.6, 0.1, 0.2]))]


def _choose(n: int = 40_000, **changes: object) -> np.ndarray:
    rng = np.random.default_rng(3)
    arguments = {
        "identity": rng.integers(1, 2**62, n),
        "own_tier": np.full(n, 5, dtype=np.int8),
        "group": rng.integers(0, 4, n).astype(np.int8),
        "before": np.full(n, -1, dtype=np.int8),
        "published_fine": np.zeros(n, dtype=bool),
    } | changes
    return choose(
        arguments["identity"],
        arguments["own_tier"],
        arguments["group"],
        RATES,
        KEY,
        before=arguments["before"],
        published_fine=arguments["published_fine"],
    )


def test_rates_hold_per_group() -> None:
    group = np.repeat(np.arange(4, dtype=np.int8), 10_000)
    chosen = _choose(group=group)
    for code, rate in enumerate((0.0, 0.6, 0.1, 0.2)):
        of_second = (chosen[group == code] == 1).mean()
        assert abs(of_second - rate * 0.9) < 0.02  # a tenth is already the stricter tier's cover
        assert abs((chosen[group == code] == 0).mean() - 0.1) < 0.02


def test_the_choice_depends_on_the_event_alone() -> None:
    identity = np.random.default_rng(5).integers(1, 2**62, 1000)
    group = np.ones(1000, dtype=np.int8)
    order = np.random.default_rng(6).permutation(1000)
    base = {
        "own_tier": np.full(1000, 5, dtype=np.int8),
        "before": np.full(1000, -1, dtype=np.int8),
        "published_fine": np.zeros(1000, dtype=bool),
    }
    straight = _choose(1000, identity=identity, group=group, **base)
    shuffled = _choose(1000, identity=identity[order], group=group, **base)
    assert (straight[order] == shuffled).all()


def test_what_was_published_fine_never_becomes_cover_and_cover_stays_cover() -> None:
    assert (_choose(published_fine=np.ones(40_000, dtype=bool)) == -1).all()
    assert (_choose(before=np.ones(40_000, dtype=np.int8)) == 1).all()


def test_an_event_that_became_protected_is_no_cover_any_more() -> None:
    own = np.zeros(40_000, dtype=np.int8)
    assert (_choose(own_tier=own, before=np.ones(40_000, dtype=np.int8)) == -1).all()
