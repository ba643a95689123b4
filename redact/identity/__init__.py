"""Identity: names, numbers and places of people out of texts, with Presidio and the record's own columns.

`load_redactor` loads spaCy and Presidio; everything else here is light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from redact.identity.names import name_tokens
from redact.identity.spans import Action, Entity, Known, Layer, Redaction, Span

if TYPE_CHECKING:
    from redact.identity.cells import cell_patterns
    from redact.identity.listed import ListedNames, name_forms
    from redact.identity.redactor import Redactor, load_redactor

__all__ = [
    "Action",
    "Entity",
    "Known",
    "Layer",
    "ListedNames",
    "Redaction",
    "Redactor",
    "Span",
    "cell_patterns",
    "load_redactor",
    "name_forms",
    "name_tokens",
]

_HOMES = {
    "Redactor": "redact.identity.redactor",
    "load_redactor": "redact.identity.redactor",
    "cell_patterns": "redact.identity.cells",
    "ListedNames": "redact.identity.listed",
    "name_forms": "redact.identity.listed",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'redact.identity' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)
