"""Before and after on made-up records: a small synthetic city under the plan's own policy, through the real stages.

A report may show what the policy does to a record only on records of nobody.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from redact.errors import RedactError
from redact.ledger import Ledger, Secret
from redact.place import build_units, load_jurisdiction
from redact.plan.build import Built, build
from redact.plan.inputs import Inputs
from redact.plan.outcomes import Reason
from redact.policy.model import Policy
from redact.records import load_card, open_source
from redact.synth import make_city

INCIDENTS = 1_500
AS_OF = date(2027, 4, 1)
SECRET = b"made-up reports need no secret.."
"""Thirty-two bytes that anybody may know, so that every report of a policy shows the same examples."""
SHOWN = ("offense_text", "relationship", "domestic_flag", "occurred_at", "address", "victim_name", "officer_name")
"""What of a made-up report is shown beside what the public would see of it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One made-up report. `after` is the published row, empty where none is published; `became` says what happened."""

    tier: str
    cover: bool
    before: Mapping[str, str]
    after: Mapping[str, str]
    became: str


@lru_cache(maxsize=16)
def samples(policy: Policy) -> tuple[Sample, ...]:
    """One report per tier, and one that is cover for each tier with cover; none if the policy does not fit a city.

    They depend on nothing but the policy, so whoever previews several times in one process waits for them once.
    """
    with tempfile.TemporaryDirectory(prefix="redact-samples-") as folder:
        city = make_city(Path(folder) / "city", incidents=INCIDENTS, households=9_000, seed=20_260, narratives=False)
        source = open_source(city.exports("incidents"), load_card(city.card("incidents")))
        secret = Secret(SECRET)
        try:
            units = build_units(load_jurisdiction(city.jurisdiction), policy.places, policy.street_floors)
            with Ledger.in_memory(secret) as ledger:
                inputs = Inputs(policy, {"incidents": source}, units, secret, ledger, AS_OF, workers=1)
                built = build(inputs, Path(folder))
        except RedactError:
            return ()
        columns = {item.role: item.name for item in source.fields}
        shown = [columns[role] for role in SHOWN if role in columns]
        rows = [batch.table for batch in source.batches(shown)]
        staged = pq.read_table(Path(folder) / "staged" / "incidents.parquet")
        found = []
        for row in _choose(built):
            batch, at = divmod(row, len(rows[0]))
            before = rows[batch].slice(at, 1).to_pylist()[0]
            position = int(built.positions[row])
            after = staged.slice(position, 1).to_pylist()[0] if position >= 0 else {}
            reason = Reason(int(built.settled.reason[row]))
            found.append(
                Sample(
                    tier=built.treatments[int(built.fates.treatment[row])].name,
                    cover=bool(built.fates.cover[row]),
                    before={name: cell for name, cell in before.items() if cell},
                    after={name: cell for name, cell in after.items() if cell},
                    became=reason.sentence(),
                )
            )
        return tuple(found)


def _choose(built: Built) -> list[int]:
    """The first row of each tier that became what its tier is meant for, then the first cover row of each."""
    chosen: list[int] = []
    usual = (Reason.NONE, Reason.TIER, Reason.COVER)
    fit = np.isin(built.settled.reason, usual)
    for number, rule in enumerate(built.treatments):
        for cover in (False, True):
            at = np.flatnonzero(fit & (built.fates.treatment == number) & (built.fates.cover == cover))
            if len(at) and not (rule.careful and chosen and _same_tier(built, chosen, rule.name, cover)):
                chosen.append(int(at[len(at) // 2]))
    return chosen


def _same_tier(built: Built, chosen: list[int], name: str, cover: bool) -> bool:
    return any(
        built.treatments[int(built.fates.treatment[row])].name == name and bool(built.fates.cover[row]) == cover
        for row in chosen
    )
