"""Comparing policies: every field in both directions, changes of structure, and what holds of every comparison."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from redact.policy import parse_policy, policy_by_name
from redact.policy.said import stricter_of as direction_of
from redact.policy.verdicts import Comparison, compare

from ..plan.making import REMOVE, tiny
from .pairs import PAIRS, RICH, Pair, differing, rich
from .test_said import FIELDS

GROUPS = {
    "Policy.releases", "Policy.classify", "Policy.tiers", "Policy.places", "Policy.times", "Policy.identity",
    "Policy.budget", "Policy.gates", "Policy.removals", "Policy.legal_basis", "Classify.linking", "Tier.place",
    "Tier.time", "Tier.tier", "CountTable.of", "CountTable.kind", "Example.expect", "CoarserTime.precision",
}  # fmt: skip
"""Fields that are compared by what stands in them, or whose pairs are below because more than one rule changes."""

ONE_WORD = {"SensitivePlaces.treatment", "MinorsAndOld.people", "Identity.mask", "Budget.per"}
"""Fields that have one possible value."""


def rules(found: Comparison) -> set[tuple[str, str]]:
    return {(rule.path, rule.change) for rule in found.rules}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_pair(pair: Pair) -> None:
    old, new = rich(), rich(**pair.edit)
    assert pair.field in set(differing(old, new))
    found = compare(old, new)
    mine = {(path, change) for path, change in rules(found) if not _beside(path, pair)}
    assert mine == set(pair.rules)
    if "counts" not in pair.edit:
        assert found.verdict == pair.verdict


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if "counts" not in pair.edit], ids=lambda pair: pair.name)
def test_a_pair_read_backwards(pair: Pair) -> None:
    assert compare(rich(**pair.edit), rich()).verdict == pair.backwards


def _beside(path: str, pair: Pair) -> bool:
    """Rules that had to change with the one of the pair."""
    with_it = {key.split("__")[0] for key in list(pair.edit)[1:]}
    return path.split(".")[0] in with_it and path not in {rule[0] for rule in pair.rules}


def test_every_field_has_a_pair_in_both_directions() -> None:
    paired = {pair.field for pair in PAIRS}
    assert set(FIELDS) - paired - GROUPS - ONE_WORD - {name for name in FIELDS if name.endswith(".because")} == set()
    assert {name for name in FIELDS if name.endswith(".because")} - paired == {"Reasoned.because"} & set(FIELDS)
    assert paired | GROUPS | ONE_WORD <= set(FIELDS)
    assert len(PAIRS) >= 40
    for name, info in FIELDS.items():
        direction = direction_of(info)
        if direction is not None and direction.direction is not None and name in paired:
            seen = {verdict for pair in PAIRS if pair.field == name for verdict in (pair.verdict, pair.backwards)}
            assert {"stricter", "looser"} <= seen, f"{name} is not compared in both directions"


def test_the_rich_policy_shows_less_the_earlier_a_tier_stands() -> None:
    from redact.policy.exposure import LOOSER, Exposure, effects, roles_of

    shown = Exposure(rich(), RICH["places"]["ladder"], roles_of(rich())).plain
    for one, other in ((0, 1), (1, 2), (1, 3), (1, 4)):
        assert LOOSER not in effects(shown[other], shown[one])


# ---- structure

CALLS = {
    "tier": "calls", "kinds": ["calls"], "rows": "publish", "place": {"level": "city", "min_households": 300},
    "time": {"precision": "year", "delay": "60 days"}, "shows": ["id", "time"],
}  # fmt: skip


def tiers(*order: Any) -> list[Any]:
    return [RICH["tiers"][each] if isinstance(each, int) else each for each in order]


@pytest.mark.parametrize(
    ("edit", "verdict", "path", "change"),
    [
        ({"tiers": tiers(0, 1, CALLS, 2, 3, 4)}, "stricter", "tiers.calls", "new"),
        ({"tiers": tiers(0, 1, {**CALLS, "shows": ["id", "place"], "place": {"level": "block", "min_households": 2}},
                         2, 3, 4)}, "mixed", "tiers.calls", "new"),
        ({"tiers": tiers(0, 1, 3, 4), "identity__officers": {"other": "keep"}}, "mixed", "tiers.accountability",
         "removed"),
        ({"tiers": tiers(0, 1, 3, 2, 4)}, "mixed", "tiers", "looser"),
        ({"tiers": tiers(0, 1, {**RICH["tiers"][2], "offense_groups": ["persons", "society"]}, 3, 4)}, "mixed",
         "tiers.accountability.offense_groups", "looser"),
    ],
)  # fmt: skip
def test_tiers_that_come_go_and_change_places(edit: dict[str, Any], verdict: str, path: str, change: str) -> None:
    found = compare(rich(), rich(**edit))
    assert (path, change) in rules(found)
    assert found.verdict == verdict


def test_a_renamed_tier_is_removed_and_new_but_nothing_else_changes() -> None:
    renamed = {**RICH["tiers"][1], "tier": "blurred"}
    examples = [{**RICH["examples"][1], "expect": {"class": "stalking", "tier": "blurred"}}]
    found = compare(
        rich(examples=RICH["examples"][1:], exceptions=[]),
        rich(tiers=tiers(0, renamed, 2, 3, 4), examples=examples, exceptions=[]),
    )
    assert found.verdict == "reworded"
    assert {("tiers.blurred", "new"), ("tiers.protected", "removed")} <= rules(found)


def test_the_order_of_two_class_tiers_matters_only_to_records_of_both() -> None:
    other = {**RICH["tiers"][1], "tier": "second", "classes": ["elder_abuse"],
             "place": {"level": "city", "min_households": 900}}  # fmt: skip
    first = {**RICH["tiers"][1], "classes": RICH["tiers"][1]["classes"][:4]}
    found = compare(rich(tiers=tiers(0, first, other, 2, 3, 4)), rich(tiers=tiers(0, other, first, 2, 3, 4)))
    assert rules(found) == {("tiers", "stricter")}
    assert found.verdict == "stricter"


def test_a_tier_that_gets_cover_takes_whole_events() -> None:
    """An event of which one record is against a person is then shown as that tier shows it, whatever else it is."""
    found = compare(tiny(), tiny(tiers__2__cover={"rate": 0.2}))
    assert found.verdict == "mixed"
    assert {("tiers.accountability.cover", "new"), ("tiers", "looser")} <= rules(found)


def test_more_evidence_is_also_looser_where_the_tier_of_a_class_shows_a_smaller_area(repository: Path) -> None:
    """The baseline shows stops by district, and blurred records by beat."""
    text = (repository / "policies" / "baseline.yaml").read_text(encoding="utf-8")
    found = compare(parse_policy(text), parse_policy(text.replace("prior: may ", "prior: shows ")))
    assert found.verdict == "mixed"
    assert "shows something else of them more exactly" in found.rules[0].sentence


def test_kinds_of_tables_are_compared_as_a_whole() -> None:
    exact = {**RICH["counts"][2], "of": {"tiers": ["persons"]}, "by": ["offense_group", "beat", "month"]}
    noisy = {"table": "rest", "of": {"tiers": ["persons"]}, "by": ["offense_group", "beat", "month"], "epsilon": 0.1}
    edits = {"tiers__3__narrative": "remove", "columns__offense_text": "remove", "columns__status": "remove"}
    found = compare(rich(counts__2=exact, **edits), rich(counts__2=noisy, **edits))
    assert rules(found) == {("counts.rest.kind", "stricter")}


# ---- what holds of every comparison


def test_a_policy_is_the_same_as_itself_however_it_is_written() -> None:
    assert compare(rich(), rich()) == Comparison("same", ())
    assert compare(rich(), rich(tiers__0__because=REMOVE)).verdict == "reworded"


def test_a_time_of_an_exception() -> None:
    quarter, year = (rich(exceptions__0__time={"precision": word}) for word in ("quarter", "year"))
    assert (compare(quarter, year).verdict, compare(year, quarter).verdict) == ("stricter", "looser")


def test_an_exception_that_the_group_no_longer_needs_can_go() -> None:
    coarse = rich(tiers__1__place={"level": "city", "min_households": 200}, exceptions=[])
    assert compare(rich(), coarse).verdict == "stricter"
    assert compare(rich(), rich(exceptions=[])).verdict == "looser"


def test_json_has_exactly_what_was_promised() -> None:
    found = compare(rich(), rich(tiers__1__place__level="district", tiers__0__cover=REMOVE)).as_json()
    assert found == {
        "verdict": "mixed",
        "rules": [
            {"path": "tiers.withheld.cover", "change": "removed", "old": "rate: 0.1", "new": None},
            {"path": "tiers.protected.place.level", "change": "stricter", "old": "beat", "new": "district"},
        ],
    }


def test_the_sentence_is_that_of_the_field() -> None:
    rule = compare(rich(), rich(tiers__1__time__delay="90 days")).rules[0]
    assert rule.sentence == (
        "Records come out this long after their month, or other period, has ended. It was '30 days'; it is '90 days'."
    )


def test_the_shipped_policies_differ_in_what_they_say() -> None:
    found = compare(policy_by_name("baseline"), policy_by_name("open-narratives"))
    assert found.verdict == "mixed"
    assert ("tiers.other.narrative", "looser") in rules(found)
