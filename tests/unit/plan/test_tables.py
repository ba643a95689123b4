"""What is counted in the protected tables, for whom, when a period appears, and what is said of it."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.counts.info import TableInfo
from redact.errors import BudgetExhausted, DataMismatch, PlanStale
from redact.ledger import Ledger, Secret, ThrowAway
from redact.plan.tables import Status, Tables, outcomes_of, pay, payments, tables_of
from redact.plan.tables.domain import declared_of
from redact.plan.tables.pay import outputs
from redact.plan.tables.saved import SEAL
from redact.policy.model import Policy

from .making import Planned, address_in, planned, tiny

Counts = dict[tuple[str, ...], int]
RAPE = ["sexual_assault"]
DEPTH = max(1, int(os.environ.get("REDACT_DEPTH", "1")))
FIXED = ThrowAway()


def counting(by: list[str], *tiers: str, **more: Any) -> Policy:
    """A policy with one table, of tiers or `classes`, flat unless `totals` says otherwise, and no cover by chance."""
    keys = ("unit", "max_per_unit", "epsilon", "totals", "require_unit")
    own = {key: more.pop(key) for key in keys if key in more}
    of = {"classes": more.pop("classes")} if "classes" in more else {"tiers": list(tiers or ["withheld"])}
    table = {"table": "counted", "of": of, "by": by, "epsilon": 0.4, "totals": {}} | own
    budget = {"epsilon": 1.0, "per": "year"} | more.pop("budget", {})
    return tiny(counts=[table], budget=budget, tiers__0__cover__rate=1e-9, tiers__1__cover__rate=1e-9, **more)


def exact(plan: Planned) -> Counts:
    """The exact counts that wait under seal, over all draws: (group words, place, period) to count, zeros left out."""
    tables, policy = tables_of(plan.folder), plan.inputs.policy
    ((info, table),) = zip(tables.infos, policy.counts, strict=True)
    known = frozenset({"event", *info.unit.split(" and ")})
    outcomes = outcomes_of({source.card.kind for source in plan.sources.values()})
    declared = declared_of(table, policy, plan.inputs.units, known, outcomes)
    found: Counts = {}
    for draw, counts in zip(info.draws, tables.open_sealed(info, plan.inputs.secret.key(SEAL)), strict=True):
        cells = product(declared.group_words, declared.levels[0].words, draw.periods)
        for (groups, place, period), count in zip(cells, counts.reshape(-1).tolist(), strict=True):
            if count:
                found[(*groups, *([] if place == "city" else [place]), period)] = count
    return found


def info_of(plan: Planned) -> TableInfo:
    (info,) = tables_of(plan.folder).infos
    return info


def rape(event: str, day: str = "2025-01-09", block: int = 0, code: str = "11A", **more: str) -> dict[str, str]:
    return {
        "event_id": event, "offense_code": code, "offense_text": "", "occurred_at": f"{day} 11:00",
        "address": address_in(block),
    } | more  # fmt: skip


def filler(months: Sequence[int] = range(1, 13), year: int = 2025) -> list[dict[str, str]]:
    """A usual month's other records, in every month."""
    return [rape(f"F{year}{m}{n}", f"{year}-{m:02}-11", n, "23F") for m in months for n in range(4)]


def plan_of(tmp_path: Path, records: list[dict[str, str]], policy: Policy, **more: Any) -> Planned:
    return planned(tmp_path, {"incidents": records}, policy, **more)


def test_events_are_counted_once_by_class_place_and_period(tmp_path: Path) -> None:
    records = [rape("A", block=0), rape("A", block=0), rape("B", "2025-04-01", block=5), rape("C", code="64A", block=5)]
    plan = plan_of(tmp_path, records + filler(), counting(["class", "district", "quarter"]))
    assert exact(plan) == (
        {
            ("sexual_assault", "District A", "2025-Q1"): 1,
            ("sexual_assault", "District B", "2025-Q2"): 1,
            ("human_trafficking", "District B", "2025-Q1"): 1,
        }
    )


def test_an_event_is_in_one_cell_at_most(tmp_path: Path) -> None:
    """Rape of a child by a relative, in two districts: two classes, two places, one event."""
    records = [rape("A", code="36B", block=0), rape("A", code="36B", block=7), rape("A", code="64A", block=7)]
    plan = plan_of(tmp_path, records + filler(), counting(["class", "district", "quarter"]))
    assert sum(exact(plan).values()) == 1


def test_what_is_only_said_to_be_domestic_is_counted_once_and_as_what_its_event_tells(tmp_path: Path) -> None:
    """All four are protected as both; the relationship tells one from the other, wherever in the event it stands."""
    domestic = {"code": "13B", "domestic_flag": "Y"}
    records = [
        rape("A", **domestic, relationship=""),
        rape("B", **domestic, relationship="BROTHER"),
        rape("C", **domestic, relationship="HUSBAND"),
        rape("D", **domestic, relationship=""),
        rape("D", **domestic, relationship="MOTHER"),
    ]
    classes = ["intimate_partner_violence", "family_violence"]
    plan = plan_of(tmp_path, more_titles(records + filler()), counting(["class", "year"], classes=classes))
    assert exact(plan) == {("intimate_partner_violence", "2025"): 2, ("family_violence", "2025"): 2}
    shown = plan.built.fates.classes[:5]
    assert (shown == shown[0]).all(), "protected as both, whatever is counted"
    assert "whether a partner or a relative did it, it is counted as a partner's" in info_of(plan).bounded


def more_titles(records: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"domestic_flag": "", "relationship": ""} | record for record in records]


def test_an_event_of_two_quarters_is_counted_in_the_one_it_begins_in(tmp_path: Path) -> None:
    """Each quarter is drawn and paid for by itself: counted in both, the event would have paid once for two."""
    records = [rape(f"A{n}", "2025-03-31") for n in range(10)] + [rape(f"A{n}", "2025-04-01") for n in range(10)]
    policy = counting(["class", "quarter"])
    early = plan_of(tmp_path / "early", records + filler(range(1, 5)), policy, as_of=date(2025, 6, 1))
    late = plan_of(tmp_path / "late", records + filler(), policy)
    assert exact(early) == exact(late) == {("sexual_assault", "2025-Q1"): 10}


def test_an_event_whose_later_record_says_what_it_was(tmp_path: Path) -> None:
    records = [rape("A", "2025-03-31", code="23F"), rape("A", "2025-04-01")]
    plan = plan_of(tmp_path, records + filler(), counting(["class", "quarter"]))
    assert exact(plan) == {("sexual_assault", "2025-Q1"): 1}


def test_members_taken_in_for_safety_are_not_counted_as_the_class(tmp_path: Path) -> None:
    records = [rape("A", code="40A"), rape("B", code="90I"), rape("C", code="64A")]
    plan = plan_of(tmp_path, records + filler(), counting(["class", "year"]))
    assert exact(plan) == {("human_trafficking", "2025"): 1}
    assert plan.summary["counts"]["incidents"]["withheld"]["rows_in"] == 3, "they are withheld all the same"


def test_cover_and_linked_records_are_not_counted(tmp_path: Path) -> None:
    covered = counting(["class", "year"]).model_copy()
    tier = covered.tiers[0].model_copy(update={"cover": covered.tiers[0].cover.model_copy(update={"rate": 1.0})})  # type: ignore[union-attr]
    policy = covered.model_copy(update={"tiers": (tier, *covered.tiers[1:])})
    plan = plan_of(tmp_path, [rape("A"), rape("A", code="23F"), rape("A", code="13A"), *filler()], policy)
    assert exact(plan) == {("sexual_assault", "2025"): 1}


def test_a_stricter_event_is_not_counted_in_the_looser_table(tmp_path: Path) -> None:
    stalking = {"offense_code": "", "offense_text": "STALKING"}
    records = [rape("A"), rape("A") | stalking, rape("B") | stalking]
    plan = plan_of(tmp_path, records + filler(), counting(["class", "year"], "protected"))
    assert exact(plan) == {("stalking", "2025"): 1}


def test_rows_with_a_fault_are_not_counted(tmp_path: Path) -> None:
    records = [rape("A") | {"occurred_at": "never"}, rape("B")]
    plan = plan_of(tmp_path, records + filler(), counting(["class", "year"]), max_unreadable=0.5)
    assert exact(plan) == {("sexual_assault", "2025"): 1}


@pytest.mark.parametrize(
    ("as_of", "periods"),
    [
        (date(2025, 4, 30), ()),
        (date(2025, 5, 1), ("2025-Q1",)),
        (date(2025, 7, 31), ("2025-Q1", "2025-Q2")),
        (date(2026, 1, 31), ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")),
    ],
)
def test_only_complete_periods_appear(tmp_path: Path, as_of: date, periods: tuple[str, ...]) -> None:
    past = [month for month in range(1, 13) if date(2025, month, 11) <= as_of]
    plan = plan_of(tmp_path, filler(past), counting(["class", "quarter"]), as_of=as_of)
    assert [info.periods for info in tables_of(plan.folder).infos] == ([periods] if periods else [])


def test_stragglers_and_empty_periods(tmp_path: Path) -> None:
    """An old case reported late begins no table; a quarter without a single record in between is a quarter still."""
    records = [rape("OLD", "2019-05-05", code="23F"), *filler(range(1, 4)), *filler(range(7, 10))]
    plan = plan_of(tmp_path, records, counting(["class", "quarter"]))
    assert info_of(plan).periods == ("2025-Q1", "2025-Q2", "2025-Q3")


def test_a_place_that_no_layer_gives_is_the_next_larger(tmp_path: Path) -> None:
    ladder = ["block", "beat", "tract", "district", "city"]
    policy = counting(["class", "tract", "quarter"], places__ladder=ladder, totals={"district_quarter": 0.3})
    info = info_of(plan_of(tmp_path, filler(), policy))
    assert info.by == ("class", "district", "quarter")
    assert [(level.name, level.share) for level in info.levels] == [("district_quarter", "1")], "one level of two"


def test_what_is_hidden_does_not_decide_which_periods_there_are(tmp_path: Path) -> None:
    """Forty reports of January say nothing of January if no published row does."""
    records = [rape(f"A{n}", "2025-01-09") for n in range(40)] + filler(range(4, 13))
    plan = plan_of(tmp_path, records, counting(["class", "quarter"]))
    assert info_of(plan).periods == ("2025-Q2", "2025-Q3", "2025-Q4")


# --- units -----------------------------------------------------------------------------------------------------------


def of(person: str, event: str, **more: str) -> dict[str, str]:
    return rape(event, **more) | {"person_id": person}


def people(records: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"person_id": ""} | record for record in records]


def test_a_victim_counts_once_in_a_number_and_in_so_many_numbers(tmp_path: Path) -> None:
    records = [of("P1", f"A{n}", day=f"2025-0{n}-09") for n in (1, 2, 4, 7)] + [of("P2", "B")]
    policy = counting(["class", "quarter"], classes=RAPE, unit="victim", max_per_unit=2, totals={"city_year": 0.5})
    plan = plan_of(tmp_path, people(records + filler()), policy)
    found = exact(plan)
    assert sum(found.values()) == 3, "of the three quarters of P1 two count, and P2 once"
    assert max(found.values()) <= 2
    info = info_of(plan)
    assert (info.unit, info.max_per_unit, info.sensitivity) == ("victim", 2, 2)
    assert info.hides == "hides any one victim's up to 2 reports in a year"
    assert "at most 2 numbers of a year" in info.bounded


def test_the_choice_does_not_follow_dates(tmp_path: Path) -> None:
    """Which report of a victim counts is a keyed choice: over many victims no quarter is preferred."""
    records = [of(f"P{n}", f"A{n}-{q}", day=f"2025-{3 * q + 1:02}-09") for n in range(200) for q in range(4)]
    policy = counting(["quarter"], classes=RAPE, unit="victim", totals={"city_year": 0.5})
    plan = plan_of(tmp_path, people(records + filler()), policy)
    found = exact(plan)
    assert sum(found.values()) == 200
    assert all(25 <= count <= 80 for count in found.values()), found


def test_two_victims_of_one_event_are_two(tmp_path: Path) -> None:
    records = [of("P1", "A"), of("P2", "A"), of("P1", "A")]
    plan = plan_of(tmp_path, people(records + filler()), counting(["year"], classes=RAPE, unit="victim"))
    assert exact(plan) == {("2025",): 2}


def test_a_report_without_a_key_counts_as_somebody(tmp_path: Path) -> None:
    records = [*(of(f"P{n}", f"A{n}") for n in range(9)), of("", "X")]
    plan = plan_of(tmp_path, people(records + filler()), counting(["year"], classes=RAPE, unit="victim"))
    assert exact(plan) == {("2025",): 10}
    assert "counts as somebody of its own" in info_of(plan).unit_note


def test_a_key_that_is_mostly_empty_is_no_key(tmp_path: Path) -> None:
    records = people([*(rape(f"A{n}") for n in range(9)), of("P1", "X"), *filler()])
    info = info_of(plan_of(tmp_path / "a", records, counting(["year"], classes=RAPE, unit="victim")))
    assert info.unit == "event"
    assert "hides one event at a time" in info.unit_note
    required = counting(["year"], classes=RAPE, unit="victim", require_unit=True)
    with pytest.raises(DataMismatch, match="too few of the records it counts have a victim"):
        plan_of(tmp_path / "b", records, required)


def test_without_a_key_events_are_hidden_and_the_table_says_so(tmp_path: Path) -> None:
    policy = counting(["class", "quarter"], classes=[*RAPE, "stalking"], unit="victim", max_per_unit=3)
    info = info_of(plan_of(tmp_path, [rape("A"), *filler()], policy))
    assert (info.unit, info.max_per_unit, info.sensitivity) == ("event", 2, 2)
    assert "hides one event at a time" in info.unit_note


def test_without_a_key_a_required_unit_is_refused(tmp_path: Path) -> None:
    policy = counting(["class", "quarter"], classes=RAPE, unit="victim", require_unit=True)
    with pytest.raises(DataMismatch, match="requires to hide all reports of a person"):
        plan_of(tmp_path, [rape("A"), *filler()], policy)


def test_an_arrested_persons_number_is_no_victims(tmp_path: Path) -> None:
    arrests = [of("P1", f"A{n}") for n in range(3)]
    plan = planned(tmp_path, {"incidents": [rape(f"A{n}") for n in range(3)] + filler(), "arrests": arrests},
                   counting(["year"], classes=RAPE, unit="victim"))  # fmt: skip
    assert info_of(plan).unit == "event"
    assert exact(plan) == {("2025",): 3}


def test_children_are_counted_by_home(tmp_path: Path) -> None:
    """Two children of one home, however their street is spelled, and a child next door."""
    street = address_in(0)
    number, _, name = street.partition(" ")
    child = {"code": "36B"}
    records = [of("C1", "A", **child), of("C2", "B", **child) | {"address": f"{number} {name.title()} Apt 4"}]
    records += [of("C3", "C", block=5, **child), of("P1", "D"), of("P1", "E", day="2025-04-01")]
    policy = counting(["class", "quarter"], unit="victim", totals={"city_year": 0.5})
    plan = plan_of(tmp_path, people(records + filler()), policy)
    found = exact(plan)
    assert found[("child_abuse", "2025-Q1")] == 2
    assert sum(count for (name, _), count in found.items() if name == "sexual_assault" and count) >= 1
    info = info_of(plan)
    assert info.unit == "victim and household"
    assert info.sensitivity == 2, "who is a unit of both kinds changes both parts"
    assert "any one home's report in a year (of child abuse)" in info.hides


def test_without_classes_an_event_is_in_one_part(tmp_path: Path) -> None:
    """A raped child counts once, by its home; a grown victim by her number."""
    records = [of("C1", "A", code="36B"), of("P1", "B"), of("P1", "C"), of("C2", "D", code="36B")]
    plan = plan_of(tmp_path, people(records + filler()), counting(["year"], unit="victim"))
    assert exact(plan) == {("2025",): 2}, "two events of one home, two of one victim"
    assert info_of(plan).sensitivity == 2


def test_outcomes_follow_from_linked_records(tmp_path: Path) -> None:
    def stalked(event: str) -> dict[str, str]:
        return rape(event, code="") | {"offense_text": "STALKING"}

    calls = [{"event_id": e, "call_type_final": "STALKING", "occurred_at": "2025-01-09 10:00",
              "address": address_in(0)} for e in ("A", "B", "C")]  # fmt: skip
    datasets = {"incidents": [stalked("B"), stalked("C"), *filler()], "calls": calls, "arrests": [stalked("C")]}
    plan = planned(
        tmp_path, datasets, counting(["class", "outcome", "year"], classes=["stalking"], classify__linked_at_least=0.0)
    )
    assert exact(plan) == {
        ("stalking", "no report", "2025"): 1,
        ("stalking", "report", "2025"): 1,
        ("stalking", "arrest", "2025"): 1,
    }
    assert info_of(plan).classes_only, "blurred rows of them are published"


@pytest.mark.parametrize("unit", ["event", "victim", "household"])
def test_the_order_of_the_rows_changes_nothing(tmp_path: Path, unit: str) -> None:
    """Not which of a victim's reports counts, nor which of an event's records says where and when it was; so nothing
    of what is paid for either: the same request, from the same counts."""
    chance = random.Random(3)
    records = [
        of(f"P{chance.randrange(9)}", f"E{chance.randrange(12)}", day=f"2025-{chance.randrange(1, 13):02}-09",
           block=chance.randrange(8), code=chance.choice(["11A", "36B", "64A", "23F"]))
        for _ in range(60)
    ]  # fmt: skip
    records = people([*records, *records[:9], *filler()])
    calls = [{"event_id": f"E{n}", "call_type_final": "RAPE", "address": address_in(n % 8),
              "occurred_at": f"2025-0{1 + n % 9}-09 10:00"} for n in range(9)]  # fmt: skip
    policy = counting(
        ["class", "outcome", "district", "quarter"], unit=unit, max_per_unit=2, totals={"city_year": 0.5},
        classify__linked_at_least=0.0,
    )  # fmt: skip
    found = []
    for number in range(5):
        if number:
            chance.shuffle(records)
            chance.shuffle(calls)
        plan = planned(tmp_path / str(number), {"incidents": records, "calls": calls}, policy, secret=FIXED)
        found.append((exact(plan), [(draw.request, draw.input) for draw in info_of(plan).draws]))
    assert sum(found[0][0].values()) >= 8
    assert all(each == found[0] for each in found[1:])


@pytest.mark.parametrize("unit", ["event", "victim", "household"])
@settings(max_examples=8 * DEPTH, deadline=None)
@given(data=st.data())
def test_one_unit_changes_the_exact_counts_by_no_more_than_the_noise_is_made_for(
    tmp_path_factory: pytest.TempPathFactory, unit: str, data: st.DataObject
) -> None:
    """Random reports of a few people and homes; one event, person or home is taken out altogether."""
    code = st.sampled_from(["11A", "36B", "64A"])
    report = st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 7), st.integers(1, 12), code)
    drawn = data.draw(st.lists(report, min_size=1, max_size=25))
    records = [
        of(f"P{person}", f"E{event}", day=f"2025-{month:02}-09", block=block, code=code)
        for person, event, block, month, code in drawn
    ]
    key = {"event": "event_id", "victim": "person_id", "household": "address"}[unit]
    gone = data.draw(st.sampled_from(sorted({record[key] for record in records})))
    rest = [record for record in records if record[key] != gone]
    classes = ["child_abuse"] if unit == "household" else [*RAPE, "human_trafficking"]
    policy = counting(
        ["class", "district", "quarter"], classes=classes, unit=unit, max_per_unit=2, totals={"city_year": 0.5}
    )
    folder = tmp_path_factory.mktemp("plans")
    whole = plan_of(folder / "whole", people(records + filler()), policy, secret=FIXED)
    without = plan_of(folder / "without", people(rest + filler()), policy, secret=FIXED)
    counts, fewer = exact(whole), exact(without)
    changed = sum(abs(counts.get(cell, 0) - fewer.get(cell, 0)) for cell in {*counts, *fewer})
    assert changed <= info_of(whole).sensitivity == 2


# --- requests and payment --------------------------------------------------------------------------------------------


def requests(plan: Planned) -> dict[tuple[str, ...], str]:
    return {draw.periods: draw.request for draw in info_of(plan).draws}


def test_a_request_depends_on_the_specification_and_the_period_and_not_on_any_record(tmp_path: Path) -> None:
    secret = ThrowAway()
    policy = counting(["class", "quarter"])

    def asked(folder: str, records: list[dict[str, str]], policy: Policy = policy, *, own: Secret = secret,
              as_of: date = date(2026, 6, 1)) -> dict[tuple[str, ...], str]:  # fmt: skip
        return requests(plan_of(tmp_path / folder, records, policy, secret=own, as_of=as_of))

    first = asked("a", filler())
    assert asked("b", [rape("A"), rape("B", "2025-08-08"), *filler()]) == first
    early = asked("c", filler(range(1, 8)), as_of=date(2025, 8, 1))
    assert early == {(period,): first[(period,)] for period in ("2025-Q1", "2025-Q2")}
    assert len(set(first.values())) == 4
    assert not set(asked("d", filler(), own=ThrowAway()).values()) & set(first.values())


def test_a_changed_table_is_another_request(tmp_path: Path) -> None:
    secret = ThrowAway()
    plain = requests(plan_of(tmp_path / "a", filler(), counting(["class", "quarter"]), secret=secret))
    by_place = requests(plan_of(tmp_path / "b", filler(), counting(["class", "district", "quarter"]), secret=secret))
    of_more = requests(plan_of(tmp_path / "c", filler(), counting(["class", "quarter"], "protected"), secret=secret))
    dearer = requests(plan_of(tmp_path / "d", filler(), counting(["class", "quarter"], epsilon=0.5), secret=secret))
    every = [plain, by_place, of_more, dearer]
    assert len({request for each in every for request in each.values()}) == 4 * 4
    assert all(set(each) == set(plain) for each in every)


def test_a_year_is_drawn_at_once_where_a_total_is_of_the_year(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, filler(), counting(["class", "quarter"], totals={"city_year": 0.2}))
    assert list(requests(plan)) == [("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")]
    early = plan_of(tmp_path / "early", filler(), counting(["class", "quarter"], totals=None), as_of=date(2026, 1, 2))
    assert tables_of(early.folder).infos == (), "the year is not over long enough"
    said = tables_of(early.folder).waiting["counted"]
    assert said.startswith("No number yet. The published records cover 2025-01 to 2025-1")
    assert "`totals: {}`" in said, "what would come out earlier"


def test_a_year_that_is_covered_in_part_is_not_counted_and_the_table_says_why(tmp_path: Path) -> None:
    records = filler() + filler(range(1, 10), year=2026)
    plan = plan_of(tmp_path, records, counting(["class", "year"]), as_of=date(2027, 6, 1))
    tables = tables_of(plan.folder)
    assert info_of(plan).periods == ("2025",)
    assert tables.waiting["counted"].startswith("Not counted: 2026. The published records cover 2025-01 to 2026-09")


def test_every_list_has_to_cover_a_period(tmp_path: Path) -> None:
    """A year with reports and hardly any calls would seem to have no event without a report."""
    calls = [{"event_id": f"C{m}{n}", "call_type_final": "THEFT", "occurred_at": f"2025-{m:02}-11 10:00",
              "address": address_in(0)} for m in range(7, 13) for n in range(6)]  # fmt: skip
    records = [record for again in range(2) for record in filler()]
    plan = planned(tmp_path, {"incidents": records, "calls": calls},
                   counting(["class", "quarter"], classify__linked_at_least=0.0))  # fmt: skip
    assert info_of(plan).periods == ("2025-Q3", "2025-Q4")


def test_outcomes_without_a_list_of_theirs_have_no_numbers(tmp_path: Path) -> None:
    """Without a list of arrests, a zero would say that nobody was arrested."""
    policy = counting(["class", "outcome", "year"], classes=["stalking"])
    plan = plan_of(tmp_path, [rape("A", code="") | {"offense_text": "STALKING"}, *filler()], policy)
    info = info_of(plan)
    assert info.cells == 1
    assert "There is no list of calls" in info.bounded
    assert "There is no list of arrests" in info.bounded
    tables = tables_of(plan.folder)
    (counts,) = tables.open_sealed(info, plan.inputs.secret.key(SEAL))
    assert counts.tolist() == [[[1]]]


def test_a_class_that_no_record_shows_is_named_to_the_department(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [rape("A"), *filler()], counting(["class", "year"]))
    said = " ".join(tables_of(plan.folder).advice["counted"])
    assert "No record shows" in said
    assert "sexual assault" not in said
    assert info_of(plan).bounded.find("No record") < 0, "nothing of it is published"


@pytest.mark.parametrize(("unit", "each"), [("event", ["0.4"] * 4), ("victim", ["0.16", "0.08", "0.08", "0.08"])])
def test_periods_share_a_years_epsilon_unless_each_has_its_own_events(
    tmp_path: Path, unit: str, each: list[str]
) -> None:
    policy = counting(["quarter"], unit=unit, budget={"shares": [0.4, 0.2, 0.2, 0.2]})
    info = info_of(plan_of(tmp_path, people(filler()), policy))
    assert [draw.epsilon for draw in info.draws] == each


def paid(plan: Planned, ledger: Ledger, *, again: bool = False) -> Tables:
    tables, inputs = tables_of(plan.folder), plan.inputs
    outcomes = outcomes_of({source.card.kind for source in plan.sources.values()})
    made = pay(tables, ledger, inputs.policy, inputs.units, outcomes, inputs.secret.key(SEAL), again=again)
    tables.write(outputs(made))
    return tables


def files_of(tables: Tables) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for info in tables.infos for path in tables.there(info)}


def test_nothing_is_drawn_before_it_is_paid_for_and_then_once(tmp_path: Path) -> None:
    secret = ThrowAway()
    ledger = Ledger.in_memory(secret)
    policy = counting(["class", "district", "quarter"], totals={"city_year": 0.2})
    plan = plan_of(tmp_path, [rape(f"A{n}") for n in range(40)] + filler(), policy, secret=secret)
    folder = plan.folder / "tables"
    assert sorted(item.name for item in folder.iterdir()) == ["counted.json", "counted.sealed", "tables.json"]
    tables = paid(plan, ledger)
    first = files_of(tables)
    assert set(first) == {"counted.csv", "counted-city_year.csv", "counted-measured.csv"}
    for _ in range(52):
        assert files_of(paid(plan, ledger)) == first
    assert [each.spend.epsilon for each in ledger.spends()] == [Decimal("0.4")]
    lines = first["counted.csv"].decode().replace('"', "").splitlines()
    assert lines[0] == ("class,district,quarter,count_dp,standard_deviation,low_90,high_90,reliable,count_display")
    assert len(lines) == 1 + tables.infos[0].levels[0].cells == 1 + 3 * 3 * 4
    assert {line.split(",")[1] for line in lines[1:]} == {"District A", "District B", "other"}


def test_changed_data_leaves_the_numbers_alone_until_somebody_pays_again(tmp_path: Path) -> None:
    secret = ThrowAway()
    ledger = Ledger.in_memory(secret)
    policy = counting(["class", "quarter"], budget={"epsilon": 0.5, "revision_reserve": 0.2})
    before = plan_of(tmp_path / "a", filler(), policy, secret=secret)
    first = files_of(paid(before, ledger))
    late = plan_of(tmp_path / "b", [rape("LATE", "2025-04-02"), *filler()], policy, secret=secret)
    found = payments(tables_of(late.folder), ledger, policy.budget)
    assert [each.status for each in found] == [Status.REPEATED, Status.CHANGED, Status.REPEATED, Status.REPEATED]
    assert files_of(paid(late, ledger)) == first
    again = files_of(paid(late, ledger, again=True))
    assert again != first
    assert [line for line in again["counted.csv"].splitlines() if b"Q2" not in line] == [
        line for line in first["counted.csv"].splitlines() if b"Q2" not in line
    ]
    assert ledger.spends()[-1].spend.epsilon == Decimal("0.1"), "the reserve, all of it for this one table"
    assert files_of(paid(late, ledger, again=True)) == again, "nothing changed since"
    third = plan_of(
        tmp_path / "c", [rape("L2", "2025-04-03"), rape("L3", "2025-04-04"), *filler()], policy, secret=secret
    )
    with pytest.raises(BudgetExhausted):
        paid(third, ledger, again=True)
    assert len(ledger.spends()) == 5


def test_another_specification_of_a_published_period_is_refused(tmp_path: Path) -> None:
    secret = ThrowAway()
    ledger = Ledger.in_memory(secret)
    paid(plan_of(tmp_path / "a", filler(), counting(["class", "quarter"]), secret=secret), ledger)
    finer = plan_of(tmp_path / "b", filler(), counting(["class", "district", "quarter"]), secret=secret)
    with pytest.raises(BudgetExhausted):
        paid(finer, ledger)
    assert len(ledger.spends()) == 4
    paid(finer, ledger, again=True)
    assert sum(each.spend.epsilon for each in ledger.spends()) == Decimal("3.2")
    coarser = plan_of(tmp_path / "c", filler(), counting(["quarter"]), secret=secret)
    with pytest.raises(BudgetExhausted):
        paid(coarser, ledger, again=True)
    assert len(ledger.spends()) == 8, "nothing of it was spent"


def test_sealed_counts_open_with_their_key_only(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, filler(), counting(["class", "quarter"]))
    tables = tables_of(plan.folder)
    with pytest.raises(PlanStale):
        tables.open_sealed(tables.infos[0], ThrowAway().key(SEAL))
    sealed = tables.path("counted.sealed")
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"\0")
    with pytest.raises(PlanStale):
        tables.open_sealed(tables.infos[0], plan.inputs.secret.key(SEAL))


def test_what_is_known_of_a_table_is_saved_and_read_again(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, filler(), counting(["class", "district", "quarter"], totals={"city_year": 0.25}))
    info = info_of(plan)
    assert (info.epsilon, info.max_per_unit, info.unit, info.per) == ("0.4", 1, "event", "year")
    assert (info.of, info.by, info.period_column) == (("withheld",), ("class", "district", "quarter"), "quarter")
    assert [(level.name, level.by, level.epsilon, level.file) for level in info.levels] == [
        ("district_quarter", ("class", "district", "quarter"), "0.3", "counted.csv"),
        ("city_year", ("class", "year"), "0.1", "counted-city_year.csv"),
    ]
    assert all(level.standard_deviation > 0 and level.half_width > 0 for level in info.levels)
    assert info.hides == "hides whether any one event is in it"
    assert json.loads(info.to_json())["draws"][0]["periods"] == list(info.periods)
