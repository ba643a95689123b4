"""What a policy is called: a changed one never like the one that comes with redact."""

from __future__ import annotations

from redact.policy import load_policy, parse_policy
from redact.risk.trial.called import called, changed_rules
from redact.risk.trial.changes import change, policy_text


def test_a_policy_that_comes_with_redact_keeps_its_name_however_it_was_saved() -> None:
    baseline = load_policy("baseline")
    assert called(baseline) == called(parse_policy(policy_text(baseline), "ours.yaml")) == "baseline"
    assert changed_rules(baseline) == ()


def test_a_changed_policy_says_so_and_where() -> None:
    one = change("baseline", ("protected.place.level", "district"))
    other = change("baseline", ("persons.place.level", "beat"))
    assert called(one) == f"baseline as changed ({one.digest[:8]})"
    assert called(one) != called(other)
    assert changed_rules(one) == ("tiers.protected.place.level: district (was beat)",)


def test_a_policy_of_ones_own_has_its_name_and_its_fingerprint() -> None:
    ours = parse_policy(
        policy_text(load_policy("baseline")).replace("policy: baseline", "policy: ours", 1), "ours.yaml"
    )
    assert called(ours) == f"ours ({ours.digest[:8]})"
    assert changed_rules(ours) == ()
