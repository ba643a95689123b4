"""Worked examples as a specification: what they leave out, records with linked ones, and none that was copied."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from redact.identity.forms import comparable
from redact.plan.examples import PERSON, TEXT, Shared, runs, shared, uncovered
from redact.plan.rehearse import rehearse
from redact.policy import policy_by_name
from redact.policy.model import Policy
from redact.records import open_source
from redact.records.source import Source
from redact.vocabulary import Kind, SensitiveClass

from .making import card_of, tiny, write_records


def with_examples(*examples: dict[str, Any]) -> Policy:
    named = [{"name": f"case {number}", "expect": {"tier": "other"}, **each} for number, each in enumerate(examples)]
    return tiny(examples=named)


@pytest.mark.parametrize("name", ["baseline", "open-narratives"])
def test_the_shipped_examples_leave_nothing_out(name: str) -> None:
    policy = policy_by_name(name)
    done = rehearse(policy)
    assert [each.name for each in done if each.wrong] == []
    assert not uncovered(policy, done)


def test_what_no_example_shows() -> None:
    policy = with_examples(
        {"given": {"offense_code": "23F"}},
        {"given": {"kind": "stops", "offense_text": "TRAFFIC STOP"}, "linked": [{"offense_text": "STALKING"}]},
    )
    left = uncovered(policy, rehearse(policy))
    assert left.tiers == ("withheld", "accountability", "persons")
    assert set(left.classes) == {each.value for each in SensitiveClass} - {"stalking"}
    assert left.kinds == tuple(kind.value for kind in Kind if kind not in (Kind.INCIDENTS, Kind.STOPS))
    assert left


def test_a_linked_record_shows_what_the_record_does_not() -> None:
    given = {"kind": "calls", "call_type_final": "NOISE COMPLAINT"}
    linked = [{"offense_code": "11A"}, {"kind": "arrests", "offense_text": "TRESPASS"}]
    policy = with_examples({"given": given}, {"given": given, "linked": linked})
    alone, together = rehearse(policy)
    assert (alone.tier, alone.classes, alone.kinds) == ("other", (), ("calls",))
    assert (together.tier, together.kinds) == ("withheld", ("calls", "incidents", "arrests"))
    assert "sexual_assault" in together.classes
    assert together.given["linked 2"] == "of the same event (arrests): TRESPASS"


def test_a_linked_record_of_an_unknown_code_holds_the_example() -> None:
    (done,) = rehearse(with_examples({"given": {"offense_code": "23F"}, "linked": [{"offense_code": "QQ"}]}))
    assert done.tier == "held"


# --- no record becomes an example ------------------------------------------------------------------------------------


TOLD = "She woke when the kitchen window broke and saw a man on the stairs."
RECORDS = [
    {"incident_id": "1", "offense_text": "THEFT OF PARTS FROM A MOTOR VEHICLE OR TRAILER", "victim_name": "Ek, Olof",
     "address": "12 OAK ST", "narrative": "Bike taken."},
    {"incident_id": "2", "offense_text": "BURGLARY", "victim_name": "QVIST, UNA M", "address": "418 N ALDER STREET",
     "narrative": "R/O spoke with Qvist. SHE WOKE WHEN THE KITCHEN WINDOW BROKE, and called."},
    {"incident_id": "3", "offense_text": "BURGLARY", "victim_name": "Qvist, Olof", "address": "418 N ALDER ST APT 2",
     "narrative": "Again she woke when the kitchen window broke."},
]  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "incidents.csv"
    return open_source([path], card_of("incidents", write_records(path, RECORDS)))


@pytest.mark.parametrize(
    ("example", "found"),
    [
        ({"given": {"narrative": TOLD}}, [(TEXT, ("narrative",), 2, 1)]),
        ({"given": {"call_type_final": "X"}, "linked": [{"remarks": TOLD}]}, [(TEXT, ("narrative",), 2, 1)]),
        ({"given": {"narrative": "She woke when the kitchen door opened and saw a man."}}, []),
        ({"given": {"offense_text": "THEFT OF PARTS FROM A MOTOR VEHICLE OR TRAILER"}}, []),
        ({"given": {"narrative": "Una Qvist, of 418 Alder, heard it."}}, [(PERSON, ("victim_name", "address"), 1, 1)]),
        (
            {"given": {"victim_name": "Qvist, Una"}, "linked": [{"address": "418 N ALDER ST"}]},
            [(PERSON, ("victim_name", "address"), 1, 1)],
        ),
        ({"given": {"victim_name": "Qvist, Una", "address": "12 OAK ST"}}, []),
        ({"given": {"victim_name": "Qvist, Rolf", "address": "418 N ALDER ST"}}, []),
    ],
)  # fmt: skip
def test_an_example_that_was_copied_is_found(source: Source, example: dict[str, Any], found: list[Any]) -> None:
    got = shared(with_examples(example), [source])
    assert [(each.what, each.columns, each.rows, each.first) for each in got] == found
    assert all(each.dataset == "incidents" and each.example == 0 for each in got)


def test_what_is_said_of_it_holds_no_value() -> None:
    said = Shared(3, TEXT, "incidents", ("narrative",), 2, 14).sentence()
    assert said == "6 words in a row stand also in incidents, column narrative, row 14 and 1 more"


@pytest.mark.parametrize("name", ["baseline", "open-narratives"])
def test_the_shipped_examples_are_worded_unlike_the_synthetic_citys_texts(name: str) -> None:
    """Else `--against` a city would refuse the policies that come with redact."""
    prose = files("redact.synth.narratives").joinpath("prose.txt").read_text(encoding="utf-8")
    stock = {run for line in prose.splitlines() for run in runs(comparable(line))}
    assert len(stock) > 1000
    cells = [cell for example in policy_by_name(name).examples for cell in example.given.values()]
    assert not stock.intersection(run for cell in cells for run in runs(comparable(cell)))
