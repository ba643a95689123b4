"""What a project's people have agreed to, and what still stands against a release of real records.

signoff_of(project, policy)          who has signed, who is missing, the six words, until when
stands_against(plan, ...)            everything that stops a release: signatures, notice, objections, approval
"""

from __future__ import annotations

from redact.signoff.content import content_of
from redact.signoff.notices import Told, give_notice
from redact.signoff.people import add_person, first_keys
from redact.signoff.signing import demand_listed, prepare, sign_by_key, sign_on_paper, take_signature
from redact.signoff.standing import signoff_of, standing_of, stands_against, today
from redact.signoff.steps import approve, lift, object_to, withdraw

__all__ = [
    "Told", "add_person", "approve", "content_of", "demand_listed", "first_keys", "give_notice", "lift", "object_to",
    "prepare", "sign_by_key", "sign_on_paper", "signoff_of", "standing_of", "stands_against", "take_signature",
    "today", "withdraw",
]  # fmt: skip
