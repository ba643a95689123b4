"""The page of a policy that extends others says from where its rules come."""

from __future__ import annotations

from redact.advice.built_on import built_on
from redact.advice.parts import Grid
from redact.policy import parse_policy, policy_by_name


def test_a_policy_that_builds_on_nothing_says_nothing_of_it() -> None:
    assert built_on(policy_by_name("baseline")) == ()


def test_each_policy_with_its_rules() -> None:
    text = "policy: ours\nversion: 1\ntitle: Ours\nextends: [fl]\ntiers: [{tier: protected, time: {delay: 60 days}}]\n"
    (block,) = built_on(parse_policy(text))
    grid = block.parts[0]
    assert isinstance(grid, Grid)
    rows = dict(grid.rows)
    assert rows["ours"] == "tiers: protected, time"
    assert "tiers: persons, place" in rows["fl"]
    assert rows["baseline"].endswith(" rules")


def test_an_exception_is_told_in_one_piece() -> None:
    text = "policy: ours\nversion: 1\ntitle: Ours\nextends: [baseline]\nexceptions:\n"
    (block,) = built_on(parse_policy(text + "  - {when: 11-20..01-03, for: [protected], time: {precision: quarter}}\n"))
    assert isinstance(block.parts[0], Grid)
    assert dict(block.parts[0].rows)["ours"] == "exceptions: protected on 11-20..01-03"
