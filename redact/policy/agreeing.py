"""The keys of a policy that say who must have agreed to it, and who is told before records come out."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from redact.policy.said import Plain, Reasoned, Stricter
from redact.policy.values import Text


class Signatures(Reasoned):
    """How many people of a role must have signed."""

    role: Annotated[Text, Plain("Whose names must be under the policy."), Stricter(None)]
    count: Annotated[int, Plain("So many of them must have signed."), Stricter("higher"), Field(ge=1, le=20)] = 1


class Notice(Reasoned):
    """Who is told before each release, and how long it then waits."""

    to: Annotated[Text, Plain("Who is told before records come out."), Stricter(None)]
    days: Annotated[
        int, Plain("Records come out so many days after that, not before."), Stricter("higher"), Field(ge=1, le=90)
    ]
    can_stop: Annotated[bool, Plain("Can they say stop? Then nothing comes out."), Stricter("higher")] = True
