"""What a policy is called on boards and cards: nobody must take a changed one for the one that comes with redact."""

from __future__ import annotations

from redact.errors import Missing
from redact.policy import Policy, load_policy
from redact.policy.verdicts import compare
from redact.shipped import shipped


def called(policy: Policy) -> str:
    """Its name; with the start of its fingerprint unless it is word for word one that comes with redact.

    Whoever changes a policy seldom gives it another name, and two that differ must not share a table.
    """
    ours = _shipped(policy.policy)
    if ours is None:
        return f"{policy.policy} ({policy.digest[:8]})"
    return policy.policy if ours.digest == policy.digest else f"{policy.policy} as changed ({policy.digest[:8]})"


def changed_rules(policy: Policy) -> tuple[str, ...]:
    """Where a policy differs from the one of its name that comes with redact: `tiers.protected.place.level: block
    (was beat)`; nothing where none has its name."""
    ours = _shipped(policy.policy)
    if ours is None:
        return ()
    found = [rule for _, rule in compare(ours, policy).by_rule()]
    return tuple(f"{rule.path}: {rule.new or 'left out'} (was {rule.old or 'left out'})" for rule in found)


def _shipped(name: str) -> Policy | None:
    try:
        return load_policy(shipped(f"{name}.yaml"))
    except Missing:
        return None
