"""Whose records belong together: keyed hashes of the victim's number and of the home, for tables that hide a person.

A person's number is read from incident reports alone: in a list of arrests it is the arrested person's, in a list of
stops the driver's. The home is the address of the report written in one way, without an apartment: all who live at one
address are one household, so that a spelling cannot divide them. Neither hash leaves the plan's working memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.keyed import hash_texts
from redact.policy.counted import units_of
from redact.vocabulary import Kind

if TYPE_CHECKING:
    from redact.plan.context import Context
    from redact.policy.model import Policy
    from redact.records.batch import Batch
    from redact.records.card import Card
    from redact.records.source import Source

VICTIM: Final = 0
HOUSEHOLD: Final = 1
"""Columns of `Rows.subjects`; an entry of 0 is not known."""

_PLACES: Final = (Kind.INCIDENTS, Kind.CALLS)
"""Kinds of datasets whose address is where it happened, not where somebody was arrested."""


def wanted(policy: Policy) -> bool:
    """Whether some table hides more than single events."""
    return any(unit != "event" for table in policy.counts if table.noisy for unit in units_of(policy, table))


def known(card: Card, roles: frozenset[str]) -> frozenset[str]:
    """The units that a dataset can tell apart."""
    found = {"event"}
    if card.kind is Kind.INCIDENTS and "person_id" in roles:
        found.add("victim")
    if card.kind in _PLACES and ("address" in roles or {"house_number", "street"} <= roles):
        found.add("household")
    return frozenset(found)


def known_units(sources: Mapping[str, Source]) -> frozenset[str]:
    """The units that some dataset can tell apart."""
    found: set[str] = {"event"}
    for source in sources.values():
        found |= known(source.card, frozenset(field.role for field in source.fields))
    return frozenset(found)


def subjects(batch: Batch, context: Context) -> NDArray[np.int64]:
    """Keyed hashes of victim and home, shape (rows, 2); (rows, 0) where no table asks."""
    if not wanted(context.policy):
        return np.zeros((len(batch), 0), dtype=np.int64)
    found = np.zeros((len(batch), 2), dtype=np.int64)
    units = known(context.card, frozenset(field.role for field in context.fields))
    if "victim" in units:
        name = next(field.name for field in context.fields if field.role == "person_id")
        found[:, VICTIM] = _hashed(context.key, batch.table.column(name).combine_chunks(), "victim")
    if "household" in units:
        texts = context.locator.homes(batch)
        if texts is not None:
            found[:, HOUSEHOLD] = _hashed(context.key, texts, "household")
    return found


def _hashed(key: bytes, texts: pa.Array, purpose: str) -> NDArray[np.int64]:
    trimmed = pc.utf8_upper(pc.utf8_trim_whitespace(texts))
    encoded = pc.if_else(pc.equal(trimmed, ""), "", pc.binary_join_element_wise(trimmed, purpose, "\x1f"))
    coded = encoded.dictionary_encode()
    hashed = hash_texts(key, coded.dictionary)
    if not len(hashed):
        return np.zeros(len(texts), dtype=np.int64)
    found: NDArray[np.int64] = hashed[coded.indices.to_numpy(zero_copy_only=False)]
    return found
