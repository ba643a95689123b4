"""The tables of a plan: what the policy counts, over declared cells. Exact counts wait sealed until they are paid for.

`prepare` counts and seals while a plan is made; `pay` draws the noise inside the ledger's transaction when a release,
or `redact counts --spend`, asks for it; `Tables.write` writes what was paid for. A period is drawn and paid for once:
every later release repeats the bytes that were published first, whatever was reported late since.
"""

from __future__ import annotations

from redact.plan.tables.happened import outcomes_of
from redact.plan.tables.pay import Payment, Status, pay, payments
from redact.plan.tables.prepare import prepare
from redact.plan.tables.saved import Tables, tables_of

__all__ = ["Payment", "Status", "Tables", "outcomes_of", "pay", "payments", "prepare", "tables_of"]
