"""The adversary who compares releases: what he sees change, what he makes of it, and how he is scored."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from redact.policy import load_policy
from redact.risk.differencing import (
    OLD,
    Claim,
    Kind,
    OldCopy,
    Published,
    Rules,
    Truth,
    attack,
    compare,
    of_tables,
    read_published,
    score,
    upper_limit,
)
from redact.risk.differencing.changes import surplus
from redact.risk.differencing.drawn import cover_of, share
from redact.risk.differencing.portal import told_finely

RULES = replace(
    Rules.of(load_policy("baseline")),
    shown_cover={"persons": 0.6, "property": 0.1, "society": 0.2, "none": 0.05},
    cover={"persons": 0.62, "property": 0.14, "society": 0.24, "none": 0.09},
)
HEADER = ("id", "offense_group", "place", "place_id", "place_precision", "time", "time_precision", "offense_text")
Row = tuple[str, ...]


def fine(
    number: int, *, group: str = "property", day: str = "2025-03-05", text: str = "THEFT", street: str = "N ELM ST"
) -> Row:
    block = f"{number}00 BLOCK {street}"
    return (f"id{number}", group, block, f"b-{number}", "block", day, "day", text)


def coarse(number: int, *, group: str = "persons", month: str = "2025-03", precision: str = "month") -> Row:
    return (f"c{number}", group, "Beat 4", "t-4", "beat", month, precision, "")


def release(name: str, rows: list[Row]) -> Published:
    columns = {title: pa.array([row[at] for row in rows], pa.string()) for at, title in enumerate(HEADER)}
    return of_tables(name, {"incidents": pa.table(columns)}, RULES)


LATER = [fine(90, day="2025-04-02")]
"""A row of the month after, so that March is a month that is out."""


def test_the_rules_are_those_of_the_policy() -> None:
    policy = load_policy("baseline")
    withheld, protected = policy.tiers[0].cover, policy.tiers[1].cover
    assert withheld is not None
    assert protected is not None
    rules = Rules.of(policy)
    assert (rules.leave_with, rules.sure_at_most, rules.revision) == (3, 0.5, 12)
    looks = rules.shown_cover["persons"]
    assert looks == pytest.approx(protected.rate["persons"] if isinstance(protected.rate, dict) else protected.rate)
    assert looks < rules.cover["persons"] < 1.0
    december = (2025 - 1970) * 12 + 11
    assert rules.revised(december - 1, december)
    assert not rules.revised(december, december + 11)


def test_rows_meet_by_what_they_say_and_not_by_id() -> None:
    one = release("a", [fine(1), fine(2), coarse(1)])
    other = release("b", [("x", *coarse(1)[1:]), ("y", *fine(2)[1:]), ("z", *fine(1)[1:])])
    step = compare(one, other)
    assert len(step.vanished) == len(step.appeared) == len(step.changed) == 0


def test_a_value_that_is_there_once_less_is_gone_once() -> None:
    left, right = surplus(np.array([5, 5, 5, 7]), np.array([5, 7, 7]))
    assert left.tolist() == [False, True, True, False]
    assert right.tolist() == [False, False, True]


def test_new_months_are_no_change() -> None:
    step = compare(release("a", [fine(1)]), release("b", [fine(1), *LATER]))
    assert len(step.appeared) == 0


def test_a_record_told_in_other_words_is_changed_and_not_gone() -> None:
    step = compare(release("a", [fine(1)]), release("b", [fine(1, text="BURGLARY")]))
    assert step.changed.tolist() == [[0, 0]]
    assert len(step.vanished) == len(step.appeared) == 0


def test_one_row_alone_that_is_gone_is_named() -> None:
    rows = [fine(number) for number in range(40)]
    claims = attack([release("a", rows), release("b", rows[1:])], RULES)
    assert [(claim.kind, claim.of, claim.row, claim.posterior) for claim in claims] == [(Kind.VANISHED, "a", 0, 1.0)]


def test_with_three_others_of_its_group_and_month_it_is_not() -> None:
    rows = [fine(number) for number in range(80)]
    assert attack([release("a", rows), release("b", rows[4:])], RULES) == ()
    other = [fine(0, group="society"), *rows[1:]]
    named = attack([release("a", other), release("b", other[4:])], RULES)
    assert {claim.row for claim in named} == {0}


def test_rows_that_left_while_as_many_coarse_ones_came_became_coarse() -> None:
    """Removals with their cover hide nothing where the month has a coarse row more for each row that is gone."""
    rows = [fine(number) for number in range(80)]
    turned = [*rows[4:], *(coarse(number, group="society") for number in range(4))]
    claims = attack([release("a", [*rows, *LATER]), release("b", [*turned, *LATER])], RULES)
    assert {claim.row for claim in claims if claim.kind is Kind.VANISHED} == {0, 1, 2, 3}


def test_a_row_that_comes_back_as_an_ordinary_one_was_protected() -> None:
    before = [coarse(number) for number in range(20)] + LATER
    after = [*before[1:], fine(1, group="persons")]
    claims = attack([release("a", before), release("b", after)], RULES)
    assert [(claim.kind, claim.of, claim.row) for claim in claims] == [(Kind.UNCOVERED, "b", 20)]


def test_late_rows_are_told_apart_by_the_rate_of_cover() -> None:
    before = [coarse(number) for number in range(20)] + LATER
    alone = before + [coarse(100 + number) for number in range(30)]
    assert (
        attack([release("a", before), release("b", alone)], RULES) == ()
    )  # no ordinary row came late: nothing is known
    few_covers = [*alone, *(fine(200 + number, group="persons") for number in range(4))]
    claims = attack([release("a", before), release("b", few_covers)], RULES)
    assert {claim.kind for claim in claims} == {Kind.LATE}
    covered = [*alone, *(fine(200 + number, group="persons") for number in range(20))]
    assert attack([release("a", before), release("b", covered)], RULES) == ()


def test_cover_drawn_anew_leaves_the_protected_ones() -> None:
    """A new draw of sixty among a hundred ordinary rows looks protected in each release, until all were seen once."""
    people = [fine(number, group="persons", street=f"{number}TH ST") for number in range(100)]
    protected = [coarse(1000 + number) for number in range(20)]

    def drawn(*shown: int) -> list[Row]:
        hidden = [coarse(number) for number in range(100) if number not in shown]
        return [*(people[number] for number in shown), *hidden, *protected, *LATER]

    draws = [drawn(*range(60, 100)), *(drawn(*range(start, start + 40)) for start in (0, 20, 10, 5, 15, 8, 12, 3))]
    releases = [release(name, rows) for name, rows in zip("abcdefghi", draws, strict=True)]
    assert attack(releases[:2], RULES) == ()  # after one more draw most of the cover has not turned up yet
    claims = attack(releases, RULES)
    assert {claim.kind for claim in claims} == {Kind.REMAINING}
    events = {("a", "incidents"): np.array([*range(60, 100), *range(60), *range(1000, 1020), 5000])}
    truth = Truth(events, frozenset(range(1000, 1020)), frozenset(range(2000)), frozenset(range(100)))
    found = score(claims, truth)
    assert (found.found, found.precision) == (20, 1.0)


def old_copy(rows: int, *, text: str = "THEFT") -> OldCopy:
    return OldCopy(
        pd.DataFrame(
            {
                "date": ["2025-03-05 13:07"] * rows,
                "offense": [text] * rows,
                "category": ["Larceny"] * rows,
                "block": [f"{number}00 BLOCK N ELM ST" for number in range(rows)],
                "beat": ["4"] * rows,
            }
        )
    )


def test_what_an_old_copy_has_and_nobody_tells_is_named() -> None:
    shown = [fine(number) for number in range(100) if number >= 40]
    claims = attack([release("a", shown)], RULES, old_copy(100))
    assert {(claim.kind, claim.of) for claim in claims} == {(Kind.MISSING, OLD)}
    assert sorted(claim.row for claim in claims) == list(range(40))


def test_where_no_more_is_missing_than_the_cover_nobody_is_named() -> None:
    shown = [fine(number) for number in range(100) if number >= 14]
    assert attack([release("a", shown)], RULES, old_copy(100)) == ()


def test_where_nothing_of_a_kind_is_told_the_release_says_nothing() -> None:
    assert attack([release("a", [fine(1, day="2025-04-02")])], RULES, old_copy(100)) == ()


def test_a_stretch_of_street_serves_one_row_of_the_copy_on_its_blocks() -> None:
    row = ("i", "property", "300-499 BLOCK N ELM ST & 100 BLOCK S OAK ST", "b", "block", "2025-03-05T13", "hour", "X")
    told = told_finely(old_copy(6), [release("a", [row])])
    assert told.tolist().count(True) == 1
    assert told[3] or told[4]
    assert not told_finely(old_copy(3), [release("a", [row])]).any()


def test_a_share_is_what_the_rates_leave() -> None:
    assert share(100, 60, 0.5, sure=False) == pytest.approx(20 / 60)
    assert share(100, 60, 0.5) < 20 / 60
    assert share(100, 10, 0.5) == 0.0
    assert share(10, 0, 0.5) == 0.0


def test_events_count_once_and_only_those_the_public_could_know() -> None:
    claims = [
        Claim(Kind.VANISHED, "incidents", "a", "b", "a", 0, 1.0),
        Claim(Kind.UNCOVERED, "incidents", "a", "b", "b", 1, 0.9),
        Claim(Kind.VANISHED, "incidents", "a", "b", "a", 1, 1.0),
    ]
    events = {("a", "incidents"): np.array([7, 8]), ("b", "incidents"): np.array([8, 7])}
    found = score(claims, Truth(events, frozenset({7, 9}), frozenset({7, 8})))
    assert (found.claims, found.claimed, found.right, found.found, found.sensitive) == (3, 2, 1, 1, 1)
    assert found.precision == 0.5
    assert found.by_kind == {"uncovered": (1, 1), "vanished": (1, 2)}
    assert found.advantage == pytest.approx(0.5 - found.guessing)


def test_a_kind_of_claim_that_is_mostly_wrong_names_nobody() -> None:
    claims = [Claim(Kind.VANISHED, "incidents", "a", "b", "a", row, 1.0) for row in range(3)]
    events = {("a", "incidents"): np.array([7, 8, 9])}
    truth = Truth(events, frozenset({7}), frozenset({7, 8, 9}))
    wrong = score(claims, truth)
    assert (wrong.right, wrong.found, wrong.by_kind) == (1, 0, {"vanished": (1, 3)})
    sure = score([*claims, Claim(Kind.UNCOVERED, "incidents", "a", "b", "a", 0, 1.0)], truth)
    assert sure.found == 1


def test_how_many_were_never_told_follows_from_the_draws() -> None:
    rates = {"persons": 0.5}
    assert cover_of(["persons"] * 10, rates)[0] == pytest.approx(10.0)
    assert cover_of(["persons"] * 10, rates, draws=3)[0] == pytest.approx(10 / 7)
    assert cover_of(["elsewhere"] * 10, rates) == (0.0, 0.0)


def test_late_rows_of_several_releases_count_together() -> None:
    """Four coarse ones each time say nothing; after four times sixteen beside four ordinary ones do."""
    hidden = [coarse(number, group="") for number in range(20)]
    releases = [release("0", [*hidden, *LATER])]
    for number in range(1, 5):
        came = [coarse(100 * number + each, group="") for each in range(4)]
        hidden = [*hidden, *came, fine(200 + number)]
        releases.append(release(str(number), [*hidden, *LATER]))
    assert attack(releases[:2], RULES) == ()
    claims = attack(releases, RULES)
    assert {claim.kind for claim in claims} == {Kind.LATE}
    last = [claim for claim in claims if claim.later == "4"]
    events = {("3", "incidents"): np.arange(40), ("4", "incidents"): np.arange(42)}
    names = score(last, Truth(events, frozenset({40, 41}), frozenset(range(42))))
    assert names.right <= 2 < len(last)  # the rows of the cell are alike; meant are those that were not there before


def test_what_comes_at_a_revision_is_a_kind_of_its_own() -> None:
    rows = [coarse(number, group="") for number in range(20)]
    before = release("a", [*rows, fine(90, day="2025-11-02")])
    more = [coarse(100 + number, group="") for number in range(20)]
    told = [fine(90, day="2025-11-02"), fine(91, day="2025-12-02"), *(fine(number) for number in range(4))]
    after = release("b", [*rows, *more, *told])
    assert {claim.kind for claim in attack([before, after], RULES)} == {Kind.REVISED}


def test_the_upper_limit_is_wilsons() -> None:
    assert upper_limit(0, 100) == pytest.approx(0.03699, abs=1e-4)
    assert upper_limit(50, 100) == pytest.approx(0.5962, abs=1e-3)
    assert upper_limit(0, 0) == 1.0


def test_a_release_is_read_as_published(tmp_path: Path) -> None:
    data = tmp_path / "2025-05-01-abc" / "data"
    data.mkdir(parents=True)
    rows = [fine(1), coarse(2, precision="quarter", month="2025-Q1"), coarse(3, precision="year", month="2024")]
    text = "\n".join(",".join(row) for row in (HEADER, *rows)) + "\n"
    (data / "incidents.csv").write_text(text)
    (data / "stops.csv").write_text(",".join(HEADER) + "\n")
    found = read_published(data.parent, RULES)
    assert found.name == "2025-05-01-abc"
    assert found.rows["coarse"].tolist() == [False, True, True]
    march, january = 55 * 12 + 2, 55 * 12
    assert found.rows["first"].tolist() == [march, january, january - 12]
    assert found.rows["last"].tolist() == [march, march, january - 1]
    assert found.through["incidents"] == march


def test_many_rows_are_compared_by_columns() -> None:
    """Not a timed test: rows one by one would take minutes."""
    count = 300_000
    rows = pd.DataFrame({"value": np.arange(count, dtype=np.uint64), "last": 5, "dataset": "d", "coarse": True})
    one = Published("a", rows, {"d": 9})
    two = replace(one, rows=rows.assign(value=rows["value"] + np.uint64(10)))
    for frame in (one.rows, two.rows):
        for name in ("place_id", "time", "place"):
            frame[name] = ""
    step = compare(one, two)
    assert len(step.vanished) == len(step.appeared) == 10
