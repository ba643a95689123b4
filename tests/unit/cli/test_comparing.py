"""`redact policy compare`: what it says, in text and as JSON, and how records are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from redact.advice import effects
from redact.errors import Missing, UsageError

from ..plan.making import tiny
from .conftest import Command


@pytest.fixture
def agreed(repository: Path, tmp_path: Path) -> Path:
    path = tmp_path / "agreed.yaml"
    path.write_text((repository / "policies" / "baseline.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.fixture
def proposed(agreed: Path) -> Path:
    text = agreed.read_text(encoding="utf-8")
    path = agreed.with_name("proposed.yaml")
    path.write_text(text.replace("delay: 30 days", "delay: 60 days").replace("\n", "\r\n"), encoding="utf-8")
    return path


def test_json_ends_with_the_comparison_and_nothing_but_it_without_effects(
    redact: Command, agreed: Path, proposed: Path
) -> None:
    ended = redact("policy", "compare", agreed, proposed, "--no-effect", "--json")
    assert ended.code == 0
    assert ended.objects == [
        {
            "verdict": "stricter",
            "rules": [{"path": "tiers.protected.time.delay", "change": "stricter", "old": "30 days", "new": "60 days"}],
        }
    ]
    back = redact("policy", "compare", proposed, agreed, "--no-effect", "--json")
    assert (back.code, back.objects[-1]["verdict"]) == (0, "looser")


def test_the_verdict_stands_first(redact: Command, agreed: Path, proposed: Path) -> None:
    ended = redact("policy", "compare", agreed, proposed, "--no-effect")
    assert ended.code == 0
    assert ended.out.startswith("STRICTER: The new policy protects more, and nowhere less.\n")
    assert "tiers.protected.time.delay" in ended.out


def test_a_policy_by_name_is_the_same_as_its_own_file(redact: Command, agreed: Path) -> None:
    ended = redact("policy", "compare", "baseline", agreed, "--json")
    assert ended.objects == [{"verdict": "same", "rules": []}]


def test_the_effect_on_own_records_comes_before_the_comparison(
    redact: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_city(*_: object) -> effects.Effect:
        raise Missing("the city has no layer for 'ward'")

    monkeypatch.setattr(effects, "on_city", no_city)
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    bare = {"classify__linked_at_least": 0, "tiers__0__cover": None, "tiers__1__cover": None}
    for path, edit in ((old, {}), (new, {"columns__status": "remove"})):
        written = tiny(**bare, **edit).model_dump(mode="json", by_alias=True, exclude_unset=True)
        path.write_text(json.dumps(written), encoding="utf-8")
    data = tmp_path / "incidents.csv"
    data.write_text(
        "incident_id,offense_code,occurred_at,address,status\n"
        "A1,23F,2025-03-04 10:15,100 MAIN ST,OPEN\nA2,23F,2025-03-04 10:15,100 MAIN ST,\n",
        encoding="utf-8",
    )
    card = tmp_path / "card.yaml"
    card.write_text(
        "dataset: incidents\nkind: incidents\ncolumns: {incident_id: incident_id, offense_code: offense_code, "
        "occurred_at: occurred_at, address: address, status: status}\nkeys: {incident_id: text}\n",
        encoding="utf-8",
    )
    ended = redact("policy", "compare", old, new, "--data", data, "--card", card, "--as-of", "2026-06-01", "--json")
    assert (ended.code, ended.err) == (
        0, "The effect on a made-up city cannot be counted: the city has no layer for 'ward'.\n",
    )  # fmt: skip
    said, found = ended.objects
    assert said["effect"] == "data"
    assert said["classes"]["none of these"]["coarser"] == 1
    assert list(found) == ["verdict", "rules"]
    assert "MAIN" not in json.dumps(said)


@pytest.mark.parametrize(
    "options",
    [
        ("--no-effect", "--data", "x.csv"),
        ("--card", "x.yaml"),
        ("--data", "x.csv", "--project", "redact.yaml"),
    ],
)
def test_options_that_do_not_go_together(redact: Command, agreed: Path, options: tuple[str, ...]) -> None:
    assert redact("policy", "compare", agreed, agreed, *options).code == UsageError.exit_code


def test_a_policy_that_is_not_there_or_not_valid(redact: Command, agreed: Path) -> None:
    assert redact("policy", "compare", agreed, "nowhere.yaml").code == Missing.exit_code
    bad = agreed.with_name("bad.yaml")
    bad.write_text(agreed.read_text(encoding="utf-8").replace("version: 1", "version: one"), encoding="utf-8")
    ended = redact("policy", "compare", agreed, bad, "--no-effect")
    assert ended.code == 10
    assert "bad.yaml" in ended.err
