"""The scenarios that a policy names, with the limits that it sets in place of their own."""

from __future__ import annotations

from pathlib import Path

from redact.policy.gates import is_file_name
from redact.policy.model import Policy
from redact.risk.lab.run import promised
from redact.risk.scenarios import Limit, Scenario, load_scenario


def agreed_scenarios(policy: Policy, folder: Path | None = None) -> tuple[Scenario, ...]:
    """Every scenario of `gates.scenarios` under the policy's limit; files lie in `folder`, beside the policy.

    A limit is of what an adversary gains. Where he is held against the policy's promise that a share p of alike rows
    may be what they look like, a gain of g is a share of p + g (1 - p). Raises Missing (16) for a file that is gone.
    """
    return tuple(
        under(load_scenario(folder / name if folder is not None and is_file_name(name) else name), limit, policy)
        for name, limit in policy.gates.scenarios.items()
    )


def under(scenario: Scenario, limit: float, policy: Policy) -> Scenario:
    """A scenario that passes where he gains no more than `limit`."""
    if scenario.metric == "share" and scenario.control == "promise":
        promise = promised(policy)
        limit = promise + limit * (1 - promise)
    return scenario.model_copy(update={"passes": Limit(at_most=round(limit, 6))})
