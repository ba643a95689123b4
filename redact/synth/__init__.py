"""The synthetic city: police records of people who do not exist, with the truth about them beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from redact.synth.city import City, make_city
    from redact.synth.seal import all_synthetic, is_synthetic

__all__ = ["City", "all_synthetic", "is_synthetic", "make_city"]

_HOMES = {
    "City": "redact.synth.city",
    "all_synthetic": "redact.synth.seal",
    "is_synthetic": "redact.synth.seal",
    "make_city": "redact.synth.city",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'redact.synth' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
