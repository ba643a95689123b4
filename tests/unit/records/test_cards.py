"""Cards: what a card file becomes, and that its digest follows its meaning."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from redact.errors import Missing
from redact.records import Card, ReadOptions, card_by_name, load_card, shipped_cards
from redact.vocabulary import ROLES, Kind

CARD = """\
dataset: incidents
kind: incidents                 # a comment
read: {encoding: cp1252, delimiter: ";", header: true, sheet: null, first_row: 3, ignore_after: Total}
time: {zone: America/Chicago, formats: {Date: "%m/%d/%Y %I:%M:%S %p"}}
crs: {"X Coordinate": EPSG:3435}
keys: {event_id: digits}
codes: [chicago_iucr]
max_unreadable: 0.05
columns: {Case: event_id, IUCR: offense_code, "Primary Type": offense_text, Description: offense_text,
  Date: occurred_at, "X Coordinate": x, Y: y, No: extra number}
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_whole_card(tmp_path: Path) -> None:
    path = write(tmp_path / "card.yaml", CARD)
    card = load_card(path)
    assert card == Card(
        dataset="incidents",
        kind=Kind.INCIDENTS,
        columns={
            "Case": "event_id", "IUCR": "offense_code", "Primary Type": "offense_text", "Description": "offense_text",
            "Date": "occurred_at", "X Coordinate": "x", "Y": "y", "No": "extra number",
        },
        read=ReadOptions("cp1252", ";", True, None, 3, "Total"),
        time_zone="America/Chicago",
        time_formats={"Date": "%m/%d/%Y %I:%M:%S %p"},
        crs={"X Coordinate": "EPSG:3435"},
        keys={"event_id": "digits"},
        codes=("chicago_iucr",),
        max_unreadable=0.05,
        path=path,
    )  # fmt: skip
    assert [field.name for field in card.fields] == [
        "event_id", "offense_code", "offense_text", "offense_text_2", "occurred_at", "x", "y", "number",
    ]  # fmt: skip


def test_the_digest_is_of_the_meaning(tmp_path: Path) -> None:
    card = load_card(write(tmp_path / "card.yaml", CARD))
    again = load_card(write(tmp_path / "other.yaml", CARD.replace("# a comment", "").replace("0.05", "5e-2")))
    assert card.sha256 == again.sha256 and hash(card) == hash(again)
    changed = [
        replace(card, dataset="calls"), replace(card, max_unreadable=0.0), replace(card, keys={}),
        replace(card, columns=dict(reversed(card.columns.items()))), replace(card, codes=()),
        replace(card, read=ReadOptions()), replace(card, time_zone=None), replace(card, crs={}),
    ]  # fmt: skip
    assert len({card.sha256, *(each.sha256 for each in changed)}) == len(changed) + 1


def test_a_card_can_be_sent_to_another_process(tmp_path: Path) -> None:
    card = load_card(write(tmp_path / "card.yaml", CARD))
    again = pickle.loads(pickle.dumps(card))
    assert again == card and again.fields == card.fields


def test_a_format_may_be_given_for_a_role(tmp_path: Path) -> None:
    text = 'dataset: a\nkind: other\ntime: {formats: {occurred_date: "%Y %m"}}\n'
    text += "columns: {Y: occurred_date, M: occurred_date}\n"
    assert load_card(write(tmp_path / "card.yaml", text)).time_formats == {"occurred_date": "%Y %m"}


def test_a_name_that_no_card_has() -> None:
    with pytest.raises(Missing, match="no card named 'atlantis' comes with redact"):
        card_by_name("atlantis")


@pytest.mark.parametrize("name", shipped_cards())
def test_shipped_cards_are_complete(name: str) -> None:
    card = card_by_name(name)
    assert card.time_zone, "a shipped card says in which zone its times are"
    times = {role for role in card.columns.values() if ROLES.get(role) == "time"}
    formatted = {card.columns.get(key, key) for key in card.time_formats}
    assert formatted == times, "a shipped card states the format of each of its times"
    for role in ("x", "y"):
        assert all(field.title in card.crs for field in card.fields_with(role))
    assert not card.fields_with("x") or card.fields_with("y")
