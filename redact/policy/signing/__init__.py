"""Signing a policy: what is signed, whose keys count, who has signed, and the six words of the receipt.

No data and no pipeline: `redact.signoff` gathers what a project's policy, tables and columns are and asks here.
"""

from __future__ import annotations

from redact.policy.signing.content import Columns, Content, Line, OnlyStricter, Table, digest_of
from redact.policy.signing.keys import Namespace
from redact.policy.signing.people import People, Person, read_people
from redact.policy.signing.quorum import Agreed, Delta, Lacking, SignOff, Stop
from redact.policy.signing.receipt import receipt
from redact.policy.signing.signatures import Signature, Signed

__all__ = [
    "Agreed", "Columns", "Content", "Delta", "Lacking", "Line", "Namespace", "OnlyStricter", "People", "Person",
    "SignOff", "Signature", "Signed", "Stop", "Table", "digest_of", "read_people", "receipt",
]  # fmt: skip
