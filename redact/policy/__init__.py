"""The policy: what happens to which record. Model, strict loading, schema; no data and no pipeline."""

from __future__ import annotations

from redact.policy.load import load_policy, parse_policy, policy_by_name, shipped_policies
from redact.policy.model import Policy
from redact.policy.schema import policy_schema

__all__ = ["Policy", "load_policy", "parse_policy", "policy_by_name", "policy_schema", "shipped_policies"]
