"""Each gate passes on a plan as it should be and fails on a planted fault; messages say what to do and no value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from redact.gates import ALL, GateResult, run_gates
from redact.plan.outcomes import Outcome, Reason
from redact.vocabulary import TimePrecision

Plan = Any  # the SmallPlan of conftest


def result(plan: Plan, name: str) -> GateResult:
    """One gate's result on a plan, and the others' must pass."""
    results = {found.name: found for found in run_gates(plan.view())}
    return results[name]


def published(plan: Plan, dataset: str, tier: str) -> list[Any]:
    return [row for row in plan.rows[dataset] if row.tier == tier and row.staged is not None]


def test_all_pass_on_a_good_plan(small_plan: Plan) -> None:
    results = run_gates(small_plan.view())
    assert [found.sentence for found in results if not found.passed] == []
    assert len(results) == len(ALL) == 17
    assert len({found.name for found in results}) == len(ALL)
    assert all(found.measured and found.required and found.sentence and found.code == 15 for found in results)


# ---------------------------------------------------------------------------------------------------------- faults


def units(plan: Plan, homes: float, *, safety: float = 1.0, counted: bool = True) -> Any:
    """The plan's units with other households."""
    from dataclasses import replace

    known = plan.units
    ratio = homes / float(known.own[0]) if counted else float("nan")
    return replace(known, safety=safety, own=known.own * ratio, households=known.households * ratio)


def lost_row(plan: Plan) -> None:
    published(plan, "incidents", "other")[0].staged = None


def row_against_decision(plan: Plan) -> None:
    row = published(plan, "incidents", "other")[0]
    row.outcome, row.reason = Outcome.HELD, Reason.FAULT


def unlisted_column(plan: Plan) -> None:
    plan.headers["incidents"].append("premise_note")
    for row in published(plan, "incidents", "other"):
        row.staged["premise_note"] = "SHED"


def missing_column(plan: Plan) -> None:
    plan.headers["stops"].remove("households_band")


def protected_row_shows_offense(plan: Plan) -> None:
    published(plan, "incidents", "protected")[3].staged["offense_text"] = "STALKING"


def people_beside_a_block(plan: Plan) -> None:
    plan.headers["incidents"].append("victim_age")
    plan.cards["incidents"] = with_column(plan.cards["incidents"], "Age", "victim_age")
    published(plan, "incidents", "other")[3].staged["victim_age"] = "30-39"


def strange_place(plan: Plan) -> None:
    published(plan, "incidents", "other")[3].staged["place"] = "The shed behind the church"


def name_in_own_row(plan: Plan) -> None:
    row = published(plan, "incidents", "other")[3]
    row.staged["offense_text"] = f"THEFT FROM {row.source['Victim'].split('-')[0].upper()}"


def name_of_linked_row(plan: Plan) -> None:
    theft = published(plan, "incidents", "other")[4]
    kin = plan.add("arrests", {"Booking": "B26-99123", "Name": "Zwingli, Ulrich"}, tier="other", event=theft.event,
                   outcome=Outcome.WITHHELD, reason=Reason.WAITING)  # fmt: skip
    kin.minutes = theft.minutes
    theft.staged["status"] = "ZWINGLI ARRESTED"


def too_few_homes(plan: Plan) -> None:
    plan.units = units(plan, 7.0)


def wrong_precision(plan: Plan) -> None:
    published(plan, "incidents", "other")[0].staged["place_precision"] = "beat"


def place_and_id_apart(plan: Plan) -> None:
    published(plan, "incidents", "other")[0].staged["place"] = "Beat 2"


def second_geography(plan: Plan) -> None:
    plan.headers["incidents"].append("beat")
    plan.cards["incidents"] = with_column(plan.cards["incidents"], "Beat", "beat")
    for row in published(plan, "incidents", "other"):
        row.staged["beat"] = "Beat 2"


def places_that_cut_each_other(plan: Plan) -> None:
    """Two rows of one id, at beat 1 and at district A, of which only one block of five homes is in the beat."""
    from dataclasses import replace

    parents, own = plan.units.parents.copy(), plan.units.own.copy()
    parents[1:4, 2], own[0] = -1, 5.0
    plan.units = replace(plan.units, parents=parents, own=own)
    for unit, row in zip((12, 15), published(plan, "incidents", "other"), strict=False):
        plan.publish(row, unit, TimePrecision.HOUR, 4_321, "property")


def stands_out(plan: Plan) -> None:
    published(plan, "stops", "accountability")[0].staged["subject_sex"] = "X"


def mostly_protected(plan: Plan) -> None:
    for dataset in ("incidents", "arrests"):
        for row in published(plan, dataset, "protected")[9:12]:
            row.cover, row.own_tier = False, "protected"


def mostly_protected_events(plan: Plan) -> None:
    """Cover enough by rows, but the cover rows are all of two events."""
    for dataset in ("incidents", "arrests"):
        for at, row in enumerate(published(plan, dataset, "protected")[9:]):
            row.event = 9_001 + at % 2


def rare_cell(plan: Plan) -> None:
    for dataset in ("incidents", "arrests"):
        for at, row in enumerate(published(plan, dataset, "protected")):
            if at in (0, 10):
                plan.publish(row, 14, TimePrecision.MONTH, 7_000 + at, "persons")


def treated_unevenly(plan: Plan) -> None:
    row = published(plan, "arrests", "protected")[2]
    row.tier = "other"
    plan.publish(row, 3, TimePrecision.HOUR, 8_000, "persons")


def half_withheld(plan: Plan) -> None:
    row = published(plan, "arrests", "protected")[2]
    row.staged, row.outcome, row.reason = None, Outcome.WITHHELD, Reason.NOT_SETTLED


def too_early(plan: Plan) -> None:
    plan.as_of = "2026-03-01"


def too_many_held(plan: Plan) -> None:
    for row in published(plan, "incidents", "other")[:3]:
        row.staged, row.outcome, row.reason = None, Outcome.HELD, Reason.FAULT


def with_column(card: Any, title: str, role: str) -> Any:
    from dataclasses import replace

    return replace(card, columns={**card.columns, title: role})


FAULTS: list[tuple[str, Callable[[Plan], None]]] = [
    ("every row accounted for", lost_row),
    ("every row accounted for", row_against_decision),
    ("columns", unlisted_column),
    ("columns", missing_column),
    ("columns", protected_row_shows_offense),
    ("columns", people_beside_a_block),
    ("columns", strange_place),
    ("residue", name_in_own_row),
    ("residue", name_of_linked_row),
    ("households", too_few_homes),
    ("households", wrong_precision),
    ("place combinations", place_and_id_apart),
    ("place combinations", second_geography),
    ("linked places", places_that_cut_each_other),
    ("uniqueness", stands_out),
    ("cover", mostly_protected),
    ("cover", mostly_protected_events),
    ("cover", rare_cell),
    ("linked alike", treated_unevenly),
    ("linked alike", half_withheld),
    ("delay", too_early),
    ("held share", too_many_held),
]


@pytest.mark.parametrize(("gate", "plant"), FAULTS, ids=[plant.__name__ for _, plant in FAULTS])
def test_a_planted_fault_is_found(small_plan: Plan, gate: str, plant: Callable[[Plan], None]) -> None:
    plant(small_plan)
    found = result(small_plan, gate)
    assert not found.passed
    assert "again" in found.sentence or "Answer" in found.sentence, "the sentence says what to do"
    said = f"{found.measured} {found.required} {found.sentence}"
    for rows in small_plan.rows.values():
        for row in rows:
            for value in row.source.values():
                assert len(value) < 5 or value.isupper() or value not in said


def test_delay_is_counted_from_the_end_of_the_period_to_the_day(small_plan: Plan) -> None:
    """January is over on 31 January; 30 whole days later is 2 March."""
    small_plan.as_of = "2026-03-03"
    assert result(small_plan, "delay").passed
    small_plan.as_of = "2026-03-02"
    assert not result(small_plan, "delay").passed


def test_a_quarter_waits_until_it_is_complete(small_plan: Plan) -> None:
    small_plan.publish(published(small_plan, "incidents", "other")[0], 1, TimePrecision.QUARTER, 9_000, "property")
    small_plan.as_of = "2026-04-15"
    assert not result(small_plan, "delay").passed
    small_plan.as_of = "2026-05-02"
    assert result(small_plan, "delay").passed


def test_rows_that_show_no_time_wait_as_well(small_plan: Plan) -> None:
    for row in published(small_plan, "incidents", "other"):
        row.staged["time"] = ""
    small_plan.as_of = "2026-03-03"
    assert result(small_plan, "delay").passed
    small_plan.as_of = "2026-02-20"
    assert not result(small_plan, "delay").passed


def test_without_households_nothing_can_be_released(small_plan: Plan) -> None:
    small_plan.units = units(small_plan, 200.0, counted=False)
    for gate in ("households", "place combinations"):
        found = result(small_plan, gate)
        assert not found.passed
        assert found.code == 16


def test_apportioned_households_need_twice_as_many(small_plan: Plan) -> None:
    small_plan.units = units(small_plan, 130.0)
    assert result(small_plan, "households").passed
    small_plan.units = units(small_plan, 130.0, safety=2.0)
    assert not result(small_plan, "households").passed
    small_plan.units = units(small_plan, 250.0, safety=2.0)
    assert result(small_plan, "households").passed


def test_a_place_that_climbed_with_its_cell_counts_the_areas_it_is_made_of(small_plan: Plan) -> None:
    """District A is published for the protected tier though every beat of it is large enough: a whole cell climbed."""
    for dataset in ("incidents", "arrests"):
        for at, row in enumerate(published(small_plan, dataset, "protected")):
            small_plan.publish(row, 15, TimePrecision.MONTH, 7_000 + at, "persons")
    assert result(small_plan, "households").passed
    row = published(small_plan, "incidents", "other")[0]
    small_plan.publish(row, 15, TimePrecision.HOUR, 9_999, "property")
    assert not result(small_plan, "households").passed, "a tier without cover does not climb"


def test_an_area_column_that_agrees_with_the_place_is_no_new_place(small_plan: Plan) -> None:
    second_geography(small_plan)
    for row in published(small_plan, "incidents", "other"):
        row.staged["beat"] = f"Beat {row.unit // 4 + 1}"
    assert result(small_plan, "place combinations").passed
    assert not result(small_plan, "columns").passed


# ------------------------------------------------------------------------------------------------------ texts read


@pytest.mark.parametrize(
    ("answers", "passed", "says"),
    [
        ((), False, "20 more must be"),
        (("first",), False, "10 more must be"),
        (("first", "second"), True, "who found nobody in them"),
        (("first", "leave out"), False, "who found somebody in one"),
    ],
)
def test_a_person_must_have_read_the_sample(
    small_plan: Plan, answers: tuple[str, ...], passed: bool, says: str
) -> None:
    import json

    from redact.plan.items import Answer, Item, Question, add_answer, write_items

    view = small_plan.view()
    folder = view.plan.folder
    summary = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    summary["readings"] = {"incidents": {"texts": 900, "sample": 20, "left_out": False}}
    (folder / "plan.json").write_text(json.dumps(summary), encoding="utf-8")
    write_items(folder, [Item(name, Question.TEXTS, "incidents", 10, tuple(range(10))) for name in ("first", "second")])
    for word in answers:
        item = "second" if word == "leave out" else word
        add_answer(folder, Answer(item, word == "leave out", (), None, "Ana", "read"))
    found = _texts_read(folder, view)
    assert (found.passed, says in found.sentence) == (passed, True)


def _texts_read(folder: Any, view: Any) -> GateResult:
    from dataclasses import replace

    from redact.gates import texts_read
    from redact.plan.folder import Plan as Saved

    return texts_read.check(replace(view, plan=Saved.open(folder)))
