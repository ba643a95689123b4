"""The ledger and the secret: the only place with state. See `redact.ledger.ledger` for how it is used."""

from __future__ import annotations

from redact.ledger.events import KnownEvents
from redact.ledger.ledger import Ledger
from redact.ledger.releases import Release, State
from redact.ledger.secret import Secret, ThrowAway

__all__ = ["KnownEvents", "Ledger", "Release", "Secret", "State", "ThrowAway"]
