"""What a change does to records: by the rules, by their company, and by class."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from redact.advice import effects
from redact.advice.compare import as_text
from redact.advice.effects import NO_CLASS, Changed, Effect, on_city, on_records
from redact.ledger import Secret
from redact.policy.model import Policy
from redact.policy.verdicts import compare
from redact.records import open_source
from redact.records.source import Source

from ..plan.making import card_of, tiny, write_records

SECRET = Secret(bytes(range(1, 33)))
THEFT = {"offense_code": "23F", "offense_text": "THEFT FROM MOTOR VEHICLE"}
ASSAULT = {"offense_code": "13A", "offense_text": "AGGRAVATED ASSAULT", "relationship": "STRANGER"}
STALKING = {"offense_code": "", "offense_text": "STALKING"}
BARE = {"classify__linked_at_least": 0, "tiers__0__cover": None, "tiers__1__cover": None}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Source]:
    """Ten thefts, six assaults, four stalkings, on one day; one theft has no status."""
    said = [THEFT] * 10 + [ASSAULT] * 6 + [STALKING] * 4
    records = [
        {
            "incident_id": f"R{number:03}",
            "occurred_at": "2025-03-04 10:15",
            "address": "100 MAIN ST",
            "relationship": "",
            "status": "" if number == 0 else "OPEN",
            **each,
        }
        for number, each in enumerate(said)
    ]
    path = tmp_path_factory.mktemp("effects") / "incidents.csv"
    titles = write_records(path, records)
    return {"incidents": open_source([path], card_of("incidents", titles, keys={"incident_id": "text"}))}


def effect(source: Mapping[str, Source], old: dict[str, Any], new: dict[str, Any]) -> Effect:
    one, other = tiny(**{**BARE, **old}), tiny(**{**BARE, **new})
    return on_records(one, other, source, jurisdiction=None, secret=SECRET, as_of=date(2026, 6, 1))


def test_a_finer_time_is_counted_for_the_classes_that_have_it(source: Mapping[str, Source]) -> None:
    found = effect(source, {}, {"tiers__1__time": {"precision": "day", "delay": "30 days"}})
    assert (found.records, found.shown_before, found.shown_after, found.cover) == (20, 20, 20, 0)
    assert found.classes == {"stalking": Changed(4, 4, 0, 0, 0, 0), NO_CLASS: Changed(16, 0, 0, 0, 0, 0)}
    back = effect(source, {"tiers__1__time": {"precision": "day", "delay": "30 days"}}, {})
    assert back.classes["stalking"] == Changed(4, 0, 4, 0, 0, 0)


def test_a_column_counts_only_where_a_cell_says_something(source: Mapping[str, Source]) -> None:
    found = effect(source, {}, {"columns__status": "remove"})
    assert found.classes[NO_CLASS] == Changed(16, 0, 15, 0, 0, 0)
    assert found.classes["stalking"].coarser == 0


def test_more_in_one_thing_and_less_in_another(source: Mapping[str, Source]) -> None:
    edit = {"tiers__4__time": {"precision": "month", "delay": "7 days"}, "columns__offense_code": "by tier"}
    found = effect(source, {}, edit)
    assert found.classes[NO_CLASS] == Changed(16, 6, 0, 10, 0, 0)


def test_rows_that_are_no_longer_shown_are_less_exact(source: Mapping[str, Source]) -> None:
    edit = {"tiers__0__classes": ["sexual_assault", "child_abuse", "human_trafficking", "stalking"],
            "tiers__1__classes": ["intimate_partner_violence", "family_violence", "protective_order",
                                  "elder_abuse"]}  # fmt: skip
    found = effect(source, {}, edit)
    assert (found.shown_before, found.shown_after) == (20, 16)
    assert found.classes["stalking"] == Changed(4, 0, 4, 0, 0, 0)


def test_what_company_does_is_counted_apart(source: Mapping[str, Source]) -> None:
    """Four rows in a month are too few for ten usual ones: their time climbs, or they are left out."""
    usual = {"rate": 1e-9, "usual_rows": 10}
    one, other = tiny(**{**BARE, "tiers__1__cover": usual}), tiny(**{**BARE, "tiers__1__cover": {"rate": 1e-9}})
    found = on_records(one, other, source, jurisdiction=None, secret=SECRET, as_of=date(2026, 6, 1))
    assert found.classes["stalking"] == Changed(4, 0, 0, 0, 4, 0)


def test_rows_that_are_cover_under_one_policy_only_are_in_no_other_number(source: Mapping[str, Source]) -> None:
    found = effect(source, {}, {"tiers__1__cover": {"rate": {"property": 1}}})
    assert found.cover == 10
    assert found.classes[NO_CLASS].records == 6


def test_the_city_is_small_the_same_each_time_and_known_by_its_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "INCIDENTS", 120)
    monkeypatch.setattr(effects, "HOUSEHOLDS", 2_000)
    on_city.cache_clear()
    old = tiny()
    new = tiny(tiers__1__place={"level": "district", "min_households": 200}, title="Another title")
    found = on_city(old, new)
    on_city.cache_clear()
    assert found.cover == 0, "the same secret, the same rates"
    assert found.classes["intimate_partner_violence"].coarser > 0
    assert {each.finer + each.both for each in found.classes.values()} == {0}
    assert found.classes["child_abuse"].coarser == 0
    assert found.records > 120
    text = as_text(old, new, compare(old, new), {"a made-up city": found})
    assert text.startswith("STRICTER: The new policy protects more, and nowhere less.")
    assert "intimate partner violence: 0 shown more exactly" in text
    assert "Changes nothing that is shown (1)\n  title\n" in text


# ---- text


def text_of(old: Policy, new: Policy) -> str:
    return as_text(old, new, compare(old, new), {})


def test_what_protects_less_stands_first_and_what_is_both_is_told_once() -> None:
    text = text_of(tiny(), tiny(classify__codes=["ucr"], title="New", columns__disposition="keep",
                                tiers__1__place__level="district"))  # fmt: skip
    heads = [line for line in text.splitlines() if line.endswith(")") and not line.startswith(" ")]
    assert heads == [
        "Protects less (1)",
        "Protects more in one way and less in another, or nobody can tell (1)",
        "Protects more (1)",
        "Changes nothing that is shown (1)",
    ]
    assert "  columns.disposition (new)" in text
    assert text.count("classify.codes") == 1


def test_an_effect_says_only_counts() -> None:
    found = Effect(3, 2, 1, 1, {"stalking": Changed(1, 0, 1, 0, 0, 0)})
    said = found.as_json()
    assert json.loads(json.dumps(said)) == {
        "records": 3,
        "shown_before": 2,
        "shown_after": 1,
        "cover_changed": 1,
        "classes": {
            "stalking": {"records": 1, "finer": 0, "coarser": 1, "both": 0, "finer_in_company": 0,
                         "coarser_in_company": 0}
        },
    }  # fmt: skip
    text = as_text(tiny(), tiny(), compare(tiny(), tiny()), {"your records": found})
    assert "What it does to your records (3 records)" in text
    assert "1 records are cover under one of the two only" in text
    nothing = Effect(3, 2, 2, 0, {"stalking": Changed(1, 0, 0, 0, 0, 0)})
    assert "no record is shown more or less exactly" in as_text(
        tiny(), tiny(), compare(tiny(), tiny()), {"your records": nothing}
    )


def test_nothing_of_the_records_is_left_behind(
    source: Mapping[str, Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    effect(source, {}, {"columns__status": "remove"})
    assert not list(tmp_path.iterdir())
