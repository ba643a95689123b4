"""Records in: files of many formats as batches of text columns, dataset cards, and profiling a new file."""

from __future__ import annotations

from redact.records.batch import Batch, Fault, Field
from redact.records.card import Card, ReadOptions, card_by_name, load_card, shipped_cards
from redact.records.guess import card_for
from redact.records.profiling import Leak, Proposal, profile
from redact.records.source import Source, expanded, open_source

__all__ = [
    "Batch",
    "Card",
    "Fault",
    "Field",
    "Leak",
    "Proposal",
    "ReadOptions",
    "Source",
    "card_by_name",
    "card_for",
    "expanded",
    "load_card",
    "open_source",
    "profile",
    "shipped_cards",
]
