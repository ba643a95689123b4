"""The ledger and the secret: the only place with state. See `redact.ledger.ledger` for how it is used."""

from __future__ import annotations

from redact.ledger.chain import Head
from redact.ledger.events import KnownEvents
from redact.ledger.ledger import Ledger
from redact.ledger.releases import Release, State
from redact.ledger.removals import Correction, Removal
from redact.ledger.secret import Secret, ThrowAway
from redact.ledger.spending import Borne, Drawn, Paid, Spend
from redact.ledger.steps import Kind, Step
from redact.ledger.verifying import Verified

__all__ = [
    "Borne", "Correction", "Drawn", "Head", "Kind", "KnownEvents", "Ledger", "Paid", "Release", "Removal", "Secret",
    "Spend", "State", "Step", "ThrowAway", "Verified",
]  # fmt: skip
