"""What is kept of an agreement can be read again, whatever its policy says: else nothing could be compared with it."""

from __future__ import annotations

import json

import pytest

from redact.policy import Policy, policy_by_name
from redact.policy.load import shipped_policies
from redact.policy.signing import Columns, Content, Line, Table

from .pairs import rich

POLICIES = {name: policy_by_name(name) for name in shipped_policies()} | {"rich": rich()}


def content(policy: Policy) -> Content:
    own = Table.of([Line("T1", "THEFT", False)], own=True)
    return Content("Smallville", policy, {"ours": own}, {"calls": Columns("calls", ("id", "time"))})


@pytest.mark.parametrize("name", POLICIES)
def test_what_is_kept_is_read_again(name: str) -> None:
    kept = content(POLICIES[name])
    again = Content.load(kept.save())
    assert again is not None
    assert again.digest == kept.digest
    assert again.policy.digest == POLICIES[name].digest
    assert again.tables == kept.tables


def test_what_was_edited_is_not_read() -> None:
    saved = json.loads(content(rich()).save())
    saved["policy_as_written"]["budget"]["epsilon"] = 3.0
    assert Content.load(json.dumps(saved)) is None
    assert Content.load("{}") is None
