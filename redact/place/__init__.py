"""Places: address text, the jurisdiction's layers, the unit table, where a record happened and as what it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from redact.place.address import Address, AddressKind, hundred_block_text, parse
    from redact.place.build import build_units
    from redact.place.jurisdiction import Jurisdiction, load_jurisdiction
    from redact.place.locator import Located, Locator, MatchedBy, Spots
    from redact.place.points import stretch
    from redact.place.public import places_geojson, representative_points
    from redact.place.publishing import band, preimage_households, publishable
    from redact.place.sinks import find_sinks
    from redact.place.units import UnitTable, bare_city

_HOMES = {
    "Address": "address", "AddressKind": "address", "hundred_block_text": "address", "parse": "address",
    "build_units": "build", "Jurisdiction": "jurisdiction", "load_jurisdiction": "jurisdiction",
    "Located": "locator", "Locator": "locator", "MatchedBy": "locator", "Spots": "locator",
    "stretch": "points", "places_geojson": "public",
    "representative_points": "public", "band": "publishing", "preimage_households": "publishing",
    "publishable": "publishing", "find_sinks": "sinks", "UnitTable": "units", "bare_city": "units",
}  # fmt: skip

__all__ = [
    "Address",
    "AddressKind",
    "Jurisdiction",
    "Located",
    "Locator",
    "MatchedBy",
    "Spots",
    "UnitTable",
    "band",
    "bare_city",
    "build_units",
    "find_sinks",
    "hundred_block_text",
    "load_jurisdiction",
    "parse",
    "places_geojson",
    "preimage_households",
    "publishable",
    "representative_points",
    "stretch",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'redact.place' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"redact.place.{_HOMES[name]}"), name)
