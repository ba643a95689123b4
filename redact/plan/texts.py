"""What cleaning texts needs before any row is read: the policy's model."""

from __future__ import annotations

from redact.policy.model import Policy


def model_digest(policy: Policy) -> str:
    """The digest of the policy's narrative model, '' where no tier publishes texts. Raises Missing (16) where the model
    is not there: before any row is read."""
    if not any(tier.tells for tier in policy.tiers):
        return ""
    from redact.identity.ner.model import find_model

    return find_model(policy.identity.model).digest
