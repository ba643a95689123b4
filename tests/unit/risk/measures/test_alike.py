"""The figures that officers read: counted in events, equal to the measures where every row is an event, said right."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from redact.risk.measures import alike, events_in, measure
from redact.risk.measures.alike import Alike
from redact.risk.measures.alike_shown import alike_notes, alike_tables, example, how_to_read, sentence, share

BEAT = np.array([1, 1, 1, 1, 2, 2, 2, 3, 3, 4])
EVENT = np.array([0, 0, 1, 2, 3, 4, 5, 6, 6, 7])
KIND = np.array([0, 1, 1, 2, 0, 0, 0, 0, 1, 1])
HERS = KIND == 0
"""Beat 1: events 0 (one of its rows sensitive), 1 and 2. Beat 2: three sensitive ones. Beats 3 and 4: one each."""


def test_classes_are_counted_in_events_and_told_in_rows() -> None:
    found = alike("beat", [BEAT], EVENT, KIND, HERS)
    assert found is not None
    assert (found.rows, found.groups, found.smallest) == (10, 4, 1)
    assert found.alone == 3, "both rows of event 6 are alone, although they are two"
    assert found.found == pytest.approx((4 / 3 + 3 / 3 + 2 + 1) / 10)
    assert (found.sensitive, found.sensitive_smallest, found.sensitive_alone) == (5, 1, 1)
    assert found.sensitive_found == pytest.approx((1 / 3 + 3 / 3 + 1) / 5)
    assert (found.kinds, found.usual_kinds) == (1, 1)
    assert found.told == 4, "three of beat 2, and the one that is alone; around the one of beat 1 are three kinds"
    sizes, of = events_in([BEAT], EVENT)
    assert sizes[of].tolist() == [3, 3, 3, 3, 3, 3, 3, 1, 1, 1]


def test_only_rows_that_state_it_are_looked_at() -> None:
    found = alike("beat", [BEAT], EVENT, KIND, HERS, BEAT == 1)
    assert found is not None
    assert (found.rows, found.groups, found.smallest, found.alone, found.kinds) == (4, 1, 3, 0, 3)
    assert alike("beat", [BEAT], EVENT, KIND, HERS, BEAT > 9) is None
    none = alike("beat", [BEAT], EVENT, KIND, HERS, BEAT == 4)
    assert none is not None
    assert (none.sensitive, none.sensitive_smallest, none.sensitive_found, none.kinds, none.told) == (0, 0, 0.0, 0, 0)


def drawn(seed: int) -> tuple[np.ndarray, ...]:
    draw = np.random.default_rng(seed)
    return tuple(draw.integers(0, most, 300) for most in (12, 5, 4, 120))


@pytest.mark.parametrize("seed", range(3))
def test_where_every_row_is_an_event_they_are_the_measures(seed: int) -> None:
    area, day, kind, _ = drawn(seed)
    every = np.ones(300, dtype=bool)
    found = alike("area and day", [area, day], np.arange(300), kind, every)
    one = measure({"area": area, "day": day, "kind": kind}, ["area", "day"], "kind", special=False)[0]
    assert found is not None
    assert (found.groups, found.smallest, found.alone) == (one.classes, one.k, one.unique)
    assert (found.found, found.prosecutor) == pytest.approx((one.marketer, one.prosecutor))
    assert (found.kinds, found.told) == (one.secrets["kind"].distinct, one.secrets["kind"].shared)


@pytest.mark.parametrize("seed", range(3))
def test_they_are_what_counting_one_by_one_gives(seed: int) -> None:
    area, day, kind, event = drawn(seed)
    hers = kind == 0
    groups: dict[tuple[int, int], dict[int, bool]] = defaultdict(dict)
    for a, d, e, mine in zip(area, day, event, hers, strict=True):
        groups[a, d][e] = groups[a, d].get(e, False) or bool(mine)
    sizes = [len(groups[a, d]) for a, d in zip(area, day, strict=True)]
    found = alike("area and day", [area, day], event, hers.astype(int), hers)
    assert found is not None
    assert found.smallest == min(sizes)
    assert found.alone == sizes.count(1)
    assert found.found == pytest.approx(sum(1 / size for size in sizes) / 300)
    told = [all(groups[a, d].values()) for a, d, mine in zip(area, day, hers, strict=True) if mine]
    assert found.told == sum(told)


def made(**changed: object) -> Alike:
    values = {"knows": "beat and day", "rows": 1_000, "groups": 50, "smallest": 4, "alone": 0, "found": 0.031,
              "sensitive": 20, "sensitive_smallest": 6, "sensitive_alone": 0, "sensitive_found": 0.25,
              "kinds": 2, "usual_kinds": 3, "told": 0}  # fmt: skip
    return Alike(**{**values, **changed})  # type: ignore[arg-type]


def test_words_say_all_figures() -> None:
    text = sentence(made(), "protected")
    for word in ("31.0 of 1,000 cases", "smallest group is of 4 events", "25 of 100 cases", "events of 2 kinds or more",
                 "20 protected rows none is alone (the smallest group that has one is of 6 events)"):  # fmt: skip
        assert word in text
    text = sentence(made(alone=5, smallest=1, sensitive_alone=2, kinds=1, told=6), "sensitive")
    for word in ("5 rows (0.5%) that are alone", "20 sensitive rows 2 are alone", "4 more stand among"):
        assert word in text
    assert "sensitive" not in sentence(made(sensitive=0, kinds=0), "sensitive")
    assert [share(*each) for each in ((0, 9), (9, 9), (1, 9_999), (9_998, 9_999), (1, 100), (1, 2))] == [
        "0%", "100%", "<0.1%", ">99.9%", "1.0%", "50%",
    ]  # fmt: skip


def test_tables_show_sensitive_rows_only_where_there_are_any() -> None:
    both = [made(knows="place"), made(knows="beat and day", alone=7)]
    page = str(alike_tables(both, "protected", of="calls"))
    assert page.count("<table") == 2
    assert "How alike protected rows of calls are to all" in page
    assert str(alike_tables([made(sensitive=0)], "protected")).count("<table") == 1
    assert example(both).knows == "beat and day"
    assert example(both[:1]).knows == "place"
    heads = [head for head, _ in how_to_read("protected", hers=True)]
    assert all(f"<dt>{head}</dt>" in alike_notes("protected", hers=True) for head in heads)
    assert "One kind only" in heads
    assert "One kind only" not in alike_notes("protected", hers=False)


def test_programs_get_rates_and_counts() -> None:
    told = made(alone=5, smallest=1).as_json()
    assert (told["alone_share"], told["prosecutor"], told["prosecutor_mean"]) == (0.005, 1.0, 0.031)
    assert (told["sensitive"]["kinds"], told["sensitive"]["smallest"]) == (2, 6)
